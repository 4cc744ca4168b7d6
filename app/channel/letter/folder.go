package letter

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"fakturist/app/channel"
	"fakturist/billing"
)

// printed is the folder below the pile that holds letters after they were printed.
const printed = "printed"

// Folder is a pile in a folder, one PDF a letter. It is made when the first letter comes.
type Folder string

var _ Pile = Folder("")

// Put writes the letter under another name, to the disk, and renames it, so that whoever prints the folder never meets
// half a letter. Of one frozen for a print house the PDF alone is laid.
func (d Folder) Put(ctx context.Context, id string, pdf []byte) (string, error) {
	if where, err := d.Where(ctx, id); err == nil {
		return where, nil
	}
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return "", fmt.Errorf("make the print pile: %w", err)
	}
	where := d.file(id)
	if err := channel.WriteWhole(where, PDF(pdf), 0o600); err != nil {
		return "", fmt.Errorf("put letter %s on the pile: %w", id, err)
	}
	return where, nil
}

func (d Folder) file(id string) string { return filepath.Join(string(d), id+".pdf") }

// Where looks on the pile and among the printed letters. A folder that is not there is an error, not an empty pile: it may
// be on a disk that is away.
func (d Folder) Where(_ context.Context, id string) (string, error) {
	if _, err := os.ReadDir(string(d)); err != nil {
		return "", fmt.Errorf("look on the print pile: %w", err)
	}
	for _, where := range []string{d.file(id), filepath.Join(string(d), printed, id+".pdf")} {
		_, err := os.Stat(where)
		if err == nil {
			return where, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("look on the print pile: %w", err)
		}
	}
	return "", fmt.Errorf("letter %s on the pile: %w", id, billing.ErrNotFound)
}

// Waiting lists the letters that wait to be printed, by name; each is a PDF. No folder is an empty pile.
func (d Folder) Waiting() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the print pile: %w", err)
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".pdf") {
			files = append(files, filepath.Join(string(d), e.Name()))
		}
	}
	slices.Sort(files)
	return files, nil
}

// Printed moves letters from the pile to the printed ones.
func (d Folder) Printed(files []string) error {
	to := filepath.Join(string(d), printed)
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("make the folder of printed letters: %w", err)
	}
	for _, f := range files {
		if err := os.Rename(f, filepath.Join(to, filepath.Base(f))); err != nil {
			return fmt.Errorf("move a printed letter: %w", err)
		}
	}
	return nil
}

// pileFailure is a temporary error; a full disk has a code of its own, since it asks for something else.
func pileFailure(err error) error {
	e := &Error{Reason: CodePile, Answer: err.Error(), Err: err}
	if errors.Is(err, syscall.ENOSPC) {
		e.Reason = CodeDiskFull
	}
	return e
}

package letter

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"fakturist/app/channel"
	"fakturist/billing"
	"fakturist/billing/pile"
)

// House is a print house that fetches letters from a folder, in batches: one folder a run, such as "2026-11-22-001", with a PDF
// a letter and a manifest. A batch comes to stand there whole, by a rename.
//
// Letters wait in a spool of our own until Close makes a batch of them. Which letters are in a batch is settled there before the
// first byte of it is written, and the batch is given by one rename, whose outcome can be told after a crash: while the folder's
// hidden part still stands there, it was not given; once it is gone, it was. So no letter gets into two batches, even when the
// house has taken its batch away already.
type House struct {
	Folder string           // where batches are put; empty: nobody said
	Spool  string           // folder beside the company file
	Clock  func() time.Time // names the batches
	Duplex bool             // what the house is asked for
}

var _ Pile = House{}

// batchMode lets the house, which may be another user, read what it is given.
const batchMode = 0o644

// Folders of the spool.
const (
	waiting = "waiting" // letters of the next batch, by id
	given   = "given"   // ids of letters that were given, each file holding its batch
	batch   = "batch-"  // begins the name of a batch that is being given
	handing = "handing" // in a batch: its part stands in the house's folder whole
)

// Put lays a letter into the spool for the next batch. It fails when the house's folder is not there, so that letters wait with
// their delivery and not out of sight.
func (h House) Put(ctx context.Context, id string, frozen []byte) (string, error) {
	if where, err := h.Where(ctx, id); err == nil {
		return where, nil
	}
	if err := h.reachable(); err != nil {
		return "", err
	}
	dir := filepath.Join(h.Spool, waiting)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the spool of letters: %w", err)
	}
	where := filepath.Join(dir, id)
	if err := channel.WriteWhole(where, frozen, batchMode); err != nil {
		return "", fmt.Errorf("put letter %s into the spool: %w", id, err)
	}
	return where, nil
}

// errAway says that the folder is not there.
var errAway = errors.New("the folder of the print house is not there")

func (h House) reachable() error {
	info, err := os.Stat(h.Folder)
	if err != nil || !info.IsDir() {
		return errors.Join(errAway, err)
	}
	return nil
}

// Where looks into the spool and among what was given.
func (h House) Where(_ context.Context, id string) (string, error) {
	if err := h.reachable(); err != nil {
		return "", err
	}
	open, err := h.open()
	if err != nil {
		return "", err
	}
	for _, dir := range append([]string{filepath.Join(h.Spool, waiting), filepath.Join(h.Spool, given)}, open...) {
		_, err := os.Stat(filepath.Join(dir, id))
		if err == nil {
			return filepath.Join(dir, id), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("look into the spool of letters: %w", err)
		}
	}
	return "", fmt.Errorf("letter %s in the spool: %w", id, billing.ErrNotFound)
}

// open are the batches that are being given, oldest first.
func (h House) open() ([]string, error) {
	entries, err := os.ReadDir(h.Spool)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look into the spool of letters: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), batch) {
			out = append(out, filepath.Join(h.Spool, e.Name()))
		}
	}
	return out, nil
}

// Close gives what waits to the house as one batch, and before it what an earlier run did not get to the end of. It tells where
// each letter given now lies.
func (h House) Close(ctx context.Context) (map[string]string, error) {
	places := map[string]string{}
	unfinished, err := h.open()
	if err != nil {
		return nil, err
	}
	letters, err := names(filepath.Join(h.Spool, waiting))
	if err != nil || len(unfinished) == 0 && len(letters) == 0 {
		return nil, err
	}
	if err := h.reachable(); err != nil {
		return nil, h.failure(err)
	}
	for _, dir := range unfinished {
		if err := h.give(ctx, dir, places); err != nil {
			return places, h.failure(err)
		}
	}
	if len(letters) == 0 {
		return places, nil
	}
	name, err := h.nextName()
	if err != nil {
		return places, h.failure(err)
	}
	dir := filepath.Join(h.Spool, batch+name)
	if err := os.Rename(filepath.Join(h.Spool, waiting), dir); err != nil {
		return places, h.failure(fmt.Errorf("begin batch %s: %w", name, err))
	}
	if err := errors.Join(channel.SyncDir(h.Spool), h.give(ctx, dir, places)); err != nil {
		return places, h.failure(err)
	}
	return places, nil
}

func (h House) failure(err error) error { return houseFailure(err) }

// give gives one batch, from wherever an earlier run left it.
func (h House) give(ctx context.Context, dir string, places map[string]string) error {
	name := strings.TrimPrefix(filepath.Base(dir), batch)
	part, whole := filepath.Join(h.Folder, "."+name+".part"), filepath.Join(h.Folder, name)
	ids, err := names(dir)
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == handing })
	files, err := h.files(dir, ids)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return os.RemoveAll(dir) // given, remembered and nearly cleared
	}
	if _, err := os.Stat(filepath.Join(dir, handing)); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(whole); err == nil {
			return h.rename(dir) // another program's batch has that name: take the next one at the next run
		}
		if err := h.build(ctx, part, dir, ids, files); err != nil {
			return err
		}
		if err := channel.WriteWhole(filepath.Join(dir, handing), nil, batchMode); err != nil {
			return fmt.Errorf("give batch %s: %w", name, err)
		}
	} else if err != nil {
		return fmt.Errorf("give batch %s: %w", name, err)
	}
	if err := os.Rename(part, whole); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("give batch %s: %w", name, err)
	}
	if err := channel.SyncDir(h.Folder); err != nil {
		return fmt.Errorf("give batch %s: %w", name, err)
	}
	for i, id := range ids {
		places[id] = filepath.Join(whole, files[i])
	}
	return h.settle(dir, name, ids)
}

// rename gives a batch that was not begun the next free name.
func (h House) rename(dir string) error {
	name, err := h.nextName()
	if err != nil {
		return err
	}
	if err := os.Rename(dir, filepath.Join(h.Spool, batch+name)); err != nil {
		return fmt.Errorf("name batch %s anew: %w", name, err)
	}
	return fmt.Errorf("batch %s stands in the folder of the print house already", strings.TrimPrefix(filepath.Base(dir), batch))
}

// settle remembers that letters were given and takes the batch out of the spool. Done twice, it changes nothing.
func (h House) settle(dir, name string, ids []string) error {
	done := filepath.Join(h.Spool, given)
	if err := os.MkdirAll(done, 0o700); err != nil {
		return fmt.Errorf("remember batch %s: %w", name, err)
	}
	for _, id := range ids {
		if err := os.WriteFile(filepath.Join(done, id), []byte(name+"\n"), 0o600); err != nil {
			return fmt.Errorf("remember batch %s: %w", name, err)
		}
	}
	if err := channel.SyncDir(done); err != nil {
		return fmt.Errorf("remember batch %s: %w", name, err)
	}
	// The mark that it was given goes last: without it the letters would be given again.
	for _, id := range ids {
		if err := os.Remove(filepath.Join(dir, id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear batch %s: %w", name, err)
		}
	}
	if err := errors.Join(channel.SyncDir(dir), os.RemoveAll(dir)); err != nil {
		return fmt.Errorf("clear batch %s: %w", name, err)
	}
	return nil
}

// files are the names of the PDFs: the document's number, told apart by the id where two letters have the same.
func (h House) files(dir string, ids []string) ([]string, error) {
	out := make([]string, len(ids))
	taken := map[string]bool{}
	for i, id := range ids {
		frozen, err := os.ReadFile(filepath.Join(dir, id))
		if err != nil {
			return nil, fmt.Errorf("read letter %s: %w", id, err)
		}
		n, _, _ := open(frozen)
		out[i] = fileSafe(n.Number) + ".pdf"
		if n.Number == "" || taken[out[i]] {
			out[i] = id + ".pdf"
		}
		taken[out[i]] = true
	}
	return out, nil
}

// build writes a batch beside where it will stand, to the disk.
func (h House) build(ctx context.Context, part, dir string, ids, files []string) error {
	if err := os.RemoveAll(part); err != nil {
		return fmt.Errorf("clear %q: %w", part, err)
	}
	if err := os.Mkdir(part, 0o755); err != nil {
		return fmt.Errorf("make %q: %w", part, err)
	}
	var rows []manifestRow
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		frozen, err := os.ReadFile(filepath.Join(dir, id))
		if err != nil {
			return fmt.Errorf("read letter %s: %w", id, err)
		}
		row, pdf := h.row(id, files[i], frozen)
		if err := channel.WriteSynced(filepath.Join(part, files[i]), pdf, batchMode); err != nil {
			return fmt.Errorf("write letter %s: %w", id, err)
		}
		rows = append(rows, row)
	}
	asCSV, asJSON, err := manifests(filepath.Base(strings.TrimSuffix(part, ".part"))[1:], rows)
	if err != nil {
		return err
	}
	return errors.Join(channel.WriteSynced(filepath.Join(part, "manifest.csv"), asCSV, batchMode),
		channel.WriteSynced(filepath.Join(part, "manifest.json"), asJSON, batchMode), channel.SyncDir(part))
}

// row is what the manifest says of a letter. One that was frozen for our own pile has no note: its address stands on it alone.
func (h House) row(id, file string, frozen []byte) (manifestRow, []byte) {
	n, pdf, noted := open(frozen)
	if !noted {
		n = Note{Duplex: h.Duplex, Colour: true}
		if s, err := pile.Look(pdf); err == nil {
			n.Pages = s.Pages
		}
	}
	n.ID = id
	sum := sha256.Sum256(pdf)
	return manifestRow{File: file, Note: n, SHA256: hex.EncodeToString(sum[:])}, pdf
}

// nextName is "2026-11-22-001", the first number of the day that no batch had.
func (h House) nextName() (string, error) {
	day := h.Clock().Format(time.DateOnly)
	last := filepath.Join(h.Spool, "last")
	before, err := os.ReadFile(last)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("name a batch: %w", err)
	}
	n := 0
	if rest, ok := strings.CutPrefix(strings.TrimSpace(string(before)), day+"-"); ok {
		_, _ = fmt.Sscanf(rest, "%d", &n) // a broken file begins at 1; names that are taken are passed over
	}
	for n++; ; n++ {
		name := fmt.Sprintf("%s-%03d", day, n)
		if _, err := os.Lstat(filepath.Join(h.Folder, name)); errors.Is(err, fs.ErrNotExist) {
			return name, channel.WriteWhole(last, []byte(name+"\n"), batchMode)
		} else if err != nil {
			return "", fmt.Errorf("name a batch: %w", err)
		}
	}
}

// names are the files of a folder by name, hidden ones apart; no folder is none.
func names(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look into the spool of letters: %w", err)
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// houseFailure is a temporary error that no other letter gets around either.
func houseFailure(err error) error {
	e := &Error{Reason: CodeFolder, Answer: err.Error(), Kind: billing.ErrUnavailable, Err: err}
	switch {
	case errors.Is(err, errAway):
		e.Reason = CodeFolderAway
	case errors.Is(err, syscall.ENOSPC):
		e.Reason = CodeDiskFull
	}
	return e
}

package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Backup writes a copy of the company file to path, in place of an older backup there. The copy is compact; it was opened,
// looked through and counted before it got its name, and lies on the disk when Backup returns. Writing goes on meanwhile.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up %q to %q: %w", s.path, path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) error {
	if sameFile(path, s.path) {
		return fmt.Errorf("the company file lies there: %w", fs.ErrExist)
	}
	temp := path + ".new"
	if err := removeDatabase(temp); err != nil {
		return err
	}
	err := s.copyCounted(ctx, temp)
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, removeDatabase(temp))
	}
	return syncDir(filepath.Dir(path))
}

// copyCounted makes a checked copy and compares its counts with the file's before and after: those tables only grow.
func (s *Store) copyCounted(ctx context.Context, to string) error {
	before, err := countRows(ctx, s.reader.db)
	if err != nil {
		return err
	}
	if err = copyDatabase(ctx, s.path, to, s.opt.wait()); err != nil {
		return err
	}
	after, err := countRows(ctx, s.reader.db)
	if err != nil {
		return err
	}
	have, err := countCopy(ctx, to, s.opt.wait())
	if err != nil {
		return err
	}
	for i := range have {
		if have[i] < before[i] || have[i] > after[i] {
			return fmt.Errorf("the copy has %d rows of %s, the file %d: %w", have[i], grown[i], after[i], ErrDamaged)
		}
	}
	return nil
}

// grown are the tables that only grow.
var grown = [...]string{"invoice", "invoice_file", "delivery", "bank_entry", "allocation", "audit"}

func countRows(ctx context.Context, db *sql.DB) (counts [len(grown)]int64, err error) {
	for i, table := range grown {
		if err = db.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&counts[i]); err != nil {
			return counts, mapError(err)
		}
	}
	return counts, nil
}

func countCopy(ctx context.Context, path string, wait time.Duration) (counts [len(grown)]int64, err error) {
	err = withCopy(path, wait, func(db *sql.DB) error {
		counts, err = countRows(ctx, db)
		return err
	})
	return counts, err
}

// copyDatabase writes a compact copy of a database, open or not, to a name nobody has, checks it through and brings it to
// the disk. SQLite makes the copy: reading an open database as a file would let go of its locks.
func copyDatabase(ctx context.Context, from, to string, wait time.Duration) error {
	db, err := sql.Open("sqlite", dsn(from, wait, modeCopy))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, to)
	if err = errors.Join(mapError(err), db.Close()); err != nil {
		return errors.Join(fmt.Errorf("copy to %q: %w", to, err), removeDatabase(to))
	}
	err = withCopy(to, wait, func(db *sql.DB) error { return integrity(ctx, db, "integrity_check") })
	if err == nil {
		err = errors.Join(os.Chmod(to, private), syncFile(to))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("copy to %q: %w", to, err), removeDatabase(to))
	}
	return nil
}

// withCopy opens a finished copy for reading and closes it again.
func withCopy(path string, wait time.Duration, f func(*sql.DB) error) error {
	db, err := sql.Open("sqlite", dsn(path, wait, modeProbe))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(f(db), db.Close())
}

// Restore puts the backup from in the place of the company file to, after the backup was opened, verified and copied beside
// it. A file that lies there is kept with the ending .bak (.bak-2 …), whose name is returned. The backup is not changed. It
// fails with ErrLocked when another program has the file open, and with ErrDamaged, ErrNotCompany or ErrNewer when the
// backup is no good; then nothing has changed.
func Restore(ctx context.Context, from, to string, opt Options) (kept string, err error) {
	kept, err = restore(ctx, from, to, opt)
	if err != nil {
		return "", fmt.Errorf("restore %q from %q: %w", to, from, err)
	}
	return kept, nil
}

func restore(ctx context.Context, from, to string, opt Options) (kept string, err error) {
	if sameFile(from, to) {
		return "", fmt.Errorf("backup and company file are one: %w", fs.ErrExist)
	}
	temp := to + ".new"
	if err = removeDatabase(temp); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, removeDatabase(temp)) }()
	if _, err = os.Stat(from); err != nil {
		return "", err
	}
	if _, err = probe(ctx, from, Options{Now: opt.Now, Wait: opt.Wait}, embedded); err != nil {
		return "", err
	}
	if err = copyDatabase(ctx, from, temp, opt.wait()); err != nil {
		return "", err
	}
	if err = verifyCopy(ctx, temp, opt); err != nil {
		return "", err
	}
	if kept, err = keepOld(ctx, to, opt.wait()); err != nil {
		return "", err
	}
	if err = os.Rename(temp, to); err != nil {
		return "", err
	}
	return kept, syncDir(filepath.Dir(to))
}

// verifyCopy looks through the copy of a backup as Verify does; an older one is first brought up to date, as it will be.
func verifyCopy(ctx context.Context, path string, opt Options) error {
	s, err := openWith(ctx, path, Options{Now: opt.Now, Wait: opt.Wait, Actor: opt.Actor, scratch: true}, embedded)
	if err != nil {
		return err
	}
	checks, err := s.Verify(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return err
	}
	for _, c := range checks {
		if !c.OK {
			return fmt.Errorf("%s: %s: %w", c.Name, c.Detail, ErrDamaged)
		}
	}
	return syncFile(path)
}

// keepOld gives the file at path, if there is one, a second name with all that is in its journal. The first name stays until
// the new file takes it, so that there is a whole file at every moment.
func keepOld(ctx context.Context, path string, wait time.Duration) (string, error) {
	if !exists(path) {
		return "", nil
	}
	settled := settle(ctx, path, wait)
	if errors.Is(settled, ErrLocked) {
		return "", settled
	}
	kept := path + ".bak"
	for n := 2; exists(kept); n++ {
		kept = fmt.Sprintf("%s.bak-%d", path, n)
	}
	if settled != nil { // damaged: its journal is kept beside it for whoever tries to save more of it
		for _, end := range []string{"-wal", "-shm"} {
			if err := os.Rename(path+end, kept+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
	}
	if err := os.Link(path, kept); err != nil { // a disk without links
		return kept, os.Rename(path, kept)
	}
	return kept, nil
}

// settle writes the journal into the file and removes it, which works only when nobody else has the file open.
func settle(ctx context.Context, path string, wait time.Duration) error {
	db, err := sql.Open("sqlite", dsn(path, wait, modeSettle))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	var journal string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&journal)
	if err == nil && journal != "delete" {
		err = fmt.Errorf("journal stays %s: %w", journal, ErrLocked)
	}
	return errors.Join(mapError(err), db.Close())
}

// sameFile tells whether two paths are one file.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

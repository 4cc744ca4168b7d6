// Package data keeps a company in one SQLite file: it opens, migrates, backs up and verifies the file and implements the
// ports of billing on it.
//
// It holds the schema, every SQL statement and the mapping of SQLite's result codes to errors. It imports billing, the
// leaves of billing and the SQLite driver, and nothing else of ours. Rules of the domain, matching, the network and the
// sentences users read are left to others.
//
// A rule that must hold is a constraint or a trigger of the schema first. Every change writes its row of the audit log in
// the same transaction; Verify finds what was changed behind its back.
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

	"fakturist/billing"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

const (
	// applicationID marks our files in the SQLite header: "FAKT".
	applicationID = 0x46414b54
	// readers is how many read transactions may run beside the writer.
	readers = 4
	// readerIdle is how long a connection for reading stays open that nobody uses: each holds some megabytes of pages, which a
	// program at rest gives back. The writer holds the file open all the while.
	readerIdle = 500 * time.Millisecond
	// smallFile is the size up to which a file is checked through at every opening: some 10 ms.
	smallFile = 2 << 20
	// private is the mode of our files: names, addresses and accounts are nobody else's. The journals inherit it.
	private = 0o600
)

// Options say how a company file is opened.
type Options struct {
	Now      billing.Clock // required: moments of the audit log and the timeline
	Actor    string        // who stands in the audit log; empty: "fakturist"
	ReadOnly bool          // Update fails with ErrReadOnly; the file is not migrated
	Wait     time.Duration // how long to wait for another program's lock; 0: five seconds
	scratch  bool          // the file is a copy of ours: it is migrated without making another
}

func (o Options) wait() time.Duration {
	if o.Wait == 0 {
		return 5 * time.Second
	}
	return o.Wait
}

func (o Options) actor() string {
	if o.Actor == "" {
		return "fakturist"
	}
	return o.Actor
}

// Store is an open company file. It may be used from several goroutines: one writes at a time, several read meanwhile.
type Store struct {
	path   string
	opt    Options
	steps  []step  // the schema of this program
	writer *handle // nil when opened read-only
	reader *handle
}

// Create makes a company file with its first settings and opens it. The file appears under its name when it is whole; an
// existing file is never touched (fs.ErrExist). Settings that cannot be are refused with *billing.FaultError.
func Create(ctx context.Context, path string, settings billing.Settings, opt Options) (*Store, error) {
	if err := absent(path); err != nil {
		return nil, err
	}
	temp := path + ".new"
	if err := removeDatabase(temp); err != nil {
		return nil, fmt.Errorf("create company file %q: %w", path, err)
	}
	if err := build(ctx, temp, settings, opt); err != nil {
		return nil, errors.Join(fmt.Errorf("create company file %q: %w", path, err), removeDatabase(temp))
	}
	if err := place(temp, path); err != nil {
		return nil, errors.Join(fmt.Errorf("create company file %q: %w", path, err), removeDatabase(temp))
	}
	return Open(ctx, path, opt)
}

func absent(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return fmt.Errorf("create company file %q: %w", path, fs.ErrExist)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return fmt.Errorf("create company file %q: %w", path, err)
}

// build makes a whole company file at temp and closes it again.
func build(ctx context.Context, temp string, settings billing.Settings, opt Options) error {
	s, err := connect(temp, opt, modeCreate)
	if err != nil {
		return err
	}
	defer s.Close()
	if err = os.Chmod(temp, private); err != nil {
		return err
	}
	if _, err = s.writer.db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return mapError(err)
	}
	if err = s.migrate(ctx, embedded, 0); err != nil {
		return err
	}
	first := billing.Settings{"id": randomID()}
	for k, v := range settings {
		first[k] = v
	}
	if err = s.Update(ctx, func(tx *Tx) error { return tx.SaveSettings(ctx, first) }); err != nil {
		return err
	}
	return s.Close()
}

// Open opens a company file. A file of an older version is copied beside itself and brought up to date. The errors a
// caller tells apart: fs.ErrNotExist, ErrNotCompany, ErrNewer, ErrDamaged, ErrLocked.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	s, err := openWith(ctx, path, opt, embedded)
	if err != nil {
		return nil, fmt.Errorf("open company file %q: %w", path, err)
	}
	return s, nil
}

func openWith(ctx context.Context, path string, opt Options, steps []step) (*Store, error) {
	if opt.Now == nil {
		return nil, errors.New("no clock given")
	}
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	version, err := probe(ctx, path, opt, steps)
	if err != nil {
		return nil, err
	}
	mode := modeWrite
	if opt.ReadOnly {
		mode = modeRead
	}
	s, err := connect(path, opt, mode)
	if err != nil {
		return nil, err
	}
	s.steps = steps
	if version < len(steps) && !opt.ReadOnly {
		if err = s.upgrade(ctx, steps, version); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// probe looks at a file without changing anything of it: whose it is, its version, and whether a small one is sound.
func probe(ctx context.Context, path string, opt Options, steps []step) (version int, err error) {
	db, err := sql.Open("sqlite", dsn(path, opt.wait(), modeProbe))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var id, pages, size int
	row := db.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, c.page_count, s.page_size
		FROM pragma_application_id a, pragma_user_version v, pragma_page_count c, pragma_page_size s`)
	if err = row.Scan(&id, &version, &pages, &size); err != nil {
		return 0, mapError(err)
	}
	switch {
	case id != applicationID:
		return 0, ErrNotCompany
	case version > len(steps):
		return 0, &NewerError{File: version, Program: len(steps)}
	case version == 0:
		return 0, fmt.Errorf("%w: no schema in it", ErrDamaged)
	case version < len(steps) && opt.ReadOnly:
		return 0, fmt.Errorf("version %d needs version %d first: %w", version, len(steps), ErrReadOnly)
	case pages*size > smallFile:
		return version, nil
	}
	return version, integrity(ctx, db, "quick_check")
}

// connect opens the handles on a file without looking at what is in it.
func connect(path string, opt Options, mode mode) (*Store, error) {
	s := &Store{path: path, opt: opt}
	var err error
	if mode != modeRead {
		if s.writer, err = newHandle(dsn(path, opt.wait(), mode), 1); err != nil {
			return nil, err
		}
		if err = s.writer.db.Ping(); err != nil { // makes the file and its journal before the first reader comes
			return nil, errors.Join(mapError(err), s.writer.close())
		}
	}
	if s.reader, err = newHandle(dsn(path, opt.wait(), modeRead), readers); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.writer != nil {
		s.reader.db.SetConnMaxIdleTime(readerIdle)
	}
	return s, nil
}

// Check looks through the pages of the file; anything wrong is ErrDamaged. Opening does so for small files only, since it
// takes about a second for a hundred thousand invoices: a program does it in the background.
func (s *Store) Check(ctx context.Context) error {
	if err := integrity(ctx, s.reader.db, "quick_check"); err != nil {
		return fmt.Errorf("check company file %q: %w", s.path, err)
	}
	return nil
}

// Path is where the file lies.
func (s *Store) Path() string { return s.path }

// ReadOnly tells whether the file was opened for reading only.
func (s *Store) ReadOnly() bool { return s.writer == nil }

// Close closes the file. A second Close does nothing.
func (s *Store) Close() error {
	var err error
	if s.reader != nil {
		err = s.reader.close()
	}
	if s.writer != nil {
		err = errors.Join(err, s.writer.close())
	}
	s.reader, s.writer = nil, nil
	if err != nil {
		return fmt.Errorf("close company file %q: %w", s.path, mapError(err))
	}
	return nil
}

// removeDatabase removes a database of ours that was never finished, with its journals.
func removeDatabase(path string) error {
	for _, p := range []string{path + "-wal", path + "-shm", path + "-journal", path} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// place gives a finished file its name, on disk for good, and refuses when the name is taken meanwhile.
func place(temp, path string) error {
	if err := syncFile(temp); err != nil {
		return err
	}
	if err := absent(path); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

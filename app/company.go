package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fakturist/app/print"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/data"
)

// Options say how a company file is opened. The zero Options are those of the real program.
type Options struct {
	Clock      billing.Clock // nil: the real one
	Today      cal.Date      // moves the clock to this day; zero: as it is
	Actor      string        // who stands in the audit log; empty: the login name
	Passphrase func() string // opens the file of secrets where there is no keyring; nil: there is none
	Wait       time.Duration // how long to wait for another program's lock; 0: five seconds
	Printer    print.Printer // nil: the system's
}

// Company is an open company file with everything its use cases need. Its methods may be called from several goroutines.
type Company struct {
	store   *data.Store
	time    *calendar
	opt     Options
	signals Signals

	running sync.Mutex // sending or fetching
	rests   rests      // pauses of channels
	letters letterCache

	mu    sync.Mutex
	drawn *look // logo and practice mark, read when the first document is drawn
	world world // channels and look-up, made from settings
}

func (o Options) storage(time *calendar) data.Options {
	return data.Options{Now: time.Now, Actor: o.actor(), Wait: o.Wait}
}

func (o Options) calendar() *calendar {
	real := o.Clock
	if real == nil {
		real = Now
	}
	return newCalendar(real, o.Today)
}

func (o Options) actor() string {
	for _, name := range []string{o.Actor, os.Getenv("USER"), os.Getenv("USERNAME")} {
		if name != "" {
			return name
		}
	}
	return "fakturist"
}

// Create makes a company file and opens it. It never overwrites: a file that is there is a refusal (file-exists).
func Create(ctx context.Context, path string, s billing.Settings, opt Options) (*Company, error) {
	if _, faults := billing.CompanyFrom(s); faults.Err() != nil {
		return nil, faults.Err()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, errors.Join(refuse("file-unwritable", path, "file", path), fmt.Errorf("folder of company file %q: %w", path, err))
	}
	time := opt.calendar()
	store, err := data.Create(ctx, path, s, opt.storage(time))
	if errors.Is(err, fs.ErrExist) {
		return nil, refuse("file-exists", path, "file", path)
	}
	if errors.Is(err, data.ErrDiskFull) {
		return nil, errors.Join(refuse("disk-full", path, "file", path), err)
	}
	if err != nil {
		return nil, errors.Join(refuse("file-unwritable", path, "file", path), err)
	}
	return newCompany(store, opt, time), nil
}

// Open opens a company file. A file that cannot be used is a refusal with one of the FaultFile codes. Deliveries that were
// under way when a program stopped become unknown.
func Open(ctx context.Context, path string, opt Options) (*Company, error) {
	time := opt.calendar()
	store, err := data.Open(ctx, path, opt.storage(time))
	if err != nil {
		return nil, fileError(path, err)
	}
	return newCompany(store, opt, time), nil
}

func newCompany(store *data.Store, opt Options, time *calendar) *Company {
	return &Company{store: store, time: time, opt: opt}
}

// clock is the moment as the company has it.
func (c *Company) clock() time.Time { return c.time.Now() }

// fileError names what keeps a company file from being used.
func fileError(path string, err error) error {
	code := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		code = FaultFileMissing
	case errors.Is(err, data.ErrLocked):
		code = FaultFileLocked
	case errors.Is(err, data.ErrNewer):
		code = FaultFileNewer
	case errors.Is(err, data.ErrNotCompany), errors.Is(err, data.ErrDamaged), isFolder(path):
		code = FaultFileDamaged
	case errors.Is(err, fs.ErrPermission), errors.Is(err, data.ErrReadOnly), mayNot(path):
		code = FaultFileDenied
	default:
		return err
	}
	return errors.Join(refuse(code, path, "file", path), err)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mayNot tells whether a file is there that we may not read and write.
func mayNot(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		err = f.Close()
	}
	return errors.Is(err, fs.ErrPermission)
}

// Close stops what runs and closes the file. A second Close does nothing.
func (c *Company) Close() error {
	err := c.closeWorld()
	return errors.Join(err, c.store.Close())
}

// Path is where the company file lies.
func (c *Company) Path() string { return c.store.Path() }

// Today is the Norwegian day on the company's clock.
func (c *Company) Today() cal.Date { return billing.Day(c.clock()) }

// update is one transaction that changes something; what the file itself refuses is named.
func (c *Company) update(ctx context.Context, f func(tx *data.Tx) error) error {
	return c.named(c.store.Update(ctx, f))
}

// view is one transaction that only reads.
func (c *Company) view(ctx context.Context, f func(tx *data.Tx) error) error {
	return c.named(c.store.View(ctx, f))
}

func (c *Company) named(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, data.ErrLocked), errors.Is(err, data.ErrDamaged):
		return fileError(c.Path(), err)
	case errors.Is(err, data.ErrDiskFull):
		return errors.Join(refuse("disk-full", "", "file", c.Path()), err)
	}
	return err
}

package data

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"fakturist/billing"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Errors of the file itself. Those of its content are billing's: ErrNotFound, ErrNumberTaken, ErrExceeds, ErrConflict, ErrIssued.
var (
	ErrNotCompany = errors.New("not a company file")
	ErrNewer      = errors.New("company file is from a newer version of the program")
	ErrDamaged    = errors.New("company file is damaged")
	ErrLocked     = errors.New("company file is locked by another program")
	ErrReadOnly   = errors.New("company file is opened for reading only")
	ErrDiskFull   = errors.New("disk is full")
	// ErrCurrency refuses an allocation between different currencies.
	ErrCurrency = errors.New("allocation between different currencies")
)

// NewerError says how much newer a file is. It wraps ErrNewer.
type NewerError struct {
	File    int // schema version of the file
	Program int // newest schema version this program knows
}

// Error names both versions.
func (e *NewerError) Error() string {
	return fmt.Sprintf("%v: version %d, this program knows %d", ErrNewer, e.File, e.Program)
}

// Unwrap is ErrNewer.
func (e *NewerError) Unwrap() error { return ErrNewer }

// words are what the schema's triggers say with RAISE, and what they mean. They are ours, unlike SQLite's own sentences.
var words = []struct {
	word string
	err  error
}{
	{"fakturist:issued", billing.ErrIssued},
	{"fakturist:number", billing.ErrNumberTaken}, // not the next of the series: somebody else issued meanwhile
	{"fakturist:exceeds", billing.ErrExceeds},
	{"fakturist:currency", ErrCurrency},
	{"fakturist:delivery", billing.ErrConflict},
	{"fakturist:allocation", billing.ErrConflict},
	{"fakturist:entry", billing.ErrConflict},
	{"fakturist:basis", billing.ErrConflict},
	{"fakturist:audit", billing.ErrIssued},
	{"fakturist:work", billing.ErrConflict}, // it stands on a draft or invoice
}

// mapError turns what the driver says into what callers branch on, by result code. The driver's error stays in the chain.
func mapError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return billing.ErrNotFound
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.Code() == lib.SQLITE_CONSTRAINT_TRIGGER {
		return fmt.Errorf("%w (%w)", raised(e), err)
	}
	if meaning := meaningOf(e.Code()); meaning != nil {
		return fmt.Errorf("%w (%w)", meaning, err)
	}
	return err
}

// raised reads our own word out of an error of RAISE.
func raised(e *sqlite.Error) error {
	for _, w := range words {
		if strings.Contains(e.Error(), w.word) {
			return w.err
		}
	}
	return billing.ErrConflict
}

// meaningOf tells what an extended result code means to us; nil when it means nothing but a fault of ours.
func meaningOf(code int) error {
	switch code {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return billing.ErrConflict
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return billing.ErrNotFound
	}
	switch code & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return ErrLocked
	case lib.SQLITE_FULL:
		return ErrDiskFull
	case lib.SQLITE_CORRUPT:
		return ErrDamaged
	case lib.SQLITE_NOTADB:
		return ErrNotCompany
	case lib.SQLITE_READONLY:
		return ErrReadOnly
	case lib.SQLITE_INTERRUPT:
		return context.Canceled
	}
	return nil
}

// taken says of an insert that its number exists.
func taken(err error) error {
	if errors.Is(err, billing.ErrConflict) {
		return fmt.Errorf("%w (%w)", billing.ErrNumberTaken, err)
	}
	return err
}

// Package bank holds what a bank tells about an account: files, statements, bookings and the single payments in them.
//
// It knows no file format. A format is a Reader in a package below (camt, ocr); the caller hands the readers to Read, which
// picks one by content, applies the limits and gives every entry its fingerprint. Matching payments to invoices, deciding
// whose account it is and storing anything is left to others. The package imports money and cal and nothing else of ours.
package bank

import (
	"crypto/sha256"
	"errors"
)

// Limits every reader keeps, because anyone can mail a file.
const (
	MaxSize    = 50 << 20 // bytes of one file
	MaxEntries = 150_000  // payments in one file; one takes 350 bytes and more

	MaxStatements = 10_000 // statements in one file
)

// Kind says what a statement is good for.
type Kind string

// The kinds. Only from KindStatement and KindNotification may anything be booked.
const (
	KindStatement    Kind = "statement"    // booked entries and balances (camt.053)
	KindNotification Kind = "notification" // single payments without balances (camt.054, OCR giro)
	KindInterim      Kind = "interim"      // a report within the day, changes until it is booked (camt.052)
	KindMandates     Kind = "mandates"     // AvtaleGiro mandates: no payments
	KindClaims       Kind = "claims"       // AvtaleGiro claims, from the payee to the clearing: no payments
)

// Bookable tells whether payments may be booked from a statement of this kind at all.
func (k Kind) Bookable() bool { return k == KindStatement || k == KindNotification }

// File is one file from a bank, read whole.
type File struct {
	Name       string      // as the caller named it; says nothing about the format
	SHA256     [32]byte    // of the bytes as received
	Format     string      // "camt.053.001.08", "OCR giro", "AvtaleGiro mandates"
	Source     string      // family of the format for those who script: "camt.053", "camt.054", "camt.052", "ocr"
	Kind       Kind        // of the statements that hold payments
	MessageID  string      // camt GrpHdr/MsgId, OCR transmission number
	Created    string      // as the bank wrote it
	Statements []Statement // one for each account or assignment, in file order
	Notes      []Note      // what the user should know although the file was read
}

// Note is something a user should know about a file that was read all the same.
type Note struct {
	Code string // stable, one of the Note constants
	Args map[string]string
}

// Codes of notes.
const (
	NoteCharset       = "charset"        // bytes contradict the declared character set; read as another: declared, used
	NoteAmountIgnored = "amount-ignored" // an amount that decides nothing could not be read: path, value
	NoteSkipped       = "skipped"        // records of a service without payments were skipped: service, records
)

// CheckStatements fails when one more statement than n would be too many.
func CheckStatements(n int) *Error {
	if n < MaxStatements {
		return nil
	}
	return Fail(ReasonEntries, "limit", itoa(MaxStatements), "what", "statements")
}

// CheckEntries fails when n payments are too many.
func CheckEntries(n int) *Error {
	if n <= MaxEntries {
		return nil
	}
	return Fail(ReasonEntries, "limit", itoa(MaxEntries), "what", "payments")
}

// CheckSize fails when a file of n bytes is too large.
func CheckSize(n int) *Error {
	if n <= MaxSize {
		return nil
	}
	return Fail(ReasonSize, "size", itoa(n), "limit", itoa(MaxSize))
}

// Reader reads one family of formats.
type Reader interface {
	// Detect names the format of data when this reader is the one for it, else gives "". It goes by the beginning of the
	// content, never by a name, and does not promise that the rest is well formed.
	Detect(data []byte) string
	// Read reads the whole of data or returns an *Error; it never returns half a file.
	Read(data []byte) (*File, error)
}

// Detect names the format of data and the reader for it, or gives "" and nil.
func Detect(data []byte, readers ...Reader) (string, Reader) {
	for _, r := range readers {
		if format := r.Detect(data); format != "" {
			return format, r
		}
	}
	return "", nil
}

// Read reads a file with the first of readers that knows its content, and fingerprints its entries.
// The name only stands in errors and in the File. Every error is an *Error.
func Read(name string, data []byte, readers ...Reader) (*File, error) {
	if err := CheckSize(len(data)); err != nil {
		return nil, err.in(name)
	}
	_, reader := Detect(data, readers...)
	if reader == nil {
		return nil, Fail(ReasonFormat).in(name)
	}
	f, err := reader.Read(data)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			e = Fail(ReasonSyntax, "what", err.Error())
		}
		return nil, e.in(name)
	}
	if _, _, err := f.Totals(); err != nil {
		return nil, Fail(ReasonAmount, "value", "total", "what", err.Error()).in(name)
	}
	f.Name = name
	f.SHA256 = sha256.Sum256(data)
	f.Fingerprint()
	return f, nil
}

package billing

import "time"

// LetterSort is how a pile of letters is sorted.
type LetterSort string

// The orders of a pile.
const (
	SortByPostCode LetterSort = "postcode" // as the post likes it; letters abroad last
	SortByName     LetterSort = "name"
)

// Envelope is the window envelope letters are folded for.
type Envelope string

// The Norwegian window envelopes for A4.
const (
	EnvelopeC5  Envelope = "c5"  // folded once
	EnvelopeE65 Envelope = "e65" // folded twice
	EnvelopeC65 Envelope = "c65" // folded twice
)

// OnPile tells whether a delivery is a letter that a person prints and posts here, not one a print house took.
func (d Delivery) OnPile() bool { return d.Channel == Letter && d.State == Accepted && d.Place == "" }

// LetterRow is a letter on the pile as the check list shows it.
type LetterRow struct {
	DeliveryID int64
	Invoice    string // document number
	To         Party  // whoever stands in the window
	Pages      int    // 0: its PDF cannot be read
	LaidAt     time.Time
	PrintedAt  time.Time // the last time; zero: never
	Warnings   Faults    // what shows through the envelope's window, or does not
}

// Printing says how letters are printed.
type Printing struct {
	Sort      LetterSort // empty: by post code
	Envelope  Envelope   // empty: C5
	Duplex    bool       // on both sides: each letter begins on the front of a sheet
	FoldMarks bool
	Printer   string // its name in the system; empty: none, the PDF is only written
	Copies    int    // 0: 1
	Again     bool   // letters that were printed before as well
	Preview   bool   // the PDF is only looked at: nothing goes to a printer, and nothing counts as printed
	File      string // where the PDF is written; empty: beside the pile
}

// PrintedPile is what came of printing: the merged PDF, and the letters in it in their order.
type PrintedPile struct {
	Path     string
	Pages    int
	Letters  []int64 // deliveries
	Job      string  // of the printer, where it tells
	Warnings Faults  // letters whose address does not show as it should
}

package view

import (
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
)

// PileRow is a letter on the check list.
type PileRow struct {
	Key    string
	Number string
	Name   string
	Street string
	Place  string // "7010 Trondheim", with the country when it is abroad
	Pages  string
	Laid   string
	State  Chip   // waits, was printed, or something is wrong with it
	Warn   string // what shows wrongly through the envelope's window
	Row    billing.LetterRow
}

// LetterRow puts a letter into words.
func (t Tongue) LetterRow(r billing.LetterRow) PileRow {
	a := r.To.Address
	row := PileRow{Key: strconv.FormatInt(r.DeliveryID, 10), Number: DocumentNo(r.Invoice), Name: r.To.Name, Street: a.Street,
		Place: strings.TrimSpace(a.PostCode + " " + a.City), Pages: t.Count(r.Pages), Laid: t.Hour(r.LaidAt), Row: r}
	if c := a.CountryCode(); c != "NO" {
		row.Place = strings.TrimSpace(row.Place + ", " + c)
	}
	var wrong []string
	for _, f := range r.Warnings {
		wrong = append(wrong, t.Fault(f).Text)
	}
	row.Warn = strings.Join(wrong, " ")
	switch {
	case r.Pages == 0:
		row.State, row.Pages = Chip{Text: t.T("letters.unreadable"), Tone: Bad, Why: row.Warn}, "–"
	case row.Warn != "":
		row.State = Chip{Text: t.T("letters.window"), Tone: Warn, Why: row.Warn}
	case !r.PrintedAt.IsZero():
		row.State = Chip{Text: t.T("letters.printed"), Tone: Good, Why: t.T("letters.printed.at", "time", t.Hour(r.PrintedAt))}
	default:
		row.State = Chip{Text: t.T("letters.waits"), Tone: Accent}
	}
	return row
}

// Letters is the check list with what is ticked on it.
type Letters struct {
	Rows    []PileRow
	Ticked  []string // keys
	Printed []string // keys of what was printed just now; none: nothing was
}

// NewLetters ticks what was not printed yet. When all was, it is what may have been posted meanwhile.
func (t Tongue) NewLetters(rows []billing.LetterRow) Letters {
	var l Letters
	for _, r := range rows {
		row := t.LetterRow(r)
		l.Rows = append(l.Rows, row)
		switch {
		case r.PrintedAt.IsZero() && r.Pages > 0:
			l.Ticked = append(l.Ticked, row.Key)
		case !r.PrintedAt.IsZero():
			l.Printed = append(l.Printed, row.Key)
		}
	}
	if len(l.Ticked) > 0 {
		l.Printed = nil
	}
	l.Ticked = append(l.Ticked, l.Printed...)
	return l
}

// Over takes over from the list before what is still there of its ticks and of what was printed.
func (l Letters) Over(before Letters) Letters {
	there := func(keys []string) []string {
		return slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
			return !slices.ContainsFunc(l.Rows, func(r PileRow) bool { return r.Key == key })
		})
	}
	known := func(key string) bool {
		return slices.ContainsFunc(before.Rows, func(r PileRow) bool { return r.Key == key })
	}
	l.Ticked = slices.DeleteFunc(slices.Clone(l.Ticked), known)
	l.Ticked = append(there(before.Ticked), l.Ticked...)
	l.Printed = there(before.Printed)
	return l
}

// IDs are the deliveries of the keys ticked, in the order of the list.
func (l Letters) IDs() []int64 {
	var out []int64
	for _, r := range l.Rows {
		if slices.Contains(l.Ticked, r.Key) {
			out = append(out, r.Row.DeliveryID)
		}
	}
	return out
}

// Again is how many of the letters ticked were printed before.
func (l Letters) Again() int {
	n := 0
	for _, r := range l.Rows {
		if slices.Contains(l.Ticked, r.Key) && !r.Row.PrintedAt.IsZero() {
			n++
		}
	}
	return n
}

// LettersSum is "12 brev, 14 ark": how much is ticked.
func (t Tongue) LettersSum(l Letters, how billing.Printing) string {
	if len(l.Ticked) == 0 {
		return t.T("letters.n.zero")
	}
	letters, sheets := 0, 0
	for _, r := range l.Rows {
		if !slices.Contains(l.Ticked, r.Key) {
			continue
		}
		letters++
		if how.Duplex {
			sheets += (r.Row.Pages + 1) / 2
		} else {
			sheets += r.Row.Pages
		}
	}
	return join(t.plural("letters.n", letters), t.plural("letters.sheets", sheets))
}

// PrintAction is what the button does: "Skriv ut 12 brev", or "Lag PDF av 12 brev" where no printer is chosen.
func (t Tongue) PrintAction(l Letters, how billing.Printing) string {
	if how.Printer == "" {
		return t.ofTicked("letters.pdf", "letters.pdf.zero", l)
	}
	return t.ofTicked("letters.print", "letters.print.zero", l)
}

// PostedAction is "Merk 12 som postet".
func (t Tongue) PostedAction(l Letters) string {
	return t.ofTicked("letters.posted", "letters.posted.zero", l)
}

func (t Tongue) ofTicked(key, none string, l Letters) string {
	if len(l.Ticked) == 0 {
		return t.T(none)
	}
	return t.plural(key, len(l.Ticked))
}

// PrinterName is a printer's name as people read it.
func (t Tongue) PrinterName(name string) string {
	switch name {
	case "":
		return t.T("letters.printer.none")
	case "default":
		return t.T("letters.printer.default")
	}
	return name
}

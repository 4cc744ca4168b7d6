package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fakturist/billing"
)

// letterDesk is the print pile of a bureau.
type letterDesk struct {
	rows     []billing.LetterRow
	how      billing.Printing
	printers []string
	refuse   error // of printing
}

// pileOf is a pile of letters to these, one page each but the last.
func pileOf(receivers ...string) []billing.LetterRow {
	var out []billing.LetterRow
	for i, r := range receivers {
		name, rest, _ := strings.Cut(r, ", ")
		street, place, _ := strings.Cut(rest, ", ")
		code, city, _ := strings.Cut(place, " ")
		out = append(out, billing.LetterRow{DeliveryID: int64(24 + i), Invoice: fmt.Sprint(10_255 + i), Pages: 1,
			To:     billing.Party{Name: name, Address: billing.Address{Street: street, PostCode: code, City: city}},
			LaidAt: time.Date(2026, 11, 20, 8, 30+i, 0, 0, time.UTC)})
	}
	out[len(out)-1].Pages = 3
	return out
}

func (b *bureau) Pile(context.Context) ([]billing.LetterRow, error) {
	return slices.Clone(b.letters.rows), nil
}

func (b *bureau) Printing(context.Context) (billing.Printing, error) { return b.letters.how, nil }

func (b *bureau) RememberPrinting(_ context.Context, how billing.Printing) error {
	b.letters.how = how
	b.note("remember %s %s %s duplex %v marks %v", how.Sort, how.Envelope, how.Printer, how.Duplex, how.FoldMarks)
	return nil
}

func (b *bureau) Printers(context.Context) ([]string, error) { return b.letters.printers, nil }

func (b *bureau) PrintLetters(_ context.Context, ids []int64, how billing.Printing) (billing.PrintedPile, error) {
	b.note("print %v on %q again %v", ids, how.Printer, how.Again)
	if b.letters.refuse != nil {
		return billing.PrintedPile{}, b.letters.refuse
	}
	if how.Preview {
		return billing.PrintedPile{Path: "/tmp/look.pdf", Pages: len(ids), Letters: ids}, nil
	}
	for i, r := range b.letters.rows {
		if slices.Contains(ids, r.DeliveryID) {
			b.letters.rows[i].PrintedAt = clock()
		}
	}
	return billing.PrintedPile{Path: "/tmp/pile.pdf", Pages: len(ids), Letters: ids}, nil
}

func (b *bureau) MarkPosted(_ context.Context, ids []int64) error {
	b.note("posted %v", ids)
	b.letters.rows = slices.DeleteFunc(b.letters.rows, func(r billing.LetterRow) bool { return slices.Contains(ids, r.DeliveryID) })
	return nil
}

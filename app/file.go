package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"fakturist/billing"
	"fakturist/billing/pile"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
	"fakturist/data"
)

func itoa[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// takesEHF tells whether an EHF is made for a buyer: whoever has an address in the network, which no person has, nor a
// business whose organisation number nobody wrote down.
func takesEHF(buyer billing.Party) bool { return buyer.PeppolAddress().ID != "" }

// checkEHF notes what a receiver's rules would refuse, before the document gets its number.
func checkEHF(d billing.Document, now time.Time) billing.Faults {
	if !takesEHF(d.Buyer) {
		return nil
	}
	b, err := ubl.Write(billing.RestoreInvoice(0, "1", "", now, lighten(d)))
	if err != nil {
		return nil // the document is not whole yet; what it lacks is told by billing's own checks
	}
	faults := rule.Faults(rule.Check(b))
	for i := range faults {
		if field := rule.Field(faults[i].Path); field != "" {
			faults[i].Path = field // where the one who writes the draft can mend it
		}
	}
	return faults
}

// lighten cuts attachments down to their beginning: the rules look at their kind and name, and a document is checked at every
// key somebody presses.
func lighten(d billing.Document) billing.Document {
	const beginning = 64
	light := make([]billing.Attachment, len(d.Attachments))
	for i, a := range d.Attachments {
		a.Content = a.Content[:min(len(a.Content), beginning)]
		light[i] = a
	}
	d.Attachments = light
	return d
}

// CheckXML finds everything the rules of EN 16931, Peppol and Norway have to say of an EHF document.
func CheckXML(b []byte) []rule.Finding { return rule.Check(b) }

// fileDocument makes a document's EHF, for businesses and public bodies, and its PDF, and stores them for good. What is
// stored already is never made again. The PDF comes last: one without it is found again by fileRest.
func (c *Company) fileDocument(ctx context.Context, inv billing.Invoice) error {
	if takesEHF(inv.Document().Buyer) {
		if _, err := c.storedFile(ctx, inv, data.EHF); err != nil {
			return err
		}
	}
	_, err := c.storedFile(ctx, inv, data.PDF)
	return err
}

// storedFile is the stored form of a document, made and stored now when that was not done yet.
func (c *Company) storedFile(ctx context.Context, inv billing.Invoice, kind data.FileKind) ([]byte, error) {
	var b []byte
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		b, err = tx.File(ctx, inv.ID(), kind)
		return err
	})
	if err == nil || !errors.Is(err, billing.ErrNotFound) {
		return b, err
	}
	if b, err = c.makeFile(ctx, inv, kind); err != nil {
		return nil, fmt.Errorf("make the %s of %s: %w", kind, inv.Number(), err)
	}
	err = c.update(ctx, func(tx *data.Tx) error { return tx.SaveFile(ctx, inv.ID(), kind, b) })
	if errors.Is(err, billing.ErrIssued) { // another program stored one meanwhile: that one counts
		err = c.view(ctx, func(tx *data.Tx) (err error) {
			b, err = tx.File(ctx, inv.ID(), kind)
			return err
		})
	}
	return b, err
}

func (c *Company) makeFile(ctx context.Context, inv billing.Invoice, kind data.FileKind) ([]byte, error) {
	if kind == data.EHF {
		return ubl.Write(inv)
	}
	return c.drawPDF(ctx, inv.Number(), inv)
}

// fileRest makes the files of documents that were issued when the program ended before it came to them.
func (c *Company) fileRest(ctx context.Context) error {
	const batch = 200
	for {
		var ids []int64
		err := c.view(ctx, func(tx *data.Tx) (err error) {
			ids, err = tx.WithoutFile(ctx, data.PDF, batch)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			inv, err := c.invoiceByID(ctx, id)
			if err != nil {
				return err
			}
			if err := c.fileDocument(ctx, inv); err != nil {
				return err
			}
		}
	}
}

func (c *Company) invoiceByID(ctx context.Context, id int64) (billing.Invoice, error) {
	var inv billing.Invoice
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		inv, err = tx.Invoice(ctx, id)
		return err
	})
	return inv, err
}

// PDF is a document's stored PDF.
func (c *Company) PDF(ctx context.Context, number string) ([]byte, error) {
	inv, err := c.Invoice(ctx, number)
	if err != nil {
		return nil, err
	}
	if err := c.fileDocument(ctx, inv); err != nil {
		return nil, err
	}
	return c.storedFile(ctx, inv, data.PDF)
}

// EHF is a document's stored EHF. Persons get none (no-ehf-for-person).
func (c *Company) EHF(ctx context.Context, number string) ([]byte, error) {
	inv, err := c.Invoice(ctx, number)
	if err != nil {
		return nil, err
	}
	if !takesEHF(inv.Document().Buyer) {
		return nil, refuse("no-ehf-for-person", "", "number", number)
	}
	return c.storedFile(ctx, inv, data.EHF)
}

// MergedPDF is the stored PDFs of several documents as one, each beginning on a page of its own, for printing in one go.
func (c *Company) MergedPDF(ctx context.Context, numbers []string) ([]byte, error) {
	seller, err := c.Seller(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	m := pile.NewMerger(&b, pile.Form{Title: seller.Name})
	for _, n := range numbers {
		whole, err := c.PDF(ctx, n)
		if err != nil {
			return nil, err
		}
		if _, err := m.Add(whole); err != nil {
			return nil, fmt.Errorf("merge %s: %w", n, err)
		}
	}
	if err := m.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

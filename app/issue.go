package app

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/billing/tax"
	"fakturist/data"
)

// Issuing is how documents are issued.
type Issuing struct {
	// AtOnce lets deliveries go without the time in which a sending can be taken back, unless the settings ask for one
	// themselves: nobody sits before a script to take it back.
	AtOnce bool
}

// Issue gives each draft its number and queues its delivery, each in its own transaction, so that one refusal stops no
// other. Refused drafts come by id with every fault. The PDF and EHF of what was issued are made and stored afterwards.
func (c *Company) Issue(ctx context.Context, ids []int64, how Issuing) ([]billing.Invoice, map[int64]billing.Faults, error) {
	var issued []billing.Invoice
	refused := map[int64]billing.Faults{}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return issued, refused, err
		}
		inv, err := c.issueOne(ctx, id, how)
		if faults := issueFaults(id, err); faults != nil {
			refused[id] = faults
			continue
		}
		if err != nil {
			return issued, refused, err
		}
		issued = append(issued, inv)
		c.signalIssued(ctx, inv)
	}
	for _, inv := range issued {
		if err := c.fileDocument(ctx, inv); err != nil {
			return issued, refused, err
		}
	}
	return issued, refused, nil
}

// signalIssued tells that a document was issued, and the orders it took from or gave back to.
func (c *Company) signalIssued(ctx context.Context, inv billing.Invoice) {
	c.signal(billing.InvoiceIssued{Number: inv.Number()})
	if !slices.ContainsFunc(inv.Document().Lines, func(l billing.PricedLine) bool { return l.Source != nil }) {
		return
	}
	var bases []int64
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		bases, err = tx.InvoiceBases(ctx, inv.ID())
		return err
	})
	if err != nil {
		slog.Warn("orders of a document not read", "error", err) // it is issued; a screen is told less
	}
	c.signalBases(bases)
}

// issueFaults are the reasons one draft was refused for; nil when it was not, or when the trouble is not the draft's.
func issueFaults(id int64, err error) billing.Faults {
	if errors.Is(err, billing.ErrNotFound) {
		var faults billing.Faults
		faults.Add("draft-unknown", "", "id", itoa(id))
		return faults
	}
	for _, f := range Faults(err) {
		if f.Code == FaultFileLocked || f.Code == FaultFileDamaged || f.Code == "disk-full" {
			return nil
		}
	}
	return Faults(err)
}

func (c *Company) issueOne(ctx context.Context, id int64, how Issuing) (billing.Invoice, error) {
	var inv billing.Invoice
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		into, err := issuingTx(ctx, tx, how)
		if err != nil {
			return err
		}
		inv, err = billing.Issue(ctx, into, c.clock(), id, c.checks)
		return err
	})
	return inv, err
}

// checks are the further checks of a document before it is issued: rates by date, what the register last said of the buyer
// and, where EHF is made, its rules.
func (c *Company) checks(d billing.Document) billing.Faults {
	faults := append(tax.Check(d), c.KnownStatus(context.Background(), d.Buyer.OrgNo)...)
	whole := len(faults.Fatal())+len(d.Check(billing.CheckInput{Today: d.IssueDate}).Fatal()) == 0
	if !whole {
		return faults // the rules would say the same once more in their own words
	}
	return append(faults, checkEHF(d, c.clock())...)
}

// withoutUndo is a transaction in which sendings need not wait to be taken back.
type withoutUndo struct{ *data.Tx }

// Company is the seller without the time to take a sending back.
func (t withoutUndo) Company(ctx context.Context) (billing.Company, error) {
	seller, err := t.Tx.Company(ctx)
	seller.SendUndo = 0
	return seller, err
}

func issuingTx(ctx context.Context, tx *data.Tx, how Issuing) (billing.Tx, error) {
	if !how.AtOnce {
		return tx, nil
	}
	s, err := tx.Settings(ctx)
	if err != nil || s["send.undo"] != "" {
		return tx, err
	}
	return withoutUndo{tx}, nil
}

// Credit issues a credit note of an invoice: the whole of it when no lines are named.
func (c *Company) Credit(ctx context.Context, number string, lines []billing.CreditLine, reason string, how Issuing) (billing.Invoice, error) {
	return c.credit(ctx, number, how, func(inv billing.Invoice) (billing.Draft, error) { return billing.CreditDraft(inv, lines, reason) })
}

// CreditAmount issues a credit note of an amount of an invoice, with VAT, that is no line of it, such as a price reduction.
func (c *Company) CreditAmount(ctx context.Context, number string, amount money.Amount, text, reason string, how Issuing) (billing.Invoice, error) {
	return c.credit(ctx, number, how, func(inv billing.Invoice) (billing.Draft, error) {
		return billing.CreditAmount(inv, amount, text, reason)
	})
}

// credit issues the credit note that write makes of an invoice.
func (c *Company) credit(ctx context.Context, number string, how Issuing, write func(billing.Invoice) (billing.Draft, error)) (billing.Invoice, error) {
	var credit billing.Invoice
	err := c.update(ctx, func(tx *data.Tx) error {
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return err
		}
		draft, err := write(inv)
		if err != nil {
			return err
		}
		id, err := tx.SaveDraft(ctx, draft)
		if err != nil {
			return err
		}
		into, err := issuingTx(ctx, tx, how)
		if err != nil {
			return err
		}
		credit, err = billing.Issue(ctx, into, c.clock(), id, c.checks)
		return err
	})
	if err != nil {
		return billing.Invoice{}, named404("document-unknown", "number", number, err)
	}
	c.signalIssued(ctx, credit)
	return credit, c.fileDocument(ctx, credit)
}

// CreditLeft is what of an invoice can still be credited.
func (c *Company) CreditLeft(ctx context.Context, number string) (billing.CreditLeft, error) {
	var left billing.CreditLeft
	err := c.view(ctx, func(tx *data.Tx) error {
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return err
		}
		left, err = billing.Creditable(ctx, tx, inv)
		return err
	})
	return left, named404("document-unknown", "number", number, err)
}

// Prepare is what a draft would become if it were issued now. It changes nothing.
func (c *Company) Prepare(ctx context.Context, d billing.Draft) (billing.Prepared, error) {
	if faults := checkNumbers(d); faults.Err() != nil {
		return billing.Prepared{Faults: faults}, nil
	}
	var p billing.Prepared
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		p, err = billing.Prepare(ctx, tx, c.clock(), d, c.checks)
		return err
	})
	return p, err
}

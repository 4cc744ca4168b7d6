package app

import (
	"context"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/data"

	"github.com/shopspring/decimal"
)

// Bases is a page of offers, orders or payment requests, newest first; without states all of them.
func (c *Company) Bases(ctx context.Context, kind billing.Kind, states []billing.BasisState, after string, limit int) (billing.Page[billing.BasisRow], error) {
	var page billing.Page[billing.BasisRow]
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		page, err = tx.Bases(ctx, data.BasisQuery{Kind: kind, States: states, After: after, Limit: limit, Today: c.Today()})
		return err
	})
	return page, err
}

// Basis is an offer, order or payment request by id.
func (c *Company) Basis(ctx context.Context, id int64) (billing.Basis, error) {
	var b billing.Basis
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		b, err = tx.Basis(ctx, id)
		return err
	})
	return b, named404("basis-unknown", "no", itoa(id), err)
}

// BasisByNo is an offer, order or payment request by its number, such as "T-12".
func (c *Company) BasisByNo(ctx context.Context, no string) (billing.Basis, error) {
	var b billing.Basis
	no = strings.ToUpper(strings.TrimSpace(no))
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		b, err = tx.BasisByNo(ctx, no)
		return err
	})
	return b, named404("basis-unknown", "no", no, err)
}

// SaveBasis stores a new basis (ID 0), which gets its number, or a changed one, and returns it as stored. It may be
// unfinished; what is refused could never become anything, or takes back what was decided or invoiced already.
func (c *Company) SaveBasis(ctx context.Context, b billing.Basis) (billing.Basis, error) {
	saved, err := c.SaveBases(ctx, []billing.Basis{b})
	if err != nil {
		return b, err
	}
	return saved[0], nil
}

// SaveBases is SaveBasis for several, all or none.
func (c *Company) SaveBases(ctx context.Context, bases []billing.Basis) ([]billing.Basis, error) {
	var faults billing.Faults
	for i, b := range bases {
		faults = append(faults, placed("bases", len(bases), i, append(checkNumbers(b.Draft), billing.CheckAttachments(b.Papers, "papers")...))...)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	saved := make([]billing.Basis, len(bases))
	err := c.update(ctx, func(tx *data.Tx) error {
		for i, b := range bases {
			var more billing.Faults
			known, err := knownCustomer(ctx, tx, b.Draft.Customer.No)
			if err != nil {
				return err
			}
			if b.Draft.Customer.No != "" && !known {
				more.Add("customer-unknown", "customer.no", "no", b.Draft.Customer.No)
			} else if saved[i], err = tx.SaveBasis(ctx, b); Faults(err) != nil {
				more = Faults(err)
			} else if err != nil {
				return named404("basis-unknown", "no", itoa(b.ID), err)
			}
			faults = append(faults, placed("bases", len(bases), i, more)...)
		}
		return faults.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, b := range saved {
		c.signal(billing.BasisChanged{ID: b.ID})
	}
	return saved, nil
}

// PreviewBasis is what a basis would be if it were sent now: composed and checked, and its pages.
func (c *Company) PreviewBasis(ctx context.Context, b billing.Basis) (billing.Prepared, []layout.Page, error) {
	if faults := checkNumbers(b.Draft); faults.Err() != nil {
		return billing.Prepared{Faults: faults}, nil, nil
	}
	p, err := c.prepareBasis(ctx, b)
	if err != nil {
		return p, nil, err
	}
	pages, err := c.pages(ctx, p.Document, b.No, "")
	if err != nil {
		return p, nil, err
	}
	p.Faults = append(p.Faults, c.missingLetters(pages)...)
	return p, pages, nil
}

func (c *Company) prepareBasis(ctx context.Context, b billing.Basis) (billing.Prepared, error) {
	var p billing.Prepared
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		p, err = billing.PrepareBasis(ctx, tx, c.clock(), b)
		return err
	})
	return p, err
}

// AcceptOffer records that the customer said yes, keeps the papers that came back, such as the signed offer, and makes the
// order, all at once. by is who accepted, as signed; a zero day is today.
func (c *Company) AcceptOffer(ctx context.Context, id int64, by string, on cal.Date, papers []billing.Attachment) (billing.Basis, error) {
	var order billing.Basis
	if on.IsZero() {
		on = c.Today()
	}
	if on.After(c.Today()) {
		return order, refuse("accepted-in-future", "on", "date", on.String())
	}
	err := c.update(ctx, func(tx *data.Tx) error {
		offer, err := tx.Basis(ctx, id)
		if err != nil {
			return err
		}
		accepted, next, err := billing.Accept(offer, by, on)
		if err != nil {
			return err
		}
		if err := billing.CheckAttachments(slices.Concat(offer.Papers, papers), "papers").Err(); err != nil {
			return err
		}
		if err := tx.DecideBasis(ctx, accepted, papers); err != nil {
			return err
		}
		order, err = tx.AddOrder(ctx, next)
		return err
	})
	if err != nil {
		return order, named404("basis-unknown", "no", itoa(id), err)
	}
	c.signal(billing.BasisChanged{ID: id})
	c.signal(billing.BasisChanged{ID: order.ID})
	return order, nil
}

// CloseBasis ends a basis by hand: an offer is declined or cancelled, an order or payment request done or cancelled. by is
// who decided, and may be empty.
func (c *Company) CloseBasis(ctx context.Context, id int64, state billing.BasisState, by string) error {
	err := c.update(ctx, func(tx *data.Tx) error {
		b, err := tx.Basis(ctx, id)
		if err != nil {
			return err
		}
		taken, err := tx.BasisTaken(ctx, id)
		if err != nil {
			return err
		}
		if b, err = b.Close(state, by, c.Today(), taken); err != nil {
			return err
		}
		return tx.DecideBasis(ctx, b, nil)
	})
	if err != nil {
		return named404("basis-unknown", "no", itoa(id), err)
	}
	c.signal(billing.BasisChanged{ID: id})
	return nil
}

// BasisTaken is how much of each line of an order or payment request stands on drafts and invoices, by line from 1.
func (c *Company) BasisTaken(ctx context.Context, id int64) (map[int]decimal.Decimal, error) {
	var taken map[int]decimal.Decimal
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		taken, err = tx.BasisTaken(ctx, id)
		return err
	})
	return taken, err
}

// InvoiceBasis makes the invoice draft of an order or payment request: all that is left of it, or what takes name.
func (c *Company) InvoiceBasis(ctx context.Context, id int64, takes []billing.Take) (draftID int64, err error) {
	err = c.update(ctx, func(tx *data.Tx) error {
		b, err := tx.Basis(ctx, id)
		if err != nil {
			return err
		}
		taken, err := tx.BasisTaken(ctx, id)
		if err != nil {
			return err
		}
		d, err := b.InvoiceDraft(taken, takes)
		if err != nil {
			return err
		}
		draftID, err = tx.SaveDraft(ctx, d)
		return err
	})
	if err != nil {
		return 0, named404("basis-unknown", "no", itoa(id), err)
	}
	c.signal(billing.DraftChanged{ID: draftID})
	c.signal(billing.BasisChanged{ID: id})
	return draftID, nil
}

// SaveBasisPDF writes a basis as PDF, as it would be sent now.
func (c *Company) SaveBasisPDF(ctx context.Context, id int64, path string) error {
	b, err := c.BasisPDF(ctx, id)
	if err != nil {
		return err
	}
	return WriteFile(path, b)
}

// BasisPDF is a basis as PDF, as it would be sent now.
func (c *Company) BasisPDF(ctx context.Context, id int64) ([]byte, error) {
	b, err := c.Basis(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := c.prepareBasis(ctx, b)
	if err != nil {
		return nil, err
	}
	return c.drawPDF(ctx, b.No, c.basisDocument(b, p))
}

// basisDocument is a basis in the shape documents are drawn and mailed in; its number is none of the series.
func (c *Company) basisDocument(b billing.Basis, p billing.Prepared) billing.Invoice {
	return billing.RestoreInvoice(0, b.No, "", c.clock(), p.Document)
}

// signalBases tells that what stands of orders on drafts and invoices changed.
func (c *Company) signalBases(ids []int64) {
	for _, id := range ids {
		c.signal(billing.BasisChanged{ID: id})
	}
}

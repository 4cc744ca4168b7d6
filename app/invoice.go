package app

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/data"
)

// Invoice is an issued document; ErrNotFound for one of a former system, of which only the row is known.
func (c *Company) Invoice(ctx context.Context, number string) (billing.Invoice, error) {
	var inv billing.Invoice
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		inv, err = tx.InvoiceByNumber(ctx, number)
		return err
	})
	if err == nil && len(inv.Document().Lines) == 0 {
		err = fmt.Errorf("document %q is of a former system: %w", number, billing.ErrNotFound)
	}
	return inv, named404("document-unknown", "number", number, err)
}

// named404 makes a refusal that names what does not exist; it still wraps ErrNotFound.
func named404(code, name, value string, err error) error {
	if errors.Is(err, billing.ErrNotFound) {
		return errors.Join(refuse(code, "", name, value), err)
	}
	return err
}

// Pages are an issued document's pages, laid out anew from the frozen document with the logo of today. What was sent is the
// stored PDF alone (PDF).
func (c *Company) Pages(ctx context.Context, number string) ([]layout.Page, error) {
	inv, err := c.Invoice(ctx, number)
	if err != nil {
		return nil, err
	}
	return c.pages(ctx, inv.Document(), inv.Number(), inv.KID())
}

// Timeline is what happened to a document, oldest first.
func (c *Company) Timeline(ctx context.Context, number string) ([]billing.Event, error) {
	var events []billing.Event
	err := c.view(ctx, func(tx *data.Tx) error {
		inv, err := tx.InvoiceByNumber(ctx, number)
		if err != nil {
			return err
		}
		events, err = tx.Timeline(ctx, inv.ID())
		return err
	})
	return events, named404("document-unknown", "number", number, err)
}

// Preview is what a draft would become now: composed and checked, and its pages as they would be printed.
func (c *Company) Preview(ctx context.Context, d billing.Draft) (billing.Prepared, []layout.Page, error) {
	p, err := c.Prepare(ctx, d)
	if err != nil {
		return p, nil, err
	}
	kid, err := p.KID()
	if err != nil {
		kid = "" // told as a fault when it is issued; until then the page shows none
	}
	pages, err := c.pages(ctx, p.Document, "", kid)
	if err != nil {
		return p, nil, err
	}
	p.Faults = append(p.Faults, c.missingLetters(pages)...)
	return p, pages, nil
}

package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"

	"fakturist/billing"
	"fakturist/data"
)

// ExportCustomer is everything kept about a customer as a ZIP file: the register card, the documents as rows and as stored,
// for the customer who asks what we know.
func (c *Company) ExportCustomer(ctx context.Context, no string) ([]byte, error) {
	card, err := c.Customer(ctx, no)
	if err != nil {
		return nil, err
	}
	rows, err := c.AllInvoices(ctx, billing.InvoiceQuery{CustomerNo: no})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	if err := addJSON(z, "customer.json", card.Customer); err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := c.addDocument(ctx, z, r); err != nil {
			return nil, fmt.Errorf("export document %s: %w", r.Number, err)
		}
	}
	if err := c.addWork(ctx, z, no); err != nil {
		return nil, fmt.Errorf("export work of customer %s: %w", no, err)
	}
	if err := c.addBases(ctx, z, no); err != nil {
		return nil, fmt.Errorf("export offers and orders of customer %s: %w", no, err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("export customer %s: %w", no, err)
	}
	return out.Bytes(), nil
}

func (c *Company) addDocument(ctx context.Context, z *zip.Writer, r billing.InvoiceRow) error {
	if r.Imported {
		return addJSON(z, "documents/"+r.Number+".json", r)
	}
	inv, err := c.Invoice(ctx, r.Number)
	if err != nil {
		return err
	}
	if err := addJSON(z, "documents/"+r.Number+".json", inv.Document()); err != nil {
		return err
	}
	pdf, err := c.storedFile(ctx, inv, data.PDF)
	if err != nil {
		return err
	}
	return addFile(z, "documents/"+r.Number+".pdf", pdf)
}

// addWork adds the customer's hours and expenses with their receipts, if there are any.
func (c *Company) addWork(ctx context.Context, z *zip.Writer, no string) error {
	rows, err := c.Work(ctx, billing.WorkQuery{CustomerNo: no})
	if err != nil || len(rows) == 0 {
		return err
	}
	for _, w := range rows {
		if w.Receipt == nil {
			continue
		}
		receipt, err := c.WorkReceipt(ctx, w.ID)
		if err != nil {
			return err
		}
		if err := addFile(z, fmt.Sprintf("receipts/%d %s", w.ID, receipt.Name), receipt.Content); err != nil {
			return err
		}
	}
	return addJSON(z, "work.json", rows)
}

// addBases adds the offers, orders and payment requests of a customer, and the papers that came back.
func (c *Company) addBases(ctx context.Context, z *zip.Writer, no string) error {
	return c.view(ctx, func(tx *data.Tx) error {
		ids, err := tx.CustomerBases(ctx, no)
		if err != nil {
			return err
		}
		for _, id := range ids {
			b, err := tx.Basis(ctx, id)
			if err != nil {
				return err
			}
			papers := b.Papers
			b.Papers = nil
			if err := addJSON(z, "offers/"+b.No+".json", b); err != nil {
				return err
			}
			for i, p := range papers {
				if err := addFile(z, fmt.Sprintf("offers/%s-%d%s", b.No, i+1, path.Ext(p.Name)), p.Content); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func addJSON(z *zip.Writer, name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return addFile(z, name, b)
}

func addFile(z *zip.Writer, name string, b []byte) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

// erasedName stands in the register for a customer who was erased; documents keep the name bookkeeping law asks for.
const erasedName = "–"

// EraseCustomer removes what is kept about a customer beyond the documents bookkeeping law tells us to keep, and says how
// many documents those are. A customer who owes something, or has a draft, an open offer or an open order, is refused.
func (c *Company) EraseCustomer(ctx context.Context, no string) (documents int, err error) {
	err = c.update(ctx, func(tx *data.Tx) error {
		card, err := tx.CustomerRow(ctx, no, c.Today())
		if err != nil {
			return err
		}
		if err := c.mayErase(ctx, tx, card); err != nil {
			return err
		}
		documents = card.Invoices
		if err := eraseBases(ctx, tx, no); err != nil {
			return err
		}
		err = tx.DeleteCustomer(ctx, no)
		if !errors.Is(err, billing.ErrConflict) {
			return err
		}
		_, err = tx.SaveCustomer(ctx, billing.Customer{No: no, Party: billing.Party{Name: erasedName, Type: card.Type}})
		return err
	})
	if err != nil {
		return 0, named404("customer-unknown", "no", no, err)
	}
	c.signal(billing.CustomerChanged{No: no})
	return documents, nil
}

// eraseBases empties what was offered to a customer. What invoices were made from is kept with them; what is not decided yet
// is refused.
func eraseBases(ctx context.Context, tx *data.Tx, no string) error {
	ids, err := tx.CustomerBases(ctx, no)
	if err != nil {
		return err
	}
	for _, id := range ids {
		b, err := tx.Basis(ctx, id)
		if err != nil {
			return err
		}
		if !b.State.Closed() {
			return refuse("customer-has-bases", "", "no", no, "basis", b.No)
		}
		if err := tx.EraseBasis(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (c *Company) mayErase(ctx context.Context, tx *data.Tx, card billing.CustomerRow) error {
	if card.Outstanding.Sign() != 0 {
		return refuse("customer-owes", "", "no", card.No, "amount", card.Outstanding.String())
	}
	page, err := tx.Invoices(ctx, billing.InvoiceQuery{Status: billing.StatusDraft, CustomerNo: card.No, Limit: 1, Today: c.Today()})
	if err != nil {
		return err
	}
	if len(page.Rows) > 0 {
		return refuse("customer-has-drafts", "", "no", card.No)
	}
	waiting, err := tx.Work(ctx, billing.WorkQuery{CustomerNo: card.No, Open: true})
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		return refuse("customer-has-work", "", "no", card.No)
	}
	return nil
}

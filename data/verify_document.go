package data

import (
	"context"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/money"
)

// verifyTotals reads every frozen content, compares it with its digest and the columns, and computes its sums again.
func (t *Tx) verifyTotals(ctx context.Context, f *findings) error {
	return t.each(ctx, invoiceSelect+` WHERE series = 'own' ORDER BY id`, nil, func(scan func(...any) error) error {
		z, err := scanFrozen(scan)
		if err != nil {
			return err
		}
		f.looked++
		doc, err := z.document()
		if err != nil {
			f.add("%v", err)
			return nil
		}
		if what := z.differs(doc); what != "" {
			f.add("document %s: %s of its content and its row differ", z.number, what)
		}
		if what := sumsWrong(doc); what != "" {
			f.add("document %s: %s does not add up", z.number, what)
		}
		return nil
	})
}

// differs names the first column that says something else than the frozen content.
func (f frozen) differs(doc billing.Document) string {
	row, frozen := f.doc.Totals, doc.Totals
	for _, c := range []struct {
		name string
		same bool
	}{
		{"kind", f.doc.Kind == doc.Kind}, {"customer", f.doc.CustomerNo == doc.CustomerNo && f.doc.Buyer.Name == doc.Buyer.Name},
		{"issue date", f.doc.IssueDate == doc.IssueDate}, {"due date", f.doc.DueDate == doc.DueDate}, {"currency", f.doc.Currency == doc.Currency},
		{"net", row.Net.Minor == frozen.Net.Minor}, {"VAT", row.Tax.Minor == frozen.Tax.Minor}, {"payable", row.Payable.Minor == frozen.Payable.Minor},
	} {
		if !c.same {
			return c.name
		}
	}
	return ""
}

// sumsWrong computes the sums of a document again from its lines and adjustments (BR-CO-10 to 16) and names the first that
// differs.
func sumsWrong(doc billing.Document) string {
	rounding := money.New(doc.Totals.Rounding.Minor, doc.Currency) // the zero Amount when nothing was rounded
	total := func(parts ...money.Amount) int64 {
		sum, err := money.Sum(doc.Currency, parts...)
		if err != nil {
			return -1 << 63
		}
		return sum.Minor
	}
	var lines, allowances, charges, base, tax []money.Amount
	for _, l := range doc.Lines {
		lines = append(lines, l.Net)
		if l.Net.Minor != total(l.Gross, l.DiscountAmount.Neg()) {
			return fmt.Sprintf("line %d", l.ID)
		}
	}
	for _, a := range doc.Adjustments {
		if a.Charge {
			charges = append(charges, a.Value)
		} else {
			allowances = append(allowances, a.Value)
		}
	}
	for _, x := range doc.Taxes {
		base, tax = append(base, x.Base), append(tax, x.Tax)
	}
	s := doc.Totals
	for _, c := range []struct {
		name       string
		want, have int64
	}{
		{"sum of lines", total(lines...), s.Lines.Minor}, {"allowances", total(allowances...), s.Allowances.Minor},
		{"charges", total(charges...), s.Charges.Minor}, {"net", total(s.Lines, s.Allowances.Neg(), s.Charges), s.Net.Minor},
		{"VAT base", total(base...), s.Net.Minor}, {"VAT", total(tax...), s.Tax.Minor}, {"gross", total(s.Net, s.Tax), s.Gross.Minor},
		{"payable", total(s.Gross, s.Prepaid.Neg(), rounding), s.Payable.Minor},
	} {
		if c.want != c.have {
			return c.name
		}
	}
	return taxWrong(doc)
}

// taxWrong computes the VAT of each rate again on its sum (BR-CO-17).
func taxWrong(doc billing.Document) string {
	for _, x := range doc.Taxes {
		want, err := money.Round(x.Base.Decimal().Mul(x.Rate).Shift(-2), doc.Currency)
		if err != nil || want.Minor != x.Tax.Minor {
			return fmt.Sprintf("VAT of %s per cent", x.Rate)
		}
	}
	return ""
}

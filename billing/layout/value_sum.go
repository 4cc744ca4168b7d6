package layout

import (
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// lineAmount is what a line comes to as its price is told: with VAT when prices include it.
func (v *values) lineAmount(l *billing.PricedLine) money.Amount {
	if v.in.Document.PricesIncludeVAT && l.Asked.Currency != "" {
		return l.Asked
	}
	return l.Net
}

// adjustmentAmount is what an adjustment comes to as prices are told, negative for an allowance.
func (v *values) adjustmentAmount(a *billing.PricedAdjustment) money.Amount {
	amount := a.Value
	if v.in.Document.PricesIncludeVAT && a.Asked.Currency != "" {
		amount = a.Asked
	}
	if a.Charge {
		return amount
	}
	return amount.Neg()
}

// joined puts the parts of one adjustment, which was shared by rates, back together: the reader was promised one discount
// and one freight. Two of one reason and one rate stay two.
func joined(parts []billing.PricedAdjustment) []billing.PricedAdjustment {
	var out []billing.PricedAdjustment
	var rates [][]billing.VAT
	for _, p := range parts {
		i := slices.IndexFunc(out, func(o billing.PricedAdjustment) bool {
			return o.Charge == p.Charge && o.Reason == p.Reason && o.Code == p.Code && o.Percent.Equal(p.Percent)
		})
		same := func(v billing.VAT) bool { return v.Category == p.VAT.Category && v.Rate.Equal(p.VAT.Rate) }
		if i < 0 || slices.ContainsFunc(rates[i], same) || !together(&out[i], p) {
			out, rates = append(out, p), append(rates, []billing.VAT{p.VAT})
			continue
		}
		rates[i] = append(rates[i], p.VAT)
		out[i].VAT = billing.VAT{}
	}
	return out
}

// together adds a part to an adjustment and tells whether that could be done.
func together(a *billing.PricedAdjustment, part billing.PricedAdjustment) bool {
	value, err := a.Value.Add(part.Value)
	if err != nil {
		return false
	}
	asked := a.Asked
	if part.Asked.Currency != "" {
		if asked, err = asked.Add(part.Asked); err != nil {
			return false
		}
	}
	a.Value, a.Asked = value, asked
	return true
}

func (v *values) payee(name, format string) value {
	p := v.in.Document.Payee
	if p == nil {
		return value{}
	}
	switch name {
	case "name":
		return text(p.Name)
	case "orgNo":
		return value{p.OrgNo, orgNo(p.OrgNo)}
	case "account":
		return value{p.Account, account(p.Account)}
	case "notice":
		return multiline(strings.Split(p.Notice, "\n"), format)
	}
	return value{}
}

// payment answers how to pay; every field is empty when nothing is to be paid.
func (v *values) payment(name, format string) value {
	d := &v.in.Document
	if v.kind() == billing.KindCreditNote || v.signed() || d.Totals.Payable.Sign() <= 0 {
		return value{}
	}
	switch name {
	case "account":
		return value{d.Account, account(d.Account)}
	case "kid":
		return value{v.in.KID, fours(v.in.KID)}
	case "reference":
		if v.in.KID == "" {
			return text(v.in.Number)
		}
	case "iban":
		return value{d.IBAN, fours(d.IBAN)}
	case "bic":
		return text(d.BIC)
	case "abroad":
		return yes(d.Currency != money.NOK || d.Buyer.Address.CountryCode() != "NO")
	case "due":
		return v.date(d.DueDate, format)
	case "amount":
		return v.amount(d.Totals.Payable, format)
	}
	return value{}
}

func (v *values) totals(name, format string) value {
	t := &v.in.Document.Totals
	switch name {
	case "lines":
		return v.amount(t.Lines, format)
	case "amounts":
		return v.amounts(format)
	case "allowances":
		return v.unlessZero(t.Allowances.Neg(), format)
	case "charges":
		return v.unlessZero(t.Charges, format)
	case "adjusted":
		return yes(len(v.in.Document.Adjustments) > 0)
	case "net":
		return v.amount(t.Net, format)
	case "tax":
		return v.amount(t.Tax, format)
	case "taxNOK":
		if v.in.Document.Currency == money.NOK || t.TaxNOK.Currency == "" {
			return value{}
		}
		return v.amount(t.TaxNOK, format)
	case "gross":
		return v.amount(t.Gross, format)
	case "prepaid":
		return v.unlessZero(t.Prepaid.Neg(), format)
	case "rounding":
		return v.unlessZero(t.Rounding, format)
	case "settled":
		return yes(!t.Prepaid.IsZero() || !t.Rounding.IsZero())
	case "payable":
		return v.amount(t.Payable, format)
	}
	return value{}
}

// amounts is the sum of the lines as they are printed.
func (v *values) amounts(format string) value {
	d := &v.in.Document
	sum := money.New(0, d.Currency)
	for i := range d.Lines {
		var err error
		if sum, err = sum.Add(v.lineAmount(&d.Lines[i])); err != nil {
			return value{} // the table of lines says so with an error
		}
	}
	return v.amount(sum, format)
}

package layout

import (
	"strconv"

	"fakturist/billing"

	"github.com/shopspring/decimal"
)

func (v *values) lineField(name, format string) value {
	if v.line == nil {
		return value{}
	}
	l := v.line
	switch name {
	case "number":
		return text(strconv.Itoa(l.ID))
	case "item":
		return text(l.Item)
	case "description":
		return text(l.Description)
	case "itemNo":
		return text(l.SellerItemNo)
	case "for":
		return text(l.For)
	case "period":
		return v.period(l.Period)
	case "quantity":
		return v.number(l.Quantity, 0)
	case "unit":
		return v.unit(l.Unit)
	case "price":
		return v.price(l)
	case "discount":
		return v.discount(l)
	case "discountReason":
		if l.Discount != nil {
			return text(l.Discount.Reason)
		}
	case "vat":
		return v.rate(l.VAT.Category, l.VAT.Rate)
	case "gross":
		return v.amount(l.Gross, format)
	case "net":
		return v.amount(l.Net, format)
	}
	return value{}
}

// unit is the printed word of a UN/ECE code; a code without a word stands as it is.
func (v *values) unit(code string) value {
	key := "unit." + code
	if w := v.word(key); w != key {
		return value{code, w}
	}
	return text(code)
}

// price with the decimals of the currency at least, and "/ 100" when it is for more than one.
func (v *values) price(l *billing.PricedLine) value {
	p := v.number(l.Price, v.in.Document.Currency.Exponent())
	if !l.PriceBase.IsZero() && !l.PriceBase.Equal(decimal.NewFromInt(1)) {
		p.shown += blank + "/" + blank + v.l.number(l.PriceBase, 0)
	}
	return p
}

func (v *values) discount(l *billing.PricedLine) value {
	switch {
	case l.Discount == nil || l.DiscountAmount.IsZero():
		return value{}
	case !l.Discount.Percent.IsZero():
		return value{l.Discount.Percent.String(), v.l.percent(l.Discount.Percent)}
	}
	return v.amount(l.DiscountAmount, "")
}

// rate is empty outside the VAT act, so that the column falls away for sellers who charge none.
func (v *values) rate(c billing.VATCategory, rate decimal.Decimal) value {
	if c == billing.OutOfScope || c == "" {
		return value{}
	}
	return value{rate.String(), v.l.percent(rate)}
}

func (v *values) taxField(name, format string) value {
	if v.tax == nil {
		return value{}
	}
	t := v.tax
	switch name {
	case "label":
		if t.Category == billing.Standard {
			return v.rate(t.Category, t.Rate)
		}
		return text(v.word("vat." + string(t.Category)))
	case "rate":
		return v.rate(t.Category, t.Rate)
	case "base":
		return v.amount(t.Base, format)
	case "tax":
		return v.amount(t.Tax, format)
	case "reason":
		return text(t.Reason)
	}
	return value{}
}

func (v *values) adjustmentField(name, format string) value {
	if v.adjustment == nil {
		return value{}
	}
	a := v.adjustment
	switch name {
	case "reason":
		return text(a.Reason)
	case "percent":
		if !a.Percent.IsZero() {
			return value{a.Percent.String(), v.l.percent(a.Percent)}
		}
	case "vat":
		return v.rate(a.VAT.Category, a.VAT.Rate)
	case "value":
		if a.Charge {
			return v.amount(a.Value, format)
		}
		return v.amount(a.Value.Neg(), format)
	}
	return value{}
}

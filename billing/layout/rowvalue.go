package layout

import (
	"strconv"
	"strings"

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
		return v.unit(l.Unit, l.Quantity)
	case "price":
		return v.price(l)
	case "discount":
		return v.discount(l)
	case "discountReason":
		if l.Discount != nil {
			return text(l.Discount.Reason)
		}
	case "vat":
		return v.lineVAT(l.VAT)
	case "gross":
		return v.amount(l.Gross, format)
	case "net":
		return v.amount(l.Net, format)
	case "amount":
		return v.amount(v.lineAmount(l), format)
	}
	return value{}
}

// unit is the printed word of a UN/ECE code, as it is said of one or of several; a code without a word stands as it is.
func (v *values) unit(code string, quantity decimal.Decimal) value {
	key := "unit." + code
	if several := key + ".many"; !quantity.Abs().Equal(one) {
		if w := v.word(several); w != several {
			return value{code, w}
		}
	}
	if w := v.word(key); w != key {
		return value{code, w}
	}
	return text(code)
}

var one = decimal.NewFromInt(1)

// price with the decimals of the currency at least, and "/ 100" when it is for more than one.
func (v *values) price(l *billing.PricedLine) value {
	if !v.prices {
		return value{}
	}
	p := v.number(v.unitPrice(l), v.in.Document.Currency.Exponent())
	if !l.PriceBase.IsZero() && !l.PriceBase.Equal(one) {
		p.shown += blank + "/" + blank + v.l.number(l.PriceBase, 0)
	}
	return p
}

// unitPrice is the price as told; on a payment request, which hides discounts and VAT, what it comes to.
func (v *values) unitPrice(l *billing.PricedLine) decimal.Decimal {
	if v.kind() != billing.KindPaymentRequest || l.Quantity.IsZero() {
		return l.Price
	}
	return l.Net.Decimal().Mul(baseOf(l)).DivRound(l.Quantity, v.in.Document.Currency.Exponent())
}

func baseOf(l *billing.PricedLine) decimal.Decimal {
	if l.PriceBase.IsZero() {
		return one
	}
	return l.PriceBase
}

// pricesAgree tells whether quantity × price gives the amount on every line of a payment request, so that prices can be
// shown. On other documents discounts and VAT say what lies between.
func (v *values) pricesAgree() bool {
	if v.kind() != billing.KindPaymentRequest {
		return true
	}
	for i := range v.in.Document.Lines {
		l := &v.in.Document.Lines[i]
		if !v.unitPrice(l).Mul(l.Quantity).Equal(l.Net.Decimal().Mul(baseOf(l))) {
			return false
		}
	}
	return true
}

// discount is told as the prices are: in per cent, or as an amount.
func (v *values) discount(l *billing.PricedLine) value {
	switch {
	case l.Discount == nil || l.DiscountAmount.IsZero() && l.Discount.Amount.IsZero():
		return value{}
	case !l.Discount.Percent.IsZero():
		return value{l.Discount.Percent.String(), v.l.percent(l.Discount.Percent)}
	case v.in.Document.PricesIncludeVAT:
		return v.number(l.Discount.Amount, v.in.Document.Currency.Exponent())
	}
	return v.amount(l.DiscountAmount, "")
}

// lineVAT is the rate of a line, or the category in a word: "0 %" alone would not say whether the line is exempt, zero-rated or
// the buyer's to account for (bokføringsforskriften § 5-1-5). A template without the words says the rate.
func (v *values) lineVAT(vat billing.VAT) value {
	if vat.Category == billing.Standard || vat.Category == billing.OutOfScope {
		return v.rate(vat.Category, vat.Rate)
	}
	key := "vat.line." + string(vat.Category)
	if w := v.word(key); w != key {
		return value{vat.Rate.String(), w}
	}
	return v.rate(vat.Category, vat.Rate)
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
		return text(v.adjustmentReason(a))
	case "percent":
		if !a.Percent.IsZero() {
			return value{a.Percent.String(), v.l.percent(a.Percent)}
		}
	case "vat":
		return v.rate(a.VAT.Category, a.VAT.Rate)
	case "value":
		return v.amount(v.adjustmentAmount(a), format)
	}
	return value{}
}

// adjustmentReason is what the seller wrote, or else what its kind is called.
func (v *values) adjustmentReason(a *billing.PricedAdjustment) string {
	switch {
	case strings.TrimSpace(a.Reason) != "":
		return a.Reason
	case a.Code == billing.FreightCode:
		return v.word("freight")
	case a.Charge:
		return v.word("charge")
	}
	return v.word("allowance")
}

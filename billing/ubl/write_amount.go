package ubl

import (
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// Reason codes for allowances and charges without a reason in words.
const (
	discountCode = "95"  // UNCL5189: discount
	chargeCode   = "ZZZ" // UNCL7161: mutually defined
)

// creditTransfer is UNCL4461 30. SEPA's 58 is left to those who pay that way: 30 goes with an IBAN as well.
const creditTransfer = "30"

// exemptionCodes are the VATEX codes that say the same as a category (PEPPOL-EN16931-P0104 to P0107).
var exemptionCodes = map[billing.VATCategory]string{
	billing.ReverseCharge:  "VATEX-EU-AE",
	billing.Export:         "VATEX-EU-G",
	billing.IntraCommunity: "VATEX-EU-IC",
	billing.OutOfScope:     "VATEX-EU-O",
}

// payment writes BG-16: the Norwegian account for payers in Norway, the IBAN for payers abroad. A credit note asks for no
// payment; when it has a day to settle by, that day stands here, since a credit note has no due date of its own.
func (e *encoder) payment() {
	if e.creditNote() && e.DueDate.IsZero() {
		return
	}
	if e.Account == "" && e.IBAN == "" {
		return
	}
	e.group("cac:PaymentMeans", func() {
		e.text("cbc:PaymentMeansCode", creditTransfer)
		if e.creditNote() {
			e.date("cbc:PaymentDueDate", e.DueDate)
		}
		e.text("cbc:PaymentID", e.kid)
		e.group("cac:PayeeFinancialAccount", e.account)
	})
}

func (e *encoder) account() {
	abroad := e.Buyer.Address.CountryCode() != "NO" || e.Currency != money.NOK
	if !payref.ValidAccount(e.Account) || abroad && e.IBAN != "" {
		e.text("cbc:ID", compact(firstOf(e.IBAN, e.Account)))
		e.group("cac:FinancialInstitutionBranch", func() { e.text("cbc:ID", e.bic()) })
		return
	}
	e.text("cbc:ID", e.Account)
}

// bic is the bank of the account, which is known for the seller's own accounts only.
func (e *encoder) bic() string {
	if e.Payee != nil && e.Payee.Account != "" {
		return ""
	}
	return compact(e.BIC)
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// adjustment writes a document level allowance (BG-20) or charge (BG-21).
func (e *encoder) adjustment(a billing.PricedAdjustment) {
	r := reduction{charge: a.Charge, code: a.Code, fallback: discountCode, reason: a.Reason, percent: a.Percent, amount: a.Value, base: a.Base}
	if a.Charge {
		r.fallback = chargeCode
	}
	e.group("cac:AllowanceCharge", func() {
		e.reduction(r)
		e.taxCategory("cac:TaxCategory", a.VAT.Category, a.VAT.Rate, "", "")
	})
}

// reduction is what an allowance or charge on a line or a document has in common.
type reduction struct {
	charge   bool
	code     string // BT-98, BT-105, BT-140: as told
	fallback string // the code where there is neither code nor reason (BR-33, BR-38, BR-42)
	reason   string // BT-97, BT-104, BT-139
	percent  decimal.Decimal
	amount   money.Amount
	base     money.Amount
}

// reduction writes indicator, reason, percentage, amount and base. A percentage and its base go together (R041, R042).
// Where prices include VAT the percentage was taken of a sum with VAT, which has no place here: amount and percentage would
// not agree to the øre (R040). It is told in the words of the reason, and the amount stands alone.
func (e *encoder) reduction(r reduction) {
	reason, exact := clean(r.reason), !r.percent.IsZero() && !e.PricesIncludeVAT
	if !r.percent.IsZero() && !exact {
		reason = e.withPercent(reason, r.percent)
	}
	if r.code == "" && reason == "" {
		r.code = r.fallback
	}
	e.text("cbc:ChargeIndicator", strconv.FormatBool(r.charge))
	e.text("cbc:AllowanceChargeReasonCode", r.code)
	e.text("cbc:AllowanceChargeReason", reason)
	if exact {
		e.number("cbc:MultiplierFactorNumeric", r.percent)
	}
	e.amount("cbc:Amount", r.amount)
	if exact {
		e.amount("cbc:BaseAmount", r.base)
	}
}

// withPercent adds a percentage to a reason that does not name it, as the document's language writes numbers.
func (e *encoder) withPercent(reason string, percent decimal.Decimal) string {
	number := percent.String()
	if e.Language != "en" {
		number = strings.Replace(number, ".", ",", 1)
	}
	switch told := number + " %"; {
	case reason == "":
		return told
	case strings.Contains(reason, told) || strings.Contains(reason, number+"%"):
		return reason
	default:
		return reason + " (" + told + ")"
	}
}

// taxCategory writes a VAT category. Outside the act there is no rate (BR-O-05), not even nought.
func (e *encoder) taxCategory(name string, c billing.VATCategory, rate decimal.Decimal, code, reason string) {
	e.group(name, func() {
		e.text("cbc:ID", string(c))
		if c != billing.OutOfScope {
			e.number("cbc:Percent", rate)
		}
		e.text("cbc:TaxExemptionReasonCode", code)
		e.text("cbc:TaxExemptionReason", reason)
		e.group("cac:TaxScheme", func() { e.text("cbc:ID", "VAT") })
	})
}

// taxes writes BG-23 and, on a document in foreign currency, the VAT in NOK (BT-111) as a total of its own.
func (e *encoder) taxes() {
	e.group("cac:TaxTotal", func() {
		e.amount("cbc:TaxAmount", e.Totals.Tax)
		for _, t := range e.Taxes {
			e.group("cac:TaxSubtotal", func() {
				e.amount("cbc:TaxableAmount", t.Base)
				e.amount("cbc:TaxAmount", t.Tax)
				e.taxCategory("cac:TaxCategory", t.Category, t.Rate, exemptionCodes[t.Category], exemptionReason(t))
			})
		}
	})
	if e.Totals.TaxNOK.Currency != "" {
		e.group("cac:TaxTotal", func() { e.amount("cbc:TaxAmount", e.Totals.TaxNOK) })
	}
}

// exemptionReason is BT-120, which must not stand with S and Z (BR-S-10, BR-Z-10).
func exemptionReason(t billing.TaxBreakdown) string {
	if t.Category == billing.Standard || t.Category == billing.ZeroRated {
		return ""
	}
	return t.Reason
}

func (e *encoder) totals() {
	t := e.Totals
	e.group("cac:LegalMonetaryTotal", func() {
		e.amount("cbc:LineExtensionAmount", t.Lines)
		e.amount("cbc:TaxExclusiveAmount", t.Net)
		e.amount("cbc:TaxInclusiveAmount", t.Gross)
		if len(e.Adjustments) > 0 {
			e.amount("cbc:AllowanceTotalAmount", t.Allowances)
			e.amount("cbc:ChargeTotalAmount", t.Charges)
		}
		if !t.Prepaid.IsZero() {
			e.amount("cbc:PrepaidAmount", t.Prepaid)
		}
		if !t.Rounding.IsZero() {
			e.amount("cbc:PayableRoundingAmount", t.Rounding)
		}
		e.amount("cbc:PayableAmount", t.Payable)
	})
}

// line writes BG-25. The member or child a line is for is its note (BT-127).
func (e *encoder) line(l billing.PricedLine) {
	name, quantity := "cac:InvoiceLine", "cbc:InvoicedQuantity"
	if e.creditNote() {
		name, quantity = "cac:CreditNoteLine", "cbc:CreditedQuantity"
	}
	unit := l.Unit
	if unit == "" {
		unit = "EA"
	}
	e.group(name, func() {
		e.text("cbc:ID", strconv.Itoa(l.ID))
		e.text("cbc:Note", l.For)
		e.number(quantity, l.Quantity, attr{"unitCode", unit})
		e.amount("cbc:LineExtensionAmount", l.Net)
		e.period(l.Period)
		if l.Discount != nil && !l.DiscountAmount.IsZero() {
			e.group("cac:AllowanceCharge", func() {
				e.reduction(reduction{fallback: discountCode, reason: l.Discount.Reason, percent: l.Discount.Percent,
					amount: l.DiscountAmount, base: l.Gross})
			})
		}
		e.item(l)
		e.price(l, unit)
	})
}

func (e *encoder) item(l billing.PricedLine) {
	e.group("cac:Item", func() {
		e.text("cbc:Description", l.Description)
		e.text("cbc:Name", l.Item)
		e.group("cac:SellersItemIdentification", func() { e.text("cbc:ID", l.SellerItemNo) })
		e.taxCategory("cac:ClassifiedTaxCategory", l.VAT.Category, l.VAT.Rate, "", "")
	})
}

func (e *encoder) price(l billing.PricedLine, unit string) {
	e.group("cac:Price", func() {
		e.number("cbc:PriceAmount", l.UnitPrice(), attr{"currencyID", string(e.Currency)})
		if !l.PriceBase.IsZero() {
			e.number("cbc:BaseQuantity", l.PriceBase, attr{"unitCode", unit})
		}
	})
}

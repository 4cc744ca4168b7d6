package rule

import (
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/tax"
	"fakturist/billing/ubl"
)

// exemptions are the reason codes that belong to one category.
var exemptions = map[string]struct{ category, rule string }{
	"VATEX-EU-G": {"G", "PEPPOL-EN16931-P0104"}, "VATEX-EU-O": {"O", "PEPPOL-EN16931-P0105"},
	"VATEX-EU-IC": {"K", "PEPPOL-EN16931-P0106"}, "VATEX-EU-AE": {"AE", "PEPPOL-EN16931-P0107"},
	"VATEX-EU-D": {"E", "PEPPOL-EN16931-P0108"}, "VATEX-EU-F": {"E", "PEPPOL-EN16931-P0109"},
	"VATEX-EU-I": {"E", "PEPPOL-EN16931-P0110"}, "VATEX-EU-J": {"E", "PEPPOL-EN16931-P0111"},
}

func (c *checker) exemptionCodes() {
	for _, n := range c.named["cac:TaxCategory"] {
		code := strings.ToUpper(only(n, "cbc:TaxExemptionReasonCode"))
		if e, known := exemptions[code]; known && n.Value("cbc:ID") != e.category {
			c.note(e.rule, n, []string{"code", code, "category", n.Value("cbc:ID")})
		}
	}
}

// ratesByDate checks the rates of a seller whose country we have a table for, by the day of supply. No official rule knows
// Norwegian rates.
func (c *checker) ratesByDate() {
	r := c.root
	days := []cal.Date{date(r.First("cac:InvoicePeriod/cbc:EndDate")), date(r.First("cac:Delivery/cbc:ActualDeliveryDate")),
		date(r.First("cbc:TaxPointDate")), date(r.First("cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate")),
		date(r.First("cbc:IssueDate")), date(r.First("cac:InvoicePeriod/cbc:StartDate"))}
	for _, l := range c.lines {
		own := []cal.Date{date(l.First("cac:InvoicePeriod/cbc:EndDate")), date(l.First("cac:InvoicePeriod/cbc:StartDate"))}
		c.rateByDate(l.First("cac:Item/cac:ClassifiedTaxCategory"), append(own, days...))
	}
	for _, a := range c.allowances {
		c.rateByDate(a.First("cac:TaxCategory"), days)
	}
}

func (c *checker) rateByDate(n *ubl.Node, days []cal.Date) {
	rate, err := num(n, "cbc:Percent")
	if n.Value("cbc:ID") != "S" || err != nil || !isVAT(n) {
		return
	}
	verdict, first := tax.Unjudged, cal.Date{}
	for _, day := range days {
		if day.IsZero() {
			continue
		}
		v := tax.Judge(c.country, rate, day)
		if first.IsZero() {
			verdict, first = v, day
			continue
		}
		if verdict == tax.Wrong && v == tax.Right {
			c.warn("vat-rate-wrong", n, "rate", rate.String(), "date", first.String())
			return
		}
	}
	if verdict == tax.Wrong {
		c.fatal("vat-rate-wrong", n, "rate", rate.String(), "date", first.String())
	}
}

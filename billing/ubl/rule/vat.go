package rule

import (
	"fakturist/billing/cal"
	"fakturist/billing/tax"
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

// category is what EN 16931 asks of one VAT category.
type category struct {
	code   string // UNCL5305
	rule   string // in the ids of its rules: BR-<rule>-01
	seller sellerID
	buyer  buyerID
	rate   rateKind
	reason bool // a reason must be given; else it must not
}

type sellerID int

const (
	anyTaxID sellerID = iota // VAT number or another tax registration, or the representative's VAT number
	vatOnly                  // VAT number, or the representative's
	noVAT                    // neither party may state one
)

type buyerID int

const (
	anyBuyer buyerID = iota
	buyerVAT
	buyerVATOrLegal
)

type rateKind int

const (
	zeroRate rateKind = iota
	someRate          // above nought
	noRate            // no element
)

var categories = []category{
	{"S", "S", anyTaxID, anyBuyer, someRate, false},
	{"Z", "Z", anyTaxID, anyBuyer, zeroRate, false},
	{"E", "E", anyTaxID, anyBuyer, zeroRate, true},
	{"AE", "AE", anyTaxID, buyerVATOrLegal, zeroRate, true},
	{"G", "G", vatOnly, anyBuyer, zeroRate, true},
	{"K", "IC", vatOnly, buyerVAT, zeroRate, true},
	{"O", "O", noVAT, anyBuyer, noRate, true},
}

// uses is where a category stands on a document.
type uses struct {
	lines, allowances, charges, subtotals []*ubl.Node // ClassifiedTaxCategory and TaxCategory elements
}

// taxes checks each category against its rules, and the rates against the seller's country.
func (c *checker) taxes() {
	all := c.uses("")
	for _, k := range categories {
		u := c.uses(k.code)
		c.breakdown(k, u)
		c.partyIDs(k, u)
		c.rates(k, u)
		for _, s := range u.subtotals {
			c.subtotal(k, s)
		}
	}
	c.outsideAlone(all)
	c.acrossBorders()
	c.exemptionCodes(all)
	c.ratesByDate()
}

// uses collects the VAT categories of a code, of every code for "".
func (c *checker) uses(code string) uses {
	var u uses
	take := func(into *[]*ubl.Node, nodes []*ubl.Node) {
		for _, n := range nodes {
			if (code == "" || n.Value("cbc:ID") == code) && isVAT(n) {
				*into = append(*into, n)
			}
		}
	}
	for _, l := range c.lines {
		take(&u.lines, l.All("cac:Item/cac:ClassifiedTaxCategory"))
	}
	for _, a := range charges(c.allowances, false) {
		take(&u.allowances, a.All("cac:TaxCategory"))
	}
	for _, a := range charges(c.allowances, true) {
		take(&u.charges, a.All("cac:TaxCategory"))
	}
	take(&u.subtotals, c.root.All("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"))
	return u
}

// breakdown checks that a category in use is broken down: S per rate, every other one once.
func (c *checker) breakdown(k category, u uses) {
	supplied, n := len(u.lines)+len(u.allowances)+len(u.charges), len(u.subtotals)
	ok := supplied+n == 0 || n == 1
	if k.code == "S" {
		ok = (supplied > 0) == (n > 0)
	}
	if !ok {
		c.fatal("BR-"+k.rule+"-01", c.root, "category", k.code)
	}
}

// partyIDs checks the tax numbers a category asks of seller and buyer (02 for lines, 03 allowances, 04 charges).
func (c *checker) partyIDs(k category, u uses) {
	if c.partiesSuit(k) {
		return
	}
	for i, nodes := range [][]*ubl.Node{u.lines, u.allowances, u.charges} {
		if len(nodes) > 0 {
			c.fatal("BR-"+k.rule+"-0"+string(rune('2'+i)), nodes[0], "category", k.code)
		}
	}
}

func (c *checker) partiesSuit(k category) bool {
	representative := vatID(c.root.First("cac:TaxRepresentativeParty")) != ""
	vat := vatID(c.supplier) != "" || representative
	registered := vat || c.supplier.First("cac:PartyTaxScheme/cbc:CompanyID") != nil
	buyer := vatID(c.buyer) != ""
	suits := registered
	switch k.seller {
	case vatOnly:
		suits = vat
	case noVAT:
		suits = !vat && !buyer
	}
	switch k.buyer {
	case buyerVAT:
		return suits && buyer
	case buyerVATOrLegal:
		return suits && (buyer || c.buyer.First("cac:PartyLegalEntity/cbc:CompanyID") != nil)
	}
	return suits
}

// rates checks the rate that goes with a category (05 for lines, 06 allowances, 07 charges).
func (c *checker) rates(k category, u uses) {
	for i, nodes := range [][]*ubl.Node{u.lines, u.allowances, u.charges} {
		for _, n := range nodes {
			rate, err := num(n, "cbc:Percent")
			ok := err == nil && rate.IsZero()
			switch k.rate {
			case someRate:
				ok = err == nil && rate.IsPositive()
			case noRate:
				ok = n.First("cbc:Percent") == nil
			}
			if !ok {
				c.fatal("BR-"+k.rule+"-0"+string(rune('5'+i)), n, "category", k.code, "rate", n.Value("cbc:Percent"))
			}
		}
	}
}

// subtotal checks base (08), VAT (09) and reason (10) of one breakdown.
func (c *checker) subtotal(k category, n *ubl.Node) {
	c.base(k, n)
	amount, err := num(n.Parent, "cbc:TaxAmount")
	if k.code != "S" && (err != nil || !amount.IsZero()) {
		c.fatal("BR-"+k.rule+"-09", n.Parent, "tax", n.Parent.Value("cbc:TaxAmount"))
	}
	if hasReason := n.First("cbc:TaxExemptionReason") != nil || n.First("cbc:TaxExemptionReasonCode") != nil; hasReason != k.reason {
		c.fatal("BR-"+k.rule+"-10", n, "category", k.code)
	}
}

var one = decimal.NewFromInt(1)

// base adds up what a breakdown is taken of. The official rule lets S be off by almost one krone; we do not.
func (c *checker) base(k category, n *ubl.Node) {
	stated, err := num(n.Parent, "cbc:TaxableAmount")
	rate, errRate := num(n, "cbc:Percent")
	if err != nil {
		return
	}
	if k.code == "S" && errRate != nil {
		return
	}
	total, found := c.supplied(k.code, rate)
	off := stated.Sub(total).Abs()
	args := []string{"base", stated.String(), "expected", total.StringFixed(2), "category", k.code, "rate", n.Value("cbc:Percent")}
	switch {
	case k.code != "S" && !off.IsZero(), k.code == "S" && (!found || off.GreaterThanOrEqual(one)):
		c.fatal("BR-"+k.rule+"-08", n.Parent, args...)
	case !off.IsZero():
		c.fatal("vat-base-inexact", n.Parent.First("cbc:TaxableAmount"), args...)
	}
}

// supplied is the sum of lines, charges and allowances of a category; of S only those of the rate.
func (c *checker) supplied(code string, rate decimal.Decimal) (total decimal.Decimal, found bool) {
	matches := func(n *ubl.Node, path string) bool {
		for _, k := range n.All(path) {
			if k.Value("cbc:ID") != code {
				continue
			}
			r, err := num(k, "cbc:Percent")
			if code != "S" || err == nil && r.Equal(rate) {
				return true
			}
		}
		return false
	}
	for _, l := range c.lines {
		if matches(l, "cac:Item/cac:ClassifiedTaxCategory") {
			total, found = total.Add(numOr(l, "cbc:LineExtensionAmount", decimal.Zero)), true
		}
	}
	for _, a := range c.allowances {
		if !matches(a, "cac:TaxCategory") {
			continue
		}
		found = true
		if amount := numOr(a, "cbc:Amount", decimal.Zero); isCharge(a) {
			total = total.Add(amount)
		} else {
			total = total.Sub(amount)
		}
	}
	return total, found
}

// outsideAlone keeps category O, for sellers outside the VAT act, alone on its document.
func (c *checker) outsideAlone(all uses) {
	outside := false
	for _, n := range all.subtotals {
		outside = outside || n.Value("cbc:ID") == "O"
	}
	if !outside {
		return
	}
	for i, nodes := range [][]*ubl.Node{all.subtotals, all.lines, all.allowances, all.charges} {
		for _, n := range nodes {
			if n.Value("cbc:ID") != "O" {
				c.fatal("BR-O-1"+string(rune('1'+i)), n, "category", n.Value("cbc:ID"))
				break
			}
		}
	}
}

// acrossBorders checks that category K says when and to which country goods went.
func (c *checker) acrossBorders() {
	if len(c.uses("K").subtotals) == 0 {
		return
	}
	period := c.root.First("cac:InvoicePeriod")
	if c.root.Value("cac:Delivery/cbc:ActualDeliveryDate") == "" && (period == nil || len(period.Children) == 0) {
		c.fatal("BR-IC-11", c.root)
	}
	if c.root.Value("cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode") == "" {
		c.fatal("BR-IC-12", c.root)
	}
}

// exemptions are the reason codes that belong to one category.
var exemptions = map[string]struct{ category, rule string }{
	"VATEX-EU-G": {"G", "PEPPOL-EN16931-P0104"}, "VATEX-EU-O": {"O", "PEPPOL-EN16931-P0105"},
	"VATEX-EU-IC": {"K", "PEPPOL-EN16931-P0106"}, "VATEX-EU-AE": {"AE", "PEPPOL-EN16931-P0107"},
	"VATEX-EU-D": {"E", "PEPPOL-EN16931-P0108"}, "VATEX-EU-F": {"E", "PEPPOL-EN16931-P0109"},
	"VATEX-EU-I": {"E", "PEPPOL-EN16931-P0110"}, "VATEX-EU-J": {"E", "PEPPOL-EN16931-P0111"},
}

func (c *checker) exemptionCodes(all uses) {
	for _, n := range all.subtotals {
		code := n.Value("cbc:TaxExemptionReasonCode")
		if e, known := exemptions[code]; known && n.Value("cbc:ID") != e.category {
			c.fatal(e.rule, n, "code", code, "category", n.Value("cbc:ID"))
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

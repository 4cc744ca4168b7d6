package rule

import (
	"fmt"
	"slices"

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
	anyRate           // nought or above
	noRate            // no element
)

var categories = []category{
	{"S", "S", anyTaxID, anyBuyer, someRate, false},
	{"L", "AF", anyTaxID, anyBuyer, anyRate, false},
	{"M", "AG", anyTaxID, anyBuyer, anyRate, false},
	{"Z", "Z", anyTaxID, anyBuyer, zeroRate, false},
	{"E", "E", anyTaxID, anyBuyer, zeroRate, true},
	{"AE", "AE", anyTaxID, buyerVATOrLegal, zeroRate, true},
	{"G", "G", vatOnly, anyBuyer, zeroRate, true},
	{"K", "IC", vatOnly, buyerVAT, zeroRate, true},
	{"O", "O", noVAT, anyBuyer, noRate, true},
}

// id is the id of one of the category's ten rules.
func (k category) id(n int) string { return fmt.Sprintf("BR-%s-%02d", k.rule, n) }

func (k category) ids() []string {
	out := make([]string, 10)
	for i := range out {
		out[i] = k.id(i + 1)
	}
	return out
}

// perRate tells whether a category is broken down by rate, so that sums need to agree within a krone only.
func (k category) perRate() bool { return k.rate == someRate || k.rate == anyRate }

// uses is where a category stands in a document.
type uses struct {
	lines, allowances, charges, subtotals, other []*ubl.Node // ClassifiedTaxCategory and TaxCategory elements
}

// taxes checks each category against its rules, and the rates against the seller's country.
func (c *checker) taxes() {
	all := c.uses()
	for _, k := range categories {
		u := all.of(k.code)
		c.breakdown(k, u)
		c.partyIDs(k, u)
		c.rates(k, u)
		for _, s := range u.subtotals {
			if isVAT(s) {
				c.subtotal(k, s)
			}
		}
	}
	c.outsideAlone(all)
	c.splitPayment(all)
	c.acrossBorders(all)
	c.exemptionCodes()
	c.ratesByDate()
}

// uses collects the VAT categories of a document, of any tax scheme.
func (c *checker) uses() uses {
	u := uses{lines: c.named["cac:ClassifiedTaxCategory"]}
	for _, n := range c.named["cac:TaxCategory"] {
		switch p := n.Parent; {
		case p.Name == "cac:AllowanceCharge" && isAllowance(p):
			u.allowances = append(u.allowances, n)
		case p.Name == "cac:AllowanceCharge" && isCharge(p):
			u.charges = append(u.charges, n)
		case p.Name == "cac:TaxSubtotal" && p.Parent != nil && p.Parent.Name == "cac:TaxTotal" && p.Parent.Parent == c.root:
			u.subtotals = append(u.subtotals, n)
		default:
			u.other = append(u.other, n)
		}
	}
	return u
}

// of are the uses of one category.
func (u uses) of(code string) uses {
	return u.with(func(n *ubl.Node) bool { return n.Value("cbc:ID") == code })
}

// vat are the uses that belong to VAT.
func (u uses) vat() uses { return u.with(isVAT) }

func (u uses) with(ok condition) uses {
	only := func(nodes []*ubl.Node) []*ubl.Node {
		var out []*ubl.Node
		for _, n := range nodes {
			if ok(n) {
				out = append(out, n)
			}
		}
		return out
	}
	return uses{only(u.lines), only(u.allowances), only(u.charges), only(u.subtotals), only(u.other)}
}

// supplied counts the lines, allowances and charges, also those that do not say which of the two they are.
func (u uses) supplied() int {
	n := len(u.lines) + len(u.allowances) + len(u.charges)
	for _, other := range u.other {
		if other.Parent.Name == "cac:AllowanceCharge" {
			n++
		}
	}
	return n
}

// breakdown checks that a category in use is broken down: those with rates per rate, every other one once.
func (c *checker) breakdown(k category, any uses) {
	u := any.vat()
	var ok bool
	switch supplied := u.supplied(); {
	case k.code == "S": // of any tax scheme
		ok = (any.supplied() > 0) == (len(any.subtotals) > 0)
	case k.code == "L" && supplied > 0: // its breakdown may be of any tax scheme
		ok = len(any.subtotals) > 0
	case k.perRate():
		ok = (supplied > 0) == (len(u.subtotals) > 0)
	default:
		ok = len(u.lines)+len(u.allowances)+len(u.charges)+len(u.subtotals)+len(u.other) == 0 || len(u.subtotals) == 1
	}
	if !ok {
		c.note(k.id(1), c.root, []string{"category", k.code})
	}
}

// partyIDs checks the tax numbers a category asks of seller and buyer (02 for lines, 03 allowances, 04 charges).
func (c *checker) partyIDs(k category, any uses) {
	suit, u := c.partiesSuit(k), any.vat()
	if k.code == "S" && len(any.lines) > 0 && len(u.lines) == 0 { // S of no tax scheme is refused with any number
		c.note(k.id(2), any.lines[0], []string{"category", k.code})
	}
	if suit {
		return
	}
	for i, nodes := range [][]*ubl.Node{u.lines, u.allowances, u.charges} {
		for _, n := range nodes {
			if k.asks(2+i, n, c.root) {
				c.note(k.id(2+i), n, []string{"category", k.code})
				break
			}
		}
	}
}

// asks tells whether one of the category's rules on tax numbers (02 to 04) is about a use of it. BR-AF-04 alone does not
// know its code with blanks around it, and of category O allowances and charges count on the document only.
func (k category) asks(rule int, n, root *ubl.Node) bool {
	switch {
	case k.code == "L" && rule == 4:
		return n.First("cbc:ID").Raw == k.code
	case k.code == "O" && rule > 2:
		return n.Parent.Parent == root
	}
	return true
}

func (c *checker) partiesSuit(k category) bool {
	vat := len(vatIDs(c.supplier)) > 0 || len(vatIDs(c.root.First("cac:TaxRepresentativeParty"))) > 0
	buyer := len(vatIDs(c.buyer)) > 0
	suits := vat || c.supplier.First("cac:PartyTaxScheme/cbc:CompanyID") != nil
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
func (c *checker) rates(k category, any uses) {
	u := any.vat()
	for i, nodes := range [][]*ubl.Node{u.lines, u.allowances, u.charges} {
		for _, n := range nodes {
			if i == 0 && (n.Parent.Name != "cac:Item" || n.Parent.Parent == nil || !isLine(n.Parent.Parent)) {
				continue
			}
			if !k.rate.suits(n) {
				c.note(k.id(5+i), n, []string{"category", k.code, "rate", n.Value("cbc:Percent")})
			}
		}
	}
}

// suits tells whether a category's rate is of the kind.
func (r rateKind) suits(n *ubl.Node) bool {
	rate, err := num(n, "cbc:Percent")
	switch r {
	case someRate:
		return err == nil && rate.IsPositive()
	case anyRate:
		return err == nil && !rate.IsNegative()
	case noRate:
		return n.First("cbc:Percent") == nil
	}
	return err == nil && rate.IsZero()
}

// subtotal checks base (08), VAT (09) and reason (10) of one breakdown.
func (c *checker) subtotal(k category, n *ubl.Node) {
	c.base(k, n)
	if !c.subtotalTax(k, n) {
		base, rate := n.Parent.Value("cbc:TaxableAmount"), n.Value("cbc:Percent")
		expected := numOr(n.Parent, "cbc:TaxableAmount", decimal.Zero).Mul(numOr(n, "cbc:Percent", decimal.Zero)).Div(hundred)
		c.note(k.id(9), n.Parent, []string{"tax", n.Parent.Value("cbc:TaxAmount"), "base", base, "rate", rate, "expected", expected.StringFixed(2), "category", k.code})
	}
	if hasReason := n.First("cbc:TaxExemptionReason") != nil || n.First("cbc:TaxExemptionReasonCode") != nil; hasReason != k.reason {
		c.note(k.id(10), n, []string{"category", k.code})
	}
}

func (c *checker) subtotalTax(k category, n *ubl.Node) bool {
	amount, err := num(n.Parent, "cbc:TaxAmount")
	if !k.perRate() {
		return err == nil && amount.IsZero()
	}
	rate, errRate := num(n, "cbc:Percent")
	base, errBase := num(n.Parent, "cbc:TaxableAmount")
	return err == nil && errRate == nil && errBase == nil && nearly(amount, base, rate)
}

var krone = decimal.NewFromInt(1)

// base adds up what a breakdown is taken of. The official rule lets those by rate be off by almost one krone; we do not.
func (c *checker) base(k category, n *ubl.Node) {
	stated, err := num(n.Parent, "cbc:TaxableAmount")
	rate, errRate := num(n, "cbc:Percent")
	if k.perRate() && errRate != nil {
		return
	}
	total, found := c.supplied(k, rate)
	off := stated.Sub(total).Abs()
	args := []string{"base", stated.String(), "expected", total.StringFixed(2), "category", k.code, "rate", n.Value("cbc:Percent")}
	switch {
	case err != nil || len(c.lines) == 0 && k.rate != someRate, !k.perRate() && !off.IsZero(), k.perRate() && off.GreaterThanOrEqual(krone), k.rate == someRate && !found:
		c.note(k.id(8), n.Parent, args)
	case !off.IsZero():
		c.noteAs("vat-base-inexact", Fatal, n.Parent.First("cbc:TaxableAmount"), args)
	}
}

// supplied is the sum of lines, charges and allowances of a category; of those by rate only of the rate.
func (c *checker) supplied(k category, rate decimal.Decimal) (total decimal.Decimal, found bool) {
	matches := func(nodes []*ubl.Node) bool {
		category, sameRate := false, !k.perRate()
		for _, n := range nodes {
			category = category || n.Value("cbc:ID") == k.code
			r, err := num(n, "cbc:Percent")
			sameRate = sameRate || err == nil && r.Equal(rate)
		}
		return category && sameRate
	}
	for _, l := range c.lines {
		if matches(l.All("cac:Item/cac:ClassifiedTaxCategory")) {
			total, found = total.Add(numOr(l, "cbc:LineExtensionAmount", decimal.Zero)), true
		}
	}
	for _, a := range c.allowances {
		if !matches(a.All("cac:TaxCategory")) {
			continue
		}
		found = true
		switch amount := numOr(a, "cbc:Amount", decimal.Zero); {
		case isCharge(a):
			total = total.Add(amount)
		case isAllowance(a):
			total = total.Sub(amount)
		}
	}
	return total, found
}

// outsideAlone keeps category O, for sellers outside the VAT act, alone on its document.
func (c *checker) outsideAlone(any uses) {
	all := any.vat()
	if len(all.of("O").subtotals) == 0 {
		return
	}
	for i, nodes := range [][]*ubl.Node{all.subtotals, all.lines, all.allowances, all.charges} {
		for _, n := range nodes {
			if n.Value("cbc:ID") != "O" {
				c.note([]string{"BR-O-11", "BR-O-12", "BR-O-13", "BR-O-14"}[i], n, []string{"category", n.Value("cbc:ID")})
				break
			}
		}
	}
}

// splitPayment keeps category B to Italy, and apart from S.
func (c *checker) splitPayment(all uses) {
	split, standard := all.of("B"), all.of("S")
	if len(split.lines)+len(split.subtotals)+len(split.allowances)+len(split.charges)+len(split.other) == 0 {
		return
	}
	for _, country := range c.named["cbc:IdentificationCode"] {
		if country.Text != "IT" {
			c.fatal("BR-B-01", country, "category", "B")
			break
		}
	}
	if c.onDocument(split) && c.onDocument(standard) {
		c.fatal("BR-B-02", c.root, "category", "B")
	}
}

// onDocument tells whether a category stands on a line, in the breakdown or in an allowance or charge of the document.
func (c *checker) onDocument(u uses) bool {
	for _, n := range slices.Concat(u.allowances, u.charges, u.other) {
		if n.Parent.Name == "cac:AllowanceCharge" && n.Parent.Parent == c.root {
			return true
		}
	}
	return len(u.lines)+len(u.subtotals) > 0
}

// acrossBorders checks that category K says when and to which country goods went.
func (c *checker) acrossBorders(all uses) {
	if len(all.of("K").vat().subtotals) == 0 {
		return
	}
	if len(c.root.Value("cac:Delivery/cbc:ActualDeliveryDate")) < 2 && !below("cac:InvoicePeriod", func(n *ubl.Node) bool { return len(n.Children) > 0 })(c.root) {
		c.fatal("BR-IC-11", c.root)
	}
	if len(c.root.Value("cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode")) < 2 {
		c.fatal("BR-IC-12", c.root)
	}
}

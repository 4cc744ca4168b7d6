package rule

import (
	"strings"

	"fakturist/billing/cal"
	"fakturist/billing/ubl"
)

// profiles are the process ids that Peppol approves for billing.
var profiles = []string{
	ubl.ProfileID, "urn:peppol:bis:billing_with_response", "urn:peppol:france:billing:regulated", "urn:peppol:france:billing:non-regulated",
}

// header checks identifiers, dates, notes and references of the document as a whole.
func (c *checker) header() {
	c.identifiers()
	c.dates()
	c.periods()
	r := c.root
	german := r.Value("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode") == "DE" &&
		r.Value("cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode") == "DE"
	if notes := r.All("cbc:Note"); len(notes) > 1 && !german {
		c.fatal("PEPPOL-EN16931-R002", notes[1])
	}
	if code := r.First("cbc:InvoiceTypeCode"); code != nil && (code.Text == "326" || code.Text == "384") && !german {
		c.fatal("PEPPOL-EN16931-P0112", code, "code", code.Text)
	}
	if c.creditNote() {
		projects := 0
		for _, d := range r.All("cac:AdditionalDocumentReference") {
			if d.Value("cbc:DocumentTypeCode") == "50" {
				projects++
			}
		}
		if projects > 1 {
			c.fatal("PEPPOL-EN16931-R080", r)
		}
	}
}

func (c *checker) identifiers() {
	if n := c.root.First("cbc:CustomizationID"); n == nil || !strings.HasPrefix(n.Text, ubl.CustomizationID) || strings.Contains(n.Text, "::") {
		c.fatal("PEPPOL-EN16931-R004", orRoot(c, n), "value", c.root.Value("cbc:CustomizationID"))
	}
	profile := c.root.First("cbc:ProfileID")
	known := false
	for _, p := range profiles {
		known = known || profile != nil && profile.Text == p
	}
	if !known {
		c.fatal("PEPPOL-EN16931-R007", orRoot(c, profile), "value", c.root.Value("cbc:ProfileID"))
		return
	}
	if n := c.root.First("cbc:InvoiceTypeCode"); n != nil && !coded("invoice-peppol", n.Text) {
		c.fatal("PEPPOL-EN16931-P0100", n, "code", n.Text)
	}
	if n := c.root.First("cbc:CreditNoteTypeCode"); n != nil && !coded("credit-peppol", n.Text) {
		c.fatal("PEPPOL-EN16931-P0101", n, "code", n.Text)
	}
}

func orRoot(c *checker, n *ubl.Node) *ubl.Node {
	if n == nil {
		return c.root
	}
	return n
}

// dates notes days that are none, and due dates the law or the calendar forbids.
func (c *checker) dates() {
	c.root.Walk(func(n *ubl.Node) {
		switch n.Name {
		case "cbc:IssueDate", "cbc:DueDate", "cbc:TaxPointDate", "cbc:StartDate", "cbc:EndDate", "cbc:ActualDeliveryDate":
			if d, err := cal.Parse(n.Text); err != nil || d.IsZero() && n.Text != "" {
				c.fatal("PEPPOL-EN16931-F001", n, "value", n.Text)
			}
		}
	})
	if c.root.First("cbc:TaxPointDate") != nil && c.root.First("cac:InvoicePeriod/cbc:DescriptionCode") != nil {
		c.fatal("BR-CO-03", c.root.First("cbc:TaxPointDate"))
	}
	c.dueDate()
}

// dueDate checks what no official rule does any more: a Norwegian invoice with something to pay states when
// (bokføringsforskriften § 5-1-1 no. 5), and not before it was issued.
func (c *checker) dueDate() {
	due := c.root.First("cbc:DueDate")
	if due == nil {
		due = c.root.First("cac:PaymentMeans/cbc:PaymentDueDate")
	}
	if due == nil {
		payable, err := num(c.root, "cac:LegalMonetaryTotal/cbc:PayableAmount")
		if !c.creditNote() && c.country == "NO" && err == nil && payable.IsPositive() {
			c.fatal("due-missing", c.root)
		}
		return
	}
	day, issued := date(due), date(c.root.First("cbc:IssueDate"))
	if !day.IsZero() && !issued.IsZero() && day.Before(issued) {
		c.fatal("due-before-issue", due, "date", day.String(), "issued", issued.String())
	}
}

// date is the day an element states; the zero Date when it states none.
func date(n *ubl.Node) cal.Date {
	if n == nil {
		return cal.Date{}
	}
	d, err := cal.Parse(n.Text)
	if err != nil {
		return cal.Date{}
	}
	return d
}

func (c *checker) periods() {
	whole := c.root.First("cac:InvoicePeriod")
	for _, p := range c.root.All("cac:InvoicePeriod") {
		c.period(p, "BR-29")
		if p.First("cbc:StartDate") == nil && p.First("cbc:EndDate") == nil && p.First("cbc:DescriptionCode") == nil {
			c.fatal("BR-CO-19", p)
		}
	}
	for _, l := range c.lines {
		for _, p := range l.All("cac:InvoicePeriod") {
			c.period(p, "BR-30")
			if start, from := date(p.First("cbc:StartDate")), date(whole.First("cbc:StartDate")); !start.IsZero() && start.Before(from) {
				c.fatal("PEPPOL-EN16931-R110", p.First("cbc:StartDate"), "date", start.String(), "from", from.String())
			}
			if end, to := date(p.First("cbc:EndDate")), date(whole.First("cbc:EndDate")); !to.IsZero() && end.After(to) {
				c.fatal("PEPPOL-EN16931-R111", p.First("cbc:EndDate"), "date", end.String(), "to", to.String())
			}
		}
	}
}

func (c *checker) period(p *ubl.Node, id string) {
	from, to := date(p.First("cbc:StartDate")), date(p.First("cbc:EndDate"))
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		c.fatal(id, p, "from", from.String(), "to", to.String())
	}
}

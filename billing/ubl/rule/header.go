package rule

import (
	"slices"
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
	german := germanTrade(c)
	if notes := c.root.All("cbc:Note"); len(notes) > 1 && !german {
		c.fatal("PEPPOL-EN16931-R002", notes[1])
	}
	for _, code := range c.named["cbc:InvoiceTypeCode"] {
		if (code.Text == "326" || code.Text == "384") && !german {
			c.fatal("PEPPOL-EN16931-P0112", code, "code", code.Text)
		}
	}
	for _, code := range c.named["cbc:TaxCurrencyCode"] {
		if code.Text == code.Parent.Value("cbc:DocumentCurrencyCode") {
			c.fatal("PEPPOL-EN16931-R005", code, "currency", code.Text)
		}
	}
}

func (c *checker) identifiers() {
	if n := c.root.First("cbc:CustomizationID"); n == nil || !strings.HasPrefix(n.Text, ubl.CustomizationID) || strings.Contains(n.Text, "::") {
		c.fatal("PEPPOL-EN16931-R004", orNode(n, c.root), "value", c.root.Value("cbc:CustomizationID"))
	}
	profile := c.root.First("cbc:ProfileID")
	if profile == nil || !slices.Contains(profiles, profile.Text) {
		c.fatal("PEPPOL-EN16931-R007", orNode(profile, c.root), "value", c.root.Value("cbc:ProfileID"))
		return
	}
	for _, n := range c.named["cbc:InvoiceTypeCode"] {
		if !coded("invoice-peppol", n.Text) {
			c.fatal("PEPPOL-EN16931-P0100", n, "code", n.Text)
		}
	}
	for _, n := range c.named["cbc:CreditNoteTypeCode"] {
		if !coded("credit-peppol", n.Text) {
			c.fatal("PEPPOL-EN16931-P0101", n, "code", n.Text)
		}
	}
}

// dates notes days that are none, and due dates the law or the calendar forbids.
func (c *checker) dates() {
	for _, name := range []string{"cbc:IssueDate", "cbc:DueDate", "cbc:TaxPointDate", "cbc:StartDate", "cbc:EndDate", "cbc:ActualDeliveryDate"} {
		for _, n := range c.named[name] {
			if !isDay(n.Text) {
				c.fatal("PEPPOL-EN16931-F001", n, "value", n.Text)
			}
		}
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

// date is the day an element states, without its time zone; the zero Date when it states none.
func date(n *ubl.Node) cal.Date {
	if n == nil {
		return cal.Date{}
	}
	day := n.Text
	if len(day) > 10 && dayZone(day[10:]) {
		day = day[:10]
	}
	d, err := cal.Parse(day)
	if err != nil {
		return cal.Date{}
	}
	return d
}

func (c *checker) periods() {
	for _, p := range c.named["cac:InvoicePeriod"] {
		if p.Parent == nil || !isLine(p.Parent) {
			c.period(p, "BR-29")
			continue
		}
		c.period(p, "BR-30")
		if p.Parent.Parent == c.root && p.Parent.Name == "cac:"+c.root.Name+"Line" {
			c.inside(p)
		}
	}
}

// inside checks that a line's period lies within the document's.
func (c *checker) inside(p *ubl.Node) {
	start, from := p.First("cbc:StartDate"), date(c.root.First("cac:InvoicePeriod/cbc:StartDate"))
	if start != nil && !from.IsZero() && (start.Text == "" || !date(start).IsZero() && date(start).Before(from)) {
		c.fatal("PEPPOL-EN16931-R110", start, "date", start.Text, "from", from.String())
	}
	end, to := p.First("cbc:EndDate"), date(c.root.First("cac:InvoicePeriod/cbc:EndDate"))
	if end != nil && !to.IsZero() && (end.Text == "" || date(end).After(to)) {
		c.fatal("PEPPOL-EN16931-R111", end, "date", end.Text, "to", to.String())
	}
}

func (c *checker) period(p *ubl.Node, id string) {
	from, to := date(p.First("cbc:StartDate")), date(p.First("cbc:EndDate"))
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		c.note(id, p, []string{"from", from.String(), "to", to.String()})
	}
}

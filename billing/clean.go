package billing

import (
	"slices"
	"strings"
)

// clean takes out of a document's text what has no place on paper or in XML: control characters, and marks that turn the
// direction of writing, with which a name or an account can be made to read otherwise than it is. Letters of every script
// stay. Line breaks stay where several lines are meant.
func (d *Document) clean() {
	cleanParty(&d.Buyer)
	cleanAddress(&d.Delivery.Address)
	cleanEach(&d.BuyerReference, &d.OrderReference, &d.ContractReference, &d.ProjectReference, &d.SalesOrder, &d.CostCode, &d.RateSource)
	d.Note = cleanText(d.Note, true)
	for i := range d.Lines {
		l := &d.Lines[i]
		cleanEach(&l.Item, &l.SellerItemNo, &l.For, &l.VAT.Reason)
		l.Description = cleanText(l.Description, true)
		if l.Discount != nil {
			discount := *l.Discount // the draft's own stays as it is
			cleanEach(&discount.Reason)
			l.Discount = &discount
		}
	}
	for i := range d.Adjustments {
		cleanEach(&d.Adjustments[i].Reason)
	}
	d.Attachments = slices.Clone(d.Attachments) // the draft's own stay as they are
	for i := range d.Attachments {
		cleanEach(&d.Attachments[i].Name, &d.Attachments[i].Description)
	}
	if d.Payee != nil {
		payee := *d.Payee
		cleanEach(&payee.Name)
		payee.Notice = cleanText(payee.Notice, true)
		d.Payee = &payee
	}
}

func cleanParty(p *Party) {
	cleanEach(&p.Name, &p.Contact, &p.Phone, &p.Email)
	cleanAddress(&p.Address)
}

func cleanAddress(a *Address) { cleanEach(&a.Street, &a.Extra, &a.PostCode, &a.City) }

func cleanEach(texts ...*string) {
	for _, t := range texts {
		*t = cleanText(*t, false)
	}
}

// cleanText gives text without what clean takes out; a control character between words becomes a blank.
func cleanText(s string, lines bool) string {
	if !strings.ContainsFunc(s, unprintable) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' && lines:
			b.WriteRune(r)
		case turnsWriting(r):
		case unprintable(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

func unprintable(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffd || r == 0xfffe || r == 0xffff || turnsWriting(r)
}

// turnsWriting tells the marks of Unicode that embed, override or isolate a direction.
func turnsWriting(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

package camt

import (
	"strings"
	"unicode/utf8"

	"fakturist/billing/bank"
	"fakturist/billing/money"
)

// fullLine is the length at which free text is cut into the next piece, in the middle of a word if need be.
const fullLine = 140

// remittance reads RmtInf: free text in pieces, or structured references and lists of documents.
func (r *reader) remittance(d *detail) {
	for r.child() {
		switch string(r.Name()) {
		case "Ustrd":
			d.line(r.str())
		case "Strd":
			r.structured(d)
		default:
			r.skip()
		}
	}
}

func (d *detail) line(s string) {
	if s != "" {
		d.Lines = append(d.Lines, s)
	}
}

// structured reads Strd.
func (r *reader) structured(d *detail) {
	var documents []bank.Document
	var paid documentAmount
	kids := len(d.kids)
	for r.child() {
		switch string(r.Name()) {
		case "RfrdDocInf":
			if doc := r.referred(); doc.Number != "" {
				documents = append(documents, doc)
			}
		case "RfrdDocAmt":
			r.documentAmount(&paid)
		case "CdtrRefInf":
			r.reference(d)
		case "AddtlRmtInf":
			d.line(r.str())
		default:
			r.skip()
		}
	}
	if len(documents) == 1 { // an amount for several documents belongs to none of them
		paid.give(&documents[0])
	}
	if len(documents) == 0 && len(d.kids) == kids+1 {
		paid.give(&d.kids[kids])
	}
	d.Documents = append(d.Documents, documents...)
}

// referred reads RfrdDocInf; .01 has its own names for type and number.
func (r *reader) referred() (doc bank.Document) {
	for r.child() {
		switch string(r.Name()) {
		case "Tp", "RfrdDocTp":
			doc.Type = r.intern(r.firstText())
		case "Nb", "RfrdDocNb":
			doc.Number = r.str()
		default:
			r.skip()
		}
	}
	return doc
}

// documentAmount is what RfrdDocAmt says, by falling weight.
type documentAmount struct{ remitted, credit, due, other *money.Amount }

// documentAmount reads RfrdDocAmt: an element for each sense, from .13 on a list of type and amount.
func (r *reader) documentAmount(paid *documentAmount) {
	for r.child() {
		switch string(r.Name()) {
		case "RmtdAmt":
			paid.remitted = r.optional()
		case "CdtNoteAmt":
			paid.credit = r.optional()
		case "DuePyblAmt":
			paid.due = r.optional()
		case "RmtAmtAndTp":
			if a := r.innerAmount(r.lenientAmount); !a.IsZero() && paid.other == nil {
				paid.other = &a
			}
		default:
			r.skip()
		}
	}
}

func (r *reader) optional() *money.Amount {
	if a, ok := r.sideAmount(); ok {
		return &a
	}
	return nil
}

// give puts the amount on the document it belongs to; a credit note takes away.
func (p documentAmount) give(doc *bank.Document) {
	for _, a := range []*money.Amount{p.remitted, p.credit, p.due, p.other} {
		if a == nil {
			continue
		}
		doc.Amount, doc.HasAmount = *a, true
		if doc.Type == "CREN" || a == p.credit {
			doc.Amount = a.Abs().Neg()
		}
		return
	}
}

// reference reads CdtrRefInf. A KID is told by its form, since banks mark it SCOR, with a code of their own or not at all;
// Issr ISO makes it an ISO 11649 reference.
func (r *reader) reference(d *detail) {
	ref, issuer := "", ""
	for r.child() {
		switch string(r.Name()) {
		case "Tp", "CdtrRefTp":
			issuer = r.issuer()
		case "Ref", "CdtrRef":
			ref = r.str()
		default:
			r.skip()
		}
	}
	switch {
	case ref == "":
	case issuer == "ISO" || isRF(ref):
		d.RF = strings.ToUpper(strings.ReplaceAll(ref, " ", ""))
	case bank.KID(ref) != "":
		d.kids = append(d.kids, bank.Document{Type: "SCOR", Number: bank.KID(ref)})
	default:
		d.References = append(d.References, ref)
	}
}

func (r *reader) issuer() (issuer string) {
	for r.child() {
		if string(r.Name()) == "Issr" {
			issuer = r.code()
			continue
		}
		r.skip()
	}
	return issuer
}

func isRF(s string) bool {
	return len(s) > 4 && (s[0] == 'R' || s[0] == 'r') && (s[1] == 'F' || s[1] == 'f') && allDigits(s[2:4])
}

// setReferences makes the one KID of a payment its KID. Several different ones are a list of what is paid.
func (d *detail) setReferences() {
	same := true
	for i := range d.kids {
		same = same && d.kids[i].Number == d.kids[0].Number
	}
	switch {
	case len(d.kids) == 0:
	case same:
		d.KID = d.kids[0].Number
	default:
		d.Documents = append(d.Documents, d.kids...)
	}
}

// setText makes the texts. What the booking says belongs to a payment only when it is the only one.
func (d *detail) setText(booking string, only bool) {
	d.Text = join(d.Lines)
	d.BankText = d.additional
	if only && booking != "" && booking != d.additional {
		d.BankText = strings.TrimSpace(d.additional + " " + booking)
	}
	if d.Text != "" {
		return
	}
	d.Text = d.additional
	if d.Text == "" && only {
		d.Text = booking
	}
	if d.Text != "" {
		d.Lines = []string{d.Text}
	}
}

// join puts free text together; only a full piece goes on in the next one without a blank.
func join(lines []string) string {
	if len(lines) == 1 {
		return lines[0]
	}
	var b strings.Builder
	for i, line := range lines {
		if i > 0 && utf8.RuneCountInString(lines[i-1]) != fullLine {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

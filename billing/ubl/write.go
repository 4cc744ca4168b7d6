package ubl

import (
	"errors"
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// ErrIncomplete says that a document lacks something without which it cannot be written as UBL at all.
var ErrIncomplete = errors.New("document cannot be written as UBL")

// ErrNoAddress says that a party has no electronic address: a person, or a business whose organisation number is unknown.
// Such a document goes another way; it is an ErrIncomplete too.
var ErrNoAddress = fmt.Errorf("no electronic address: %w", ErrIncomplete)

// Write gives an issued document as EHF Billing 3.0: UTF-8 XML with a declaration, the same bytes for the same document.
// Text is cleaned of characters XML cannot carry and blank fields are left out. It returns ErrIncomplete for a document
// without number, lines, VAT categories or amounts, and ErrNoAddress for one nobody can be sent; what a receiver would refuse is found by billing/ubl/rule.
func Write(inv billing.Invoice) ([]byte, error) {
	b, err := WriteUnaddressed(inv)
	if err == nil {
		err = addressed(inv)
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// WriteUnaddressed is Write for a document that does not go by the network: the parties need no electronic address. A service that
// carries to private persons draws the document from it.
func WriteUnaddressed(inv billing.Invoice) ([]byte, error) {
	if err := writable(inv); err != nil {
		return nil, err
	}
	doc := inv.Document()
	size := 8<<10 + 1<<10*len(doc.Lines)
	for _, a := range doc.Attachments {
		size += len(a.Content)*4/3 + 512
	}
	e := encoder{writer: writer{b: make([]byte, 0, size)}, Document: doc, no: inv.Number(), kid: inv.KID()}
	e.document()
	return e.b, nil
}

func writable(inv billing.Invoice) error {
	doc := inv.Document()
	switch {
	case inv.Number() == "":
		return fmt.Errorf("write document: no number: %w", ErrIncomplete)
	case doc.Kind != billing.KindInvoice && doc.Kind != billing.KindCreditNote:
		return fmt.Errorf("write document %s: kind %q: %w", inv.Number(), doc.Kind, ErrIncomplete)
	case len(doc.Lines) == 0:
		return fmt.Errorf("write document %s: no lines: %w", inv.Number(), ErrIncomplete)
	case doc.Totals.Payable.Currency == "":
		return fmt.Errorf("write document %s: amounts were not computed: %w", inv.Number(), ErrIncomplete)
	case doc.IssueDate.IsZero():
		return fmt.Errorf("write document %s: no issue date: %w", inv.Number(), ErrIncomplete)
	}
	for _, l := range doc.Lines {
		if l.VAT.IsZero() {
			return fmt.Errorf("write document %s: line %d has no VAT category: %w", inv.Number(), l.ID, ErrIncomplete)
		}
	}
	for i, a := range doc.Adjustments {
		if a.VAT.IsZero() {
			return fmt.Errorf("write document %s: adjustment %d has no VAT category: %w", inv.Number(), i+1, ErrIncomplete)
		}
	}
	return nil
}

// addressed tells whether both parties have an electronic address, without which nobody can be sent an EHF
// (PEPPOL-EN16931-R010, R020).
func addressed(inv billing.Invoice) error {
	doc := inv.Document()
	switch {
	case doc.Seller.PeppolAddress().ID == "":
		return fmt.Errorf("write document %s: seller: %w", inv.Number(), ErrNoAddress)
	case doc.Buyer.PeppolAddress().ID == "":
		return fmt.Errorf("write document %s: buyer: %w", inv.Number(), ErrNoAddress)
	}
	return nil
}

// encoder writes one document. Its methods write groups in the order of the UBL schema.
type encoder struct {
	writer
	billing.Document
	no  string // BT-1
	kid string // BT-83
}

func (e *encoder) creditNote() bool { return e.Kind == billing.KindCreditNote }

func (e *encoder) document() {
	root, ns := Root(e.Kind)
	e.b = append(e.b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<"...)
	e.b = append(e.b, root...)
	e.b = append(e.b, ` xmlns="`+ns+`" xmlns:cac="`+nsAggregate+`" xmlns:cbc="`+nsBasic+`">`...)
	e.depth++
	e.header()
	e.references()
	e.parties()
	e.delivery()
	e.payment()
	for _, a := range e.Adjustments {
		e.adjustment(a)
	}
	e.taxes()
	e.totals()
	for _, l := range e.Lines {
		e.line(l)
	}
	e.depth--
	e.indent()
	e.end(root)
	e.b = append(e.b, '\n')
}

// header writes the fields before the references. The two kinds differ in order, and only the invoice has a due date.
func (e *encoder) header() {
	e.text("cbc:CustomizationID", CustomizationID)
	e.text("cbc:ProfileID", ProfileID)
	e.text("cbc:ID", e.no)
	e.date("cbc:IssueDate", e.IssueDate)
	if e.creditNote() {
		e.text("cbc:CreditNoteTypeCode", "381")
	} else {
		e.date("cbc:DueDate", e.DueDate)
		e.text("cbc:InvoiceTypeCode", "380")
	}
	e.text("cbc:Note", e.note())
	e.text("cbc:DocumentCurrencyCode", string(e.Currency))
	e.text("cbc:TaxCurrencyCode", string(e.Totals.TaxNOK.Currency))
	e.text("cbc:AccountingCost", e.CostCode)
	e.text("cbc:BuyerReference", e.buyerReference())
	e.period(e.Period)
	e.group("cac:OrderReference", func() {
		e.text("cbc:ID", e.orderReference())
		e.text("cbc:SalesOrderID", e.SalesOrder)
	})
}

// note is the single note of a document (PEPPOL-EN16931-R002): what was written, that the claim is assigned, and why it is
// credited.
func (e *encoder) note() string {
	parts := []string{e.Note}
	if e.Payee != nil {
		parts = append(parts, e.Payee.Notice)
	}
	if e.Original != nil {
		parts = append(parts, e.Original.Reason)
	}
	var note string
	for _, p := range parts {
		if p = clean(p); p == "" || strings.Contains(note, p) {
			continue
		}
		if note != "" {
			note += "\n"
		}
		note += p
	}
	return note
}

// orderReference is BT-13. Where only our own number of the order is known it is "NA", as the BIS guide has it, since UBL
// has no place for the one without the other.
func (e *encoder) orderReference() string {
	if clean(e.OrderReference) == "" && clean(e.SalesOrder) != "" {
		return notAvailable
	}
	return e.OrderReference
}

// notAvailable stands where Peppol asks for a reference nobody gave.
const notAvailable = "NA"

// buyerReference fills BT-10 when the buyer gave neither a reference nor an order, since one of them must be there
// (PEPPOL-EN16931-R003): our number for the buyer, which the buyer can look up with us, else "NA" as the BIS guide writes
// for an unknown order.
func (e *encoder) buyerReference() string {
	switch {
	case clean(e.BuyerReference) != "" || clean(e.orderReference()) != "":
		return e.BuyerReference
	case clean(e.CustomerNo) != "":
		return e.CustomerNo
	}
	return notAvailable
}

func (e *encoder) period(p cal.Period) {
	e.group("cac:InvoicePeriod", func() {
		e.date("cbc:StartDate", p.From)
		e.date("cbc:EndDate", p.To)
	})
}

// references writes BG-3, BT-12, BG-24 and BT-11. A credit note has no ProjectReference; there the project is a document
// reference of type 50.
func (e *encoder) references() {
	if e.Original != nil {
		e.group("cac:BillingReference", func() {
			e.group("cac:InvoiceDocumentReference", func() {
				e.text("cbc:ID", e.Original.Number)
				e.date("cbc:IssueDate", e.Original.IssueDate)
			})
		})
	}
	e.group("cac:ContractDocumentReference", func() { e.text("cbc:ID", e.ContractReference) })
	if e.creditNote() && clean(e.ProjectReference) != "" {
		e.group("cac:AdditionalDocumentReference", func() {
			e.text("cbc:ID", e.ProjectReference)
			e.text("cbc:DocumentTypeCode", "50")
		})
	}
	for i, a := range e.Attachments {
		e.attachment(i, a)
	}
	if !e.creditNote() {
		e.group("cac:ProjectReference", func() { e.text("cbc:ID", e.ProjectReference) })
	}
}

func (e *encoder) attachment(i int, a billing.Attachment) {
	if len(a.Content) == 0 {
		return
	}
	e.group("cac:AdditionalDocumentReference", func() {
		e.text("cbc:ID", fmt.Sprintf("%d", i+1))
		e.text("cbc:DocumentDescription", a.Description)
		e.group("cac:Attachment", func() {
			e.binary("cbc:EmbeddedDocumentBinaryObject", a.Content, attr{"mimeCode", a.MIME}, attr{"filename", a.Name})
		})
	})
}

// delivery writes BG-13. Where goods go matters to the VAT of category K, which must name the country (BR-IC-12).
func (e *encoder) delivery() {
	place := e.Delivery.Address
	if place.IsZero() && e.uses(billing.IntraCommunity) {
		place.Country = e.Buyer.Address.CountryCode()
	}
	e.group("cac:Delivery", func() {
		e.date("cbc:ActualDeliveryDate", e.Delivery.Date)
		if !place.IsZero() {
			e.group("cac:DeliveryLocation", func() { e.address("cac:Address", place) })
		}
	})
}

// uses tells whether a VAT category stands anywhere on the document.
func (e *encoder) uses(c billing.VATCategory) bool {
	for _, t := range e.Taxes {
		if t.Category == c {
			return true
		}
	}
	return false
}

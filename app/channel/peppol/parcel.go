package peppol

import (
	"encoding/json"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/ubl"
)

// parcel is what goes to Maventa beside the network: the document with what it takes to find a private person or an address.
// It is frozen whole, so that each attempt sends the same to the same.
type parcel struct {
	Type      string   `json:"recipient_type"`        // consumer or b2b
	Route     string   `json:"route_order,omitempty"` // of a consumer
	Disabled  []string `json:"disabled_routes,omitempty"`
	Address   string   `json:"recipient_eia,omitempty"`
	Email     string   `json:"recipient_email,omitempty"`
	Phone     string   `json:"recipient_phone_number,omitempty"` // in international form
	Language  string   `json:"lang"`
	DocType   string   `json:"b2cno_document_type,omitempty"`
	Document  []byte   `json:"file"`
	Recipient string   `json:"name,omitempty"` // for people who look at it; the document names the buyer
}

// routes are Maventa's names of the ways.
var routes = map[billing.ChannelName]string{billing.EFaktura: "netbank", billing.Vipps: "vipps", billing.Letter: "print"}

// packed makes the parcel of a channel. Only the channel's own way is asked for: which other one is taken when it fails is ours
// to say.
func packed(name billing.ChannelName, c billing.Consignment) ([]byte, error) {
	buyer := c.Invoice.Document().Buyer
	switch {
	case name == billing.Letter && buyer.Address.City == "":
		return nil, rejected(CodeNoPost, "no postal address")
	case name == billing.Vipps && buyer.Phone == "", name == billing.EFaktura && buyer.Phone == "" && buyer.Email == "":
		return nil, rejected(CodeNoContact, "no phone or e-mail")
	case c.Recipient == "":
		return nil, rejected(CodeNoAddress, "nobody to send to")
	}
	document, err := paper(c)
	if err != nil {
		return nil, err
	}
	p := parcel{Type: "consumer", Route: routes[name], Language: language(c.Language), DocType: "INVOICE", Document: document,
		Phone: international(buyer.Phone), Email: buyer.Email, Recipient: buyer.Name}
	if name == billing.Letter && buyer.Type != billing.Person {
		p.Type, p.Route, p.Disabled = "b2b", "", []string{"email", "einvoice"}
	}
	switch l, _, _ := labelled(document); {
	case p.Type == "b2b":
		p.DocType = ""
	case l.reminder():
		p.DocType = "REMINDER"
	case l.root == "CreditNote":
		p.DocType = "CREDIT_NOTE"
	}
	return json.Marshal(p)
}

// withoutAddress are the rules that ask for the buyer's address in the network, which no private person has; Maventa finds the
// buyer by the parcel.
var withoutAddress = []string{"PEPPOL-EN16931-R010", "PEPPOL-EN16931-R020"}

// paper is the document for a reader who sees a picture of it: UBL with our PDF within. A reminder has no place for one.
func paper(c billing.Consignment) ([]byte, error) {
	if DocumentTypeOf(c.UBL) == billing.ReminderType {
		return c.UBL, check(c.UBL, withoutAddress...)
	}
	inv := c.Invoice
	doc := inv.Document()
	if len(c.PDF) > 0 {
		doc.Attachments = append(slices.Clone(doc.Attachments), billing.Attachment{Name: "faktura-" + plainName(inv.Number()) + ".pdf",
			MIME: "application/pdf", Content: c.PDF})
	}
	b, err := ubl.WriteUnaddressed(billing.RestoreInvoice(inv.ID(), inv.Number(), inv.KID(), inv.IssuedAt(), doc))
	if err != nil {
		return nil, rejected(CodeNoDocument, err.Error())
	}
	return b, check(b, withoutAddress...)
}

// plainName keeps letters, digits, "-" and "_" of a document number, which may come from a former system.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
}

// international is a phone number with its country, which is Norway's when it does not say.
func international(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	switch {
	case digits == "", strings.HasPrefix(digits, "+"):
		return digits
	case strings.HasPrefix(digits, "00"):
		return "+" + digits[2:]
	}
	return "+47" + digits
}

// language is Maventa's name of a language; what it has none for becomes Norwegian.
func language(code string) string {
	switch code {
	case "en", "sv":
		return strings.ToUpper(code)
	}
	return "NO"
}

// unpack reads a frozen parcel; a document for the network is none.
func unpack(frozen []byte) (parcel, bool) {
	if len(frozen) == 0 || frozen[0] != '{' {
		return parcel{}, false
	}
	var p parcel
	err := json.Unmarshal(frozen, &p)
	return p, err == nil && len(p.Document) > 0
}

// fields are the parts of the form beside the file, in order, empty ones left out.
func (p parcel) fields(id string) [][2]string {
	all := [][2]string{{"format", "PEPPOLBIS30"}, {"uuid", id}, {"recipient_type", p.Type}, {"recipient_eia", p.Address},
		{"recipient_email", p.Email}, {"recipient_phone_number", p.Phone}, {"lang", p.Language}, {"route_order", p.Route},
		{"b2cno_document_type", p.DocType}}
	for _, d := range p.Disabled {
		all = append(all, [2]string{"disabled_routes", d})
	}
	return slices.DeleteFunc(all, func(f [2]string) bool { return f[1] == "" })
}

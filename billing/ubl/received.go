package ubl

import (
	"strconv"
	"strings"
	"unicode"

	"fakturist/billing"
)

// Receive reads an invoice or credit note somebody sent us, as far as it can be read: a value that cannot be is left out and
// told in Findings (received-unread), and stops nothing. What Document has no place for comes as Details. Attached holds the
// embedded files with their content. What our rules say of it is not asked here. Errors wrap ErrMalformed or ErrNotInvoice.
func Receive(data []byte) (billing.Received, error) {
	r, err := read(data)
	if err != nil {
		return billing.Received{}, err
	}
	d := r.doc
	out := billing.Received{Digest: billing.Digest(data), Kind: d.Kind, Number: d.Number, Seller: d.Seller, Buyer: d.Buyer, IssueDate: d.IssueDate,
		DueDate: d.DueDate, Payable: d.Totals.Payable, KID: d.PaymentID, Account: firstOf(d.Account, d.IBAN), Attached: d.Attachments,
		Document: d.Document}
	details := detailer{doc: &d}
	details.document(r.root)
	for i, n := range r.root.All("cac:" + r.root.Name + "Line") {
		details.line = i + 1
		details.ofLine(n)
	}
	out.Details = details.out
	out.Findings = r.unread
	out.Document.Attachments = nil
	for i, a := range out.Attached {
		a.Name = fileName(a.Name, i)
		out.Attached[i].Name = a.Name
		a.Content = nil
		out.Document.Attachments = append(out.Document.Attachments, a)
	}
	return out, nil
}

// fileName is the name of an embedded file as it may be used on a disk: without folders and characters nobody can see, which
// would let "fdp.exe" read as "exe.pdf".
func fileName(name string, i int) string {
	name = clean(name[strings.LastIndexAny(name, `/\:`)+1:])
	name = strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>"|?*`, r) {
			return -1
		}
		return r
	}, name), " .")
	if name == "" {
		return "attachment-" + strconv.Itoa(i+1)
	}
	return name
}

// maxDetails is how many details of one document are told.
const maxDetails = 20_000

// detailer collects what Document has no place for.
type detailer struct {
	doc  *Doc
	line int
	out  []billing.ReceivedDetail
}

// add notes a detail unless it is empty; parts are joined by blanks.
func (x *detailer) add(code string, parts ...string) {
	value := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
	if value != "" && len(x.out) < maxDetails {
		x.out = append(x.out, billing.ReceivedDetail{Code: code, Value: value, Line: x.line})
	}
}

// differing adds a value unless it is what the reader has already.
func (x *detailer) differing(code, value, known string) {
	if value != known {
		x.add(code, value)
	}
}

// usual are the types of invoice and credit note that need no word (BT-3).
var usual = map[string]bool{"": true, "380": true, "381": true}

func (x *detailer) document(n *Node) {
	d := x.doc
	if !usual[d.TypeCode] {
		x.add("type", d.TypeCode)
	}
	x.party("seller", n.First("cac:AccountingSupplierParty/cac:Party"))
	x.add("seller-tax-number", taxNumbers(n.First("cac:AccountingSupplierParty/cac:Party"))...)
	x.party("buyer", n.First("cac:AccountingCustomerParty/cac:Party"))
	x.representative(n.First("cac:TaxRepresentativeParty"))
	x.party("payee", n.First("cac:PayeeParty"))
	x.references(n)
	x.delivery(n)
	x.terms(n)
	x.payment(n)
	for _, a := range n.All("cac:AllowanceCharge") {
		x.exemption(a.First("cac:TaxCategory"))
	}
	for _, s := range n.All("cac:TaxTotal/cac:TaxSubtotal") {
		x.exemption(s.First("cac:TaxCategory"))
	}
	x.papers(n)
}

// party adds what a party says beside name, number and address.
func (x *detailer) party(who string, n *Node) {
	if n == nil {
		return
	}
	name := firstOf(n.Value("cac:PartyLegalEntity/cbc:RegistrationName"), n.Value("cac:PartyName/cbc:Name"))
	x.differing(who+"-trading-name", n.Value("cac:PartyName/cbc:Name"), name) // BT-28, BT-45
	x.add(who+"-legal", n.Value("cac:PartyLegalEntity/cbc:CompanyLegalForm")) // BT-33
	x.add(who+"-address", strings.Join(further(n.First("cac:PostalAddress")), ", "))
	x.add(who+"-endpoint", endpoint(n))                          // BT-34, BT-49
	for _, id := range n.All("cac:PartyIdentification/cbc:ID") { // BT-29, BT-46, BT-60, BT-90
		if id.Attr("schemeID") == "SEPA" {
			x.add("creditor", id.Text)
		} else if who != "buyer" || id.Text != x.doc.CustomerNo {
			x.add(who+"-id", id.Text, bracketed(id.Attr("schemeID")))
		}
	}
	for _, t := range n.All("cac:PartyTaxScheme") { // BT-31, BT-48
		if t.Value("cac:TaxScheme/cbc:ID") == "VAT" {
			x.add(who+"-vat", t.Value("cbc:CompanyID"))
		}
	}
}

// taxNumbers are the seller's other tax registrations (BT-32), Foretaksregisteret aside, which has a place.
func taxNumbers(n *Node) []string {
	var out []string
	for _, t := range n.All("cac:PartyTaxScheme") {
		if id := t.Value("cbc:CompanyID"); t.Value("cac:TaxScheme/cbc:ID") != "VAT" && id != inRegister {
			out = append(out, id)
		}
	}
	return out
}

func endpoint(n *Node) string {
	e := n.First("cbc:EndpointID")
	if e == nil {
		return ""
	}
	return billing.Endpoint{Scheme: e.Attr("schemeID"), ID: e.Text}.String()
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

// representative is the seller's tax representative (BG-11).
func (x *detailer) representative(n *Node) {
	if n == nil {
		return
	}
	place := n.First("cac:PostalAddress")
	parts := append([]string{n.Value("cac:PartyName/cbc:Name")}, address(place).Lines()...)
	x.add("tax-representative", strings.Join(append(parts, further(place)...), ", "))
	x.add("tax-representative-vat", n.Value("cac:PartyTaxScheme/cbc:CompanyID"))
}

// further are the parts of an address that ours has no place for: a third line (BT-162 to BT-165) and a region (BT-39, BT-54,
// BT-68, BT-79).
func further(n *Node) []string {
	var out []string
	for _, s := range []string{n.Value("cac:AddressLine/cbc:Line"), n.Value("cbc:CountrySubentity")} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (x *detailer) references(n *Node) {
	x.add("receipt-advice", n.Value("cac:ReceiptDocumentReference/cbc:ID"))        // BT-15
	x.add("despatch-advice", n.Value("cac:DespatchDocumentReference/cbc:ID"))      // BT-16
	x.add("tender", n.Value("cac:OriginatorDocumentReference/cbc:ID"))             // BT-17
	for i, p := range n.All("cac:BillingReference/cac:InvoiceDocumentReference") { // BG-3
		if i > 0 || x.doc.Kind == billing.KindInvoice {
			x.add("preceding", p.Value("cbc:ID"), p.Value("cbc:IssueDate"))
		}
	}
}

func (x *detailer) delivery(n *Node) {
	d := n.First("cac:Delivery")
	x.add("delivered-to", d.Value("cac:DeliveryParty/cac:PartyName/cbc:Name")) // BT-70
	x.add("delivery-address", strings.Join(further(d.First("cac:DeliveryLocation/cac:Address")), ", "))
	if location := d.First("cac:DeliveryLocation/cbc:ID"); location != nil {
		x.add("delivery-place", location.Text, bracketed(location.Attr("schemeID"))) // BT-71
	}
	x.add("tax-point", n.Value("cbc:TaxPointDate"))                           // BT-7
	x.add("tax-point-code", n.Value("cac:InvoicePeriod/cbc:DescriptionCode")) // BT-8
}

func (x *detailer) terms(n *Node) {
	for _, t := range n.All("cac:PaymentTerms/cbc:Note") { // BT-20
		x.add("terms", t.Text)
	}
	if x.doc.TaxCurrency != "" && x.doc.TaxCurrency != "NOK" { // Document has a place for NOK
		for _, t := range n.All("cac:TaxTotal/cbc:TaxAmount") {
			if t.Attr("currencyID") == x.doc.TaxCurrency {
				x.add("tax-in-currency", t.Text, x.doc.TaxCurrency) // BT-111
			}
		}
	}
}

// payment adds how to pay, as far as account and reference of the first means do not say it.
func (x *detailer) payment(n *Node) {
	for _, m := range n.All("cac:PaymentMeans") {
		code := m.First("cbc:PaymentMeansCode")
		if code != nil {
			x.add("payment-means", code.Text, code.Attr("name")) // BT-81, BT-82
		}
		for _, id := range m.All("cbc:PaymentID") {
			x.differing("payment-id", id.Text, x.doc.PaymentID) // BT-83
		}
		if a := m.First("cac:PayeeFinancialAccount"); a != nil {
			id := a.Value("cbc:ID")
			if strings.ReplaceAll(id, " ", "") != x.doc.IBAN && id != x.doc.Account {
				x.add("account", id, a.Value("cac:FinancialInstitutionBranch/cbc:ID")) // BT-84, BT-86
			}
			x.add("account-name", a.Value("cbc:Name")) // BT-85
		}
		x.add("card", m.Value("cac:CardAccount/cbc:PrimaryAccountNumberID"), m.Value("cac:CardAccount/cbc:NetworkID"), m.Value("cac:CardAccount/cbc:HolderName")) // BT-87, BT-88
		x.add("mandate", m.Value("cac:PaymentMandate/cbc:ID"))                                                                                                    // BT-89
		x.add("debited", m.Value("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"))                                                                          // BT-91
	}
}

// exemption adds why no VAT is charged, by code where the text says nothing of it (BT-121).
func (x *detailer) exemption(n *Node) {
	if code := n.Value("cbc:TaxExemptionReasonCode"); code != "" && n.Value("cbc:TaxExemptionReason") != "" {
		x.once("exemption", code)
	}
}

func (x *detailer) once(code, value string) {
	for _, d := range x.out {
		if d.Code == code && d.Value == value && d.Line == x.line {
			return
		}
	}
	x.add(code, value)
}

// papers adds supporting documents that are not in the file (BG-24), and the object the document is about (BT-18).
func (x *detailer) papers(n *Node) {
	files := 0
	for _, a := range n.All("cac:AdditionalDocumentReference") {
		id := a.First("cbc:ID")
		named := strings.TrimSpace(id.text() + " " + a.Value("cbc:DocumentDescription"))
		switch url := a.Value("cac:Attachment/cac:ExternalReference/cbc:URI"); {
		case a.Value("cbc:DocumentTypeCode") == "50":
		case a.Value("cbc:DocumentTypeCode") == "130":
			x.add("object", id.text(), bracketed(id.Attr("schemeID")))
		case url != "":
			x.add(billing.DetailLink, named, url)
		case a.First("cac:Attachment/"+embedded) == nil:
			x.add("paper", named)
		default:
			name := ""
			if files < len(x.doc.Attachments) {
				name = bracketed(fileName(x.doc.Attachments[files].Name, files))
			}
			files++
			x.add("paper", named, name)
		}
	}
}

// text is the element's text; nothing for no element.
func (n *Node) text() string {
	if n == nil {
		return ""
	}
	return n.Text
}

func (x *detailer) ofLine(n *Node) {
	id := n.Value("cbc:ID")
	x.differing("line-id", id, strconv.Itoa(x.line))                  // BT-126
	x.add("order-line", n.Value("cac:OrderLineReference/cbc:LineID")) // BT-132
	x.add("line-cost-code", n.Value("cbc:AccountingCost"))            // BT-133
	if o := n.First("cac:DocumentReference/cbc:ID"); o != nil {       // BT-128
		x.add("line-object", o.Text, bracketed(o.Attr("schemeID")))
	}
	x.item(n.First("cac:Item"))
	reductions := n.All("cac:AllowanceCharge")
	for _, a := range reductions {
		switch base := x.base(a); {
		case isCharge(a):
			x.add("line-charge", reason(a), a.Value("cbc:Amount"), base) // BG-28
		case base != "" || len(reductions) > 1: // of several, ours has the sum only
			x.add("line-discount", reason(a), a.Value("cbc:Amount"), base) // BG-27
		}
	}
	if p := n.First("cac:Price/cac:AllowanceCharge"); p != nil { // BT-147, BT-148
		x.add("gross-price", p.Value("cbc:BaseAmount"), "−", p.Value("cbc:Amount"))
	}
}

// base is what a percentage on a line is taken of, unless that is the line itself.
func (x *detailer) base(n *Node) string {
	base, percent := n.Value("cbc:BaseAmount"), n.Value("cbc:MultiplierFactorNumeric")
	of, err := Number(base)
	if err != nil || of.Equal(x.doc.Lines[x.line-1].Gross.Decimal()) {
		return ""
	}
	return bracketed(strings.TrimPrefix(percent+" % · "+base, " % · "))
}

func (x *detailer) item(n *Node) {
	x.add("buyer-item", n.Value("cac:BuyersItemIdentification/cbc:ID"))  // BT-156
	if s := n.First("cac:StandardItemIdentification/cbc:ID"); s != nil { // BT-157
		x.add("standard-item", s.Text, bracketed(s.Attr("schemeID")))
	}
	for _, c := range n.All("cac:CommodityClassification/cbc:ItemClassificationCode") { // BT-158
		x.add("classification", c.Text, bracketed(c.Attr("listID")))
	}
	x.add("origin", n.Value("cac:OriginCountry/cbc:IdentificationCode")) // BT-159
	for _, p := range n.All("cac:AdditionalItemProperty") {              // BG-32
		x.add("property", p.Value("cbc:Name")+":", p.Value("cbc:Value"))
	}
}

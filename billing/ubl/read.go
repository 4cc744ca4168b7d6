package ubl

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"

	"github.com/shopspring/decimal"
)

// ErrNotInvoice says that a well-formed document is neither a UBL invoice nor a credit note.
var ErrNotInvoice = errors.New("neither a UBL invoice nor a credit note")

// Doc is what a UBL invoice or credit note says, in our own terms. What Document cannot hold (charges on lines, codes,
// several payment means) is left in the tree; Receive tells it too.
type Doc struct {
	CustomizationID string // BT-24
	ProfileID       string // BT-23
	TypeCode        string // BT-3
	Number          string // BT-1
	PaymentID       string // BT-83, a KID or any other reference
	TaxCurrency     string // BT-6
	billing.Document
	Root *Node
}

// Read reads an invoice or credit note from any sender. It stops at numbers, dates and base64 that cannot be read, and
// names the element; it does not judge what it read. Errors wrap ErrMalformed or ErrNotInvoice.
func Read(data []byte) (*Doc, error) {
	r, err := read(data)
	if err != nil {
		return nil, err
	}
	return &r.doc, r.err
}

// read reads a document to its end, whatever is wrong with its values.
func read(data []byte) (*reader, error) {
	root, err := Parse(data)
	if err != nil {
		return nil, err
	}
	r := &reader{root: root}
	switch root.Name {
	case "Invoice":
		r.doc.Kind = billing.KindInvoice
	case "CreditNote":
		r.doc.Kind = billing.KindCreditNote
	default:
		return nil, fmt.Errorf("document element %q: %w", root.Name, ErrNotInvoice)
	}
	r.doc.Root = root
	r.header()
	r.parties()
	r.money()
	for i, n := range root.All("cac:" + root.Name + "Line") {
		r.line(i, n)
	}
	return r, nil
}

// reader fills a Doc and keeps what it could not read.
type reader struct {
	root   *Node
	doc    Doc
	err    error          // the first
	unread billing.Faults // all
}

func (r *reader) fail(n *Node, what string) {
	if len(r.unread) < maxUnread {
		r.unread.Add("received-unread", n.Path(), "what", what, "value", fmt.Sprintf("%.40s", n.Text))
	}
	if r.err == nil {
		r.err = fmt.Errorf("line %d, %s: %s %.40q: %w", n.Line, n.Path(), what, n.Text, ErrMalformed)
	}
}

// maxUnread is how many values that cannot be read are told of one document.
const maxUnread = 100

func (r *reader) header() {
	d, n := &r.doc, r.root
	d.CustomizationID, d.ProfileID = n.Value("cbc:CustomizationID"), n.Value("cbc:ProfileID")
	d.TypeCode = n.Value("cbc:" + n.Name + "TypeCode")
	d.Number, d.Note = n.Value("cbc:ID"), joined(n, "cbc:Note")
	d.IssueDate, d.DueDate = r.date(n, "cbc:IssueDate"), r.date(n, "cbc:DueDate")
	if d.DueDate.IsZero() {
		d.DueDate = r.date(n, "cac:PaymentMeans/cbc:PaymentDueDate")
	}
	d.Currency, d.TaxCurrency = money.Currency(n.Value("cbc:DocumentCurrencyCode")), n.Value("cbc:TaxCurrencyCode")
	d.BuyerReference, d.OrderReference = n.Value("cbc:BuyerReference"), n.Value("cac:OrderReference/cbc:ID")
	d.SalesOrder, d.CostCode = n.Value("cac:OrderReference/cbc:SalesOrderID"), n.Value("cbc:AccountingCost")
	d.ContractReference, d.ProjectReference = n.Value("cac:ContractDocumentReference/cbc:ID"), n.Value("cac:ProjectReference/cbc:ID")
	d.Period = r.period(n)
	if o := n.First("cac:BillingReference/cac:InvoiceDocumentReference"); o != nil {
		d.Original = &billing.OriginalReference{Number: o.Value("cbc:ID"), IssueDate: r.date(o, "cbc:IssueDate")}
	}
	for _, a := range n.All("cac:AdditionalDocumentReference") {
		r.reference(a)
	}
	d.Delivery.Date = r.date(n, "cac:Delivery/cbc:ActualDeliveryDate")
	d.Delivery.Address = address(n.First("cac:Delivery/cac:DeliveryLocation/cac:Address"))
}

// joined are the texts of all elements at a path, a line each: a document with two notes means both.
func joined(n *Node, path string) string {
	var texts []string
	for _, found := range n.All(path) {
		if found.Text != "" {
			texts = append(texts, found.Text)
		}
	}
	return strings.Join(texts, "\n")
}

// maxFiles is how many embedded files of one document are read.
const maxFiles = 200

// reference reads a project (type 50) or an embedded attachment.
func (r *reader) reference(n *Node) {
	if n.Value("cbc:DocumentTypeCode") == "50" {
		r.doc.ProjectReference = n.Value("cbc:ID")
		return
	}
	object := n.First("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
	if object == nil {
		return
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(object.Text), ""))
	if err != nil {
		r.fail(object, "base64")
		content = nil // half a file is none
	}
	if len(r.doc.Attachments) == maxFiles {
		r.fail(object, "attachment beyond the limit")
		return
	}
	r.doc.Attachments = append(r.doc.Attachments, billing.Attachment{Name: object.Attr("filename"), MIME: object.Attr("mimeCode"),
		Description: n.Value("cbc:DocumentDescription"), Content: content})
}

func (r *reader) parties() {
	r.doc.Seller = party(r.root.First("cac:AccountingSupplierParty/cac:Party"))
	buyer := r.root.First("cac:AccountingCustomerParty/cac:Party")
	r.doc.Buyer = party(buyer)
	r.doc.CustomerNo = buyer.Value("cac:PartyIdentification/cbc:ID")
	if p := r.root.First("cac:PayeeParty"); p != nil {
		r.doc.Payee = &billing.Payee{Name: p.Value("cac:PartyName/cbc:Name"), OrgNo: p.Value("cac:PartyLegalEntity/cbc:CompanyID")}
	}
}

func party(n *Node) billing.Party {
	endpoint := n.First("cbc:EndpointID")
	p := billing.Party{
		Name:    firstOf(n.Value("cac:PartyLegalEntity/cbc:RegistrationName"), n.Value("cac:PartyName/cbc:Name")),
		OrgNo:   n.Value("cac:PartyLegalEntity/cbc:CompanyID"),
		Contact: n.Value("cac:Contact/cbc:Name"),
		Phone:   n.Value("cac:Contact/cbc:Telephone"),
		Email:   n.Value("cac:Contact/cbc:ElectronicMail"),
		Address: address(n.First("cac:PostalAddress")),
	}
	if endpoint != nil {
		p.Endpoint = billing.Endpoint{Scheme: endpoint.Attr("schemeID"), ID: endpoint.Text}
	}
	for _, t := range n.All("cac:PartyTaxScheme") {
		if t.Value("cac:TaxScheme/cbc:ID") == "VAT" {
			p.VATNo = t.Value("cbc:CompanyID")
		} else if t.Value("cbc:CompanyID") == inRegister {
			p.Register = true
		}
	}
	return p
}

func address(n *Node) billing.Address {
	return billing.Address{Street: n.Value("cbc:StreetName"), Extra: n.Value("cbc:AdditionalStreetName"), PostCode: n.Value("cbc:PostalZone"),
		City: n.Value("cbc:CityName"), Country: n.Value("cac:Country/cbc:IdentificationCode")}
}

// money reads payment means, allowances, taxes and totals.
func (r *reader) money() {
	d, n := &r.doc, r.root
	r.paymentMeans()
	if d.Payee != nil {
		d.Payee.Account = d.Account
	}
	for _, a := range n.All("cac:AllowanceCharge") {
		d.Adjustments = append(d.Adjustments, r.adjustment(a))
	}
	for _, total := range n.All("cac:TaxTotal") {
		r.taxTotal(total)
	}
	r.totals(n.First("cac:LegalMonetaryTotal"))
}

// paymentMeans takes reference and account of the first, and of the others what that one lacks.
func (r *reader) paymentMeans() {
	d := &r.doc
	for _, means := range r.root.All("cac:PaymentMeans") {
		if d.PaymentID == "" {
			d.PaymentID = means.Value("cbc:PaymentID")
		}
		account := means.First("cac:PayeeFinancialAccount")
		id := account.Value("cbc:ID")
		switch iban := payref.NormalAccount(id); {
		case payref.ValidIBAN(strings.ToUpper(strings.ReplaceAll(id, " ", ""))) && d.IBAN == "":
			d.IBAN = strings.ToUpper(strings.ReplaceAll(id, " ", ""))
			if d.Account == "" {
				d.Account = iban
			}
		case d.Account == "" || d.Account == d.IBAN:
			d.Account = id
		}
		if bic := account.Value("cac:FinancialInstitutionBranch/cbc:ID"); d.BIC == "" {
			d.BIC = bic
		}
	}
}

func (r *reader) adjustment(n *Node) billing.PricedAdjustment {
	a := billing.PricedAdjustment{Base: r.amount(n, "cbc:BaseAmount"), Value: r.amount(n, "cbc:Amount")}
	a.Charge, a.Reason = isCharge(n), reason(n)
	a.VAT, a.Code = r.vat(n.First("cac:TaxCategory")), n.Value("cbc:AllowanceChargeReasonCode")
	if a.Percent = r.decimal(n, "cbc:MultiplierFactorNumeric"); a.Percent.IsZero() {
		a.Amount = a.Value.Decimal()
	}
	return a
}

func isCharge(n *Node) bool {
	v := n.Value("cbc:ChargeIndicator")
	return v == "true" || v == "1"
}

func reason(n *Node) string {
	return firstOf(n.Value("cbc:AllowanceChargeReason"), n.Value("cbc:AllowanceChargeReasonCode"))
}

func (r *reader) taxTotal(n *Node) {
	t, subtotals := &r.doc.Totals, n.All("cac:TaxSubtotal")
	amount := n.First("cbc:TaxAmount")
	if len(subtotals) == 0 && r.doc.TaxCurrency != "" && amount.Attr("currencyID") == r.doc.TaxCurrency {
		t.TaxNOK = r.amount(n, "cbc:TaxAmount")
		return
	}
	t.Tax = r.amount(n, "cbc:TaxAmount")
	for _, s := range subtotals {
		vat := r.vat(s.First("cac:TaxCategory"))
		r.doc.Taxes = append(r.doc.Taxes, billing.TaxBreakdown{Category: vat.Category, Rate: vat.Rate, Reason: vat.Reason,
			Base: r.amount(s, "cbc:TaxableAmount"), Tax: r.amount(s, "cbc:TaxAmount")})
	}
}

func (r *reader) totals(n *Node) {
	t := &r.doc.Totals
	t.Lines, t.Net, t.Gross = r.amount(n, "cbc:LineExtensionAmount"), r.amount(n, "cbc:TaxExclusiveAmount"), r.amount(n, "cbc:TaxInclusiveAmount")
	t.Allowances, t.Charges = r.amount(n, "cbc:AllowanceTotalAmount"), r.amount(n, "cbc:ChargeTotalAmount")
	t.Prepaid, t.Payable = r.amount(n, "cbc:PrepaidAmount"), r.amount(n, "cbc:PayableAmount")
	if n.First("cbc:PayableRoundingAmount") != nil {
		t.Rounding = r.amount(n, "cbc:PayableRoundingAmount")
	}
}

func (r *reader) line(i int, n *Node) {
	quantity := n.First("cbc:InvoicedQuantity")
	if quantity == nil {
		quantity = n.First("cbc:CreditedQuantity")
	}
	l := billing.PricedLine{ID: i + 1, Net: r.amount(n, "cbc:LineExtensionAmount"), DiscountAmount: money.New(0, r.doc.Currency)}
	l.Line = billing.Line{
		Item: n.Value("cac:Item/cbc:Name"), Description: n.Value("cac:Item/cbc:Description"),
		SellerItemNo: n.Value("cac:Item/cac:SellersItemIdentification/cbc:ID"), For: n.Value("cbc:Note"),
		Quantity: r.decimalOf(quantity), Unit: quantity.Attr("unitCode"), Price: r.decimal(n, "cac:Price/cbc:PriceAmount"),
		PriceBase: r.decimal(n, "cac:Price/cbc:BaseQuantity"), VAT: r.vat(n.First("cac:Item/cac:ClassifiedTaxCategory")), Period: r.period(n),
	}
	r.lineReductions(&l, n)
	r.doc.Lines = append(r.doc.Lines, l)
}

// lineReductions sums up the discounts of a line; a charge is part of what the line costs and stands in the tree.
func (r *reader) lineReductions(l *billing.PricedLine, n *Node) {
	var err error
	l.Gross = l.Net
	for _, a := range n.All("cac:AllowanceCharge") {
		amount := r.amount(a, "cbc:Amount")
		if isCharge(a) {
			continue
		}
		if l.DiscountAmount, err = l.DiscountAmount.Add(amount); err != nil {
			r.fail(a, "amounts of the line")
			return
		}
		percent := r.decimal(a, "cbc:MultiplierFactorNumeric")
		if l.Discount != nil { // a second one: only their sum has a place
			l.Discount = &billing.Discount{Reason: strings.TrimPrefix(l.Discount.Reason+", "+reason(a), ", ")}
			percent = decimal.Zero
		} else {
			l.Discount = &billing.Discount{Percent: percent, Reason: reason(a)}
		}
		if percent.IsZero() {
			l.Discount.Amount = l.DiscountAmount.Decimal()
		}
	}
	if l.Gross, err = l.Net.Add(l.DiscountAmount); err != nil {
		r.fail(n, "amounts of the line")
	}
}

func (r *reader) vat(n *Node) billing.VAT {
	return billing.VAT{Category: billing.VATCategory(n.Value("cbc:ID")), Rate: r.decimal(n, "cbc:Percent"),
		Reason: firstOf(n.Value("cbc:TaxExemptionReason"), n.Value("cbc:TaxExemptionReasonCode"))}
}

func (r *reader) period(n *Node) cal.Period {
	return cal.Period{From: r.date(n, "cac:InvoicePeriod/cbc:StartDate"), To: r.date(n, "cac:InvoicePeriod/cbc:EndDate")}
}

func (r *reader) date(n *Node, path string) cal.Date {
	found := n.First(path)
	if found == nil {
		return cal.Date{}
	}
	d, err := cal.Parse(found.Text)
	if err != nil {
		r.fail(found, "date")
	}
	return d
}

func (r *reader) decimal(n *Node, path string) decimal.Decimal { return r.decimalOf(n.First(path)) }

func (r *reader) decimalOf(n *Node) decimal.Decimal {
	if n == nil {
		return decimal.Zero
	}
	d, err := Number(n.Text)
	if err != nil {
		r.fail(n, "number")
	}
	return d
}

func (r *reader) amount(n *Node, path string) money.Amount {
	found := n.First(path)
	if found == nil {
		return money.New(0, r.doc.Currency)
	}
	d := r.decimalOf(found)
	a, err := money.Round(d, money.Currency(firstOf(found.Attr("currencyID"), string(r.doc.Currency))))
	if err != nil || !a.Decimal().Equal(d) {
		r.fail(found, "amount")
	}
	if err != nil {
		return money.New(0, r.doc.Currency)
	}
	return a
}

// maxDigits is the length of the longest number that is read; xs:decimal has no limit of its own.
const maxDigits = 40

// Number reads an xs:decimal: digits with an optional sign and decimal point, no exponent.
func Number(s string) (decimal.Decimal, error) {
	if s == "" || len(s) > maxDigits || strings.Trim(s, "+-.0123456789") != "" {
		return decimal.Zero, fmt.Errorf("number %.40q: not a decimal", s)
	}
	return decimal.NewFromString(s)
}

package ubl_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/ubl"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestWrite_MatchesGoldenFiles(t *testing.T) {
	for name, inv := range samples(t) {
		got, err := ubl.Write(inv)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".xml")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), string(want)); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func TestWrite_IsReadBackWhole(t *testing.T) {
	for name, inv := range samples(t) {
		b, err := ubl.Write(inv)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ubl.Read(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Number != inv.Number() || got.PaymentID != wantKID(inv) {
			t.Errorf("%s: number %q and KID %q, want %q and %q", name, got.Number, got.PaymentID, inv.Number(), inv.KID())
		}
		if diff := cmp.Diff(got.Document, asWritten(inv.Document()), cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(billing.PricedAdjustment{})); diff != "" {
			t.Errorf("%s (-got +want):\n%s", name, diff)
		}
	}
}

func wantKID(inv billing.Invoice) string {
	if inv.Kind() == billing.KindCreditNote {
		return ""
	}
	return inv.KID()
}

// asWritten is a document without what EHF has no place for.
func asWritten(d billing.Document) billing.Document {
	d.Language, d.ExchangeRate, d.RateDate, d.RateSource, d.Rounding, d.Advance = "", dec("0"), cal.Date{}, "", "", ""
	if d.Seller.Endpoint = d.Seller.PeppolAddress(); d.Seller.Type != "" {
		d.Seller.Type = ""
	}
	d.Buyer.Endpoint, d.Buyer.Type = d.Buyer.PeppolAddress(), ""
	d.Seller.Address.Country, d.Buyer.Address.Country = d.Seller.Address.CountryCode(), d.Buyer.Address.CountryCode()
	if d.Delivery.Address.IsZero() && slices.ContainsFunc(d.Taxes, func(x billing.TaxBreakdown) bool { return x.Category == billing.IntraCommunity }) {
		d.Delivery.Address.Country = d.Buyer.Address.CountryCode() // BR-IC-12
	}
	if !d.Delivery.Address.IsZero() {
		d.Delivery.Address.Country = d.Delivery.Address.CountryCode()
	}
	d.Note = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\x0b", "").Replace(d.Note))
	if d.Payee != nil {
		p := *d.Payee
		d.Note, p.Notice, p.Account = strings.TrimSpace(d.Note+"\n"+p.Notice), "", d.Account
		d.Payee = &p
	}
	if d.Original != nil {
		o := *d.Original
		d.Note, o.Reason = strings.TrimSpace(d.Note+"\n"+o.Reason), ""
		d.Original = &o
	}
	if d.OrderReference == "" && d.SalesOrder != "" {
		d.OrderReference = "NA"
	}
	if d.BuyerReference == "" && d.OrderReference == "" {
		d.BuyerReference = d.CustomerNo
	}
	if d.Kind == billing.KindCreditNote {
		d.Account, d.IBAN, d.BIC = "", "", ""
	} else if d.Currency == money.NOK && d.Buyer.Address.CountryCode() == "NO" {
		d.IBAN, d.BIC = "", ""
	}
	if d.Kind == billing.KindCreditNote && d.Payee != nil {
		d.Payee.Account = ""
	}
	d.Taxes = append([]billing.TaxBreakdown{}, d.Taxes...)
	vatOutside := false
	for i, tax := range d.Taxes {
		if tax.Category == billing.Standard || tax.Category == billing.ZeroRated {
			d.Taxes[i].Reason = ""
		}
		vatOutside = vatOutside || tax.Category == billing.OutOfScope
	}
	if vatOutside {
		d.Seller.VATNo, d.Buyer.VATNo = "", ""
	}
	d.Lines = append([]billing.PricedLine{}, d.Lines...)
	for i := range d.Lines {
		asWrittenLine(&d.Lines[i], d.PricesIncludeVAT)
	}
	d.Adjustments = append([]billing.PricedAdjustment{}, d.Adjustments...)
	for i := range d.Adjustments {
		a := &d.Adjustments[i]
		a.VAT.Reason = ""
		if d.PricesIncludeVAT {
			a.Reason, a.Percent = inWords(a.Reason, a.Percent), decimal.Zero
			a.Amount, a.Base, a.Asked = a.Value.Decimal(), money.New(0, d.Currency), money.Amount{}
		}
	}
	if d.PricesIncludeVAT && d.Totals.Rounding.Currency == "" {
		d.Totals.Rounding = money.Amount{}
	}
	d.PricesIncludeVAT = false
	return d
}

func asWrittenLine(l *billing.PricedLine, including bool) {
	l.VAT.Reason, l.Source = "", nil
	l.Price, l.NetPrice, l.Asked = l.UnitPrice(), decimal.Zero, money.Amount{}
	if l.Discount == nil || l.DiscountAmount.IsZero() {
		l.Discount = nil // a discount of nought has no place
		return
	}
	discount := *l.Discount
	if including {
		discount.Reason, discount.Percent, discount.Amount = inWords(discount.Reason, discount.Percent), decimal.Zero, l.DiscountAmount.Decimal()
	}
	if discount.Reason == "" {
		discount.Reason = "95"
	}
	l.Discount = &discount
}

// inWords is a reason with a percentage that has no other place.
func inWords(reason string, percent decimal.Decimal) string {
	told := strings.Replace(percent.String(), ".", ",", 1) + " %"
	switch {
	case percent.IsZero():
		return reason
	case reason == "":
		return told
	}
	return reason + " (" + told + ")"
}

func TestWrite_LeavesOutBlankAndForbiddenText(t *testing.T) {
	inv := samples(t)["club"]
	doc := inv.Document()
	doc.Note = " \t\r\n\x00\x0b\uFFFE\xff "
	doc.Lines[0].Description = "a\x00b\x1bc\uFFFFd\xffe & <f>"
	b, err := ubl.Write(billing.RestoreInvoice(1, "10001", inv.KID(), inv.IssuedAt(), doc))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("cbc:Note></cbc:Note")) || bytes.Contains(b, []byte("<cbc:Note>\n")) {
		t.Error("a blank note was written")
	}
	got, err := ubl.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	if want := "abcde & <f>"; got.Lines[0].Description != want {
		t.Errorf("description %q, want %q", got.Lines[0].Description, want)
	}
	got.Root.Walk(func(n *ubl.Node) {
		if n.Text == "" && len(n.Children) == 0 {
			t.Errorf("empty element %s", n.Path())
		}
	})
}

func TestWrite_NamesNoVATNumberOutsideTheRegister(t *testing.T) {
	b, err := ubl.Write(samples(t)["club"])
	if err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"MVA", "cbc:Percent", ">VAT</cbc:CompanyID>"} {
		if bytes.Contains(b, []byte(forbidden)) {
			t.Errorf("%s stands on a document outside the VAT act", forbidden)
		}
	}
}

func TestWrite_FillsTheBuyerReference(t *testing.T) {
	inv := samples(t)["club"]
	for _, test := range []struct{ reference, order, customer, want string }{
		{"R", "O", "1001", "R"}, {"", "O", "1001", ""}, {"", "", "1001", "1001"}, {"  ", "", "", "NA"},
	} {
		doc := inv.Document()
		doc.BuyerReference, doc.OrderReference, doc.CustomerNo = test.reference, test.order, test.customer
		b, err := ubl.Write(billing.RestoreInvoice(1, "10001", "", inv.IssuedAt(), doc))
		if err != nil {
			t.Fatal(err)
		}
		got, err := ubl.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		if got.BuyerReference != test.want || got.OrderReference != test.order {
			t.Errorf("%+v: reference %q, order %q", test, got.BuyerReference, got.OrderReference)
		}
	}
}

func TestWrite_CreditNoteAsksForNoPayment(t *testing.T) {
	inv := samples(t)["credit-whole"]
	b, err := ubl.Write(inv)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("cbc:DueDate")) || bytes.Contains(b, []byte("cac:PaymentMeans")) {
		t.Error("due date or payment means on a credit note without a day to settle")
	}
	doc := inv.Document()
	doc.DueDate = today
	if b, err = ubl.Write(billing.RestoreInvoice(2, "10002", "", inv.IssuedAt(), doc)); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("cbc:DueDate")) || !bytes.Contains(b, []byte("<cbc:PaymentDueDate>2026-11-22")) {
		t.Error("the day of a credit note belongs in its payment means")
	}
}

func TestWrite_RefusesWhatIsNoDocument(t *testing.T) {
	inv := samples(t)["club"]
	bare := inv.Document()
	bare.Lines = nil
	uncomputed := inv.Document()
	uncomputed.Totals = billing.Totals{}
	person := inv.Document()
	person.Buyer.OrgNo, person.Buyer.Endpoint = "", billing.Endpoint{}
	if _, err := ubl.Write(billing.RestoreInvoice(1, "1", "", inv.IssuedAt(), person)); !errors.Is(err, ubl.ErrNoAddress) {
		t.Errorf("a buyer without electronic address: %v", err)
	}
	for name, bad := range map[string]billing.Invoice{
		"person": billing.RestoreInvoice(1, "1", "", inv.IssuedAt(), person),
		"number": billing.RestoreInvoice(1, "", "", inv.IssuedAt(), inv.Document()),
		"lines":  billing.RestoreInvoice(1, "1", "", inv.IssuedAt(), bare),
		"sums":   billing.RestoreInvoice(1, "1", "", inv.IssuedAt(), uncomputed),
		"zero":   {},
	} {
		if b, err := ubl.Write(bad); !errors.Is(err, ubl.ErrIncomplete) || b != nil {
			t.Errorf("%s: got %d bytes, %v", name, len(b), err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	inv := samples(b)["everything"]
	for b.Loop() {
		if _, err := ubl.Write(inv); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteFloor runs the finished bytes through the standard library's XML escaping: no encoder that uses it is faster.
func BenchmarkWriteFloor(b *testing.B) {
	data, err := ubl.Write(samples(b)["everything"])
	if err != nil {
		b.Fatal(err)
	}
	var buf bytes.Buffer
	for b.Loop() {
		buf.Reset()
		if err := xml.EscapeText(&buf, data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	data, err := ubl.Write(samples(b)["everything"])
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := ubl.Read(data); err != nil {
			b.Fatal(err)
		}
	}
}

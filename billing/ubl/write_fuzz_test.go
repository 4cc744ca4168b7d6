package ubl_test

import (
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/billing/ubl"
)

// FuzzWrite writes text from anywhere into every place a person can fill, without the cleaning that Compose does first: the
// document is well-formed all the same, has no empty element, and says the text without what XML cannot carry.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{"Treningsavgift", "<&>\"']]>", "\x00\x0b\x1f\x7f\u0085", "\ufffe\uffff\xff\xc3", "\u202eevil\u2066", "  \t\r\n ",
		"&#0; &lt; <!-- --> <![CDATA[", strings.Repeat("Ω", 5000), "{{.}} %s ${x}", "a\r\nb\rc"} {
		f.Add(seed)
	}
	inv := samples(f)["everything"]
	f.Fuzz(func(t *testing.T, text string) {
		doc := inv.Document()
		doc.Note, doc.BuyerReference, doc.OrderReference, doc.ContractReference, doc.ProjectReference = text, text, text, text, text
		doc.SalesOrder, doc.CostCode, doc.CustomerNo = text, text, text
		doc.Buyer.Name, doc.Buyer.Contact, doc.Buyer.Phone, doc.Buyer.Email, doc.Buyer.VATNo = text, text, text, text, text
		doc.Buyer.Address = billing.Address{Street: text, Extra: text, PostCode: text, City: text}
		doc.Delivery.Address = doc.Buyer.Address
		payee := *doc.Payee
		payee.Name, payee.Notice = text, text
		doc.Payee = &payee
		doc.Lines = append([]billing.PricedLine{}, doc.Lines...)
		l := &doc.Lines[0]
		l.Item, l.Description, l.SellerItemNo, l.For, l.Unit = text, text, text, text, text
		l.Discount = &billing.Discount{Percent: l.Discount.Percent, Reason: text}
		doc.Adjustments = append([]billing.PricedAdjustment{}, doc.Adjustments...)
		doc.Adjustments[0].Reason, doc.Adjustments[0].Code = text, text
		doc.Attachments = append([]billing.Attachment{}, doc.Attachments...)
		doc.Attachments[0].Name, doc.Attachments[0].Description = text, text

		b, err := ubl.Write(billing.RestoreInvoice(1, "10001", inv.KID(), inv.IssuedAt(), doc))
		if err != nil {
			t.Fatal(err)
		}
		root, err := ubl.Parse(b)
		if err != nil {
			t.Fatalf("%v in\n%s", err, b)
		}
		root.Walk(func(n *ubl.Node) {
			if n.Text == "" && len(n.Children) == 0 {
				t.Errorf("empty element %s", n.Path())
			}
		})
		if want := said(text); root.Value("cbc:AccountingCost") != want {
			t.Errorf("cost code %q, want %q", root.Value("cbc:AccountingCost"), want)
		}
	})
}

// said is text as XML 1.0 can say it, letter by letter: the slow way to what the writer does.
func said(text string) string {
	var b strings.Builder
	for i, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		switch {
		case r == '\ufffd' && !strings.HasPrefix(strings.ReplaceAll(text, "\r\n", "\n")[i:], "\ufffd"): // half a letter
		case r == '\r':
			b.WriteByte('\n')
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < ' ', r >= 0x7f && r <= 0x9f, r == 0xfffe, r == 0xffff:
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

package view_test

import (
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"
)

// issued is an invoice of two lines, 25 and 15 per cent: 2 × 500 + 10 × 20, gross 1 480.
func issued(t *testing.T) billing.Invoice {
	t.Helper()
	d := billing.Draft{Customer: billing.CustomerRef{No: "412"}, Lines: []billing.Line{
		{Item: "Kurs", Quantity: dec("2"), Unit: "HUR", Price: dec("500"), VAT: billing.Rate(dec("25"))},
		{Item: "Lunsj", Quantity: dec("10"), Unit: "EA", Price: dec("20"), VAT: billing.Rate(dec("15"))}}}
	doc, faults := billing.Compose(registered(), kari(), nil, d, day("2026-11-20"))
	if len(faults) > 0 || doc.Totals.Payable != kr("1480.00") {
		t.Fatalf("faults %v, payable %s", faults.Codes(), doc.Totals.Payable)
	}
	return billing.RestoreInvoice(1, "10234", "", nb.Clock(), doc)
}

func creditForm(t *testing.T, taken ...billing.CreditLine) *view.CreditForm {
	t.Helper()
	inv := issued(t)
	var credits []billing.Invoice
	if len(taken) > 0 {
		d, err := billing.CreditDraft(inv, taken, "")
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := billing.Compose(registered(), kari(), &inv, d, day("2026-11-21"))
		credits = append(credits, billing.RestoreInvoice(2, "10235", "", nb.Clock(), doc))
	}
	left, err := billing.LeftToCredit(inv, credits)
	if err != nil {
		t.Fatal(err)
	}
	return view.NewCreditForm(nb, registered(), inv, left, left.Gross)
}

func TestCreditForm_StartsWithTheWholeInvoice(t *testing.T) {
	f := creditForm(t)
	text, ok := f.Explain()
	if f.Mode != view.CreditWhole || !ok || f.LeftText() != "" {
		t.Errorf("mode %s, %v, %q", f.Mode, ok, f.LeftText())
	}
	equal(t, "explanation", text, "Det lages en kreditnota på 1 480,00 som viser til faktura 10 234, og den sendes til Kari Nordmann. "+
		"Da er det ingenting igjen å betale. Fakturaen selv blir stående som den er.")
}

func TestCreditForm_CreditsLinesByQuantity(t *testing.T) {
	f := creditForm(t)
	f.Mode = view.CreditLines
	equal(t, "what is left", f.Lines[0].Left+" "+f.Lines[1].Left, "2 time 10 stk")
	f.Lines[0].Text, f.Lines[1].Text = "0,5", ""
	sum, faults := f.Payable()
	if len(faults) > 0 || sum != kr("312.50") {
		t.Errorf("sum %s, faults %v", sum, faults.Codes())
	}
	text, _ := f.Explain()
	if !strings.Contains(plain(text), "Etterpå står 1 167,50 igjen å betale.") {
		t.Errorf("got %q", text)
	}
	for typed, want := range map[string]string{"3": "credit-line-exceeds", "-1": "credit-line-exceeds", "to": "number-unread", "": "credit-nothing", "0": "credit-nothing"} {
		f.Lines[0].Text = typed
		if _, faults := f.Payable(); len(faults) == 0 || faults[0].Code != want {
			t.Errorf("%q: got %v, want %s", typed, faults.Codes(), want)
		}
	}
}

func TestCreditForm_AfterACreditNoteOffersWhatIsLeft(t *testing.T) {
	f := creditForm(t, billing.CreditLine{ID: 1, Quantity: dec("1.5")}, billing.CreditLine{ID: 2})
	if f.Mode != view.CreditLines || f.Offers(view.CreditWhole) || f.Lines[1].Text != "" {
		t.Errorf("mode %s, lines %+v", f.Mode, f.Lines)
	}
	equal(t, "first line", f.Lines[0].Text, "0,5")
	equal(t, "left", f.LeftText(), "312,50 av 1 480,00 er igjen å kreditere.")
	f.Mode = view.CreditSum
	equal(t, "amount", f.Amount, "312,50")
	f.Amount = "312,51"
	if _, faults := f.Payable(); len(faults) == 0 || faults[0].Code != "credit-exceeds" {
		t.Errorf("more than is left: %v", faults.Codes())
	}
	f.Amount, f.Text = "100", " "
	if _, faults := f.Payable(); len(faults) == 0 || faults[0].Code != "line-text-missing" {
		t.Errorf("without a text: %v", faults.Codes())
	}
	f.Text = "Avslag"
	if sum, faults := f.Payable(); len(faults) > 0 || sum != kr("100.00") {
		t.Errorf("sum %s, faults %v", sum, faults.Codes())
	}
}

func TestCreditForm_SaysWhatThePayerGetsBack(t *testing.T) {
	inv := issued(t)
	left, _ := billing.LeftToCredit(inv, nil)
	f := view.NewCreditForm(nb, registered(), inv, left, kr("480.00"))
	text, _ := f.Explain()
	if !strings.Contains(plain(text), "Kunden har da 1 000,00 til gode.") {
		t.Errorf("got %q", text)
	}
}

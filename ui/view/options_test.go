package view_test

import (
	"bytes"
	"slices"
	"testing"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/ui/view"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
)

func registered() billing.Company {
	c := kindergarten()
	c.VATRegistered, c.VATNo = true, "NO923609016MVA"
	return c
}

// full is a draft that says everything a document may say.
func full() billing.Draft {
	return billing.Draft{Kind: billing.KindInvoice, Customer: billing.CustomerRef{No: "412"}, Currency: "EUR", BuyerReference: "Ola", OrderReference: "PO-7",
		ContractReference: "K-1", ProjectReference: "P-2", SalesOrder: "T17", CostCode: "4300", Note: "Takk", PricesIncludeVAT: true,
		Rounding: billing.RoundKrone, Advance: billing.AdvanceRent, Ready: true, Prepaid: dec("100"), ExchangeRate: dec("11.6205"),
		RateDate: day("2026-11-20"), RateSource: "Norges Bank", Period: cal.Period{From: day("2026-11-01"), To: day("2026-11-30")},
		Delivery:    &billing.DeliveryPlace{Date: day("2026-11-20"), Address: billing.Address{Street: "Kaia 1", Extra: "Port 3", PostCode: "5003", City: "Bergen"}},
		Payee:       &billing.Payee{Name: "Faktor AS", OrgNo: "974760673", Account: "15035035203", Notice: "Kravet er overdratt"},
		Attachments: []billing.Attachment{{Name: "timer.pdf", MIME: "application/pdf", Content: []byte("%PDF-1.7")}},
		Adjustments: []billing.Adjustment{{Charge: true, Amount: dec("35"), Reason: "Gebyr", Code: "ABL"}, {Percent: dec("10"), Reason: "Trofast"},
			{Charge: true, Amount: dec("150"), Reason: "Frakt", Code: billing.FreightCode}},
		Lines: []billing.Line{{Item: "Leie", Description: "Sal 2", Quantity: dec("200"), Unit: "EA", Price: dec("90"), PriceBase: dec("100"),
			VAT: billing.Rate(dec("25")), For: "Nora", Period: cal.Period{From: day("2026-11-01"), To: day("2026-11-15")}}}}
}

func TestEditor_GivesBackEverythingADraftSays(t *testing.T) {
	want := full()
	e := view.NewEditor(nb, registered(), want, kari())
	got, faults := e.Draft()
	if len(faults) > 0 {
		t.Fatalf("faults %v", faults.Codes())
	}
	same := cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
	if e.Changed() {
		t.Error("a draft just opened has changed")
	}
	e.CostCode = "4301"
	if !e.Changed() {
		t.Error("another cost code is no change")
	}
}

func TestEditor_TheLastDiscountGoesWhenItsFieldIsEmptied(t *testing.T) {
	e := view.NewEditor(nb, registered(), full(), kari())
	e.Discount, e.Freight = "", "79,50"
	d, _ := e.Draft()
	if len(d.Adjustments) != 2 || d.Adjustments[0].Code != "ABL" || !d.Adjustments[1].Amount.Equal(dec("79.5")) {
		t.Errorf("adjustments %+v", d.Adjustments)
	}
}

func TestEditor_OptionsThatCannotBeReadAreNamed(t *testing.T) {
	e := view.NewEditor(nb, registered(), billing.Draft{}, kari())
	e.Discount, e.Freight, e.Prepaid, e.Currency, e.Rate = "ti prosent", "gratis", "x", "eur", "?"
	_, faults := e.Draft()
	var got []string
	for _, f := range faults {
		got = append(got, f.Code+" "+f.Path)
	}
	want := []string{"number-unread prepaid", "number-unread exchangeRate", "number-unread adjustments[0]", "number-unread adjustments[1]"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSums_LeadToTheAmountToPay(t *testing.T) {
	e := view.NewEditor(nb, registered(), billing.Draft{}, kari())
	i := e.AddText("Kurs")
	e.SetCell(i, view.CellPrice, "1 000,30")
	e.SetCell(i, view.CellVAT, "25")
	e.Discount, e.Freight, e.RoundKrone, e.Prepaid = "10 %", "50", true, "100"
	got := ""
	s := e.Sums()
	for _, r := range s.Rows {
		got += r.Name + " " + r.Value + "\n"
	}
	equal(t, "rows", got, "Linjer 1 000,30\nRabatt −100,03\nFrakt og tillegg 50,00\nSum 950,27\nMva 25 % 237,57\nØreavrunding 0,16\nBetalt før −100,00\n")
	equal(t, "payable", s.Payable, "1 088,00")
}

func TestSums_ShowPricesWithVATAsTheyWereAsked(t *testing.T) {
	e := view.NewEditor(nb, registered(), billing.Draft{PricesIncludeVAT: true}, kari())
	i := e.AddText("Billett")
	e.SetCell(i, view.CellPrice, "100")
	e.SetCell(i, view.CellVAT, "12")
	s := e.Sums()
	equal(t, "line", s.Lines[i], "100,00")
	equal(t, "payable", s.Payable, "100,00")
	equal(t, "net", s.Net, "89,29")
}

func TestAttach_RefusesWhatCannotGoWithTheDocument(t *testing.T) {
	e := view.NewEditor(nb, registered(), billing.Draft{}, kari())
	pdf := billing.Attachment{Name: "Timer.PDF", Content: []byte("%PDF-1.7")}
	if f := e.Attach(pdf); len(f) > 0 || len(e.Attachments) != 1 || e.Attachments[0].MIME != "application/pdf" {
		t.Fatalf("faults %v, attachments %+v", f.Codes(), e.Attachments)
	}
	big := func(name string, n int) billing.Attachment {
		return billing.Attachment{Name: name, Content: append([]byte("%PDF-"), bytes.Repeat([]byte{'x'}, n)...)}
	}
	for _, c := range []struct {
		a    billing.Attachment
		want string
	}{
		{pdf, "attachment-twice"},
		{billing.Attachment{Name: "vin.exe", Content: []byte("MZ")}, "BR-CL-24"},
		{billing.Attachment{Name: "tom.pdf"}, "attachment-empty"},
		{billing.Attachment{Name: "bilde.pdf", Content: []byte("GIF8")}, "attachment-not-what-it-says"},
		{big("stor.pdf", billing.MaxAttachment), "attachment-too-large"},
	} {
		if f := e.Attach(c.a); len(f) == 0 || f[0].Code != c.want {
			t.Errorf("%s: got %v, want %s", c.a.Name, f.Codes(), c.want)
		}
	}
	for i := range 2 {
		f := e.Attach(big(string(rune('a'+i))+".pdf", 4<<20))
		if refused := len(f) > 0; refused != (i == 1) {
			t.Errorf("file %d of 4 MB: %v", i, f.Codes())
		}
	}
	e.Detach(0)
	if len(e.Attachments) != 1 || e.Attachments[0].Name != "a.pdf" {
		t.Errorf("left %d", len(e.Attachments))
	}
}

func TestGroups_SayHowMuchOfThemIsInUse(t *testing.T) {
	e := view.NewEditor(nb, registered(), full(), kari())
	got := ""
	for _, g := range view.OptionGroups {
		name, used := e.GroupText(g)
		got += name + " " + used + "; "
	}
	equal(t, "groups", got, "Referanser 7; Priser 5; Levering 4; Valuta EUR; Vedlegg 1; Betales til 1; ")
}

func TestLines_AreDoubledAndAskForTheirPrice(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{Lines: []billing.Line{{Item: "Timer", Quantity: dec("2"), Unit: "HUR", Price: dec("900"),
		Source: &billing.Source{Kind: billing.FromWork, Work: []int64{4}}}}}, kari())
	j, ok := e.Duplicate(0)
	d, _ := e.Draft()
	if !ok || j != 1 || len(d.Lines) != 2 || d.Lines[1].Item != "Timer" || d.Lines[1].Source != nil || d.Lines[0].Source == nil {
		t.Errorf("lines %+v", d.Lines)
	}
	i := e.AddText("Kurs")
	if c, ok := e.Next(i, view.CellQuantity); !ok || c != view.CellPrice {
		t.Errorf("after the quantity comes %d %v", c, ok)
	}
	e.SetCell(i, view.CellPrice, "5")
	if _, ok := e.Next(i, view.CellQuantity); ok {
		t.Error("a line that has its price asks for it")
	}
}

func TestVAT_IsFoundByRateWordAndMeaning(t *testing.T) {
	for text, want := range map[string]string{"": "25 %", "15": "15 %", "mat": "15 %", "omv": "omvendt", "råf": "11,11 %", "undervisning": "unntatt", "salg": "utførsel"} {
		found := nb.SuggestVAT(text)
		if len(found) == 0 {
			t.Errorf("%q finds nothing", text)
			continue
		}
		equal(t, text, found[0].Text, want)
	}
	for text, want := range map[string]billing.VATCategory{"omv": billing.ReverseCharge, "Unntatt": billing.Exempt, "utf": billing.Export, "0": billing.ZeroRated} {
		if v, ok := nb.ParseVAT(text, billing.VAT{}); !ok || v.Category != want {
			t.Errorf("%q is %s %v", text, v.Category, ok)
		}
	}
	if _, ok := nb.ParseVAT("om", billing.VAT{}); ok {
		t.Error("two letters are enough for a category")
	}
}

func TestUnits_AreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{"stk.": "EA", "Timer": "HUR", "pr. mnd": "MON", "kvm": "MTK", "rundsum": "LS", "": ""} {
		if got, ok := nb.ParseUnit(text); !ok || got != want {
			t.Errorf("%q is %q %v, want %q", text, got, ok, want)
		}
	}
}

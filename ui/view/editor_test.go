package view_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/ui/view"
)

// desk is as much of a storage as Prepare asks for.
type desk struct {
	billing.Tx
	company   billing.Company
	customers map[string]billing.Customer
}

func (d desk) Company(context.Context) (billing.Company, error) { return d.company, nil }

func (d desk) Customer(_ context.Context, no string) (billing.Customer, error) {
	c, ok := d.customers[no]
	if !ok {
		return c, billing.ErrNotFound
	}
	return c, nil
}

func (d desk) LastIssued(context.Context) (int64, cal.Date, error) {
	return 10260, day("2026-11-20"), nil
}

func (d desk) HighestImported(context.Context) (int64, error) { return 0, nil }

func prepare(t *testing.T, e *view.Editor, c billing.Company, customers ...billing.Customer) billing.Prepared {
	t.Helper()
	d := desk{company: c, customers: map[string]billing.Customer{}}
	for _, c := range customers {
		d.customers[c.No] = c
	}
	draft, _ := e.Draft()
	p, err := billing.Prepare(context.Background(), d, time.Date(2026, 11, 22, 13, 5, 0, 0, time.UTC), draft, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func items() []billing.Item {
	return []billing.Item{
		{ID: 1, No: "KOST", Name: "Kostpenger", Unit: "EA", Price: dec("350")},
		{ID: 2, No: "KOPP", Name: "Kopper og kar", Unit: "EA", Price: dec("129")},
		{ID: 3, No: "OPP", Name: "Oppholdsbetaling", Unit: "MON", Price: dec("1200")},
	}
}

func TestEditor_MakesADraftOfWhatIsTyped(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, kari())
	i := e.AddItem(items()[2])
	e.SetCell(i, view.CellFor, " Ella (4) ")
	j := e.AddItem(items()[2])
	e.SetCell(j, view.CellDiscount, "30%")
	k := e.AddText("Tur til Bogstad")
	e.SetCell(k, view.CellQuantity, "1,5")
	e.SetCell(k, view.CellPrice, "kr 1 200,-")
	e.SetCell(k, view.CellUnit, "time")
	d, faults := e.Draft()
	if len(faults) > 0 {
		t.Fatalf("faults %v", faults.Codes())
	}
	if d.Customer.No != "412" || len(d.Lines) != 3 {
		t.Fatalf("draft %+v", d)
	}
	if l := d.Lines[0]; l.For != "Ella (4)" || l.SellerItemNo != "OPP" || l.Unit != "MON" || !l.Price.Equal(dec("1200")) || !l.Quantity.Equal(dec("1")) {
		t.Errorf("first line %+v", l)
	}
	if l := d.Lines[1]; l.Discount == nil || !l.Discount.Percent.Equal(dec("30")) {
		t.Errorf("second line %+v", l)
	}
	if l := d.Lines[2]; l.Unit != "HUR" || !l.Quantity.Equal(dec("1.5")) || !l.Price.Equal(dec("1200")) {
		t.Errorf("third line %+v", l)
	}
	s := e.Sums()
	equal(t, "amounts", strings.Join(s.Lines, " | "), "1 200,00 | 840,00 | 1 800,00")
	equal(t, "payable", s.Payable, "3 840,00")
	equal(t, "tax", s.Tax, "utenfor")
	equal(t, "tidied price", e.Tidy(k, view.CellPrice), "1 200,00")
	equal(t, "tidied discount", e.Tidy(j, view.CellDiscount), "30 %")
}

func TestEditor_SaysWhichCellCannotBeRead(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, kari())
	e.AddItem(items()[0])
	i := e.AddItem(items()[1])
	e.SetCell(i, view.CellPrice, "tolv")
	e.SetCell(i, view.CellUnit, "tønner")
	e.SetCell(i, view.CellQuantity, "1,2,3")
	_, faults := e.Draft()
	var got []string
	for _, f := range faults {
		got = append(got, f.Code+" "+f.Path)
	}
	want := "[number-unread lines[1].quantity number-unread lines[1].price unit-unread lines[1].unit]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if e.Whole(prepare(t, e, kindergarten(), kari())) {
		t.Error("a form with unread cells is ready")
	}
}

func TestEditor_TheButtonSaysWhatItWillDo(t *testing.T) {
	business := billing.Customer{No: "7", Party: billing.Party{Name: "Fjell & Fjord AS", Type: billing.Business, OrgNo: "923609016", Email: "a@b.no"}}
	paper := kari()
	paper.Email = ""
	nowhere := billing.Customer{No: "9", Party: billing.Party{Name: "Per", Type: billing.Person}}
	for _, c := range []struct {
		customer billing.Customer
		kind     billing.Kind
		want     string
	}{
		{business, billing.KindInvoice, "Utsted og send som EHF"},
		{kari(), billing.KindInvoice, "Utsted og send som e-post"},
		{paper, billing.KindInvoice, "Utsted og skriv ut brev"},
		{nowhere, billing.KindInvoice, "Utsted"},
		{billing.Customer{}, billing.KindInvoice, "Utsted"},
	} {
		e := view.NewEditor(nb, kindergarten(), billing.Draft{Kind: c.kind}, c.customer)
		if got := e.Action(prepare(t, e, kindergarten(), c.customer)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.customer.Name, got, c.want)
		}
	}
}

func TestEditor_ChecksSpeakAsOneTypes(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, billing.Customer{})
	texts := func(customers ...billing.Customer) []string {
		var out []string
		for _, c := range e.Checks(prepare(t, e, kindergarten(), customers...)) {
			out = append(out, c.Chip.Text+" "+c.Text)
		}
		return out
	}
	want := []string{"Nå Velg hvem som skal ha fakturaen", "Nå Legg til en vare eller skriv hva som er solgt"}
	if got := texts(); !slices.Equal(got, want) {
		t.Errorf("an empty form says %q", got)
	}
	e.SetCustomer(kari())
	e.AddItem(items()[0])
	want = []string{"OK Alle lovpålagte felt er med", "OK KID 0412 1026 18, kontonummer stemmer", "Merk Kan ikke motta EHF (privatperson) – går som e-post"}
	if got := texts(kari()); !slices.Equal(got, want) {
		t.Errorf("a finished form says %q", got)
	}
	e.SetCell(0, view.CellQuantity, "0")
	if got := texts(kari()); got[0] != "Feil Linje 1: Antallet er null. Skriv hvor mange, eller ta bort linjen." {
		t.Errorf("got %q", got)
	}
}

func TestEditor_ToldToIssueCallsWhatIsMissingAFault(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, billing.Customer{})
	e.Tried()
	for _, c := range e.Checks(prepare(t, e, kindergarten())) {
		if c.Chip.Tone == view.Accent {
			t.Errorf("still a reminder: %s", c.Text)
		}
	}
}

func TestEditor_AVATSellerStartsFromTheItemOrTheLineBefore(t *testing.T) {
	c := kindergarten()
	c.VATRegistered, c.VATNo = true, "NO923609016MVA"
	e := view.NewEditor(nb, c, billing.Draft{}, kari())
	e.AddText("Kurs")
	e.SetCell(0, view.CellVAT, "15")
	e.AddText("Mat")
	e.AddItem(billing.Item{No: "X", Name: "X", Unit: "EA", Price: dec("10"), VAT: billing.Rate(dec("12"))})
	i := e.AddText("Utleie")
	e.SetCell(i, view.CellVAT, "unntatt")
	d, faults := e.Draft()
	if len(faults) > 0 {
		t.Fatalf("faults %v", faults.Codes())
	}
	var got []string
	for _, l := range d.Lines {
		got = append(got, string(l.VAT.Category)+l.VAT.Rate.String())
	}
	if fmt.Sprint(got) != "[S15 S15 S12 E0]" || d.Lines[3].VAT.Reason == "" {
		t.Errorf("got %v, reason %q", got, d.Lines[3].VAT.Reason)
	}
	if !e.Shows(view.CellVAT) || view.NewEditor(nb, kindergarten(), billing.Draft{}, kari()).Shows(view.CellVAT) {
		t.Error("the VAT column is for sellers in the register only")
	}
}

func TestEditor_SuggestsItemsByNameNumberAndWord(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, kari())
	names := func(text string) (out []string) {
		for _, i := range e.Suggest(items(), text, 3) {
			out = append(out, i.No)
		}
		return out
	}
	for text, want := range map[string]string{"kop": "[KOPP]", "KO": "[KOST KOPP]", "kar": "[KOPP]", "": "[]", "zz": "[]", "opp": "[OPP]"} {
		if got := fmt.Sprint(names(text)); got != want {
			t.Errorf("%q gives %s, want %s", text, got, want)
		}
	}
	equal(t, "as offered", e.SuggestionText(items()[1]), "Kopper og kar · 129,00")
}

func TestEditor_LinesMoveAndComeBack(t *testing.T) {
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, kari())
	for _, i := range items() {
		e.AddItem(i)
	}
	e.Stored(3, e.Mark())
	if at := e.Move(2, -5); at != 0 || e.Lines()[0].Text[view.CellItem] != "Oppholdsbetaling" {
		t.Errorf("moved to %d: %v", at, e.Lines())
	}
	l, ok := e.Remove(0)
	if !ok || !e.Changed() || len(e.Lines()) != 2 {
		t.Error("removing changed nothing")
	}
	e.Insert(0, l)
	e.Move(0, 9)
	if e.Changed() {
		t.Error("all is as stored, and yet it is changed")
	}
	if _, ok := e.Remove(7); ok {
		t.Error("removed a line that is not there")
	}
}

func TestEditor_OpensADraftAsItWasStored(t *testing.T) {
	d := billing.Draft{ID: 5, Customer: billing.CustomerRef{No: "412"}, Note: "Hei", Lines: []billing.Line{{Item: "Kurs", Description: "to dager",
		Quantity: dec("1.333"), Unit: "HUR", Price: dec("12.3456"), PriceBase: dec("10"), Discount: &billing.Discount{Percent: dec("12.5"), Reason: "søsken"}}}}
	e := view.NewEditor(nb, kindergarten(), d, kari())
	if e.Changed() {
		t.Error("opening changed it")
	}
	got, _ := e.Draft()
	if fmt.Sprintf("%+v", got.Lines) != fmt.Sprintf("%+v", d.Lines) && got.Lines[0].Discount.Reason != "søsken" {
		t.Errorf("got %+v, want %+v", got.Lines, d.Lines)
	}
	if l := got.Lines[0]; l.Description != "to dager" || !l.PriceBase.Equal(dec("10")) || !l.Quantity.Equal(dec("1.333")) || !l.Price.Equal(dec("12.3456")) {
		t.Errorf("what the form does not show was lost: %+v", l)
	}
	equal(t, "terms", e.TermsText(), "14 d")
}

func TestEditor_SaysWhoGetsTheBill(t *testing.T) {
	child := billing.Customer{No: "500", Payer: "412", Party: billing.Party{Name: "Ella Nordmann", Type: billing.Person}}
	e := view.NewEditor(nb, kindergarten(), billing.Draft{}, child)
	equal(t, "payer", e.PayerText(prepare(t, e, kindergarten(), child, kari())), "regningen går til Kari Nordmann")
}

package view_test

import (
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"

	"github.com/shopspring/decimal"
)

func offers() *view.Bases {
	b := view.NewBases(nb)
	b.SetRows(map[billing.Kind][]billing.BasisRow{
		billing.KindOffer: {
			{ID: 1, No: "T-1", Kind: billing.KindOffer, State: billing.BasisOpen, CustomerName: "Kari Nordmann", Title: "Hage", Payable: kr("100.00")},
			{ID: 2, No: "T-2", Kind: billing.KindOffer, State: billing.BasisSent, Expired: true, ValidUntil: day("2026-11-01"), CustomerName: "Ola Hansen", Title: "Tak", Payable: kr("50.00")},
			{ID: 3, No: "T-3", Kind: billing.KindOffer, State: billing.BasisAccepted, CustomerName: "Ola Hansen", Payable: kr("70.00")},
			{ID: 4, No: "T-4", Kind: billing.KindOffer, State: billing.BasisCancelled, Payable: kr("1.00")},
		},
		billing.KindOrder: {{ID: 5, No: "O-5", Kind: billing.KindOrder, State: billing.BasisOpen, Invoiced: 60, Payable: kr("70.00")}},
	})
	return b
}

func TestBases_CountAndShowWhatIsInAGroup(t *testing.T) {
	b := offers()
	for filter, want := range map[view.BasisFilter]int{view.BasisActive: 2, view.BasisToSend: 1, view.BasisSentOut: 0, view.BasisExpired: 1, view.BasisAccepted: 1,
		view.BasisDropped: 1, view.BasisAll: 4} {
		b.Filter = filter
		if got := len(b.Rows()); got != want {
			t.Errorf("%s: %d rows, want %d", filter, got, want)
		}
	}
	b.Filter, b.Text = view.BasisAll, "OLA"
	if got := len(b.Rows()); got != 2 {
		t.Errorf("looking for a name finds %d", got)
	}
	count, sum := b.Total()
	equal(t, "count", count, "2 tilbud")
	equal(t, "sum", sum, "120,00")
}

func TestBases_RevealShowsABasisWhateverWasFiltered(t *testing.T) {
	b := offers()
	b.Text = "nobody"
	b.Reveal(4)
	if b.Filter != view.BasisAll || len(b.Rows()) != 4 {
		t.Errorf("filter %s shows %d", b.Filter, len(b.Rows()))
	}
	b.Reveal(5)
	if b.Kind != billing.KindOrder || len(b.Rows()) != 1 {
		t.Errorf("kind %s shows %d", b.Kind, len(b.Rows()))
	}
}

func TestBasisStatus_TellsTheReason(t *testing.T) {
	for _, c := range []struct {
		row       billing.BasisRow
		text, why string
	}{
		{billing.BasisRow{Kind: billing.KindOffer, State: billing.BasisOpen}, "Ikke sendt", "Kunden har ikke fått det ennå."},
		{billing.BasisRow{Kind: billing.KindOffer, State: billing.BasisSent, Expired: true, ValidUntil: day("2026-11-01")}, "Utløpt",
			"Gjaldt til 01.11.2026. Rediger og sett en ny dato for å sende det på nytt."},
		{billing.BasisRow{Kind: billing.KindOrder, State: billing.BasisOpen}, "Å fakturere", "Ingenting er fakturert ennå."},
		{billing.BasisRow{Kind: billing.KindOrder, State: billing.BasisOpen, Invoiced: 60}, "Delfakturert", "60 % står på fakturaer eller utkast. Resten kan faktureres."},
		{billing.BasisRow{Kind: billing.KindOrder, State: billing.BasisDone, Invoiced: 100, Documents: []string{"10230", "10231"}}, "Fakturert", "Fakturert på 10230, 10231."},
		{billing.BasisRow{Kind: billing.KindOrder, State: billing.BasisDone, Invoiced: 60}, "Fakturert", "Avsluttet. Det faktureres ikke mer av det."},
	} {
		got := nb.BasisStatus(c.row)
		equal(t, "status", got.Text, c.text)
		equal(t, "reason", got.Why, c.why)
	}
}

func order() billing.Basis {
	return billing.Basis{ID: 6, No: "O-6", Kind: billing.KindOrder, State: billing.BasisOpen, Draft: billing.Draft{Kind: billing.KindOrder, Lines: []billing.Line{
		{Item: "Leie av sal", Quantity: dec("20"), Unit: "HUR", Price: dec("725")}, {Item: "Kopper", Quantity: dec("3"), Unit: "EA", Price: dec("129")},
		{Item: "Retur", Quantity: dec("-2"), Unit: "EA", Price: dec("10")}, {Item: "Oppstart", Quantity: dec("1"), Unit: "EA", Price: dec("2000")}}}}
}

func TestTakeForm_BeginsWithAllThatIsLeftAndRefusesMore(t *testing.T) {
	f := nb.TakeForm(kindergarten(), order(), map[int]decimal.Decimal{1: dec("7.5"), 4: dec("1")})
	takes, faults := f.Takes()
	if len(faults) > 0 || len(takes) != 3 || !takes[0].Quantity.Equal(dec("12.5")) || !takes[2].Quantity.Equal(dec("-2")) {
		t.Fatalf("takes %v, faults %v", takes, faults)
	}
	equal(t, "sum", f.Sum(), "9 429,50") // 12,5 × 725 + 3 × 129 − 2 × 10
	for _, c := range []struct {
		line int
		text string
		code string
	}{{0, "12:45", "order-exceeds"}, {1, "4", "order-exceeds"}, {2, "2", "order-exceeds"}, {1, "tre", "number-unread"}, {3, "1", "order-exceeds"}} {
		f.All(true)
		f.Set(c.line, c.text)
		if _, faults := f.Takes(); len(faults) != 1 || faults[0].Code != c.code {
			t.Errorf("%d %q: %v, want %s", c.line, c.text, faults, c.code)
		}
		if f.Fault(c.line) == "" || f.Sum() != "" {
			t.Errorf("%d %q: nothing is said", c.line, c.text)
		}
	}
	f.All(false)
	if _, faults := f.Takes(); len(faults) != 1 || faults[0].Code != "order-take-nothing" {
		t.Errorf("nothing: %v", faults)
	}
}

func TestBasisDetail_OffersOnlyWhatCanBeDone(t *testing.T) {
	can := func(k billing.Kind, s billing.BasisState, taken map[int]decimal.Decimal) view.BasisCan {
		b := order()
		b.Kind, b.State = k, s
		return nb.BasisDetail(b, billing.BasisRow{Kind: k, State: s}, billing.Prepared{}, taken).Can
	}
	all := map[int]decimal.Decimal{1: dec("20"), 2: dec("3"), 3: dec("-2"), 4: dec("1")}
	for name, c := range map[string]struct{ got, want view.BasisCan }{
		"open offer":     {can(billing.KindOffer, billing.BasisOpen, nil), view.BasisCan{Edit: true, Send: true, Accept: true, Decline: true, Cancel: true}},
		"accepted offer": {can(billing.KindOffer, billing.BasisAccepted, nil), view.BasisCan{}},
		"order":          {can(billing.KindOrder, billing.BasisOpen, nil), view.BasisCan{Edit: true, Send: true, Invoice: true, Cancel: true}},
		"part":           {can(billing.KindOrder, billing.BasisOpen, map[int]decimal.Decimal{1: dec("1")}), view.BasisCan{Edit: true, Send: true, Invoice: true, Finish: true}},
		"all taken":      {can(billing.KindOrder, billing.BasisOpen, all), view.BasisCan{Edit: true, Send: true, Finish: true}},
		"cancelled":      {can(billing.KindOrder, billing.BasisCancelled, nil), view.BasisCan{}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", name, c.got, c.want)
		}
	}
}

func TestBasisForm_KeepsWhatItDoesNotShow(t *testing.T) {
	b := order()
	b.From, b.Draft.Lines[0].Source = 3, &billing.Source{Kind: billing.FromOrder, ID: 9}
	f := view.NewBasisForm(nb, kindergarten(), b, kari())
	if f.Changed() {
		t.Error("opening it changed it")
	}
	f.ValidUntil = day("2026-12-24")
	if !f.Changed() || !f.Began() {
		t.Error("another day is no change")
	}
	got, faults := f.Basis()
	if len(faults) > 0 || got.From != 3 || got.ID != 6 || got.Draft.Lines[0].Source == nil || got.Draft.Customer.No != "412" || got.ValidUntil != day("2026-12-24") {
		t.Errorf("%+v %v", got, faults)
	}
}

func TestBasisForm_WhatCannotBeReadIsOneFault(t *testing.T) {
	f := view.NewBasisForm(nb, kindergarten(), order(), kari())
	f.SetCell(1, view.CellQuantity, "tre")
	var p billing.Prepared
	p.Faults.Add("line-quantity-zero", "lines[1].quantity")
	if checks := f.Checks(p); len(checks) != 1 || checks[0].Text == "" {
		t.Errorf("%+v", checks)
	}
}

func TestBasisForm_AnEmptyOneSaysWhatComesNext(t *testing.T) {
	f := view.NewBasisForm(nb, kindergarten(), view.NewBasis(billing.KindOffer, day("2026-11-22")), billing.Customer{})
	if f.Began() {
		t.Error("an empty form was begun")
	}
	var p billing.Prepared
	p.Faults.Add("party-name-missing", "customer.name")
	p.Faults.Add("buyer-address-missing", "customer.address")
	p.Faults.Add("BR-16", "lines")
	checks := f.Checks(p)
	if len(checks) != 2 || checks[0].Text != "Velg hvem det er til" || checks[0].Chip.Tone != view.Accent {
		t.Errorf("%+v", checks)
	}
	f.Tried()
	if checks = f.Checks(p); checks[0].Chip.Tone != view.Bad {
		t.Errorf("after trying %+v", checks)
	}
}

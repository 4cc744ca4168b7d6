package view_test

import (
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/money"
	"fakturist/ui/view"
)

func cost(s string) *money.Amount {
	a := kr(s)
	return &a
}

func somePlan() billing.DispatchPlan {
	return billing.PlanOf([]billing.PlannedDelivery{
		{DeliveryID: 1, Invoice: "10261", CustomerName: "Kari Nordmann", Payable: kr("2740.00"), Channel: billing.Email, Recipient: "kari@example.no",
			Passed: []billing.Passed{{Channel: billing.EHF, Reason: "route-no-orgno"}}},
		{DeliveryID: 2, Invoice: "10262", CustomerName: "Fjell AS", Payable: kr("100.00"), Channel: billing.EHF, Recipient: "0192:974760673", Waits: "lookup-first", Cost: cost("2.50")},
		{DeliveryID: 3, Invoice: "10263", CustomerName: "Åse Bråten", Payable: kr("100.00"), Channel: billing.Letter, Recipient: "Åse Bråten", Cost: cost("25.00"), Waits: "delivery-undo",
			At: time.Date(2026, 11, 22, 13, 5, 30, 0, time.UTC)},
		{Invoice: "10264", CustomerName: "Ingen Vei", Payable: kr("100.00"), Passed: []billing.Passed{{Channel: billing.EHF, Reason: "route-no-orgno"}, {Channel: billing.Email, Reason: "route-no-email"}}},
		{DraftID: 7, CustomerName: "Ingrid", Payable: kr("100.00"), Channel: billing.EHF, Recipient: "0192:1", Cost: cost("2.50")},
	})
}

func TestPlan_SaysWhoGetsWhatAndWhatItCosts(t *testing.T) {
	p := nb.Plan(somePlan())
	equal(t, "sum", plain(p.Text), "5 fakturaer: 2 EHF, 1 e-post, 1 brev, 1 uten vei ut")
	equal(t, "cost", plain(p.Cost), "Koster kr 30,00, og 1 til som prisen ikke er kjent for")
	if p.Stuck != 1 || p.Ask != 1 || p.Go != 3 {
		t.Errorf("%d without a way, %d asked first, %d go", p.Stuck, p.Ask, p.Go)
	}
	first := p.Rows[0]
	equal(t, "what needs somebody first", first.Customer+" "+string(first.Channel.Text), "Ingen Vei Ingen vei ut")
	for _, r := range p.Rows {
		switch r.Row.Invoice {
		case "10261":
			equal(t, "why", r.Why, "Ikke EHF: mangler organisasjonsnummer.")
			equal(t, "why in full", r.Full, "Ikke EHF: "+nb.Reason("route-no-orgno", nil))
			equal(t, "unknown cost", r.Cost, "")
		case "10263":
			equal(t, "when", r.Why, nb.Reason("delivery-undo", nil)+" Går 14:05.")
			equal(t, "a letter's recipient is its customer", r.To, "")
		case "":
			equal(t, "draft", r.Number, "Utkast")
		}
	}
	numbers := p.PlanNumbers([]string{p.Rows[0].Key, p.Rows[1].Key, "#7"})
	if len(numbers) != 2 {
		t.Errorf("numbers %q, want those of the two documents", numbers)
	}
}

func TestPlan_NeverCallsAnUnknownPriceFree(t *testing.T) {
	p := nb.Plan(billing.PlanOf([]billing.PlannedDelivery{{Invoice: "1", Channel: billing.Letter}}))
	equal(t, "cost", p.Cost, nb.T("plan.cost.unknown"))
	equal(t, "sum's cost", p.Sums[0].Cost, "")
	equal(t, "of nothing", nb.Plan(billing.DispatchPlan{}).Cost, "")
}

func TestRouteStory_AsksWhyAndTellsEachStep(t *testing.T) {
	s := nb.RouteStory(billing.RouteStory{Invoice: "10261", Of: billing.RouteOfGroup, Group: "Styret", List: []billing.ChannelName{billing.EHF, billing.Email, billing.Letter},
		Steps: []billing.RouteStep{{Channel: billing.EHF, Outcome: "passed", Reason: "route-no-orgno"},
			{Channel: billing.Email, Outcome: "bounced", Reason: "smtp-550", Detail: "550 5.1.1", Place: "smtp.example.no:587", At: time.Date(2026, 11, 22, 13, 2, 0, 0, time.UTC)},
			{Channel: billing.Letter, Outcome: "accepted"}}})
	equal(t, "title", s.Title, "Hvorfor brev?")
	equal(t, "list", s.List, "Gruppen Styret har denne rekkefølgen: EHF → e-post → brev")
	equal(t, "outcome", s.Steps[1].Outcome.Text+" "+s.Steps[1].Answer, "Kom i retur 550 5.1.1")
	equal(t, "where", s.Steps[1].Where, "14:02 · via smtp.example.no:587")
	none := nb.RouteStory(billing.RouteStory{Of: billing.RouteOfCompany, Steps: []billing.RouteStep{{Channel: billing.EHF, Outcome: "refused", Reason: "elma-not-registered"}}})
	equal(t, "without a way", none.Title, "Hvorfor ble den ikke sendt?")
}

func TestRouteList_MovesTicksAndExcludes(t *testing.T) {
	company := []billing.ChannelName{billing.EHF, billing.Email, billing.Letter}
	l := view.NewRouteList(nb, nil, company)
	equal(t, "as above", l.Text()+" "+l.Key(), "Uten egen rekkefølge gjelder EHF → e-post → brev. ")
	items := l.Items()
	if len(items) != 5 || items[0].ID != "ehf" || !items[2].On || items[3].On {
		t.Fatalf("items %+v", items)
	}
	items[0], items[2] = items[2], items[0]
	l.Take(items)
	equal(t, "moved", l.Key(), "letter,email,ehf")
	l.Only("email")
	equal(t, "exclusive", l.Key()+": "+l.Text(), "email: Bare e-post blir brukt. Går det ikke, blir fakturaen liggende, og du får beskjed.")
	items = l.Items()
	for i := range items {
		items[i].On = false
	}
	l.Take(items)
	if l.Problem() == "" || len(l.List()) != 0 {
		t.Errorf("an empty list is no problem: %v", l.List())
	}
	l.Forget()
	if l.Dirty() || l.Own || l.Problem() != "" {
		t.Errorf("forgotten: own %v, changed %v, %q", l.Own, l.Dirty(), l.Problem())
	}
}

func TestRoutePreview_CountsWhoChanges(t *testing.T) {
	p := nb.RoutePreview(billing.RoutePreview{Customers: 40, Own: 2, Changes: []billing.RouteChange{
		{CustomerNo: "1", CustomerName: "Kari", From: billing.Email, To: billing.Letter, Reason: "route-no-orgno"}, {CustomerNo: "2", CustomerName: "Per", From: billing.Letter}}})
	equal(t, "title", p.Title, "2 kunder bytter kanal")
	equal(t, "text", p.Text, "Rekkefølgen gjelder for 40 kunder. 2 til har egen rekkefølge og endres ikke. 1 får ingen vei ut.")
	equal(t, "change", p.Rows[1].From+" → "+p.Rows[1].To, "Brev → Ingen vei ut")
	equal(t, "nobody", nb.RoutePreview(billing.RoutePreview{Customers: 3}).Title, "Ingen kunder bytter kanal")
}

func TestSettings_FindTheOrderOfChannels(t *testing.T) {
	for words, want := range map[string]bool{"rekkefølge": true, "Vipps": true, "bare denne": true, "kontonummer": false} {
		if got := nb.RoutesSpeakOf(words); got != want {
			t.Errorf("%q finds it: %v", words, got)
		}
	}
}

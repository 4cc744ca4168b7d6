package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/money"
)

// PlanDispatch is made of what waits in the outbox, and of what stands beside it for the picture.
func (b *bureau) PlanDispatch(_ context.Context, numbers []string, drafts []int64) (billing.DispatchPlan, error) {
	b.calls = append(b.calls, fmt.Sprint("plan ", numbers, drafts))
	return billing.PlanOf(b.planned), nil
}

// AskReceivers answers for all that nobody had asked.
func (b *bureau) AskReceivers(context.Context, []string, []int64) (int, error) {
	n := 0
	for i := range b.planned {
		if b.planned[i].Waits == "lookup-first" {
			b.planned[i].Waits = ""
			n++
		}
	}
	b.calls = append(b.calls, fmt.Sprint("ask ", n))
	return n, nil
}

func (b *bureau) SendFirst(_ context.Context, numbers, first []string) error {
	b.calls = append(b.calls, "first "+strings.Join(first, ","))
	return nil
}

func (b *bureau) Rehearse(_ context.Context, numbers []string, to string) (int, error) {
	b.calls = append(b.calls, fmt.Sprintf("rehearse %v %s", numbers, to))
	return max(len(numbers), 1), nil
}

// PreviewRoutes moves everybody who gets mail when letters come first.
func (b *bureau) PreviewRoutes(_ context.Context, list []billing.ChannelName, group string) (billing.RoutePreview, error) {
	b.calls = append(b.calls, fmt.Sprint("preview ", list, group))
	p := billing.RoutePreview{Own: 2}
	for _, c := range b.customers {
		if c.Payer != "" || group != "" && !slices.Contains(c.Groups, group) {
			continue
		}
		p.Customers++
		from, _ := billing.NextChannel(b.company.Routes, c.Party, "")
		to, passed, _ := billing.PickChannel(list, c.Party, "")
		if from == to {
			continue
		}
		change := billing.RouteChange{CustomerNo: c.No, CustomerName: c.Name, From: from, To: to}
		if len(passed) > 0 {
			change.Reason = passed[0].Reason
		}
		p.Changes = append(p.Changes, change)
	}
	return p, nil
}

func (b *bureau) SaveRoutes(_ context.Context, list []billing.ChannelName, group string) error {
	b.calls = append(b.calls, fmt.Sprint("routes ", list, group))
	if group == "" {
		b.company.Routes = list
		return nil
	}
	if b.company.GroupRoutes == nil {
		b.company.GroupRoutes = map[string][]billing.ChannelName{}
	}
	b.company.GroupRoutes[group] = list
	return nil
}

// WhyRoute tells of a mail that came back before the letter went.
func (b *bureau) WhyRoute(_ context.Context, number string) (billing.RouteStory, error) {
	b.calls = append(b.calls, "why "+number)
	return billing.RouteStory{Invoice: number, Of: billing.RouteOfGroup, Group: "Blåbær", List: []billing.ChannelName{billing.EHF, billing.Email, billing.Letter}, Steps: []billing.RouteStep{
		{Channel: billing.EHF, Outcome: "passed", Reason: "route-no-orgno"},
		{Channel: billing.Email, Outcome: "bounced", Reason: "smtp-550", Detail: "550 5.1.1 <kari@example.no>: Recipient address rejected: User unknown", Place: "smtp.blabarlia.example:587", At: clock()},
		{Channel: billing.Letter, Outcome: "accepted", At: clock()}}}, nil
}

// fillPlan gives the plan a row of each sort.
func (b *bureau) fillPlan() {
	cost := func(s string) *money.Amount { a := kr(s); return &a }
	b.planned = []billing.PlannedDelivery{
		{DeliveryID: 1, Invoice: "10262", CustomerNo: "402", CustomerName: "Ingrid Ødegård", Payable: kr("1450.00"), Channel: billing.Email, Recipient: "ingrid@example.no",
			Passed: []billing.Passed{{Channel: billing.EHF, Reason: "route-no-orgno"}}},
		{DeliveryID: 2, Invoice: "10263", CustomerNo: "120", CustomerName: "Fjell & Fjord AS", Payable: kr("14500.00"), Channel: billing.EHF, Recipient: "0192:974760673", Cost: cost("2.50"), Waits: "lookup-first"},
		{DeliveryID: 3, Invoice: "10264", CustomerNo: "101", CustomerName: "Oslo kommune, Bydel Grünerløkka", Payable: kr("18600.00"), Channel: billing.EHF, Recipient: "0192:870534612", Cost: cost("2.50")},
		{DeliveryID: 4, Invoice: "10265", CustomerNo: "291", CustomerName: "Åse Bråten", Payable: kr("1200.00"), Channel: billing.Letter, Recipient: "Åse Bråten", Cost: cost("25.00"),
			Passed: []billing.Passed{{Channel: billing.EHF, Reason: "route-no-orgno"}, {Channel: billing.Email, Reason: "route-no-email"}}},
		{DeliveryID: 5, Invoice: "10266", CustomerNo: "350", CustomerName: "Per Lunde", Payable: kr("1200.00"), Channel: billing.Email, Recipient: "per@example.no", Waits: "delivery-held",
			Passed: []billing.Passed{{Channel: billing.EHF, Reason: "route-no-orgno"}}},
		{Invoice: "10267", CustomerNo: "900", CustomerName: "Adresseløs ANS", Payable: kr("600.00"),
			Passed: []billing.Passed{{Channel: billing.EHF, Reason: "elma-not-registered"}, {Channel: billing.Email, Reason: "route-no-email"}, {Channel: billing.Letter, Reason: "route-no-address"}}},
	}
}

package app

import (
	"context"
	_ "embed"

	"fakturist/billing"
	"fakturist/billing/cal"
)

//go:embed story/signed.pdf
var storySigned []byte

// offer writes two offers: one is sent and waits for its answer, the other came back signed and became an order, of which a
// part is invoiced.
func (s *story) offer(ctx context.Context) error {
	waiting, signed, paper := storyOffers(s.company.Today())
	saved, err := s.company.SaveBases(ctx, []billing.Basis{waiting, signed})
	if err != nil {
		return err
	}
	if err := s.company.SendBasis(ctx, saved[0].ID); err != nil {
		return err
	}
	order, err := s.company.AcceptOffer(ctx, saved[1].ID, "Tore Sæther", s.company.Today(), []billing.Attachment{paper})
	if err != nil {
		return err
	}
	id, err := s.company.InvoiceBasis(ctx, order.ID, []billing.Take{{Line: 1, Quantity: number("2")}, {Line: 3}})
	if err != nil {
		return err
	}
	issued, err := s.issueAndSend(ctx, id)
	if err != nil {
		return err
	}
	s.tell("offered", "count", len(saved), "order", order.No, "offer", saved[1].No, "number", issued.Number(), "sum", issued.Document().Totals.Payable)
	return nil
}

// issueAndSend turns one draft into an invoice that goes out at once.
func (s *story) issueAndSend(ctx context.Context, draft int64) (billing.Invoice, error) {
	issued, err := s.issueAll(ctx, []int64{draft})
	if err != nil {
		return billing.Invoice{}, err
	}
	_, err = s.company.Send(ctx, Sending{})
	return issued[0], err
}

// storyOffers are an offer to wait for, one that is signed, and the signed paper.
func storyOffers(today cal.Date) (waiting, signed billing.Basis, paper billing.Attachment) {
	taxed := func(item, quantity, unit, price string) billing.Line {
		return billing.Line{Item: item, Quantity: number(quantity), Unit: unit, Price: number(price), VAT: billing.Rate(number("25"))}
	}
	waiting = billing.Basis{Kind: billing.KindOffer, ValidUntil: today.AddDays(30), Draft: billing.Draft{Customer: billing.CustomerRef{No: "2003"},
		BuyerReference: "Styret", Note: "Prisene gjelder for hele vårsesongen.",
		Lines: []billing.Line{taxed("Leie av klubbhus, julebord", "6", "HUR", "333.33"), taxed("Rydding og vask", "1", "EA", "1200")}}}
	signed = billing.Basis{Kind: billing.KindOffer, ValidUntil: today.AddDays(14), Draft: billing.Draft{Customer: billing.CustomerRef{No: "2001"},
		BuyerReference: "Sponsor 2027", Lines: []billing.Line{taxed("Skiltreklame på kunstgressbanen", "5", "EA", "4000"),
			taxed("Omtale i kampprogram", "12", "EA", "450"), taxed("Montering av skilt", "1", "EA", "1500")}}}
	return waiting, signed, billing.Attachment{Name: "T-2 signert.pdf", MIME: "application/pdf", Description: "Signert av Tore Sæther", Content: storySigned}
}

// queue leaves drafts that are ready to be issued with one key, one of which still lacks something.
func (s *story) queue(ctx context.Context) error {
	ids, err := s.company.SaveDrafts(ctx, storyReady())
	if err != nil {
		return err
	}
	return s.company.SetReady(ctx, ids, true)
}

// storyReady are the winter's fees, and a rent nobody wrote the VAT of.
func storyReady() []billing.Draft {
	var out []billing.Draft
	for _, no := range []string{"1003", "1005", "1011", "1014", "1017", "1020"} {
		out = append(out, billing.Draft{Customer: billing.CustomerRef{No: no}, Lines: []billing.Line{fee("Treningsavgift vinter", "1250", "")}})
	}
	rent := billing.Line{Item: "Leie av klubbhus", Quantity: number("3"), Unit: "HUR", Price: number("333.33")}
	return append(out, billing.Draft{Customer: billing.CustomerRef{No: "2002"}, BuyerReference: "Marked", Lines: []billing.Line{rent}})
}

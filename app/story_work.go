package app

import (
	"bytes"
	"context"

	"fakturist/billing"
	"fakturist/billing/ubl"

	"github.com/shopspring/decimal"
)

// work writes down a week's work for a sponsor and invoices it with its timesheet. In the window some of the next week waits.
func (s *story) work(ctx context.Context) error {
	var ids []int64
	hours := decimal.Zero
	for _, w := range s.storyWork() {
		saved, err := s.company.SaveWork(ctx, w)
		if err != nil {
			return err
		}
		if w.Project == storyNext {
			continue
		}
		ids = append(ids, saved.ID)
		if w.Kind == billing.WorkHours {
			hours = hours.Add(w.Quantity)
		}
	}
	id, err := s.company.InvoiceWork(ctx, ids, billing.ByPerson, true)
	if err != nil {
		return err
	}
	issued, err := s.issueAndSend(ctx, id)
	if err != nil {
		return err
	}
	doc := issued.Document()
	s.tell("worked", "hours", hours, "customer", doc.Buyer.Name, "number", issued.Number(), "sum", doc.Totals.Payable)
	return nil
}

const (
	storyProject = "Sommerskole"
	storyNext    = "Vinterleir" // not invoiced yet
)

// storyWork are the hours; those of the next project in the window only.
func (s *story) storyWork() []billing.Work {
	today := s.company.Today()
	on := func(daysAgo int, project string, kind billing.WorkKind, person, text, quantity, price string) billing.Work {
		return billing.Work{CustomerNo: "2003", Project: project, Kind: kind, Date: today.AddDays(-daysAgo), Person: person, Text: text,
			Quantity: number(quantity), Price: number(price), VAT: billing.Rate(number("25"))}
	}
	out := []billing.Work{
		on(9, storyProject, billing.WorkHours, "Ida Moen", "Opplegg for bedriftstrening", "3.5", "650"),
		on(8, storyProject, billing.WorkHours, "Ida Moen", "Trening med de ansatte", "2", "650"),
		on(8, storyProject, billing.WorkHours, "Jon Lie", "Trening med de ansatte", "2", "650"),
		on(8, storyProject, billing.WorkMileage, "Ida Moen", "Kløfta–Oslo tur-retur", "72", "5.30"),
	}
	if s.folder != "" {
		return out
	}
	return append(out,
		on(2, storyNext, billing.WorkHours, "Jon Lie", "Planlegging av leir", "4.25", "650"),
		on(1, storyNext, billing.WorkHours, "Ida Moen", "Møte om program", "1.5", "650"),
		on(1, storyNext, billing.WorkExpense, "Ida Moen", "Kopier og permer", "1", "318.40"))
}

// receive reads two invoices of others, one of which asks for an øre of VAT too much.
func (s *story) receive(ctx context.Context) error {
	clean, wrong, err := s.storyReceived(ctx)
	if err != nil {
		return err
	}
	if _, err := s.company.Receive(ctx, "hallvakt-20417.xml", clean); err != nil {
		return err
	}
	bad, err := s.company.Receive(ctx, "drakter-883.xml", wrong)
	if err != nil {
		return err
	}
	s.tell("received", "count", 2, "wrong", bad.Seller.Name, "faults", bad.Fatal)
	return nil
}

func (s *story) storyReceived(ctx context.Context) (clean, wrong []byte, err error) {
	seller, err := s.company.Seller(ctx)
	if err != nil {
		return nil, nil, err
	}
	if clean, err = s.billFrom(seller, "Hallvakt Øst AS", "999005101", "20417", "Vakthold i hallen, november", "12", "410"); err != nil {
		return nil, nil, err
	}
	wrong, err = s.billFrom(seller, "Drakter og Trykk AS", "999005209", "883", "Drakter med trykk", "24", "279")
	return clean, bytes.ReplaceAll(wrong, []byte(">1674.00<"), []byte(">1674.01<")), err
}

// billFrom is an EHF of a supplier to the company.
func (s *story) billFrom(to billing.Company, name, orgNo, no, item, quantity, price string) ([]byte, error) {
	supplier, faults := billing.CompanyFrom(billing.Settings{"name": name, "orgNo": orgNo, "vat": "yes", "foretaksregisteret": "yes",
		"account": "15035040118", "kid.modulus": "10", "kid.length": "8", "address.street": "Industriveien 4", "address.postCode": "2020", "address.city": "Skedsmokorset"})
	if err := faults.Err(); err != nil {
		return nil, err
	}
	draft := billing.Draft{Customer: billing.CustomerRef{Party: to.Party}, BuyerReference: "Kasserer",
		Lines: []billing.Line{{Item: item, Quantity: number(quantity), Unit: "EA", Price: number(price), VAT: billing.Rate(number("25"))}}}
	day := s.company.Today().AddDays(-4)
	doc, faults := billing.Compose(supplier, billing.Customer{}, nil, draft, day)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	kid, err := supplier.KID.Compose("", no)
	if err != nil {
		return nil, err
	}
	return ubl.Write(billing.RestoreInvoice(0, no, kid, s.company.clock(), doc))
}

package app

import (
	"context"
	"slices"
	"time"

	"fakturist/billing"
	"fakturist/data"
)

// PlanDispatch tells what sending documents and drafts would do now: who gets what, by which channel, why not by an earlier
// one of the list, when, and what it costs. Without any it tells of all that waits. It asks nobody, and goes by what
// receivers answered last; see AskReceivers. Documents and drafts nobody has are refused by name.
func (c *Company) PlanDispatch(ctx context.Context, numbers []string, drafts []int64) (billing.DispatchPlan, error) {
	w, err := c.openWays(ctx)
	if err != nil {
		return billing.DispatchPlan{}, err
	}
	var rows []billing.PlannedDelivery
	err = c.view(ctx, func(tx *data.Tx) error {
		p := planner{ways: w, tx: tx}
		if err := p.documents(ctx, numbers, len(drafts) == 0); err != nil {
			return err
		}
		if err := p.drafts(ctx, drafts); err != nil {
			return err
		}
		rows = p.rows
		return p.missing.Err()
	})
	if err != nil {
		return billing.DispatchPlan{}, err
	}
	w.pace(rows)
	return billing.PlanOf(rows), nil
}

// AskReceivers asks whoever of the same documents and drafts is not known to take EHF or not, and tells how many were asked.
// The answers are kept, so that PlanDispatch knows them.
func (c *Company) AskReceivers(ctx context.Context, numbers []string, drafts []int64) (asked int, err error) {
	plan, err := c.PlanDispatch(ctx, numbers, drafts)
	if err != nil {
		return 0, err
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return 0, err
	}
	done := map[string]bool{}
	for _, row := range plan.Rows {
		if row.Channel != billing.EHF || row.Waits != billing.WaitsAsk || done[row.Recipient] {
			continue
		}
		done[row.Recipient] = true
		w.lookUp(ctx, row.Recipient, billing.DocumentType(row.Kind))
		if err := ctx.Err(); err != nil {
			return len(done), err
		}
	}
	return len(done), nil
}

// planner plans many documents with a few reads.
type planner struct {
	*ways
	tx      *data.Tx
	rows    []billing.PlannedDelivery
	missing billing.Faults
}

// documents plans the documents named, or all that waits.
func (p *planner) documents(ctx context.Context, numbers []string, all bool) error {
	var list []data.OnWay
	var err error
	switch {
	case len(numbers) > 0:
		list, err = p.tx.OnWay(ctx, numbers)
		p.noteMissing(numbers, list)
	case all:
		list, err = p.tx.Waiting(ctx)
	}
	if err != nil {
		return err
	}
	routes, err := p.routesOf(ctx, list)
	if err != nil {
		return err
	}
	for _, doc := range list {
		p.rows = append(p.rows, p.plan(doc, routes))
	}
	return nil
}

func (p *planner) noteMissing(numbers []string, found []data.OnWay) {
	known := make(map[string]bool, len(found))
	for _, doc := range found {
		known[doc.Number] = true
	}
	for _, n := range numbers {
		if !known[n] {
			p.missing.Add("document-unknown", n, "number", n)
		}
	}
}

// routing is what finding a document's way anew needs.
type routing struct {
	buyers    map[int64]billing.Party
	customers map[string]billing.Customer
}

// routesOf reads the buyers and lists of channels of documents that find their way anew: those that do not wait by a channel
// that takes them.
func (p *planner) routesOf(ctx context.Context, list []data.OnWay) (routing, error) {
	var participants []string
	for _, doc := range list {
		if doc.Delivery.Channel == billing.EHF {
			participants = append(participants, doc.Delivery.Recipient)
		}
	}
	if err := p.learn(ctx, p.tx, participants); err != nil {
		return routing{}, err
	}
	var ids []int64
	var customers []string
	for _, doc := range list {
		d := doc.Delivery
		if no, _ := p.closed(d.Channel, d.Recipient, doc.Kind); d.ID == 0 || no != "" {
			ids, customers = append(ids, doc.InvoiceID), append(customers, doc.CustomerNo)
		}
	}
	if len(ids) == 0 {
		return routing{}, nil
	}
	buyers, err := p.tx.Buyers(ctx, ids)
	if err != nil {
		return routing{}, err
	}
	found, err := p.tx.CustomersByNo(ctx, customers)
	if err != nil {
		return routing{}, err
	}
	for _, doc := range list {
		buyer, asked := buyers[doc.InvoiceID]
		if customer, known := found[doc.CustomerNo]; asked && known {
			buyer.Email = customer.Email // the address of today counts; see buyerToday
			buyers[doc.InvoiceID] = buyer
		}
		participants = append(participants, buyer.PeppolAddress().String())
	}
	return routing{buyers, found}, p.learn(ctx, p.tx, participants)
}

// plan is what would become of one document: the delivery that waits goes, or falls through its list as the runner would let
// it; without one the best channel is taken.
func (p *planner) plan(doc data.OnWay, from routing) billing.PlannedDelivery {
	d := doc.Delivery
	row := billing.PlannedDelivery{DeliveryID: d.ID, Invoice: doc.Number, Kind: doc.Kind, CustomerNo: doc.CustomerNo,
		CustomerName: doc.CustomerName, Payable: doc.Payable, Channel: d.Channel, Recipient: d.Recipient, Passed: d.Passed}
	no, waits := p.closed(d.Channel, d.Recipient, doc.Kind)
	if d.ID != 0 && no == "" {
		row.Waits = waits
		p.patience(&row, d)
		return p.priced(row)
	}
	buyer := from.buyers[doc.InvoiceID]
	if d.ID != 0 {
		row.Passed = append(slices.Clone(d.Passed), billing.Passed{Channel: d.Channel, Reason: no})
	}
	found := p.after(billing.Route(p.seller, from.customers[doc.CustomerNo]), d.Channel, buyer, doc.Kind)
	row.Channel, row.Recipient, row.Waits = found.channel, found.recipient, found.waits
	row.Passed = append(row.Passed, found.passed...)
	switch {
	case d.ID != 0:
		p.patience(&row, d)
	case doc.Live != "" && doc.Live == row.Channel:
		row.Waits = billing.WaitsLive
	}
	return p.priced(row)
}

// patience says when a delivery that waits may go, and what for.
func (p *planner) patience(row *billing.PlannedDelivery, d billing.Delivery) {
	switch {
	case d.Held:
		row.Waits = billing.WaitsHeld
	case !d.NotBefore.After(p.now), d.NotBefore.After(p.now.Add(longestWait)): // beyond that the clock was set back since
		p.rest(row)
	case d.Reason != "":
		row.At, row.Waits = d.NotBefore, d.Reason
	default:
		row.At, row.Waits = d.NotBefore, billing.WaitsUndo
	}
}

// rest says that the channel of a row takes a pause.
func (w *ways) rest(row *billing.PlannedDelivery) {
	if rest, ok := w.rests[row.Channel]; ok {
		row.At, row.Waits = rest.Until, rest.Reason
	}
}

// drafts plans drafts as if they were issued now.
func (p *planner) drafts(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := p.tx.DraftsOnWay(ctx, ids)
	if err != nil {
		return err
	}
	known := make(map[int64]bool, len(list))
	for _, d := range list {
		known[d.ID] = true
	}
	for _, id := range ids {
		if !known[id] {
			p.missing.Add("draft-unknown", "", "id", itoa(id))
		}
	}
	buyers, err := p.payers(ctx, list)
	if err != nil {
		return err
	}
	participants := make([]string, len(buyers))
	for i, b := range buyers {
		participants[i] = b.PeppolAddress().String()
	}
	if err := p.learn(ctx, p.tx, participants); err != nil {
		return err
	}
	for i, d := range list {
		p.rows = append(p.rows, p.planDraft(d, buyers[i]))
	}
	return nil
}

// payers are who pays each draft: its customer, or the one who pays in that one's place.
func (p *planner) payers(ctx context.Context, list []data.DraftOnWay) ([]billing.Customer, error) {
	var numbers []string
	for _, d := range list {
		numbers = append(numbers, d.Customer.No)
	}
	customers, err := p.tx.CustomersByNo(ctx, numbers)
	if err != nil {
		return nil, err
	}
	numbers = numbers[:0]
	for _, c := range customers {
		if c.Payer != "" {
			numbers = append(numbers, c.Payer)
		}
	}
	paying := map[string]billing.Customer{}
	if len(numbers) > 0 {
		if paying, err = p.tx.CustomersByNo(ctx, numbers); err != nil {
			return nil, err
		}
	}
	out := make([]billing.Customer, len(list))
	for i, d := range list {
		c := customers[d.Customer.No]
		switch {
		case d.Customer.No == "":
			c = billing.Customer{Party: d.Customer.Party}
		case c.Payer != "":
			c = paying[c.Payer]
		}
		out[i] = c
	}
	return out, nil
}

func (p *planner) planDraft(d data.DraftOnWay, buyer billing.Customer) billing.PlannedDelivery {
	found := p.after(billing.Route(p.seller, buyer), "", buyer.Party, d.Kind)
	row := billing.PlannedDelivery{DraftID: d.ID, Kind: d.Kind, CustomerNo: buyer.No, CustomerName: buyer.Name, Payable: d.Payable,
		Channel: found.channel, Recipient: found.recipient, Passed: found.passed, Waits: found.waits}
	if row.CustomerName == "" {
		row.CustomerName = d.Name
	}
	if undo := p.seller.SendUndo; undo > 0 && row.Channel != "" {
		row.At = p.now.Add(time.Duration(undo) * time.Second)
		if row.Waits == "" {
			row.Waits = billing.WaitsUndo
		}
	}
	return p.priced(row)
}

// priced says what a row costs, where the settings know.
func (w *ways) priced(row billing.PlannedDelivery) billing.PlannedDelivery {
	if cost, known := w.seller.Costs[row.Channel]; known {
		row.Cost = &cost
	}
	return row
}

// pace spreads the mails that would go now over the minutes that the limit of mails asks for.
func (w *ways) pace(rows []billing.PlannedDelivery) {
	if w.rate <= 0 {
		return
	}
	mails := 0
	for i := range rows {
		if rows[i].Channel != billing.Email || rows[i].Waits != "" {
			continue
		}
		if minute := mails / w.rate; minute > 0 {
			rows[i].At, rows[i].Waits = w.now.Add(time.Duration(minute)*time.Minute), billing.WaitsRate
		}
		mails++
	}
}

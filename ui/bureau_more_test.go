package ui_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"
	"fakturist/billing/money"
)

// desk is as much of a transaction as preparing a draft asks for.
type desk struct {
	billing.Tx
	b *bureau
}

func (d desk) Company(context.Context) (billing.Company, error) { return d.b.company, nil }

func (d desk) Customer(ctx context.Context, no string) (billing.Customer, error) {
	row, err := d.b.Customer(ctx, no)
	return row.Customer, err
}

func (d desk) LastIssued(context.Context) (int64, cal.Date, error) {
	return 10261, day("2026-11-22"), nil
}

func (d desk) HighestImported(context.Context) (int64, error) { return 0, nil }

func (b *bureau) Draft(_ context.Context, id int64) (billing.Draft, error) {
	d, ok := b.drafts[id]
	if !ok {
		return d, billing.ErrNotFound
	}
	return d, nil
}

func (b *bureau) SaveDraft(_ context.Context, d billing.Draft) (int64, error) {
	if d.ID == 0 {
		d.ID = int64(100 + len(b.drafts))
	}
	b.drafts[d.ID] = d
	b.note("draft %d with %d lines", d.ID, len(d.Lines))
	return d.ID, nil
}

func (b *bureau) DeleteDraft(_ context.Context, id int64) error {
	b.note("delete draft %d", id)
	delete(b.drafts, id)
	return nil
}

func (b *bureau) Preview(ctx context.Context, d billing.Draft) (billing.Prepared, []layout.Page, error) {
	if b.preview != nil {
		return b.preview(d)
	}
	p, err := billing.Prepare(ctx, desk{b: b}, clock(), d, nil)
	if err != nil {
		return p, nil, err
	}
	in := layout.Input{Document: p.Document, Practice: b.company.Practice}
	if kid, err := b.company.KID.Compose(p.Document.CustomerNo, p.Number()); err == nil {
		in.KID = kid
	}
	pages, err := layout.Layout(b.template, in, b.fonts)
	return p, pages, err
}

func (b *bureau) Issue(ctx context.Context, ids []int64) ([]billing.Invoice, map[int64]billing.Faults, error) {
	if b.issue != nil {
		return b.issue(ids)
	}
	var out []billing.Invoice
	for _, id := range ids {
		p, _, err := b.Preview(ctx, b.drafts[id])
		if err != nil {
			return nil, nil, err
		}
		number := strconv.Itoa(10262 + len(b.invoices))
		inv := billing.RestoreInvoice(id, number, "", clock(), p.Document)
		b.invoices[number] = inv
		delete(b.drafts, id)
		b.rows = slices.Insert(b.rows, 0, billing.InvoiceRow{Number: number, Kind: billing.KindInvoice, CustomerNo: p.Document.CustomerNo, CustomerName: p.Document.Buyer.Name,
			IssueDate: p.Document.IssueDate, DueDate: p.Document.DueDate, Payable: p.Document.Totals.Payable, Outstanding: p.Document.Totals.Payable,
			Status: billing.StatusIssued, Reason: "queued", Args: map[string]string{"channel": "email"}})
		b.note("issue %d as %s", id, number)
		out = append(out, inv)
	}
	return out, nil, nil
}

func (b *bureau) Credit(_ context.Context, number string, lines []billing.CreditLine, reason string) (billing.Invoice, error) {
	b.note("credit %s %v %q", number, lines, reason)
	return billing.RestoreInvoice(1, "10262", "", clock(), billing.Document{Kind: billing.KindCreditNote}), nil
}

func under(f billing.InvoiceFilter, r billing.InvoiceRow) bool {
	switch f {
	case billing.FilterOpen:
		return r.Outstanding.Sign() > 0
	case billing.FilterOverdue:
		return r.Status == billing.StatusOverdue
	case billing.FilterDrafts:
		return r.Status == billing.StatusDraft
	case billing.FilterPaid:
		return r.Status == billing.StatusPaid
	case billing.FilterAttention:
		return r.Reason == "smtp-550"
	case billing.FilterDue7:
		return false
	}
	return true
}

func (b *bureau) Invoices(_ context.Context, q billing.InvoiceQuery) (billing.Page[billing.InvoiceRow], error) {
	b.note("list %s %s %v after %q", q.Filter, q.Sort, q.Descending, q.After)
	if q.Group != "" {
		b.note("range %s %s %s", q.Issued.From, q.Issued.To, q.Group)
	}
	var page billing.Page[billing.InvoiceRow]
	for _, r := range b.rows {
		if under(q.Filter, r) && b.within(q, r) {
			page.Rows = append(page.Rows, r)
		}
	}
	from, _ := strconv.Atoi(q.After)
	page.Rows = page.Rows[min(from, len(page.Rows)):]
	if len(page.Rows) > q.Limit {
		page.Rows, page.Next = page.Rows[:q.Limit], strconv.Itoa(from+q.Limit)
	}
	return page, nil
}

func (b *bureau) InvoiceCounts(context.Context) (map[billing.InvoiceFilter]billing.Tally, error) {
	out := map[billing.InvoiceFilter]billing.Tally{}
	for _, f := range []billing.InvoiceFilter{billing.FilterAll, billing.FilterOpen, billing.FilterOverdue, billing.FilterDrafts, billing.FilterPaid, billing.FilterAttention, billing.FilterDue7} {
		t := billing.Tally{Sum: kr("0.00")}
		for _, r := range b.rows {
			if under(f, r) {
				t.Count++
				t.Sum.Minor += r.Outstanding.Minor
			}
		}
		out[f] = t
	}
	return out, nil
}

func (b *bureau) InvoiceRows(_ context.Context, numbers []string) (map[string]billing.InvoiceRow, error) {
	out := map[string]billing.InvoiceRow{}
	for _, r := range b.rows {
		if slices.Contains(numbers, r.Number) {
			out[r.Number] = r
		}
	}
	return out, nil
}

// Invoice makes a document that fits its row.
func (b *bureau) Invoice(ctx context.Context, number string) (billing.Invoice, error) {
	if inv, ok := b.invoices[number]; ok {
		return inv, nil
	}
	rows, _ := b.InvoiceRows(ctx, []string{number})
	r, ok := rows[number]
	if !ok {
		return billing.Invoice{}, billing.ErrNotFound
	}
	d := billing.Draft{Customer: billing.CustomerRef{No: r.CustomerNo}, IssueDate: r.IssueDate, DueDate: r.DueDate, Period: cal.Period{From: day("2026-11-01"), To: day("2026-11-30")}}
	if number == "10261" {
		d.Lines = []billing.Line{{Item: "Oppholdsbetaling november", For: "Ella (4)", Quantity: dec("1"), Price: dec("1200"), Unit: "EA"},
			{Item: "Oppholdsbetaling november", For: "Jonas (2)", Quantity: dec("1"), Price: dec("1200"), Unit: "EA", Discount: &billing.Discount{Percent: dec("30"), Reason: "Søskenmoderasjon"}},
			{Item: "Kostpenger", For: "2 barn", Quantity: dec("2"), Price: dec("350"), Unit: "EA"}}
	} else {
		d.Lines = []billing.Line{{Item: "Oppholdsbetaling", Quantity: dec("1"), Price: r.Payable.Decimal(), Unit: "MON"}}
	}
	p, err := billing.Prepare(ctx, desk{b: b}, clock(), d, nil)
	return billing.RestoreInvoice(1, number, r.KID, clock(), p.Document), err
}

func (b *bureau) Timeline(_ context.Context, number string) ([]billing.Event, error) {
	if b.timeline != nil && number == "10261" {
		return b.timeline, nil
	}
	at := clock().Add(-20 * 60e9)
	events := []billing.Event{{At: at, Kind: "issued"}, {At: at.Add(30e9), Kind: "accepted", Args: map[string]string{"channel": "email", "recipient": "kari@example.no"}}}
	if number == "10234" {
		events = append(events, billing.Event{At: at.Add(45e9), Kind: "refused", Args: map[string]string{"channel": "email", "reason": "smtp-550"}})
	}
	return append(events, b.events...), nil
}

func (b *bureau) Pages(ctx context.Context, number string) ([]layout.Page, error) {
	inv, err := b.Invoice(ctx, number)
	if err != nil {
		return nil, err
	}
	return layout.Layout(b.template, layout.Input{Document: inv.Document(), Number: inv.Number(), KID: inv.KID(), Practice: b.company.Practice}, b.fonts)
}

func (b *bureau) SavePDF(_ context.Context, numbers []string, path string) error {
	b.note("pdf %s to %s", strings.Join(numbers, " "), path)
	return nil
}

func (b *bureau) Entries(_ context.Context, states []billing.EntryState, _ string, _ int) (billing.Page[billing.Entry], error) {
	var page billing.Page[billing.Entry]
	for _, e := range b.entries {
		if len(states) == 0 || slices.Contains(states, e.State) {
			page.Rows = append(page.Rows, e)
		}
	}
	return page, nil
}

func (b *bureau) EntryCounts(context.Context) (map[billing.EntryState]int, error) {
	out := map[billing.EntryState]int{}
	for _, e := range b.entries {
		out[e.State]++
	}
	return out, nil
}

func (b *bureau) Allocations(_ context.Context, ids []int64) (map[int64][]billing.Allocation, error) {
	out := map[int64][]billing.Allocation{}
	for _, id := range ids {
		if as := b.booked[id]; len(as) > 0 {
			out[id] = as
		}
	}
	return out, nil
}

func (b *bureau) AcceptProposal(_ context.Context, id int64, n int) error {
	if b.accept != nil {
		return b.accept(id, n)
	}
	b.note("accept %d %d", id, n)
	for i, e := range b.entries {
		if e.ID == id {
			b.booked[id] = e.Suggestions[n].Allocations
			b.entries[i].State = billing.EntryMatched
		}
	}
	return nil
}

func (b *bureau) BookOn(_ context.Context, id int64, number string, sum money.Amount) error {
	b.note("book %d on %s %s", id, number, sum)
	return nil
}

func (b *bureau) UndoEntry(_ context.Context, id int64) error {
	b.note("undo %d", id)
	delete(b.booked, id)
	for i, e := range b.entries {
		if e.ID == id {
			b.entries[i].State = billing.EntrySuggested
		}
	}
	return nil
}

func (b *bureau) ReleaseFile(_ context.Context, fileID int64) error {
	b.note("release %d", fileID)
	return nil
}

func (b *bureau) ImportFiles(_ context.Context, paths []string) ([]billing.ImportReport, error) {
	b.note("read %s", strings.Join(paths, " "))
	return []billing.ImportReport{{File: "camt.xml", New: 12, Credits: kr("14400.00")}}, nil
}

func (b *bureau) FetchInbox(context.Context) ([]billing.ImportReport, error) {
	if b.fetched != nil {
		return b.fetched()
	}
	return nil, nil
}

func (b *bureau) Outbox(context.Context) ([]billing.DeliveryRow, error) { return b.outbox, nil }

func (b *bureau) SendBy(_ context.Context, numbers []string, by billing.ChannelName) error {
	b.note("send %s by %q", strings.Join(numbers, " "), by)
	return nil
}

func (b *bureau) ResolveDelivery(_ context.Context, id int64, sent bool) error {
	b.note("resolve %d %v", id, sent)
	return nil
}

func (b *bureau) CancelDelivery(_ context.Context, id int64) error {
	b.note("cancel %d", id)
	return nil
}

func (b *bureau) UndoSend(_ context.Context, numbers []string) (int, error) {
	b.note("undo send %s", strings.Join(numbers, " "))
	return len(numbers), nil
}

func (b *bureau) SendNow(context.Context) error { b.note("send now"); return nil }

func (b *bureau) Search(_ context.Context, text string) ([]billing.SearchHit, error) {
	var out []billing.SearchHit
	for _, r := range b.rows {
		if r.Number != "" && strings.Contains(r.Number+" "+strings.ToLower(r.CustomerName), strings.ToLower(text)) {
			out = append(out, billing.SearchHit{Kind: "invoice", Ref: r.Number, Title: r.CustomerName, Detail: fmt.Sprintf("faktura %s", r.Number), Amount: r.Payable, Date: r.IssueDate})
		}
	}
	return out, nil
}

func (b *bureau) Backup(_ context.Context, path string) error { b.note("backup %s", path); return nil }

func (b *bureau) Verify(context.Context) (billing.Faults, error) { return nil, nil }

func (b *bureau) DayRate(_ context.Context, currency money.Currency, on cal.Date) (billing.DayRate, error) {
	b.note("rate %s %s", currency, on)
	return billing.DayRate{Currency: currency, Value: dec("11.6205"), Date: day("2026-11-20"), Source: "Norges Bank"}, nil
}

func (b *bureau) SetReady(_ context.Context, ids []int64, ready bool) error {
	b.note("ready %v %v", ids, ready)
	for _, id := range ids {
		d := b.drafts[id]
		d.Ready = ready
		b.drafts[id] = d
	}
	return nil
}

func (b *bureau) Ready(ctx context.Context) ([]billing.ReadyRow, error) {
	var ready, rest []billing.ReadyRow
	for _, id := range slices.Sorted(maps.Keys(b.drafts)) {
		d := b.drafts[id]
		p, _, err := b.Preview(ctx, d)
		if err != nil {
			return nil, err
		}
		r := billing.ReadyRow{Ready: d.Ready, Faults: p.Faults, InvoiceRow: billing.InvoiceRow{ID: id, Status: billing.StatusDraft, Kind: billing.KindInvoice,
			CustomerNo: p.Document.CustomerNo, CustomerName: p.Document.Buyer.Name, IssueDate: p.Document.IssueDate, DueDate: p.Document.DueDate, Payable: p.Document.Totals.Payable}}
		r.Channel, _ = billing.NextChannel(billing.Route(p.Company, p.Buyer), p.Document.Buyer, "")
		if d.Ready {
			ready = append(ready, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(ready, rest...), nil
}

func (b *bureau) Duplicate(_ context.Context, number string) (int64, error) {
	b.note("duplicate %s", number)
	id := int64(200 + len(b.drafts))
	b.drafts[id] = billing.Draft{ID: id, Customer: billing.CustomerRef{No: "412"}, Lines: []billing.Line{{Item: "Kopi av " + number, Quantity: dec("1"), Price: dec("1")}}}
	return id, nil
}

func (b *bureau) CreditLeft(ctx context.Context, number string) (billing.CreditLeft, error) {
	inv, err := b.Invoice(ctx, number)
	if err != nil {
		return billing.CreditLeft{}, err
	}
	left, err := billing.LeftToCredit(inv, nil)
	left.Gross.Minor -= b.credited.Minor
	return left, err
}

func (b *bureau) CreditAmount(_ context.Context, number string, amount money.Amount, text, reason string) (billing.Invoice, error) {
	b.note("credit %s %s %q %q", number, amount, text, reason)
	return billing.RestoreInvoice(1, "10262", "", clock(), billing.Document{Kind: billing.KindCreditNote}), nil
}

// within tells whether a document was issued in the month and to the group asked for.
func (b *bureau) within(q billing.InvoiceQuery, r billing.InvoiceRow) bool {
	if !q.Issued.IsZero() && (r.IssueDate.Before(q.Issued.From) || r.IssueDate.After(q.Issued.To)) {
		return false
	}
	return q.Group == "" || slices.ContainsFunc(b.customers, func(c billing.Customer) bool {
		return c.No == r.CustomerNo && slices.Contains(c.Groups, q.Group)
	})
}

package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/layout"

	"github.com/shopspring/decimal"
)

// fillBasis lays offers, orders and hours on the desk.
func (b *bureau) fillBasis() {
	line := func(item, quantity, unit, price string) billing.Line {
		return billing.Line{Item: item, Quantity: dec(quantity), Unit: unit, Price: dec(price), VAT: b.vat()}
	}
	add := func(kind billing.Kind, state billing.BasisState, customer, date, until string, lines ...billing.Line) *billing.Basis {
		id := int64(len(b.bases) + 1)
		no := map[billing.Kind]string{billing.KindOffer: "T-", billing.KindOrder: "O-", billing.KindPaymentRequest: "B-"}[kind] + strconv.FormatInt(id, 10)
		x := billing.Basis{ID: id, No: no, Kind: kind, State: state, CreatedAt: clock().AddDate(0, 0, -8),
			Draft: billing.Draft{Kind: kind, Customer: billing.CustomerRef{No: customer}, IssueDate: day(date), Lines: lines}}
		if until != "" {
			x.ValidUntil = day(until)
		}
		b.bases = append(b.bases, x)
		return &b.bases[len(b.bases)-1]
	}
	add(billing.KindOffer, billing.BasisOpen, "120", "2026-11-22", "2026-12-22", line("Leie av sal, kveld", "12", "HUR", "725"), line("Rydding", "12", "EA", "350"))
	add(billing.KindOffer, billing.BasisSent, "101", "2026-11-14", "2026-12-14", line("Omvisning for skoleklasser", "6", "EA", "4500"))
	add(billing.KindOffer, billing.BasisSent, "402", "2026-10-02", "2026-11-01", line("Bursdag i gymsalen", "1", "EA", "1450"))
	accepted := add(billing.KindOffer, billing.BasisAccepted, "120", "2026-10-20", "2026-11-19", line("Julebord, sal og kjøkken", "1", "EA", "14500"))
	accepted.DecidedBy, accepted.DecidedOn = "Berit Fjell", day("2026-10-28")
	add(billing.KindOffer, billing.BasisDeclined, "350", "2026-09-01", "2026-10-01", line("Fast plass, onsdager", "10", "EA", "250"))
	order := add(billing.KindOrder, billing.BasisOpen, "120", "2026-10-28", "", line("Leie av sal, kveld", "20", "HUR", "725"), line("Kopper og kar", "3", "EA", "129"), line("Oppstart", "1", "EA", "2000"))
	b.taken[order.ID] = map[int]decimal.Decimal{1: dec("7.5"), 3: dec("1")}
	add(billing.KindOrder, billing.BasisOpen, "101", "2026-11-18", "", line("Kurs for ansatte", "2", "DAY", "9800"))
	add(billing.KindPaymentRequest, billing.BasisSent, "412", "2026-11-10", "", line("Depositum for hytteturen", "1", "EA", "3000"))
	b.sendings[2] = []billing.BasisSending{{ID: 1, BasisID: 2, State: billing.SendingDone, Recipient: "kurs@oslo.example", At: clock().AddDate(0, 0, -8)}}

	work := func(date, customer, project, person, text, quantity, price string, kind billing.WorkKind) *billing.Work {
		b.work = append(b.work, billing.Work{ID: int64(len(b.work) + 1), CustomerNo: customer, Project: project, Kind: kind, Date: day(date), Person: person, Text: text,
			Quantity: dec(quantity), Price: dec(price), VAT: b.vat()})
		return &b.work[len(b.work)-1]
	}
	work("2026-11-20", "120", "Nytt inngangsparti", "Siri", "Befaring og møte", "2.5", "1250", billing.WorkHours)
	work("2026-11-20", "120", "Nytt inngangsparti", "Ali", "Tegninger, første utkast", "5", "1250", billing.WorkHours)
	w := work("2026-11-20", "120", "Nytt inngangsparti", "Siri", "Parkering i sentrum", "1", "184", billing.WorkExpense)
	w.Receipt = &billing.Attachment{Name: "parkering.pdf", MIME: "application/pdf"}
	work("2026-11-19", "120", "Nytt inngangsparti", "Ali", "Tegninger", "5", "1250", billing.WorkHours)
	work("2026-11-19", "101", "", "Siri", "Kurs i brannvern, forberedelse", "1.25", "980", billing.WorkHours)
	work("2026-11-18", "101", "", "Siri", "Kjøring til Grünerløkka og tilbake", "24", "5.3", billing.WorkMileage)
	w = work("2026-11-12", "120", "Nytt inngangsparti", "Siri", "Telefonmøte", "0.5", "1250", billing.WorkHours)
	w.DraftID = 7
}

func (b *bureau) vat() billing.VAT {
	if !b.company.VATRegistered {
		return billing.VAT{}
	}
	return billing.Rate(dec("25"))
}

func (b *bureau) basisAt(id int64) *billing.Basis {
	if i := slices.IndexFunc(b.bases, func(x billing.Basis) bool { return x.ID == id }); i >= 0 {
		return &b.bases[i]
	}
	return nil
}

func (b *bureau) Bases(ctx context.Context, kind billing.Kind, _ []billing.BasisState, _ string, _ int) (billing.Page[billing.BasisRow], error) {
	var page billing.Page[billing.BasisRow]
	for _, x := range b.bases {
		if x.Kind != kind {
			continue
		}
		p, err := billing.PrepareBasis(ctx, desk{b: b}, clock(), x)
		if err != nil {
			return page, err
		}
		r := billing.BasisRow{ID: x.ID, No: x.No, Kind: x.Kind, State: x.State, Expired: x.Expired(billing.Day(clock())), CustomerNo: x.Draft.Customer.No,
			CustomerName: p.Document.Buyer.Name, Title: "", Date: x.Draft.IssueDate, ValidUntil: x.ValidUntil, Payable: p.Document.Totals.Payable}
		if len(x.Draft.Lines) > 0 {
			r.Title = x.Draft.Lines[0].Item
		}
		if len(b.taken[x.ID]) > 0 {
			r.Invoiced, r.Documents = 60, []string{"10230"}
		}
		page.Rows = append(page.Rows, r)
	}
	return page, nil
}

func (b *bureau) Basis(_ context.Context, id int64) (billing.Basis, error) {
	if x := b.basisAt(id); x != nil {
		return *x, nil
	}
	return billing.Basis{}, billing.ErrNotFound
}

func (b *bureau) SaveBasis(_ context.Context, x billing.Basis) (billing.Basis, error) {
	if x.ID == 0 {
		x.ID = int64(len(b.bases) + 1)
		x.No = "T-" + strconv.FormatInt(x.ID, 10)
		b.bases = append(b.bases, x)
	} else {
		*b.basisAt(x.ID) = x
	}
	b.note("basis %s with %d lines until %s", x.No, len(x.Draft.Lines), x.ValidUntil)
	return x, nil
}

func (b *bureau) PreviewBasis(ctx context.Context, x billing.Basis) (billing.Prepared, []layout.Page, error) {
	p, err := billing.PrepareBasis(ctx, desk{b: b}, clock(), x)
	if err != nil {
		return p, nil, err
	}
	pages, err := layout.Layout(b.template, layout.Input{Document: p.Document, Number: x.No, Practice: b.company.Practice}, b.fonts)
	return p, pages, err
}

func (b *bureau) AcceptOffer(_ context.Context, id int64, by string, on cal.Date, papers []billing.Attachment) (billing.Basis, error) {
	b.note("accept %d by %q on %s with %d papers", id, by, on, len(papers))
	accepted, order, err := billing.Accept(*b.basisAt(id), by, on)
	if err != nil {
		return order, err
	}
	accepted.Papers = papers
	*b.basisAt(id) = accepted
	order.ID = int64(len(b.bases) + 1)
	order.No = "O-" + strconv.FormatInt(order.ID, 10)
	b.bases = append(b.bases, order)
	return order, nil
}

func (b *bureau) CloseBasis(_ context.Context, id int64, state billing.BasisState, by string) error {
	b.note("close %d as %s by %q", id, state, by)
	closed, err := b.basisAt(id).Close(state, by, billing.Day(clock()), b.taken[id])
	if err == nil {
		*b.basisAt(id) = closed
	}
	return err
}

func (b *bureau) BasisTaken(_ context.Context, id int64) (map[int]decimal.Decimal, error) {
	return b.taken[id], nil
}

func (b *bureau) InvoiceBasis(ctx context.Context, id int64, takes []billing.Take) (int64, error) {
	b.note("invoice basis %d: %v", id, takes)
	d, err := b.basisAt(id).InvoiceDraft(b.taken[id], takes)
	if err != nil {
		return 0, err
	}
	return b.SaveDraft(ctx, d)
}

func (b *bureau) SaveBasisPDF(_ context.Context, id int64, path string) error {
	b.note("basis pdf %d to %s", id, path)
	return nil
}

func (b *bureau) SendBasis(_ context.Context, id int64) error {
	b.note("send basis %d", id)
	b.basisAt(id).State = billing.BasisSent
	return nil
}

func (b *bureau) ResendBasis(_ context.Context, id int64) error {
	b.note("send basis %d again", id)
	return nil
}

func (b *bureau) BasisSendings(_ context.Context, id int64) ([]billing.BasisSending, error) {
	return b.sendings[id], nil
}

func (b *bureau) Work(_ context.Context, q billing.WorkQuery) ([]billing.Work, error) {
	var out []billing.Work
	for _, w := range b.work {
		if (!q.Open || w.Invoice == "" && w.DraftID == 0) && (q.From.IsZero() || !w.Date.Before(q.From)) && (q.To.IsZero() || !w.Date.After(q.To)) {
			out = append(out, w)
		}
	}
	return out, nil
}

func (b *bureau) SaveWork(_ context.Context, w billing.Work) (billing.Work, error) {
	b.note("work %s %q %s %q %s × %s", w.CustomerNo, w.Project, w.Date, w.Text, w.Quantity, w.Price)
	if w.ID == 0 {
		w.ID = int64(len(b.work) + 1)
		b.work = append(b.work, w)
	}
	return w, nil
}

func (b *bureau) DeleteWork(_ context.Context, id int64) error {
	b.note("delete work %d", id)
	return nil
}

func (b *bureau) FreeWork(_ context.Context, id int64) error {
	b.note("free work %d", id)
	return nil
}

func (b *bureau) WorkSummaries(ctx context.Context) ([]billing.WorkSummary, error) {
	var out []billing.WorkSummary
	for _, w := range b.work {
		if w.DraftID != 0 || w.Invoice != "" {
			continue
		}
		i := slices.IndexFunc(out, func(s billing.WorkSummary) bool { return s.CustomerNo == w.CustomerNo && s.Project == w.Project })
		if i < 0 {
			row, _ := b.Customer(ctx, w.CustomerNo)
			out = append(out, billing.WorkSummary{CustomerNo: w.CustomerNo, CustomerName: row.Name, Project: w.Project, From: w.Date, To: w.Date, Net: kr("0.00")})
			i = len(out) - 1
		}
		s := &out[i]
		s.IDs = append(s.IDs, w.ID)
		if w.Kind == billing.WorkHours {
			s.Hours = s.Hours.Add(w.Quantity)
		}
		s.Net, _ = s.Net.Add(kr(w.Quantity.Mul(w.Price).StringFixed(2)))
		if w.Date.Before(s.From) {
			s.From = w.Date
		}
		if w.Date.After(s.To) {
			s.To = w.Date
		}
	}
	return out, nil
}

func (b *bureau) InvoiceWork(ctx context.Context, ids []int64, by billing.WorkGrouping, timesheet bool) (int64, error) {
	b.note("invoice work %v by %s, timesheet %v", ids, by, timesheet)
	var work []billing.Work
	for _, w := range b.work {
		if slices.Contains(ids, w.ID) {
			w.Receipt = nil
			work = append(work, w)
		}
	}
	d, err := billing.WorkDraft(work, by, map[billing.WorkKind]string{billing.WorkHours: "Konsulentarbeid"})
	if err != nil {
		return 0, err
	}
	return b.SaveDraft(ctx, d)
}

func (b *bureau) PreviewGroup(ctx context.Context, o billing.GroupOrder) ([]billing.GroupRow, error) {
	b.note("preview group %s of %d lines without %v", o.Group, len(o.Draft.Lines), o.Excluded)
	var members []billing.Customer
	for _, c := range b.customers {
		if slices.Contains(c.Groups, o.Group) {
			members = append(members, c)
		}
	}
	rows := billing.GroupDrafts(o, members)
	for i := range rows {
		p, err := billing.Prepare(ctx, desk{b: b}, clock(), rows[i].Draft, nil)
		if err != nil {
			return nil, err
		}
		rows[i].Buyer, rows[i].Payable, rows[i].Faults = p.Document.Buyer.Name, p.Document.Totals.Payable, p.Faults
	}
	return rows, nil
}

func (b *bureau) MakeGroup(ctx context.Context, o billing.GroupOrder, ready bool) ([]int64, error) {
	rows, err := b.PreviewGroup(ctx, o)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for i, r := range rows {
		if !r.Excluded {
			ids = append(ids, int64(900+i))
		}
	}
	b.note("make group %s: %s", o.Group, fmt.Sprint(len(ids), ready))
	return ids, nil
}

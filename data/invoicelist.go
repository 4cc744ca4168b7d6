package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// A page of documents is found in two steps in one query: the inner one finds the ids of the page along an index, the outer
// one reads the rest of those rows only. CROSS JOIN fixes SQLite's join order, which it would guess otherwise.

// sorting is what a list may be sorted by.
type sorting struct {
	column string // of invoice
	number bool   // an INTEGER column
	dates  bool   // standing has it too, in rows a tenth as long
}

// Newest first is by id: documents are stored in the order they are issued. Sorting by due date reads the due dates of all
// documents, 20 ms for a hundred thousand; an index would make every issue slower for a list few ask for.
var sortings = map[string]sorting{
	"":         {column: "id", number: true},
	"issued":   {column: "issue_date", dates: true},
	"due":      {column: "due_date", dates: true},
	"number":   {column: "seq", number: true},
	"customer": {column: "customer_key"},
	"payable":  {column: "payable", number: true},
}

// selection is the set of documents a query asks for.
type selection struct {
	from  string // "invoice": along the index of the sorting; "standing": the few rows of a partial index
	where string
	args  []any
}

const notOverdue = ` AND NOT (s.outstanding > 0 AND s.due_date < ?)`

// selectionOf turns filter and status into SQL. ok is false when nothing can be in it.
func selectionOf(q billing.InvoiceQuery) (s selection, ok bool, err error) {
	s = selection{from: "invoice"}
	today := day(q.Today)
	open := func(where string, args ...any) {
		s.from, s.where, s.args = "standing", s.where+` AND s.outstanding <> 0`+where, append(s.args, args...)
	}
	switch q.Filter {
	case billing.FilterAll:
	case billing.FilterOpen:
		open(` AND s.outstanding > 0`)
	case billing.FilterOverdue:
		open(` AND s.outstanding > 0 AND s.due_date < ?`, today)
	case billing.FilterDue7:
		open(` AND s.outstanding > 0 AND s.due_date BETWEEN ? AND ?`, today, day(q.Today.AddDays(7)))
	case billing.FilterAttention:
		s.from, s.where = "standing", ` AND s.delivery IN ('none', 'refused', 'bounced', 'unknown')`
	case billing.FilterPaid:
		s.where = ` AND s.outstanding = 0 AND NOT (s.credited > 0 AND s.paid = 0)`
	default:
		return s, false, fmt.Errorf("filter %q: no such filter", q.Filter)
	}
	switch q.Status {
	case "":
	case billing.StatusOverdue:
		open(` AND s.outstanding > 0 AND s.due_date < ?`, today)
	case billing.StatusSent:
		open(` AND s.delivery IN ('accepted', 'delivered', 'imported')`+notOverdue, today)
	case billing.StatusIssued:
		open(` AND s.delivery NOT IN ('accepted', 'delivered', 'imported')`+notOverdue, today)
	case billing.StatusPaid:
		s.where += ` AND s.outstanding = 0 AND NOT (s.credited > 0 AND s.paid = 0)`
	case billing.StatusCredited:
		s.from, s.where = "standing", s.where+` AND s.credited > 0 AND s.outstanding = 0 AND s.paid = 0`
	default:
		return s, false, nil // no document has it yet
	}
	return s, true, nil
}

// Invoices is a page of documents. Drafts come only when they are asked for, by FilterDrafts or StatusDraft; they are sorted
// newest first whatever the sort.
func (t *Tx) Invoices(ctx context.Context, q billing.InvoiceQuery) (billing.Page[billing.InvoiceRow], error) {
	page, err := t.invoices(ctx, q)
	if err != nil {
		return page, fmt.Errorf("list invoices: %w", err)
	}
	return page, nil
}

func (t *Tx) invoices(ctx context.Context, q billing.InvoiceQuery) (billing.Page[billing.InvoiceRow], error) {
	var page billing.Page[billing.InvoiceRow]
	after, err := parseCursor(q.After)
	if err != nil {
		return page, err
	}
	if q.Filter == billing.FilterDrafts || q.Status == billing.StatusDraft {
		return t.draftPage(ctx, q, after)
	}
	sel, ok, err := selectionOf(q)
	if err != nil || !ok {
		return page, err
	}
	order, ok := sortings[q.Sort]
	if !ok {
		return page, fmt.Errorf("sort %q: no such sort", q.Sort)
	}
	query, args := pageQuery(q, sel, order, after)
	var last cursor
	err = t.each(ctx, query, args, func(scan func(...any) error) error {
		r, key, err := scanInvoiceRow(scan, order, q.Today)
		if err != nil {
			return err
		}
		if len(page.Rows) == pageSize(q.Limit) {
			page.Next = last.String() // there is a row more
			return nil
		}
		page.Rows, last = append(page.Rows, r), key
		return nil
	})
	return page, err
}

// inGroup are the numbers of a group's customers and of those who pay for them.
const inGroup = `(SELECT c.no FROM customer_group g JOIN customer c ON c.id = g.customer_id WHERE g.name = ?
	UNION SELECT c.payer FROM customer_group g JOIN customer c ON c.id = g.customer_id WHERE g.name = ? AND c.payer IS NOT NULL)`

// narrowed is the part of a query that asks for days of issue and for a group.
func narrowed(q billing.InvoiceQuery) (where string, args []any) {
	if !q.Issued.From.IsZero() {
		where, args = where+` AND i.issue_date >= ?`, append(args, day(q.Issued.From))
	}
	if !q.Issued.To.IsZero() {
		where, args = where+` AND i.issue_date <= ?`, append(args, day(q.Issued.To))
	}
	if q.Group != "" {
		where, args = where+` AND i.customer_no IN `+inGroup, append(args, q.Group, q.Group)
	}
	return where, args
}

// pageQuery asks for one row more than the page holds, so that the last page is known for the last.
func pageQuery(q billing.InvoiceQuery, sel selection, order sorting, after cursor) (string, []any) {
	key, id := "i."+order.column, "i.id"
	from := "invoice i"
	narrowing, args := narrowed(q)
	narrow := narrowing != "" || q.CustomerNo != ""
	switch {
	case order.dates && !narrow:
		from, key, id = "standing s", "s."+order.column, "s.invoice_id"
	case q.Sort == "" && sel.from == "standing" && !narrow:
		from, key, id = "standing s", "s.invoice_id", "s.invoice_id"
	case sel.from == "standing":
		from = "standing s CROSS JOIN invoice i ON i.id = s.invoice_id"
	case sel.where != "":
		from = "invoice i CROSS JOIN standing s ON s.invoice_id = i.id"
	}
	where := sel.where + narrowing
	args = append(slices.Clone(sel.args), args...)
	if q.CustomerNo != "" {
		where, args = where+` AND i.customer_no = ?`, append(args, q.CustomerNo)
		key = "+" + key // go by the customer's index and sort what it gives
	}
	compare, direction := ">", ""
	if q.Descending || q.Sort == "" {
		compare, direction = "<", " DESC"
	}
	if after.ID != 0 {
		where += ` AND (` + key + `, ` + id + `) ` + compare + ` (?, ?)`
		args = append(args, after.value(order), after.ID)
	}
	args = append(args, pageSize(q.Limit)+1)
	return `SELECT i.id, i.number, i.kind, i.kid, i.customer_no, i.customer_name, i.issue_date, i.due_date, i.currency, i.net, i.tax, i.payable,
		i.series = 'imported', s.outstanding, s.paid, s.credited, s.delivery, coalesce(d.channel, ''), coalesce(d.place, ''), coalesce(d.reason, ''),
		coalesce(d.held, 0), coalesce(d.updated_at, ''), CASE WHEN s.paid > 0 AND s.outstanding = 0 THEN
			(SELECT coalesce(max(e.date), '') FROM allocation a JOIN bank_entry e ON e.id = a.entry_id WHERE a.invoice_id = i.id AND a.undone_at = '')
			ELSE '' END, p.k
		FROM (SELECT ` + id + ` AS id, ` + key + ` AS k FROM ` + from + ` WHERE 1` + where +
		` ORDER BY k` + direction + `, ` + id + direction + ` LIMIT ?) p
		CROSS JOIN invoice i ON i.id = p.id CROSS JOIN standing s ON s.invoice_id = p.id
		LEFT JOIN delivery d ON d.id = (SELECT max(x.id) FROM delivery x WHERE x.invoice_id = p.id)
		ORDER BY p.k` + direction + `, p.id` + direction, args
}

func (c cursor) value(order sorting) any {
	if order.number {
		return c.Int
	}
	return c.Text
}

// scanInvoiceRow reads a row of pageQuery and its key in the list.
func scanInvoiceRow(scan func(...any) error, order sorting, today cal.Date) (billing.InvoiceRow, cursor, error) {
	var r billing.InvoiceRow
	var st standing
	var cur money.Currency
	var last cursor
	var key any = &last.Text
	if order.number {
		key = &last.Int
	}
	err := scan(&r.ID, &r.Number, &r.Kind, &r.KID, &r.CustomerNo, &r.CustomerName, scanDay(&r.IssueDate), scanDay(&r.DueDate), &cur, &r.Net.Minor,
		&r.Tax.Minor, &r.Payable.Minor, &r.Imported, &st.outstanding, &st.paid, &st.credited, &st.delivery, &st.channel, &st.place, &st.fault,
		&st.held, scanMoment(&st.at), scanDay(&st.paidOn), key)
	r.Net.Currency, r.Tax.Currency, r.Payable.Currency = cur, cur, cur
	r.Outstanding = money.New(st.outstanding, cur)
	st.kind, st.due = r.Kind, r.DueDate
	r.Status = st.status(today)
	r.Reason, r.Args = st.reason(r.Status, today, cur)
	last.ID = r.ID
	return r, last, err
}

// standing is what a document's status follows from.
type standing struct {
	kind                        billing.Kind
	due                         cal.Date
	outstanding, paid, credited int64
	delivery                    string // as in the table: a state, "none" or "imported"
	channel, place, fault       string // of the last delivery
	held                        bool
	at                          time.Time
	paidOn                      cal.Date
}

func (s standing) status(today cal.Date) billing.Status {
	switch {
	case s.outstanding == 0 && (s.kind == billing.KindCreditNote || s.credited > 0 && s.paid == 0):
		return billing.StatusCredited
	case s.outstanding == 0:
		return billing.StatusPaid
	case s.outstanding > 0 && s.due.Before(today):
		return billing.StatusOverdue
	case s.delivery == "imported" || s.delivery == string(billing.Accepted) || s.delivery == string(billing.Delivered):
		return billing.StatusSent
	}
	return billing.StatusIssued
}

// reason says why a document has its status, in this order: settled ("paid-on", "credited"); a delivery that needs somebody
// ("refused", "bounced", "unknown", "no-channel"); "overdue"; "part-paid"; else the state of the last delivery, or "imported".
func (s standing) reason(status billing.Status, today cal.Date, cur money.Currency) (string, map[string]string) {
	sent := map[string]string{"channel": s.channel}
	if s.fault != "" {
		sent["fault"] = s.fault
	}
	if s.place != "" {
		sent["place"] = s.place
	}
	if s.held && s.delivery == string(billing.Queued) {
		sent["held"] = "yes"
	}
	if !s.at.IsZero() {
		sent["at"] = s.at.Format(time.RFC3339)
	}
	left := map[string]string{"left": money.New(s.outstanding, cur).String(), "currency": string(cur)}
	switch {
	case status == billing.StatusPaid && !s.paidOn.IsZero():
		return "paid-on", map[string]string{"date": s.paidOn.String()}
	case status == billing.StatusPaid:
		return "paid", nil
	case status == billing.StatusCredited:
		return "credited", nil
	case s.delivery == "none":
		return "no-channel", nil
	case s.delivery == string(billing.Refused) || s.delivery == string(billing.Bounced) || s.delivery == string(billing.Unknown):
		return s.delivery, sent
	case status == billing.StatusOverdue:
		left["days"] = strconv.Itoa(today.DaysSince(s.due))
		return "overdue", left
	case s.paid > 0:
		return "part-paid", left
	case s.delivery == "imported":
		return "imported", nil
	}
	return s.delivery, sent
}

func (t *Tx) draftPage(ctx context.Context, q billing.InvoiceQuery, after cursor) (billing.Page[billing.InvoiceRow], error) {
	page := billing.Page[billing.InvoiceRow]{}
	before := int64(maxID)
	if after.ID != 0 {
		before = after.ID
	}
	where, args := ` WHERE id < ?`, []any{before}
	if q.CustomerNo != "" {
		where, args = where+` AND customer_no = ?`, append(args, q.CustomerNo)
	}
	if q.Group != "" {
		where, args = where+` AND customer_no IN `+inGroup, append(args, q.Group, q.Group)
	}
	rows, err := t.draftRows(ctx, draftSelect+where+` ORDER BY id DESC LIMIT ?`, append(args, pageSize(q.Limit)+1)...)
	if len(rows) > pageSize(q.Limit) {
		rows = rows[:pageSize(q.Limit)]
		page.Next = cursor{ID: rows[len(rows)-1].ID}.String()
	}
	page.Rows = rows
	return page, err
}

// InvoiceRow is one document as lists show it.
func (t *Tx) InvoiceRow(ctx context.Context, no string, today cal.Date) (billing.InvoiceRow, error) {
	var row billing.InvoiceRow
	found := false
	query, args := pageQuery(billing.InvoiceQuery{Limit: 1, Today: today}, selection{from: "invoice", where: ` AND i.seq = ? AND i.number = ?`,
		args: []any{number(no), no}}, sortings["number"], cursor{})
	err := t.each(ctx, query, args, func(scan func(...any) error) (err error) {
		found = true
		row, _, err = scanInvoiceRow(scan, sortings["number"], today)
		return err
	})
	if err == nil && !found {
		err = billing.ErrNotFound
	}
	if err != nil {
		return row, fmt.Errorf("invoice %q: %w", no, err)
	}
	return row, nil
}

// InvoiceCounts are how many documents each filter holds, and for those of open ones what is outstanding in NOK.
func (t *Tx) InvoiceCounts(ctx context.Context, today cal.Date) (map[billing.InvoiceFilter]billing.Tally, error) {
	var all, drafts, unsettled, open, overdue, due7, attention, credited int
	var sumOpen, sumOverdue, sumDue7 int64
	err := t.get(ctx, `SELECT (SELECT count(*) FROM invoice), (SELECT count(*) FROM draft), count(*), coalesce(sum(o.outstanding > 0), 0),
		coalesce(sum(o.outstanding > 0 AND o.due_date < ?1), 0), coalesce(sum(o.outstanding > 0 AND o.due_date BETWEEN ?1 AND ?2), 0),
		(SELECT count(*) FROM standing WHERE delivery IN ('none', 'refused', 'bounced', 'unknown')),
		(SELECT count(*) FROM standing WHERE credited > 0 AND outstanding = 0 AND paid = 0),
		coalesce(sum(CASE WHEN o.currency = 'NOK' AND o.outstanding > 0 THEN o.outstanding END), 0),
		coalesce(sum(CASE WHEN o.currency = 'NOK' AND o.outstanding > 0 AND o.due_date < ?1 THEN o.outstanding END), 0),
		coalesce(sum(CASE WHEN o.currency = 'NOK' AND o.outstanding > 0 AND o.due_date BETWEEN ?1 AND ?2 THEN o.outstanding END), 0)
		FROM standing o WHERE o.outstanding <> 0`, []any{day(today), day(today.AddDays(7))},
		&all, &drafts, &unsettled, &open, &overdue, &due7, &attention, &credited, &sumOpen, &sumOverdue, &sumDue7)
	if err != nil {
		return nil, fmt.Errorf("count invoices: %w", err)
	}
	tally := func(n int, sum int64) billing.Tally { return billing.Tally{Count: n, Sum: money.New(sum, money.NOK)} }
	return map[billing.InvoiceFilter]billing.Tally{
		billing.FilterAll: tally(all, 0), billing.FilterDrafts: tally(drafts, 0), billing.FilterAttention: tally(attention, 0),
		billing.FilterPaid: tally(all-unsettled-credited, 0), billing.FilterOpen: tally(open, sumOpen),
		billing.FilterOverdue: tally(overdue, sumOverdue), billing.FilterDue7: tally(due7, sumDue7),
	}, nil
}

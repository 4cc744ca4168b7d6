package data

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// tasksOfAKind is how many tasks of one kind the dashboard lists; the list itself has them all.
const tasksOfAKind = 20

// Dashboard is who owes us, what needs somebody and what goes out next, as of a day. Sums are those in NOK; documents in
// other currencies are left out of them.
func (t *Tx) Dashboard(ctx context.Context, today cal.Date) (billing.Dashboard, error) {
	d := emptyDashboard(today)
	for _, part := range []func(context.Context, *billing.Dashboard, cal.Date) error{
		t.dashboardOpen, t.dashboardPaid, t.dashboardCounts, t.dashboardDeliveries, t.dashboardEntries, t.dashboardFiles,
		t.dashboardInbox, t.dashboardRest,
	} {
		if err := part(ctx, &d, today); err != nil {
			return d, fmt.Errorf("dashboard: %w", err)
		}
	}
	return d, nil
}

func emptyDashboard(today cal.Date) billing.Dashboard {
	var d billing.Dashboard
	zero := money.New(0, money.NOK)
	for _, tally := range []*billing.Tally{&d.Outstanding, &d.Overdue, &d.DueSoon, &d.PaidMonth} {
		tally.Sum = zero
	}
	for i := range d.Ageing {
		d.Ageing[i].Sum = zero
	}
	for i := range d.Expected {
		year, week := today.AddDays(7 * i).Time().ISOWeek()
		d.Expected[i] = billing.WeekSum{Year: year, Week: week, Sum: zero}
	}
	return d
}

// dashboardOpen reads what is outstanding by due date, from the index of open items alone.
func (t *Tx) dashboardOpen(ctx context.Context, d *billing.Dashboard, today cal.Date) error {
	monday := today.AddDays(-(int(today.Weekday()) + 6) % 7)
	return t.each(ctx, `SELECT due_date, count(*), sum(outstanding) FROM standing WHERE outstanding <> 0 AND outstanding > 0 AND currency = 'NOK'
		GROUP BY due_date`, nil, func(scan func(...any) error) error {
		var due cal.Date
		var n int
		var sum int64
		if err := scan(scanDay(&due), &n, &sum); err != nil {
			return err
		}
		late := today.DaysSince(due)
		grow(&d.Outstanding, n, sum)
		grow(&d.Ageing[bucket(late)], n, sum)
		switch {
		case late > 0:
			grow(&d.Overdue, n, sum)
			return nil
		case late >= -7:
			grow(&d.DueSoon, n, sum)
		}
		if week := due.DaysSince(monday) / 7; week < len(d.Expected) {
			d.Expected[week].Sum.Minor += sum
		}
		return nil
	})
}

func grow(t *billing.Tally, n int, sum int64) { t.Count, t.Sum.Minor = t.Count+n, t.Sum.Minor+sum }

// bucket is the place in Ageing of something so many days past due.
func bucket(late int) int {
	for i, end := range []int{0, 14, 30, 60} {
		if late <= end {
			return i
		}
	}
	return 4
}

// dashboardPaid reads the payments booked this calendar month.
func (t *Tx) dashboardPaid(ctx context.Context, d *billing.Dashboard, today cal.Date) error {
	first := cal.Date{Year: today.Year, Month: today.Month, Day: 1}
	var byKID int
	err := t.get(ctx, `SELECT count(DISTINCT e.id), coalesce(sum(a.amount), 0), count(DISTINCT CASE WHEN a.rule LIKE 'kid%' THEN e.id END)
		FROM bank_entry e CROSS JOIN allocation a ON a.entry_id = e.id
		WHERE e.date BETWEEN $1 AND $2 AND a.undone_at = '' AND a.currency = 'NOK'`, []any{day(first), day(first.EndOfMonth())},
		&d.PaidMonth.Count, &d.PaidMonth.Sum.Minor, &byKID)
	if d.PaidMonth.Count > 0 {
		d.PaidByKID = (100*byKID + d.PaidMonth.Count/2) / d.PaidMonth.Count
	}
	return err
}

func (t *Tx) dashboardCounts(ctx context.Context, d *billing.Dashboard, _ cal.Date) error {
	return t.get(ctx, `SELECT (SELECT count(*) FROM draft), (SELECT count(*) FROM customer), (SELECT count(*) FROM invoice),
		(SELECT count(*) FROM delivery WHERE state = 'queued' AND held = 0) + (SELECT count(*) FROM delivery WHERE state = 'sending'),
		(SELECT coalesce(max(read_at), '') FROM inbox_cursor)`, nil,
		&d.Drafts, &d.Customers, &d.Invoices, &d.OnTheWay, scanMoment(&d.InboxRead))
}

// dashboardDeliveries lists documents whose delivery failed, is unknown, or never began.
func (t *Tx) dashboardDeliveries(ctx context.Context, d *billing.Dashboard, _ cal.Date) error {
	for _, k := range []struct {
		delivery, kind string
		urgency        int
	}{{"refused", "delivery-refused", 2}, {"bounced", "delivery-bounced", 2}, {"unknown", "delivery-unknown", 2}, {"none", "no-channel", 1}} {
		err := t.each(ctx, `SELECT i.number, i.customer_name, i.payable, i.currency, coalesce(d.id, 0), coalesce(d.channel, ''), coalesce(d.reason, '')
			FROM standing s CROSS JOIN invoice i ON i.id = s.invoice_id
			LEFT JOIN delivery d ON d.id = (SELECT max(x.id) FROM delivery x WHERE x.invoice_id = s.invoice_id)
			WHERE s.delivery IN ('none', 'refused', 'bounced', 'unknown') AND s.delivery = $1 ORDER BY s.invoice_id DESC LIMIT $2`, []any{k.delivery, tasksOfAKind},
			func(scan func(...any) error) error {
				task := billing.Task{Kind: k.kind, Urgency: k.urgency}
				var name, id, channel, fault string
				err := scan(&task.Ref, &name, &task.Amount.Minor, &task.Amount.Currency, &id, &channel, &fault)
				task.Args = map[string]string{"number": task.Ref, "name": name, "channel": channel, "fault": fault, "delivery": id}
				d.Tasks = append(d.Tasks, task)
				return err
			})
		if err != nil {
			return err
		}
	}
	return t.dashboardReturned(ctx, d)
}

// dashboardReturned lists documents whose mail came back after it had been delivered, unless they were sent anew.
func (t *Tx) dashboardReturned(ctx context.Context, d *billing.Dashboard) error {
	return t.each(ctx, `SELECT i.number, i.customer_name, i.payable, i.currency, d.id, d.channel, n.reason FROM delivery_note n
		JOIN delivery d ON d.id = n.delivery_id JOIN invoice i ON i.id = d.invoice_id WHERE n.kind = 'returned' AND d.state = 'delivered'
		AND d.id = (SELECT max(x.id) FROM delivery x WHERE x.invoice_id = d.invoice_id)
		AND n.id = (SELECT max(y.id) FROM delivery_note y WHERE y.delivery_id = d.id AND y.kind = 'returned') ORDER BY n.id DESC LIMIT $1`, []any{tasksOfAKind},
		func(scan func(...any) error) error {
			task := billing.Task{Kind: "delivery-returned", Urgency: 2}
			var name, id, channel, fault string
			err := scan(&task.Ref, &name, &task.Amount.Minor, &task.Amount.Currency, &id, &channel, &fault)
			task.Args = map[string]string{"number": task.Ref, "name": name, "channel": channel, "fault": fault, "delivery": id}
			d.Tasks = append(d.Tasks, task)
			return err
		})
}

// dashboardEntries lists payments that wait for somebody.
func (t *Tx) dashboardEntries(ctx context.Context, d *billing.Dashboard, _ cal.Date) error {
	for _, state := range []billing.EntryState{billing.EntrySuggested, billing.EntryUnmatched} {
		entries, err := t.EntryPage(ctx, state, 0, tasksOfAKind)
		if err != nil {
			return err
		}
		for _, e := range entries {
			args := with(e.Args, "name", e.Payer, "date", e.Date.String(), "reason", e.Reason)
			if len(e.Suggestions) > 0 && len(e.Suggestions[0].Allocations) > 0 {
				args["number"] = e.Suggestions[0].Allocations[0].Invoice
				args["rule"] = e.Suggestions[0].Rule
			}
			d.Tasks = append(d.Tasks, billing.Task{Kind: "entry-" + string(state), Ref: strconv.FormatInt(e.ID, 10), Args: args,
				Amount: e.Amount, Urgency: 1})
		}
	}
	return nil
}

// with is a copy of the values of a reason with some more; args are name, value pairs.
func with(values map[string]string, args ...string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, values)
	for i := 0; i+1 < len(args); i += 2 {
		out[args[i]] = args[i+1]
	}
	return out
}

// dashboardFiles lists statement files that failed a gate.
func (t *Tx) dashboardFiles(ctx context.Context, d *billing.Dashboard, _ cal.Date) error {
	return t.each(ctx, `SELECT id, name, quarantine, args FROM statement_file WHERE quarantine <> '' ORDER BY id DESC LIMIT $1`, []any{tasksOfAKind},
		func(scan func(...any) error) error {
			task := billing.Task{Kind: "file-quarantined", Urgency: 2}
			var name, reason string
			var args map[string]string
			err := scan(&task.Ref, &name, &reason, jsonText{&args})
			task.Args = with(args, "file", name, "reason", reason)
			d.Tasks = append(d.Tasks, task)
			return err
		})
}

// inboxTaskDays is how long a file that could not be read is told: whoever wants it has it sent anew, and nothing tells us.
const inboxTaskDays = 14

// dashboardInbox lists the files a sender we know sent lately and that were not read. What strangers send is not told.
func (t *Tx) dashboardInbox(ctx context.Context, d *billing.Dashboard, today cal.Date) error {
	since := today.AddDays(-inboxTaskDays).Time()
	return t.each(ctx, `SELECT id, sender, at, skipped FROM inbox_message WHERE listed = 1 AND skipped NOT IN ('null', '[]') AND at >= $1
		ORDER BY id DESC LIMIT $2`, []any{moment(since), tasksOfAKind}, func(scan func(...any) error) error {
		var id, sender string
		var at time.Time
		var skipped []InboxSkip
		err := scan(&id, &sender, scanMoment(&at), jsonText{&skipped})
		for _, s := range skipped {
			d.Tasks = append(d.Tasks, billing.Task{Kind: "inbox-skipped", Ref: id, Urgency: 1,
				Args: with(s.Args, "file", s.File, "name", s.File, "sender", sender, "reason", s.Reason, "date", cal.Of(at).String())})
		}
		return err
	})
}

// dashboardRest lists what is held back, the letters to print and post, and drafts waiting to be issued.
func (t *Tx) dashboardRest(ctx context.Context, d *billing.Dashboard, _ cal.Date) error {
	var letters, held int
	err := t.get(ctx, `SELECT (SELECT count(*) FROM delivery WHERE state = 'accepted' AND channel = 'letter' AND place = ''),
		(SELECT count(*) FROM delivery WHERE state = 'queued' AND held = 1)`, nil, &letters, &held)
	if err != nil && !errors.Is(err, billing.ErrNotFound) {
		return err
	}
	if held > 0 {
		d.Tasks = append(d.Tasks, billing.Task{Kind: "held", Args: map[string]string{"count": strconv.Itoa(held)}, Urgency: 1})
	}
	if letters > 0 {
		d.Tasks = append(d.Tasks, billing.Task{Kind: "print-pile", Args: map[string]string{"count": strconv.Itoa(letters)}, Urgency: 1})
	}
	if d.Drafts > 0 {
		var sum int64
		if err = t.get(ctx, `SELECT coalesce(sum(payable), 0) FROM draft WHERE currency = 'NOK'`, nil, &sum); err != nil {
			return err
		}
		d.Tasks = append(d.Tasks, billing.Task{Kind: "drafts", Args: map[string]string{"count": strconv.Itoa(d.Drafts)}, Amount: money.New(sum, money.NOK)})
	}
	return nil
}

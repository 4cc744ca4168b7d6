package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// readyQueue is the drafts with what stops them: R says that one may be issued, and one key issues all that may.
type readyQueue struct {
	desk    *desk
	owner   *invoices
	list    *widget.List
	content fyne.CanvasObject
	button  *widget.Button
	rows    []billing.ReadyRow
	asked   latest
	busy    bool
}

func newReadyQueue(d *desk, owner *invoices) *readyQueue {
	q := &readyQueue{desk: d, owner: owner}
	q.list = widget.NewList([]widget.ListColumn{{Title: d.T("ready.col.state"), Width: widget.ChipWidth(d.T("ready.no"))},
		{Title: d.T("editor.customer")}, {Title: d.T("editor.col.amount"), Width: widget.TextWidth("1 000 000,00"), Right: true},
		{Title: d.T("ready.col.channel"), Width: widget.TextWidth(d.T("ready.no-way"))}, {Title: d.T("ready.col.check"), Flex: 2}})
	q.list.OnOpen = func(_ int, row widget.ListRow) { owner.openKey(row.ID) }
	q.list.OnMarks = func([]string) { owner.renewMarks() }
	q.list.OnRune = q.rune
	q.list.SetEmpty(widget.NewEmptyState(theme.GlyphEdit, d.T("ready.empty.title"), d.T("ready.empty.text"),
		widget.NewButton(widget.Primary, d.T("editor.new"), func() { owner.edit(billing.Draft{}, billing.Customer{}) })))
	q.button = widget.NewButton(widget.Primary, "", q.issueAll).WithKey("Ctrl Enter")
	hints := widget.NewHints(widget.Hint{Key: "R", Words: d.T("key.ready-toggle")}, widget.Hint{Key: d.T("key.space"), Words: d.T("key.mark")},
		widget.Hint{Key: "Enter", Words: d.T("key.open")}, widget.Hint{Key: "Ctrl Enter", Words: d.T("key.issue-ready")})
	q.content = widget.Column(12, widget.Grow(1, widget.NewBareCard(q.list)), hints)
	return q
}

// load asks for the drafts anew; marks and place stay.
func (q *readyQueue) load() {
	current := q.asked.next()
	fetch(q.desk, q.desk.services.Ready, func(rows []billing.ReadyRow) {
		if current() {
			q.show(rows)
		}
	})
}

func (q *readyQueue) show(rows []billing.ReadyRow) {
	t := q.desk.tongue
	q.rows = rows
	lines := make([]widget.ListRow, len(rows))
	for i, r := range rows {
		row := t.ReadyRow(r)
		lines[i] = widget.ListRow{ID: row.Key, Cells: []widget.ListCell{chipCell(row.State), {Text: row.Customer, Strong: true}, {Text: row.Amount},
			{Text: row.Channel}, {Text: row.Check, Tone: widget.Tone(row.Tone), Tip: row.Check}}}
	}
	cursor := q.list.Cursor()
	q.list.SetAll(lines)
	q.list.Select(min(max(cursor, 0), len(lines)-1))
	var footer []widget.ListCell
	if len(view.Issuable(rows)) > 0 {
		footer = []widget.ListCell{{}, {Text: t.ReadyCount(rows), Tone: widget.Quiet}, {Text: t.ReadySum(rows), Strong: true}, {}, {}}
	}
	q.list.SetFooter(footer)
	q.button.SetText(t.ReadyAction(rows))
	reason := ""
	if len(view.Issuable(rows)) == 0 {
		reason = q.desk.T("ready.empty.text")
	}
	q.button.Forbid(reason)
	q.owner.queueLoaded(len(view.Issuable(rows)))
}

// get finds a draft of the queue by the key of its row.
func (q *readyQueue) get(key string) (billing.ReadyRow, bool) {
	for _, r := range q.rows {
		if view.Key(r.InvoiceRow) == key {
			return r, true
		}
	}
	return billing.ReadyRow{}, false
}

func (q *readyQueue) rune(r rune) {
	if r == 'r' || r == 'R' {
		q.toggle()
	}
}

// toggle says of the marked drafts, or of the one under the cursor, that they are ready; when all of them are, that they are not.
func (q *readyQueue) toggle() {
	keys := q.list.Marks()
	if len(keys) == 0 {
		if row, ok := q.list.Selected(); ok {
			keys = []string{row.ID}
		}
	}
	var ids []int64
	all := true
	for _, key := range keys {
		if r, ok := q.get(key); ok {
			ids, all = append(ids, r.ID), all && r.Ready
		}
	}
	setReady(q.desk, ids, !all, q.owner.list, q.list, q.load)
}

// setReady stores that drafts are ready or not, takes the marks away and goes on.
func setReady(d *desk, ids []int64, ready bool, marked, also *widget.List, done func()) {
	if len(ids) == 0 {
		return
	}
	d.do(func(ctx context.Context) error { return d.services.SetReady(ctx, ids, ready) }, func() {
		marked.ClearMarks()
		also.ClearMarks()
		done()
	})
}

// issueAll issues what is ready and not stopped, and offers to take the sending back.
func (q *readyQueue) issueAll() {
	ids := view.Issuable(q.rows)
	if len(ids) == 0 || q.busy {
		return
	}
	q.busy = true
	issue(q.desk, ids, func(issued []billing.Invoice) {
		q.busy = false
		q.list.ClearMarks()
		if refused := len(ids) - len(issued); refused > 0 && len(issued) > 0 {
			q.desk.shell.Toast(theme.GlyphAlert, widget.Warn, q.desk.T("ready.refused", "n", refused), "", nil, 2*widget.ToastTime)
		}
		q.owner.reload(true)
	})
}

func (q *readyQueue) keys() []widget.Key {
	d := q.desk
	return []widget.Key{{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("key.issue-ready"), Do: q.issueAll},
		{Name: fyne.KeyR, Words: d.T("key.ready-toggle")}, {Name: fyne.KeyEscape, Do: q.list.ClearMarks}}
}

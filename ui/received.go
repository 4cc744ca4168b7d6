package ui

import (
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// What callers of Go may want to see among the received documents.
type (
	showReceived int64    // by id
	receiveFiles []string // files to be taken in
)

// received is the list of documents others sent us; one opens beside it with its page.
type received struct {
	*Page
	desk   *desk
	body   *fyne.Container
	list   *widget.List // wide, alone
	narrow *widget.List // beside a document
	pager  *pager[billing.Received]
	detail *receivedDetail
	whole  fyne.CanvasObject
	split  fyne.CanvasObject
	empty  fyne.CanvasObject

	open    int64 // beside the list; 0: none
	nothing bool
	started bool
}

func newReceived(d *desk) *received {
	v := &received{desk: d, body: container.NewStack()}
	v.pager = &pager[billing.Received]{desk: d, row: v.row, loaded: v.loaded,
		fetch: func(ctx context.Context, after string, limit int) (billing.Page[billing.Received], error) {
			return d.services.ReceivedList(ctx, after, limit)
		}}
	v.list, v.narrow = v.wideList(), v.narrowList()
	v.detail = newReceivedDetail(d, v)
	v.whole = widget.NewBareCard(v.list)
	v.split = widget.Row(theme.Gap, widget.Sized(narrowWidth, 0, widget.NewBareCard(v.narrow)), widget.Grow(1, v.detail.content))
	v.empty = widget.NewCard(widget.NewEmptyState(theme.GlyphInbox, d.T("received.empty.title"), d.T("received.empty.text"),
		widget.NewButton(widget.Primary, d.T("received.add"), v.add)))
	v.Page = NewPage(d.T("shell.received"), "", v.body)
	v.show()
	return v
}

func (v *received) wideList() *widget.List {
	d := v.desk
	check := widget.ChipWidth(d.T("received.not-ours"))
	for _, key := range []string{"received.faults", "received.warnings"} {
		check = max(check, widget.ChipWidth(d.T(key, "N", 88)))
	}
	l := widget.NewList([]widget.ListColumn{{Title: d.T("received.from"), Flex: 2}, {Title: d.T("col.number")},
		{Title: d.T("editor.date"), Width: widget.TextWidth("22.11.2025")}, {Title: d.T("fact.due"), Width: widget.TextWidth("22.11.2025")},
		{Title: d.T("editor.payable"), Width: widget.TextWidth("EUR 1 000 000,00"), Right: true}, {Title: d.T("check.title"), Width: check + 4}}).TapOpens()
	l.OnOpen = func(_ int, row widget.ListRow) { v.openKey(row.ID) }
	v.pager.attach(l, nil)
	return l
}

func (v *received) narrowList() *widget.List {
	l := widget.NewList([]widget.ListColumn{{Title: v.desk.T("received.from")},
		{Title: v.desk.T("editor.payable"), Width: widget.TextWidth("EUR 100 000,00"), Right: true}}).Tall().TapOpens()
	l.OnSelect = func(_ int, row widget.ListRow) { v.openKey(row.ID) }
	v.pager.attach(l, func(r billing.Received) widget.ListRow {
		row := v.desk.tongue.ReceivedRow(r)
		return widget.ListRow{ID: row.Key, Cells: []widget.ListCell{{Text: row.From, Detail: joinWords(row.Number, row.Check.Text)}, {Text: row.Sum, Detail: row.Due}}}
	})
	return l
}

func (v *received) row(r billing.Received) widget.ListRow {
	row := v.desk.tongue.ReceivedRow(r)
	return widget.ListRow{ID: row.Key, Cells: []widget.ListCell{{Text: row.From, Strong: true}, {Text: row.Number}, {Text: row.Date},
		{Text: row.Due, Tone: widget.Tone(row.DueTone)}, {Text: row.Sum}, chipCell(row.Check)}}
}

// Enter implements Screen.
func (v *received) Enter(arg any) {
	v.pager.ask(-1, v.started)
	v.started = true
	switch arg := arg.(type) {
	case showReceived:
		v.openID(int64(arg))
	case receiveFiles:
		v.take(arg)
	}
}

// Changed implements listener.
func (v *received) Changed(signals []billing.Signal) {
	for _, s := range signals {
		if _, ours := s.(billing.ReceivedFile); ours {
			v.pager.ask(-1, true)
			return
		}
	}
}

// Keyboard implements Typist.
func (v *received) Keyboard() fyne.Focusable {
	if v.open != 0 {
		return v.narrow.Keyboard()
	}
	return v.list.Keyboard()
}

// Keys implements Screen.
func (v *received) Keys() []widget.Key {
	d := v.desk
	keys := []widget.Key{{Name: fyne.KeyO, Mod: widget.Ctrl, Words: d.T("received.add"), Do: v.add}}
	if v.open != 0 {
		keys = append(keys, widget.Key{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("received.save"), Do: v.detail.saveFile},
			widget.Key{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.close})
	}
	return keys
}

// Dropped implements dropTaker.
func (v *received) Dropped(paths []string) bool {
	var ours []string
	for _, p := range paths {
		if view.IsReceived(p) {
			ours = append(ours, p)
		}
	}
	if len(ours) == 0 {
		return false
	}
	v.take(ours)
	return true
}

func (v *received) loaded() {
	v.nothing = len(v.pager.rows) == 0
	v.show()
	v.selectOpen()
}

func (v *received) selectOpen() {
	if i := v.pager.index(strconv.FormatInt(v.open, 10)); v.open != 0 && i >= 0 && v.narrow.Cursor() != i {
		v.narrow.Select(i)
	}
}

// show puts the list, the document beside it, or what is said when there is none on the page.
func (v *received) show() {
	d := v.desk
	add := widget.NewButton(widget.Primary, d.T("received.add"), v.add)
	switch {
	case v.open != 0:
		put(v.body, v.split)
		v.SetActions(widget.NewButton(widget.Secondary, d.T("received.save"), v.detail.saveFile), add)
	case v.nothing:
		put(v.body, v.empty)
		v.SetActions()
	default:
		put(v.body, v.whole)
		v.SetActions(add)
	}
}

func (v *received) openKey(key string) {
	if id, err := strconv.ParseInt(key, 10, 64); err == nil && id != v.open {
		v.openID(id)
	}
}

// openID shows a document beside the list.
func (v *received) openID(id int64) {
	v.open = id
	row, known := v.pager.get(strconv.FormatInt(id, 10))
	v.detail.set(id, row, known)
	v.show()
	v.selectOpen()
	v.desk.shell.RenewKeys()
	v.narrow.Focus()
}

func (v *received) close() {
	v.open = 0
	v.show()
	v.desk.shell.RenewKeys()
	v.list.Focus()
}

// add asks for a file to take in.
func (v *received) add() {
	v.desk.files.Open([]string{".xml"}, func(path string) { v.take([]string{path}) })
}

// taken is what became of files that were taken in.
type taken struct {
	last  billing.Received
	count int
}

// take takes files in one after the other and opens the last; those that are no documents are told of when all are read.
func (v *received) take(paths []string) {
	d := v.desk
	ask(d, func(ctx context.Context) (taken, error) {
		var out taken
		var wrong []error
		for _, path := range paths {
			r, err := d.services.ReceiveFile(ctx, path)
			if err != nil {
				wrong = append(wrong, err)
				continue
			}
			out.last, out.count = r, out.count+1
		}
		return out, together(wrong)
	}, func(t taken, err error) {
		if err != nil {
			d.complain(err)
		}
		if t.count == 0 {
			return
		}
		d.tell(d.tongue.ReceivedText(t.last, t.count))
		v.pager.ask(-1, true)
		v.openID(t.last.ID)
	})
}

// together joins refusals into one that tells all their reasons.
func together(wrong []error) error {
	var faults billing.Faults
	for _, err := range wrong {
		var refused *billing.FaultError
		if !errors.As(err, &refused) {
			return errors.Join(wrong...)
		}
		faults = append(faults, refused.Faults...)
	}
	return faults.Err()
}

package ui

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// newBasis asks for an empty offer, order or payment request.
type newBasis struct {
	kind     billing.Kind
	customer billing.Customer // zero: nobody yet
}

// basesPart is the list of offers, orders and payment requests; one opens beside it, and its form takes the page's place.
type basesPart struct {
	desk    *desk
	room    *basisRoom
	bases   *view.Bases
	body    *fyne.Container
	list    *widget.List // wide, alone
	narrow  *widget.List // beside a basis
	kinds   *widget.FilterChips
	filters *widget.FilterChips
	find    *widget.Entry
	whole   fyne.CanvasObject
	split   fyne.CanvasObject
	detail  *basisDetail
	editor  *basisEditor
	shown   []view.BasisRow

	open    int64 // beside the list; 0: none
	wanted  int64 // to be opened once the list is there
	started bool
	typing  debounce
	current latest
}

func newBasesPart(r *basisRoom) *basesPart {
	d := r.desk
	v := &basesPart{desk: d, room: r, bases: view.NewBases(d.tongue), body: container.NewStack(), typing: debounce{desk: d, pause: 120 * time.Millisecond}}
	v.kinds = widget.NewFilterChips(nil, string(v.bases.Kind), func(id string) { v.bases.SetKind(billing.Kind(id)); v.close() })
	v.filters = widget.NewFilterChips(nil, string(v.bases.Filter), func(id string) { v.bases.Filter = view.BasisFilter(id); v.fill() })
	v.find = widget.NewEntry(d.T("basis.find"))
	v.find.OnChanged = func(text string) { v.typing.call(func() { v.bases.Text = text; v.fill() }) }
	v.list, v.narrow = v.wideList(), v.narrowList()
	tools := widget.Sized(0, theme.ControlHeight, widget.Row(12, widget.Grow(1, widget.Row(0, v.kinds)), widget.Sized(300, 0, v.find)))
	v.whole = widget.Column(12, tools, v.filters, widget.Grow(1, widget.NewBareCard(v.list)))
	v.detail = newBasisDetail(d, v)
	v.split = widget.Row(theme.Gap, widget.Sized(narrowWidth, 0, widget.NewBareCard(v.narrow)), widget.Grow(1, v.detail.content))
	v.editor = newBasisEditor(d, v)
	return v
}

func (v *basesPart) wideList() *widget.List {
	l := widget.NewList(v.columns()).TapOpens()
	l.OnOpen = func(_ int, row widget.ListRow) { v.openKey(row.ID) }
	return l
}

// columns are those of the kind that is shown: an offer ends some day, an order is invoiced bit by bit.
func (v *basesPart) columns() []widget.ListColumn {
	d := v.desk
	fifth := widget.ListColumn{Title: d.T("basis.valid"), Width: widget.TextWidth("22.11.2026")}
	if v.bases.Kind != billing.KindOffer {
		fifth = widget.ListColumn{Title: d.T("basis.invoiced"), Width: widget.TextWidth("22.11.2026"), Right: true}
	}
	return []widget.ListColumn{{Title: d.T("col.number"), Width: widget.TextWidth("T-1000")}, {Title: d.T("editor.customer"), Flex: 3},
		{Title: d.T("basis.title"), Flex: 4}, {Title: d.T("editor.date"), Width: widget.TextWidth("22.11.2026")}, fifth,
		{Title: d.T("basis.sum"), Width: widget.TextWidth("1 000 000,00"), Right: true}, {Title: d.T("col.status"), Width: widget.ChipWidth("Delfakturert") + 4}}
}

func (v *basesPart) narrowList() *widget.List {
	l := widget.NewList([]widget.ListColumn{{Title: v.desk.T("editor.customer")},
		{Title: v.desk.T("basis.sum"), Width: widget.TextWidth("100 000,00"), Right: true}}).Tall().TapOpens()
	l.OnSelect = func(_ int, row widget.ListRow) { v.openKey(row.ID) }
	return l
}

func basisKey(id int64) string { return strconv.FormatInt(id, 10) }

func (v *basesPart) content() fyne.CanvasObject { return v.body }

func (v *basesPart) enter(arg any) {
	switch arg := arg.(type) {
	case showBasis:
		v.wanted = int64(arg)
	case newBasis:
		v.edit(view.NewBasis(arg.kind, v.desk.tongue.Today()), arg.customer)
	}
	v.reload()
	if v.open != 0 {
		v.detail.renew()
	}
	v.show()
}

func (v *basesPart) leave() { v.leaveEditor() }

func (v *basesPart) leaveEditor() {
	v.editor.leave()
	v.room.drop = nil
}

func (v *basesPart) changed() {
	v.reload()
	if v.open != 0 && !v.editor.open {
		v.detail.renew()
	}
}

func (v *basesPart) keyboard() fyne.Focusable {
	switch {
	case v.editor.open:
		return nil
	case v.open != 0:
		return v.narrow.Keyboard()
	}
	return v.list.Keyboard()
}

func (v *basesPart) keys() []widget.Key {
	d := v.desk
	if v.editor.open {
		return v.editor.keys()
	}
	keys := []widget.Key{{Name: fyne.KeyN, Mod: widget.Ctrl, Words: d.T("key.new-here"), Do: v.add},
		{Name: fyne.KeyF, Mod: widget.Ctrl, Words: d.T("key.find-here"), Do: func() { v.close(); d.focus(v.find) }}}
	if v.open != 0 {
		return append(append(v.detail.keys(), keys...), widget.Key{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.close})
	}
	return keys
}

func (v *basesPart) actions() []fyne.CanvasObject {
	if v.started && v.bases.Nothing() && v.open == 0 {
		return nil
	}
	return []fyne.CanvasObject{v.newButton().WithKey("Ctrl N")}
}

func (v *basesPart) newButton() *widget.Button {
	return widget.NewButton(widget.Primary, v.desk.tongue.BasisTitle(v.bases.Kind, ""), v.add)
}

// add begins an empty basis of the kind that is shown.
func (v *basesPart) add() {
	v.edit(view.NewBasis(v.bases.Kind, v.desk.tongue.Today()), billing.Customer{})
}

func (v *basesPart) reload() {
	d, current := v.desk, v.current.next()
	fetch(d, func(ctx context.Context) (map[billing.Kind][]billing.BasisRow, error) {
		return readBases(ctx, d.services)
	},
		func(rows map[billing.Kind][]billing.BasisRow) {
			if current() {
				v.loaded(rows)
			}
		})
}

// readBases reads every kind to its end: they are hundreds, not hundreds of thousands, and are counted and searched here.
func readBases(ctx context.Context, s basisServices) (map[billing.Kind][]billing.BasisRow, error) {
	out := map[billing.Kind][]billing.BasisRow{}
	for _, kind := range view.BasisKinds {
		for after := ""; ; {
			page, err := s.Bases(ctx, kind, nil, after, moreRows)
			if err != nil {
				return nil, err
			}
			out[kind] = append(out[kind], page.Rows...)
			if after = page.Next; after == "" {
				break
			}
		}
	}
	return out, nil
}

func (v *basesPart) loaded(rows map[billing.Kind][]billing.BasisRow) {
	v.bases.SetRows(rows)
	v.started = true
	if v.wanted != 0 {
		id := v.wanted
		v.wanted = 0
		v.bases.Reveal(id)
		v.fill()
		v.openID(id)
		return
	}
	v.fill()
}

// fill shows what was read of the kind and group chosen.
func (v *basesPart) fill() {
	d := v.desk
	v.kinds.Set(nameCounts(v.bases.Kinds()))
	v.kinds.Choose(string(v.bases.Kind))
	v.filters.Set(nameCounts(v.bases.Filters()))
	v.filters.Choose(string(v.bases.Filter))
	v.shown = v.bases.Rows()
	wide, narrow := make([]widget.ListRow, len(v.shown)), make([]widget.ListRow, len(v.shown))
	for i, r := range v.shown {
		fifth := widget.ListCell{Text: r.Valid}
		if r.Row.Kind != billing.KindOffer {
			fifth.Text = r.Invoiced
		}
		if r.Row.Expired {
			fifth.Tone = widget.Warn
		}
		wide[i] = widget.ListRow{ID: basisKey(r.Row.ID), Cells: []widget.ListCell{{Text: r.Number, Strong: true}, {Text: r.Customer}, {Text: r.Title, Tone: widget.Quiet},
			{Text: r.Date}, fifth, {Text: r.Sum}, chipCell(r.Status)}}
		narrow[i] = widget.ListRow{ID: wide[i].ID, Cells: []widget.ListCell{{Text: r.Customer, Detail: r.Number + " · " + r.Status.Text}, {Text: r.Sum, Detail: r.Date}}}
	}
	v.list.SetColumns(v.columns())
	v.list.SetAll(wide)
	v.narrow.SetAll(narrow)
	v.list.SetFooter(nil)
	if len(wide) > 0 {
		count, sum := v.bases.Total()
		footer := make([]widget.ListCell, 7)
		footer[1], footer[5] = widget.ListCell{Text: count, Tone: widget.Quiet}, widget.ListCell{Text: sum, Strong: true}
		v.list.SetFooter(footer)
	}
	v.list.SetEmpty(widget.NewEmptyState(theme.GlyphDone, d.T("basis.none.title"), d.T("basis.none.text"),
		widget.NewButton(widget.Secondary, d.T("filter.all"), func() { v.bases.Filter = view.BasisAll; v.find.SetText(""); v.bases.Text = ""; v.fill() })))
	v.selectOpen()
	v.show()
}

func nameCounts(in []view.NameCount) []widget.Filter {
	var out []widget.Filter
	for _, c := range in {
		out = append(out, widget.Filter{ID: c.ID, Words: c.Name, Count: c.Count, Tone: widget.Tone(c.Tone)})
	}
	return out
}

func (v *basesPart) selectOpen() {
	for i, r := range v.shown {
		if r.Row.ID == v.open && v.narrow.Cursor() != i {
			v.narrow.Select(i)
		}
	}
}

// show puts the list, the basis beside it, or what is said when there is none on the page.
func (v *basesPart) show() {
	var o fyne.CanvasObject
	switch {
	case v.editor.open:
		return // it has the whole screen
	case v.open != 0:
		o = v.split
	case v.started && v.bases.NothingOfKind():
		o = v.empty()
	default:
		o = v.whole
	}
	put(v.body, o)
	v.room.renewHead()
}

// empty says what belongs here. The kinds stay in reach unless there is nothing at all.
func (v *basesPart) empty() fyne.CanvasObject {
	d, k := v.desk, string(v.bases.Kind)
	card := widget.NewCard(widget.NewEmptyState(theme.GlyphBasis, d.T("basis.empty.title."+k), d.T("basis.empty.text."+k), v.newButton(), practiceButton(d)))
	return widget.Column(12, widget.Sized(0, theme.ControlHeight, widget.Row(0, v.kinds)), widget.Grow(1, card))
}

// openKey shows a basis beside the list.
func (v *basesPart) openKey(key string) {
	if id, err := strconv.ParseInt(key, 10, 64); err == nil && (id != v.open || v.editor.open) {
		v.openID(id)
	}
}

func (v *basesPart) openID(id int64) {
	v.leaveEditor()
	v.room.uncover()
	v.open = id
	row, known := v.bases.Find(id)
	v.detail.set(id, row, known)
	v.selectOpen()
	v.show()
	v.narrow.Focus()
}

// close shows the list alone.
func (v *basesPart) close() {
	v.leaveEditor()
	v.room.uncover()
	v.open = 0
	v.fill()
	v.list.Focus()
}

// edit opens the form in place of the page.
func (v *basesPart) edit(b billing.Basis, c billing.Customer) {
	v.editor.leave()
	v.room.coverWith(v.editor.content)
	v.editor.begin(b, c)
	v.room.drop = v.editor.lines.options.papers.attach
	v.desk.shell.RenewKeys()
}

package ui

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// Work is what a window under test has put off: what runs in the background, and what waits for a time. The test runs it
// where it stands, so that nothing depends on how fast a machine is.
type Work struct {
	jobs   []func()
	timers []*timer
}

type timer struct {
	pause time.Duration
	do    func()
}

// NewWindow gives a window whose background work waits for Settle.
func NewWindow(app fyne.App, s Services, o Options) (*Window, *Work) {
	work := &Work{}
	w := &Window{cancel: func() {}}
	w.build(app, s, o, func(do func(context.Context)) {
		work.jobs = append(work.jobs, func() { do(context.Background()) })
	}, func(pause time.Duration, do func()) func() {
		t := &timer{pause, do}
		work.timers = append(work.timers, t)
		return func() { t.do = nil }
	})
	return w, work
}

// Settle runs the work and what waits for less than a second, until nothing is left.
func (w *Work) Settle() {
	for range 1000 {
		if !w.step(time.Second) {
			return
		}
	}
	panic("the window never comes to rest")
}

// StartTimers runs what waits for less than a time and leaves the work it begins.
func (w *Work) StartTimers(before time.Duration) {
	timers := w.timers
	w.timers = nil
	for _, t := range timers {
		if t.pause >= before {
			w.timers = append(w.timers, t)
		} else if t.do != nil {
			t.do()
		}
	}
}

// Hold sets the work that waits aside, to be run later.
func (w *Work) Hold() (release func()) {
	held := w.jobs
	w.jobs = nil
	return func() { w.jobs = append(w.jobs, held...) }
}

// Step runs the oldest work only and tells whether there was any.
func (w *Work) Step() bool {
	if len(w.jobs) == 0 {
		return false
	}
	job := w.jobs[0]
	w.jobs = w.jobs[1:]
	job()
	return true
}

func (w *Work) step(before time.Duration) bool {
	if w.Step() {
		return true
	}
	for i, t := range w.timers {
		if t.pause < before {
			w.timers = append(w.timers[:i], w.timers[i+1:]...)
			if t.do != nil {
				t.do()
			}
			return true
		}
	}
	return false
}

// Shell is the frame of the window.
func (w *Window) Shell() *Shell { return w.shell }

// Go shows a place, and what is wanted there.
func (w *Window) Go(place string, arg any) { w.shell.Go(place, arg) }

// OpenDocument, OpenFilter and OpenEntry are what callers of Go may ask for.
func OpenDocument(key string) any { return showDocument(key) }

// OpenBasis asks for an offer, order or payment request.
func OpenBasis(id int64) any { return showBasis(id) }

// OpenNewBasis asks for an empty one.
func OpenNewBasis(k billing.Kind) any { return newBasis{kind: k} }

// OpenWork asks for hours and expenses.
func OpenWork() any { return showWork{} }

// OpenGroup asks for one invoice for each member of a group.
func OpenGroup(name string) any { return showGroup(name) }

// OpenCustomer asks for a customer.
func OpenCustomer(no string) any { return showCustomer(no) }

// OpenSettings asks for a section of the settings.
func OpenSettings(section string) any { return showSettings(section) }

// FocusSetting gives the keyboard to a setting of the section that is shown.
func (w *Window) FocusSetting(key string) {
	e := w.shell.screens[placeSettings].(*settingsScreen).entries[key]
	w.desk.focus(e)
	e.CursorColumn = len([]rune(e.Text))
}

// TypeMailText replaces the words of the mail that is shown.
func (w *Window) TypeMailText(body string) {
	w.shell.screens[placeSettings].(*settingsScreen).texts.body.SetText(body)
}

// FindMailInvoice types into the field that finds the document of the mail's preview.
func (w *Window) FindMailInvoice(words string) {
	e := w.shell.screens[placeSettings].(*settingsScreen).texts.invoice
	w.desk.focus(e)
	for _, r := range words {
		e.TypedRune(r)
	}
}

// FindSetting types into the field that finds settings.
func (w *Window) FindSetting(words string) {
	w.shell.screens[placeSettings].(*settingsScreen).find.SetText(words)
}

// OpenEditor asks for a new invoice.
func OpenEditor() any { return newInvoice{} }

// EditorForm is the form of the editor.
func (w *Window) EditorForm() *view.Editor {
	return w.shell.screens[placeInvoices].(*invoices).editor.form
}

// ShowStart shows the first screen of a stranger.
func (w *Window) ShowStart() { w.showStart(true) }

// SetFiles puts a person in the place of the file dialogs.
func (w *Window) SetFiles(open string) { w.desk.files = chosenFile(open) }

type chosenFile string

func (f chosenFile) Open(_ []string, pick func(string)) { pick(string(f)) }
func (f chosenFile) Read(path string, most int64) (string, []byte, error) {
	return toolkitFiles{}.Read(path, most)
}
func (f chosenFile) Save(name string, pick func(string)) { pick(string(f) + "/" + name) }

// RunAtOnce lets the shell do its background work where it stands, so that tests need not wait.
func (s *Shell) RunAtOnce() { s.run = func(work func()) { work() } }

// RunLater gathers the background work and gives it one by one, to answer questions late.
func (s *Shell) RunLater() (next func()) {
	var waiting []func()
	s.run = func(work func()) { waiting = append(waiting, work) }
	return func() {
		work := waiting[0]
		waiting = waiting[1:]
		work()
	}
}

// OnOpenURL notes what is handed to the desktop.
func (w *Window) OnOpenURL(do func(string)) {
	w.desk.openURL = func(address string) error { do(address); return nil }
}

// Lists of the screens, for tests to move in.
func (w *Window) InvoiceList() *widget.List { return w.shell.screens[placeInvoices].(*invoices).list }

// PaymentList is the list of bank entries.
func (w *Window) PaymentList() *widget.List { return w.shell.screens[placePayments].(*payments).list }

// DispatchList is the list of deliveries.
func (w *Window) DispatchList() *widget.List { return w.shell.screens[placeDispatch].(*dispatch).list }

// ShowGroup asks for a group of deliveries or payments.
func ShowGroup(place, group string) any {
	if place == placeDispatch {
		return showDeliveries(group)
	}
	return showEntries(group)
}

// Pages is how many pages the editor shows.
func (w *Window) EditorPages() int {
	return w.shell.screens[placeInvoices].(*invoices).editor.paper.Pages()
}

// EditorAction is what the editor's button says.
func (w *Window) EditorAction() string {
	return w.shell.screens[placeInvoices].(*invoices).editor.action.Text()
}

// TypeCell types into a cell of a line of the editor.
func (w *Window) TypeCell(line int, cell view.Cell, text string) {
	t := w.shell.screens[placeInvoices].(*invoices).editor.lines
	t.edit(line, cell)
	t.fields.entries[cell].SetText(text)
}

// DrawPage draws a page of a document.
func DrawPage(page layout.Page, width int) image.Image { return drawPage(page, width) }

// Press presses the button with these words, wherever it is shown.
func Press(o fyne.CanvasObject, words string) bool { return press(o, words) }

func press(o fyne.CanvasObject, words string) bool {
	if !o.Visible() {
		return false
	}
	switch o := o.(type) {
	case *widget.Button:
		if o.Text() == words && !o.Disabled() {
			o.Tapped(nil)
			return true
		}
		return false
	case *fyne.Container:
		for _, c := range o.Objects {
			if press(c, words) {
				return true
			}
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			if press(c, words) {
				return true
			}
		}
	}
	return false
}

func (w *Window) editor() *editor { return w.shell.screens[placeInvoices].(*invoices).editor }

// Reopen shows the company as it is now.
func (w *Window) Reopen() { w.open() }

// OpenOptions unfolds a group of the editor's options.
func (w *Window) OpenOptions(group string) { w.editor().options.open(view.OptionGroup(group)) }

// OptionGroup is the group that is unfolded.
func (w *Window) OptionGroup() string { return string(w.editor().options.group) }

// EditLine gives the keyboard to a line and unfolds what is behind it.
func (w *Window) EditLine(i int) { w.editor().lines.edit(i, view.CellDescription) }

// NextFault goes to the field of the next fault, Why unfolds what stands behind it.
func (w *Window) NextFault() { w.editor().checks.next(w.editor().form) }

// Why unfolds what stands behind the fault last gone to.
func (w *Window) Why() { w.editor().unfoldWhy() }

// Drop lets files fall on the window.
func (w *Window) Drop(paths ...string) { w.dropped(paths) }

// ActiveLine is the line of the editor that has fields, and the cell the keyboard is in.
func (w *Window) ActiveLine() (int, view.Cell) {
	t := w.editor().lines
	cell, _ := t.fields.focused()
	return t.active, cell
}

// FocusCell gives the keyboard to a cell of a line.
func (w *Window) FocusCell(line int, cell view.Cell) { w.editor().lines.edit(line, cell) }

// FocusOption gives the keyboard to a field of the options.
func (w *Window) FocusOption(name string) { w.desk.focus(w.editor().options.fields[name]) }

// ShowFilter asks for a group of documents.
func ShowFilter(f billing.InvoiceFilter) any { return showFilter(f) }

// QueueList is the queue of drafts.
func (w *Window) QueueList() *widget.List {
	return w.shell.screens[placeInvoices].(*invoices).queue.list
}

// ChooseChip presses the filter with these words on the uppermost sheet.
func (w *Window) ChooseChip(words string) { chooseChip(w.window.Canvas().Overlays().Top(), words) }

func chooseChip(o fyne.CanvasObject, words string) bool {
	switch o := o.(type) {
	case *widget.FilterChips:
		return o.Press(words)
	case *fyne.Container:
		for _, c := range o.Objects {
			if chooseChip(c, words) {
				return true
			}
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			if chooseChip(c, words) {
				return true
			}
		}
	}
	return false
}

// ChooseRange narrows the list to the n-th month back, this one being the first, and to a group.
func (w *Window) ChooseRange(month int, group string) {
	v := w.shell.screens[placeInvoices].(*invoices)
	v.query.Issued, v.query.Group = v.desk.tongue.MonthAt(month-1), group
	v.ranges.month.Choose(month)
	v.ranges.load()
	v.reload(false)
}

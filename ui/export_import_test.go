package ui

import (
	"fyne.io/fyne/v2"

	"fakturist/billing/register"
	"fakturist/ui/widget"
)

// OpenImport asks for an import, of a file if there is a path.
func OpenImport(path string) any {
	if path == "" {
		return importCustomers{}
	}
	return importFile(path)
}

func (w *Window) importer() *importer {
	switch s := w.shell.screens[w.shell.Here()].(type) {
	case *customers:
		return s.files
	case *items:
		return s.files
	}
	return nil
}

// TickImport ticks a box of the check.
func (w *Window) TickImport(words string) {
	v := w.importer().check
	for _, row := range v.bar.Objects {
		for _, o := range containerObjects(row) {
			if t, ok := o.(*tick); ok && t.words.Text() == words {
				t.toggle()
			}
		}
	}
}

// FilterImport shows a group of rows.
func (w *Window) FilterImport(group string) {
	v := w.importer().check
	v.owner.form.Filter = group
	v.fill()
	v.list.Select(0)
}

// ImportChoices are what was decided about rows.
func (w *Window) ImportChoices() map[int]register.Choice { return w.importer().form.Choices.Rows }

// ImportList is the list of the check.
func (w *Window) ImportList() *widget.List { return w.importer().check.list }

func containerObjects(o fyne.CanvasObject) []fyne.CanvasObject {
	if c, ok := o.(*fyne.Container); ok {
		return c.Objects
	}
	return nil
}

// OpenReceived asks for a received document.
func OpenReceived(id int64) any { return showReceived(id) }

// NewCustomer opens the form of a new customer.
func (w *Window) NewCustomer() { w.shell.screens[placeCustomers].(*customers).add() }

// ChooseImportSheet chooses another sheet of the workbook.
func (w *Window) ChooseImportSheet(i int) { choose(w.importer().columns.sheet, i) }

// ChooseImportKind says that the file holds something else.
func (w *Window) ChooseImportKind(i int) { choose(w.importer().columns.kind, i) }

// choose steps a field to one of its choices with the arrow keys.
func choose(s *widget.Select, i int) {
	for range max(0, i-s.Chosen()) {
		s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
}

package widget

import "slices"

// SetMarks marks these rows and no others, without calling back: for lists whose marks follow from something else than the
// pointer, such as who is to get an invoice.
func (l *List) SetMarks(ids []string) {
	l.marks = slices.Clone(ids)
	l.body.Refresh()
	l.head.Refresh()
}

// PlainMarks leaves the ground of marked rows as it is, for lists where most rows are marked from the beginning.
func (l *List) PlainMarks() *List {
	l.plainMarks = true
	return l
}

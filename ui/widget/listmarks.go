package widget

import "slices"

// Marks lists the marked IDs in the order they were marked.
func (l *List) Marks() []string { return slices.Clone(l.marks) }

// ClearMarks takes all marks away.
func (l *List) ClearMarks() { l.setMarks(nil) }

func (l *List) marked(id string) bool { return slices.Contains(l.marks, id) }

func (l *List) toggle(index int) {
	row, ok := l.Row(index)
	if !ok || l.OnMarks == nil {
		return
	}
	if at := slices.Index(l.marks, row.ID); at >= 0 {
		l.setMarks(slices.Delete(slices.Clone(l.marks), at, at+1))
		return
	}
	l.setMarks(append(slices.Clone(l.marks), row.ID))
}

// markRange marks every row held between two, as a click with Shift asks.
func (l *List) markRange(from, to int) {
	if l.OnMarks == nil {
		return
	}
	marks := slices.Clone(l.marks)
	for i := min(from, to); i <= max(from, to); i++ {
		if row, ok := l.Row(i); ok && !slices.Contains(marks, row.ID) {
			marks = append(marks, row.ID)
		}
	}
	l.setMarks(marks)
}

func (l *List) setMarks(ids []string) {
	l.marks = ids
	l.body.Refresh()
	l.head.Refresh()
	if l.OnMarks != nil {
		l.OnMarks(slices.Clone(ids))
	}
}

// allHeld tells whether every row is in memory, so that marking all is an honest promise.
func (l *List) allHeld() bool {
	for i := 0; i < l.count; i += pageRows {
		if _, ok := l.Row(i); !ok {
			return false
		}
	}
	return l.count > 0
}

func (l *List) allMarked() bool { return l.count > 0 && len(l.marks) == l.count }

func (l *List) toggleAll() {
	switch {
	case len(l.marks) > 0:
		l.setMarks(nil)
	case l.allHeld():
		l.markRange(0, l.count-1)
	}
}

// keepMarks forgets marks of rows that are gone.
func (l *List) keepMarks(rows []ListRow) {
	ids := make(map[string]bool, len(rows))
	for _, r := range rows {
		ids[r.ID] = true
	}
	kept := slices.DeleteFunc(slices.Clone(l.marks), func(id string) bool { return !ids[id] })
	if len(kept) != len(l.marks) {
		l.setMarks(kept)
	}
}

package ui

import "fakturist/ui/view"

// ChooseWork chooses a stretch of the list of hours and expenses.
func (w *Window) ChooseWork(f view.WorkFilter) {
	v := w.shell.screens[placeBasis].(*basisRoom).parts[tabWork].(*workPart)
	v.filter = f
	v.reload()
}

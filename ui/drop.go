package ui

import (
	"fyne.io/fyne/v2"
)

// dropTaker is a screen that has a use for files dropped on the window.
type dropTaker interface {
	// Dropped takes files by their paths and tells whether it had a use for them.
	Dropped(paths []string) bool
}

// listenDrops hands files dropped on the window to the screen that is shown; one that has no use for them is told so.
func (w *Window) listenDrops() {
	w.window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		var paths []string
		for _, f := range files {
			if f.Scheme() == "file" {
				paths = append(paths, f.Path())
			}
		}
		w.dropped(paths)
	})
}

func (w *Window) dropped(paths []string) {
	taker, ok := w.shell.screens[w.shell.Here()].(dropTaker)
	if len(paths) > 0 && (!ok || !taker.Dropped(paths)) {
		w.desk.tell(w.desk.T("drop.nowhere"))
	}
}

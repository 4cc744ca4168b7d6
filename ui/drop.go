package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"fakturist/ui/view"
)

// dropTaker is a screen that has a use for files dropped on the window.
type dropTaker interface {
	// Dropped takes files by their paths and tells whether it had a use for them.
	Dropped(paths []string) bool
}

// listenDrops hands files dropped on the window to whoever has a use for them; when nobody has, that is told.
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

// dropped offers files to the screen that is shown, and else takes them where files like them belong.
func (w *Window) dropped(paths []string) {
	taker, ok := w.shell.screens[w.shell.Here()].(dropTaker)
	if len(paths) == 0 || ok && taker.Dropped(paths) {
		return
	}
	switch {
	case all(paths, view.IsReceived):
		w.shell.Go(placeReceived, receiveFiles(paths))
	case len(paths) == 1 && view.IsSheet(paths[0]):
		w.shell.Go(placeCustomers, importFile(paths[0]))
	default:
		w.desk.tell(w.desk.T("drop.nowhere"))
	}
}

func all(paths []string, is func(string) bool) bool {
	return !slices.ContainsFunc(paths, func(path string) bool { return !is(path) })
}

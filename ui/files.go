package ui

import (
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"fakturist/ui/view"
)

// fileDialogs ask for places on the disk. Reading and writing them is for the services, but for what is laid with a draft.
type fileDialogs interface {
	// Open asks for a file with one of the endings; pick is not called when nothing was chosen.
	Open(endings []string, pick func(path string))
	// Save asks where to write a file.
	Save(name string, pick func(path string))
	// Read gives a file's name and at most so many bytes of it. It is not called on the goroutine that draws.
	Read(path string, most int64) (name string, content []byte, err error)
}

// toolkitFiles are the toolkit's own dialogs.
type toolkitFiles struct {
	window fyne.Window
	words  view.Words
}

// Open implements fileDialogs.
func (f toolkitFiles) Open(endings []string, pick func(path string)) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		_ = r.Close() // only its name was wanted
		pick(path)
	}, f.window)
	if len(endings) > 0 {
		d.SetFilter(storage.NewExtensionFileFilter(endings))
	}
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

// Save implements fileDialogs.
func (f toolkitFiles) Save(name string, pick func(path string)) {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err != nil || folder == nil {
			return
		}
		if child, err := storage.Child(folder, name); err == nil {
			pick(child.Path())
		}
	}, f.window)
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

// Read implements fileDialogs.
func (toolkitFiles) Read(path string, most int64) (name string, content []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	content, err = io.ReadAll(io.LimitReader(f, most))
	return filepath.Base(path), content, err
}

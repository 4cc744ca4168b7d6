package ui

import (
	"fyne.io/fyne/v2"

	"fakturist/ui/widget"
)

// loginRow says which server mail goes through and, where one logs in in the browser, does that.
func (v *settingsScreen) loginRow() []fyne.CanvasObject {
	v.server = widget.NewParagraph(v.form.ServerText(), widget.Muted)
	return []fyne.CanvasObject{v.server}
}

type mailTexts struct{}

func (v *settingsScreen) textsEditor() fyne.CanvasObject    { return widget.Column(0) }
func (v *settingsScreen) testMailCard() fyne.CanvasObject   { return widget.Column(0) }
func (v *settingsScreen) testPointCard() fyne.CanvasObject  { return widget.Column(0) }
func (v *settingsScreen) testLookupCard() fyne.CanvasObject { return widget.Column(0) }

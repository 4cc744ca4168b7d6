package ui

import (
	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

// Page is the usual shape of a screen: a head with its title, what stands beside it, and its actions at the right, and below
// that the content.
type Page struct {
	box      *fyne.Container
	title    *widget.Text
	subtitle *widget.Text
	beside   *fyne.Container
	actions  *fyne.Container
}

// NewPage gives a page; the actions are buttons, the main one last.
func NewPage(title, subtitle string, content fyne.CanvasObject, actions ...fyne.CanvasObject) *Page {
	p := &Page{title: widget.NewText(title, widget.Title), subtitle: widget.NewShortText(subtitle, widget.Muted)}
	p.beside = widget.Row(theme.Grid)
	p.beside.Hide()
	p.actions = widget.Row(12, actions...)
	head := widget.Row(12, p.title, p.beside, widget.Grow(1, widget.Inset(3, 0, 0, 0, p.subtitle)), p.actions)
	p.box = widget.Inset(theme.Margin, theme.Margin, theme.Margin, theme.Margin,
		widget.Column(theme.Gap, widget.Sized(0, theme.ControlHeight, head), widget.Grow(1, content)))
	return p
}

// Content is what is drawn. A screen that embeds a Page has it from there.
func (p *Page) Content() fyne.CanvasObject { return p.box }

// SetTitle changes the title and the quiet line after it.
func (p *Page) SetTitle(title, subtitle string) {
	p.title.Set(title)
	p.subtitle.Set(subtitle)
	p.box.Refresh()
}

// SetBeside puts something right after the title, as a rule the chip of a document's status; none takes it away.
func (p *Page) SetBeside(objects ...fyne.CanvasObject) {
	p.beside.Objects, p.beside.Hidden = objects, len(objects) == 0
	p.box.Refresh()
}

// SetActions changes the buttons at the right.
func (p *Page) SetActions(actions ...fyne.CanvasObject) {
	p.actions.Objects = actions
	p.box.Refresh()
}

package widget

import (
	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
)

// Message is a question or a report that holds the window until it is answered.
type Message struct {
	Glyph     theme.Glyph
	Tone      Tone
	Title     string    // what happened, or what is asked
	Sentences []string  // what it means and what to do, a paragraph each
	Details   string    // for whoever helps; shown small, may be empty
	CopyWords string    // the words of the button that copies the details; empty shows none
	Buttons   []*Button // the last is the one to press; each closes the sheet before it acts
	Width     float32   // 0 is the usual one
}

// ShowMessage opens it. Escape closes it without pressing anything; Enter presses the last button.
func ShowMessage(c fyne.Canvas, m Message) *Sheet {
	body := Column(10, Row(12, NewIcon(m.Glyph, m.Tone), Grow(1, NewParagraph(m.Title, Lead))))
	for _, s := range m.Sentences {
		body.Add(NewParagraph(s, Body))
	}
	if m.Details != "" {
		body.Add(NewParagraph(m.Details, Small))
	}
	var sheet *Sheet
	buttons := Row(theme.Grid)
	if m.Details != "" && m.CopyWords != "" {
		buttons.Add(NewButton(Ghost, m.CopyWords, func() { fyne.CurrentApp().Clipboard().SetContent(m.Details) }).WithGlyph(theme.GlyphCopy))
	}
	buttons.Add(Spring())
	for _, b := range m.Buttons {
		press := b.press
		b.SetPress(func() {
			sheet.Close()
			if press != nil {
				press()
			}
		})
		buttons.Add(b)
	}
	body.Add(Inset(theme.Grid, 0, 0, 0, buttons))
	width := m.Width
	if width == 0 {
		width = 440
	}
	sheet = ShowSheet(c, Inset(20, 20, 20, 20, body), fyne.NewSize(width, 0), -1, nil)
	if n := len(m.Buttons); n > 0 {
		last := m.Buttons[n-1]
		sheet.stage.Bind(Key{Name: fyne.KeyReturn, Do: func() { last.Tapped(nil) }})
		c.Focus(last)
	}
	return sheet
}

package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// lineSpace is what stands between two lines of a paragraph.
const lineSpace float32 = 3

// Paragraph is text that is broken over as many lines as its width asks for.
type Paragraph struct {
	fynewidget.BaseWidget
	text  string
	look  Look
	width float32 // the width it was last broken for
	lines []string
	whole bool
}

// NewParagraph gives text that wraps at words and at line feeds.
func NewParagraph(text string, look Look) *Paragraph {
	p := &Paragraph{text: text, look: look}
	p.ExtendBaseWidget(p)
	return p
}

// Whole breaks words that are wider than a line instead of shortening them, so that addresses and answers of servers can be
// read to their end.
func (p *Paragraph) Whole() *Paragraph {
	p.whole, p.lines = true, nil
	return p
}

// Text is the whole text.
func (p *Paragraph) Text() string { return p.text }

// Set changes the words.
func (p *Paragraph) Set(text string) {
	if p.text != text {
		p.text, p.lines = text, nil
		p.Refresh()
	}
}

// SetLook changes how they are set.
func (p *Paragraph) SetLook(look Look) {
	p.look, p.lines = look, nil
	p.Refresh()
}

func (p *Paragraph) heightFor(width float32) float32 {
	p.breakFor(width)
	line := p.look.measure("x").Height
	return line + float32(len(p.lines)-1)*(line+lineSpace)
}

func (p *Paragraph) breakFor(width float32) {
	if p.lines != nil && p.width == width {
		return
	}
	p.width, p.lines = width, nil
	for _, line := range strings.Split(p.text, "\n") {
		if p.whole {
			line = p.look.split(line, width)
		}
		p.lines = append(p.lines, p.look.wrap(line, width)...)
	}
}

// wrap breaks one line at its spaces; a word wider than the line is shortened.
func (l Look) wrap(text string, width float32) (lines []string) {
	if width <= 0 {
		return []string{text}
	}
	line := ""
	for _, word := range strings.Split(text, " ") {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line == "" || l.measure(longer).Width <= width {
			line = longer
			continue
		}
		lines = append(lines, l.fit(line, width))
		line = word
	}
	return append(lines, l.fit(line, width))
}

// split puts blanks into words that are wider than a line, where the line ends.
func (l Look) split(text string, width float32) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		if width <= 0 || l.measure(word).Width <= width {
			continue
		}
		var pieces []string
		for rest := []rune(word); len(rest) > 0; {
			n := 1
			for n < len(rest) && l.measure(string(rest[:n+1])).Width <= width {
				n++
			}
			pieces, rest = append(pieces, string(rest[:n])), rest[n:]
		}
		words[i] = strings.Join(pieces, " ")
	}
	return strings.Join(words, " ")
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{p: p}
	r.Refresh()
	return r
}

type paragraphRenderer struct {
	p     *Paragraph
	lines []fyne.CanvasObject
}

func (r *paragraphRenderer) Destroy()                     {}
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.lines }

func (r *paragraphRenderer) MinSize() fyne.Size {
	return fyne.NewSize(theme.Grid*4, r.p.heightFor(r.p.Size().Width))
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	r.p.breakFor(size.Width)
	for len(r.lines) < len(r.p.lines) {
		r.lines = append(r.lines, canvas.NewText("", theme.Color(theme.Ink)))
	}
	r.lines = r.lines[:len(r.p.lines)]
	height := r.p.look.measure("x").Height
	for i, text := range r.p.lines {
		line := r.lines[i].(*canvas.Text)
		r.p.look.dress(line)
		line.Text = text
		place(line, 0, float32(i)*(height+lineSpace), size.Width, height)
	}
}

func (r *paragraphRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

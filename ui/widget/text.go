package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Look says how text is set. The zero value is body text in ink.
type Look struct {
	Size  float32 // 0 is theme.TextBody
	Font  fyne.Resource
	Tone  Tone
	Align fyne.TextAlign
}

// The looks of the design; bend them with In, Right and Centre.
var (
	Body   = Look{}
	Strong = Look{Font: theme.SemiBold}
	Muted  = Look{Tone: Quiet}
	Small  = Look{Size: theme.TextSmall, Tone: Quiet}
	Lead   = Look{Size: theme.TextLead, Font: theme.SemiBold}
	Title  = Look{Size: theme.TextTitle, Font: theme.Bold}
	Hero   = Look{Size: theme.TextHero, Font: theme.Bold}
)

// In gives the look in another tone.
func (l Look) In(tone Tone) Look { l.Tone = tone; return l }

// Right gives the look set to the right, as amounts are.
func (l Look) Right() Look { l.Align = fyne.TextAlignTrailing; return l }

// Centre gives the look set in the middle.
func (l Look) Centre() Look { l.Align = fyne.TextAlignCenter; return l }

func (l Look) size() float32 {
	if l.Size == 0 {
		return theme.TextBody
	}
	return l.Size
}

func (l Look) font() fyne.Resource {
	if l.Font == nil {
		return theme.Regular
	}
	return l.Font
}

func (l Look) measure(text string) fyne.Size {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, l.size(), l.style(), l.source())
	return size
}

// style and source together choose the font. Regular and semi-bold are the theme's own, which fall back on other fonts for
// letters that Inter lacks; a font asked for by its source does not.
func (l Look) style() fyne.TextStyle {
	return fyne.TextStyle{Bold: l.font() == theme.SemiBold}
}

func (l Look) source() fyne.Resource {
	if l.font() == theme.Regular || l.font() == theme.SemiBold {
		return nil
	}
	return l.font()
}

// dress gives a canvas text this look.
func (l Look) dress(t *canvas.Text) {
	t.TextSize, t.TextStyle, t.FontSource, t.Alignment = l.size(), l.style(), l.source(), l.Align
	t.Color = theme.Color(l.Tone.text())
}

// fit shortens text with an ellipsis until it is at most width wide.
func (l Look) fit(text string, width float32) string {
	if text == "" || l.measure(text).Width <= width+0.5 {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)-1
	for low < high {
		mid := (low + high + 1) / 2
		if l.measure(string(runes[:mid])+"…").Width <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return string(runes[:low]) + "…"
}

// Text is one line of text. It asks for its full width, unless it may be shortened.
type Text struct {
	fynewidget.BaseWidget
	text    string
	look    Look
	shorten bool
	most    float32 // the width a shortened text asks for at most; 0 asks for next to nothing
}

// NewText gives one line that is never cut.
func NewText(text string, look Look) *Text {
	t := &Text{text: text, look: look}
	t.ExtendBaseWidget(t)
	return t
}

// NewShortText gives one line that ends in an ellipsis where there is no room.
func NewShortText(text string, look Look) *Text {
	t := NewText(text, look)
	t.shorten = true
	return t
}

// NewCappedText gives one line that asks for its full width up to most, and ends in an ellipsis where it is longer.
func NewCappedText(text string, look Look, most float32) *Text {
	t := NewShortText(text, look)
	t.most = most
	return t
}

// Text is what stands there, uncut.
func (t *Text) Text() string { return t.text }

// Set changes the words.
func (t *Text) Set(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// SetLook changes how they are set.
func (t *Text) SetLook(look Look) {
	t.look = look
	t.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	line := canvas.NewText(t.text, theme.Color(theme.Ink))
	t.look.dress(line)
	return &renderer{
		self:    t,
		objects: []fyne.CanvasObject{line},
		refresh: func() { t.look.dress(line); line.Text = t.text },
		min: func() fyne.Size {
			size := t.look.measure(t.text)
			if t.text == "" {
				size.Height = t.look.measure("x").Height
			}
			if t.shorten {
				size.Width = min(size.Width, max(t.most, t.look.measure("MM…").Width))
			}
			return size
		},
		layout: func(size fyne.Size) {
			if t.shorten && size.Width > 0 {
				line.Text = t.look.fit(t.text, size.Width)
			}
			line.Resize(size)
		},
	}
}

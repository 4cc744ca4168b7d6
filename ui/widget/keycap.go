package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

const keyCapHeight float32 = 18

var keyCapLook = Look{Size: 11, Tone: Quiet}

// KeyCap draws a key as it stands on the keyboard: "Ctrl K".
type KeyCap struct {
	fynewidget.BaseWidget
	key string
}

// NewKeyCap gives the picture of a key.
func NewKeyCap(key string) *KeyCap {
	k := &KeyCap{key: key}
	k.ExtendBaseWidget(k)
	return k
}

// CreateRenderer implements fyne.Widget.
func (k *KeyCap) CreateRenderer() fyne.WidgetRenderer {
	ground := newSurface(theme.Paper, theme.Line, 4)
	label := canvas.NewText(k.key, transparent)
	keyCapLook.Centre().dress(label)
	return &renderer{
		self:    k,
		objects: []fyne.CanvasObject{ground.rect, label},
		refresh: func() { ground.paint(); keyCapLook.Centre().dress(label) },
		min:     func() fyne.Size { return fyne.NewSize(keyCapLook.measure(k.key).Width+10, keyCapHeight) },
		layout: func(size fyne.Size) {
			top := (size.Height - keyCapHeight) / 2
			place(ground.rect, 0, top, size.Width, keyCapHeight)
			place(label, 0, top, size.Width, keyCapHeight)
		},
	}
}

// Hint is a key and what it does.
type Hint struct{ Key, Words string }

// NewHints gives a line of keys and what they do, for the foot of a form. Hints that find no room are left out, the last
// first: a line of hints never makes a window wider.
func NewHints(hints ...Hint) *fyne.Container {
	row := container.New(hintsLayout{})
	for _, h := range hints {
		row.Add(Row(5, NewKeyCap(h.Key), NewText(h.Words, Muted)))
	}
	return row
}

// hintGap is the room between two hints.
const hintGap = 12

type hintsLayout struct{}

func (hintsLayout) MinSize(hints []fyne.CanvasObject) (size fyne.Size) {
	for i, h := range hints {
		if i == 0 {
			size.Width = h.MinSize().Width
		}
		size.Height = max(size.Height, h.MinSize().Height)
	}
	return size
}

func (hintsLayout) Layout(hints []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, h := range hints {
		width := h.MinSize().Width
		if i > 0 && x+width > size.Width {
			h.Hide()
			continue
		}
		h.Show()
		place(h, x, 0, width, size.Height)
		x += width + hintGap
	}
}

package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

// NewHints gives a line of keys and what they do, for the foot of a form.
func NewHints(hints ...Hint) *fyne.Container {
	row := Row(12)
	for _, h := range hints {
		row.Add(Row(5, NewKeyCap(h.Key), NewText(h.Words, Muted)))
	}
	return row
}

package widget

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Field is a control with its label above it and, below, what is wrong with it or a quiet hint.
type Field struct {
	fynewidget.BaseWidget
	label   *Text
	control fyne.CanvasObject
	note    *Paragraph
	hint    string
	fault   string
}

// wrongable is a control that can show itself as wrong.
type wrongable interface{ SetWrong(bool) }

// NewField labels a control.
func NewField(label string, control fyne.CanvasObject) *Field {
	f := &Field{label: NewShortText(label, Look{Size: theme.TextSmall, Tone: Quiet}), control: control, note: NewParagraph("", Small)}
	f.note.Hidden = true
	f.ExtendBaseWidget(f)
	return f
}

// WithHint puts a quiet line below the control.
func (f *Field) WithHint(hint string) *Field {
	f.hint = hint
	f.show()
	return f
}

// SetFault says what is wrong; an empty text says that nothing is.
func (f *Field) SetFault(fault string) {
	if f.fault == fault {
		return
	}
	f.fault = fault
	if w, ok := f.control.(wrongable); ok {
		w.SetWrong(fault != "")
	}
	f.show()
}

// Fault is what is said to be wrong.
func (f *Field) Fault() string { return f.fault }

// SetHint changes the quiet line.
func (f *Field) SetHint(hint string) {
	if f.hint != hint {
		f.hint = hint
		f.show()
	}
}

// Label is the text above the control.
func (f *Field) Label() string { return f.label.Text() }

// SetLabel changes the text above the control.
func (f *Field) SetLabel(label string) {
	f.label.Set(label)
	f.Refresh()
}

func (f *Field) show() {
	words, look := f.hint, Small
	if f.fault != "" {
		words, look = f.fault, Small.In(Bad)
	}
	f.note.Hidden = words == ""
	f.note.SetLook(look)
	f.note.Set(words)
	f.Refresh()
}

const fieldGap float32 = 4

func (f *Field) heightFor(width float32) float32 {
	height := f.label.MinSize().Height + fieldGap + heightFor(f.control, width)
	if !f.note.Hidden {
		height += fieldGap + heightFor(f.note, width)
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{self: f, objects: []fyne.CanvasObject{f.label, f.control, f.note}}
	r.refresh = func() {}
	r.min = func() fyne.Size {
		width := max(f.label.MinSize().Width, f.control.MinSize().Width)
		return fyne.NewSize(width, f.heightFor(max(width, f.Size().Width)))
	}
	r.layout = func(size fyne.Size) {
		top := f.label.MinSize().Height + fieldGap
		note := float32(0)
		if !f.note.Hidden {
			note = fieldGap + heightFor(f.note, size.Width)
		}
		place(f.label, 0, 0, size.Width, top-fieldGap)
		height := max(heightFor(f.control, size.Width), 0)
		if weight(f.control) > 0 {
			height = max(height, size.Height-top-note)
		}
		place(f.control, 0, top, size.Width, height)
		place(f.note, 0, top+height+fieldGap, size.Width, max(0, note-fieldGap))
	}
	return r
}

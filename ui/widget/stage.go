package widget

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"fakturist/ui/theme"
)

// Stage is the floor of a window or of a sheet over it: its content, and above that a layer for what floats without taking the
// focus (tips, toasts, the lists of completing entries). It also hands keys that nobody else took to whoever bound them. The
// content of a window must be a Stage for these to work.
type Stage struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
	layer   *fyne.Container
	toasts  []*Toast
	tip     *tip
	keys    []Key
	local   []Key
	canvas  fyne.Canvas
	after   func(time.Duration, func()) func() // see SetTimer
}

// Key binds a chord to an action. Words say what it does, for the sheet of keys; a key without words is not listed.
type Key struct {
	Name  fyne.KeyName
	Mod   fyne.KeyModifier // 0 is allowed for function keys and Escape
	Words string
	Do    func()
}

// Ctrl is the modifier of commands: Control, and on a Mac the command key.
const Ctrl = fyne.KeyModifierShortcutDefault

// NewStage gives a stage around content.
func NewStage(content fyne.CanvasObject) *Stage {
	s := &Stage{content: content, layer: container.NewWithoutLayout()}
	s.ExtendBaseWidget(s)
	return s
}

// StageOf finds the stage an object stands on: that of the uppermost sheet, else of the window. It is nil for an object that
// is not shown.
func StageOf(o fyne.CanvasObject) *Stage {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	return stageIn(c)
}

func stageIn(c fyne.Canvas) *Stage {
	switch top := c.Overlays().Top().(type) {
	case nil:
		stage, _ := c.Content().(*Stage)
		return stage
	case *Sheet:
		return top.stage
	default:
		return nil
	}
}

// Attach lets the canvas hand its keys to the uppermost stage, also when nothing has the focus.
func (s *Stage) Attach(c fyne.Canvas) {
	s.canvas = c
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if top := stageIn(c); top != nil {
			top.TypedKey(ev)
		}
	})
	for _, k := range append(slices.Clone(s.keys), s.local...) {
		s.listen(k)
	}
}

// Bind adds keys that hold as long as the stage stands.
func (s *Stage) Bind(keys ...Key) {
	s.keys = append(s.keys, keys...)
	for _, k := range keys {
		s.listen(k)
	}
}

// BindLocal replaces the keys of what is shown just now; they go before those that always hold.
func (s *Stage) BindLocal(keys ...Key) {
	s.local = keys
	for _, k := range keys {
		s.listen(k)
	}
}

// Keys lists what is bound: first what is shown just now, then what always holds.
func (s *Stage) Keys() (local, always []Key) {
	return s.local, s.keys
}

// listen asks the canvas for a chord. It is never taken back: a chord without a binding does nothing.
func (s *Stage) listen(k Key) {
	if s.canvas == nil || k.Mod == 0 {
		return
	}
	do := func(sc fyne.Shortcut) {
		if top := stageIn(s.canvas); top != nil {
			top.Shortcut(sc)
		}
	}
	s.canvas.AddShortcut(&desktop.CustomShortcut{KeyName: k.Name, Modifier: k.Mod}, do)
	if k.Mod == Ctrl && k.Name == fyne.KeyZ {
		s.canvas.AddShortcut(&fyne.ShortcutUndo{}, do)
	}
	if k.Mod == Ctrl && k.Name == fyne.KeyA {
		s.canvas.AddShortcut(&fyne.ShortcutSelectAll{}, do)
	}
}

// TypedKey does what is bound to a key without modifier, and says nothing if nothing is.
func (s *Stage) TypedKey(ev *fyne.KeyEvent) {
	s.do(ev.Name, 0)
}

// Shortcut does what is bound to a chord, and tells whether anything was.
func (s *Stage) Shortcut(sc fyne.Shortcut) bool {
	chord, ok := sc.(fyne.KeyboardShortcut)
	return ok && s.do(chord.Key(), chord.Mod())
}

func (s *Stage) do(name fyne.KeyName, mod fyne.KeyModifier) bool {
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	for _, keys := range [][]Key{s.local, s.keys} {
		for _, k := range keys {
			if k.Name == name && k.Mod == mod && k.Do != nil {
				k.Do()
				return true
			}
		}
	}
	return false
}

// passKey gives a key that a widget has no use for to the stage it stands on.
func passKey(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	if stage := StageOf(o); stage != nil {
		stage.TypedKey(ev)
	}
}

// float puts an object on the layer, in coordinates of the stage.
func (s *Stage) float(o fyne.CanvasObject, pos fyne.Position, size fyne.Size) {
	o.Move(pos)
	o.Resize(size)
	if !slices.Contains(s.layer.Objects, o) {
		s.layer.Add(o)
	}
	s.layer.Refresh()
}

func (s *Stage) sink(o fyne.CanvasObject) {
	s.layer.Remove(o)
	s.layer.Refresh()
}

// place tells where on the stage an object stands.
func (s *Stage) place(o fyne.CanvasObject) fyne.Position {
	driver := fyne.CurrentApp().Driver()
	return driver.AbsolutePositionForObject(o).Subtract(driver.AbsolutePositionForObject(s))
}

// CreateRenderer implements fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{
		self:    s,
		objects: []fyne.CanvasObject{s.content, s.layer},
		refresh: func() { s.content.Refresh() },
		min:     func() fyne.Size { return s.content.MinSize() },
		layout: func(size fyne.Size) {
			s.content.Resize(size)
			s.layer.Resize(size)
			s.layToasts()
		},
	}
}

// Sheet is a window in the window: it dims what is behind it, holds the focus until it is closed, and is a Stage of its own.
type Sheet struct {
	fynewidget.BaseWidget
	stage   *Stage
	content fyne.CanvasObject
	size    fyne.Size
	top     float32
	canvas  fyne.Canvas
	closed  func()
}

// ShowSheet opens content in a sheet at least as large as size, top from the upper edge (below 0: in the middle). Escape or a
// click beside it closes it and calls closed, which may be nil.
func ShowSheet(c fyne.Canvas, content fyne.CanvasObject, size fyne.Size, top float32, closed func()) *Sheet {
	s := &Sheet{size: size, top: top, canvas: c, closed: closed}
	s.content = newCard(content, 1)
	s.stage = NewStage(s.content)
	s.stage.Bind(Key{Name: fyne.KeyEscape, Do: s.Close})
	s.ExtendBaseWidget(s)
	c.Overlays().Add(s)
	s.Resize(c.Size())
	return s
}

// Close takes the sheet away; closing twice does nothing.
func (s *Sheet) Close() {
	if !slices.Contains(s.canvas.Overlays().List(), fyne.CanvasObject(s)) {
		return
	}
	s.canvas.Overlays().Remove(s)
	if s.closed != nil {
		s.closed()
	}
}

// Tapped implements fyne.Tappable: a click beside the card closes the sheet.
func (s *Sheet) Tapped(ev *fyne.PointEvent) {
	at, size := s.content.Position(), s.content.Size()
	inside := ev.Position.X >= at.X && ev.Position.X < at.X+size.Width && ev.Position.Y >= at.Y && ev.Position.Y < at.Y+size.Height
	if !inside {
		s.Close()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Sheet) CreateRenderer() fyne.WidgetRenderer {
	shade := newSurface(theme.Shade, "", 0)
	return &renderer{
		self:    s,
		objects: []fyne.CanvasObject{shade.rect, s.stage},
		refresh: shade.paint,
		min:     func() fyne.Size { return s.content.MinSize() },
		layout: func(size fyne.Size) {
			shade.rect.Resize(size)
			s.stage.Resize(size)
			room := fyne.NewSize(size.Width-2*theme.Margin, size.Height-2*theme.Margin)
			width := min(room.Width, max(s.size.Width, s.content.MinSize().Width))
			height := min(room.Height, max(s.size.Height, heightFor(s.content, width)))
			y := s.top
			if y < 0 {
				y = (size.Height - height) / 2
			}
			place(s.content, (size.Width-width)/2, y, width, height)
		},
	}
}

// Fit gives the sheet the size its content asks for now.
func (s *Sheet) Fit() { s.Refresh() }

// Stage is what floats over the sheet.
func (s *Sheet) Stage() *Stage { return s.stage }

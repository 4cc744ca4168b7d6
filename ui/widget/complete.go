package widget

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Complete is a field that finds: what is typed is asked for, the answers stand below, the arrows and Enter choose. The field
// keeps the focus all the while.
type Complete struct {
	Entry
	// OnQuery is called with what was typed, without spaces around it, once it is long enough. It must not block; the answer
	// comes through Answer.
	OnQuery func(text string)
	// OnPick is called with the index of the answer that was chosen.
	OnPick func(index int)
	// OnEnter is called for Enter when no answers are shown.
	OnEnter func()

	least   int
	width   float32
	asked   string
	choices *Choices
	drop    *dropList
	open    bool
	setting bool
}

// NewComplete gives a field that asks from so many letters on; 0 asks as soon as it has the focus.
func NewComplete(placeholder string, least int) *Complete {
	c := &Complete{least: least, width: 420}
	c.Entry.extend(c, placeholder)
	c.choices = NewChoices(8, c.picked)
	c.drop = newDropList(c.choices)
	c.OnChanged = func(string) { c.query() }
	c.OnKey = c.key
	c.OnBlur = func() {
		if !c.choices.hovered {
			c.Close()
		}
	}
	c.OnFocus = func() {
		if c.least == 0 {
			c.query()
		}
	}
	return c
}

// query asks for what is in the field, if that is new.
func (c *Complete) query() {
	if c.setting {
		return
	}
	text := strings.TrimSpace(c.Text)
	if len([]rune(text)) < c.least {
		c.asked = ""
		c.Close()
		return
	}
	c.asked = text
	if c.OnQuery != nil {
		c.OnQuery(text)
	}
}

// Answer shows what was found for a text. An answer to what is no longer in the field is dropped.
func (c *Complete) Answer(text string, choices []Choice) {
	if text != c.asked || !c.Focused() {
		return
	}
	if len(choices) == 0 {
		c.Close()
		return
	}
	c.choices.Set(choices)
	c.open = true
	c.drop.show(c, max(c.width, c.Size().Width), c.choices.Height())
}

// SetText writes into the field without asking.
func (c *Complete) SetText(text string) {
	c.setting = true
	c.Entry.SetText(text)
	c.CursorColumn = len([]rune(text))
	c.setting = false
	c.Refresh()
	c.Close()
}

// Open tells whether answers are shown.
func (c *Complete) Open() bool { return c.open }

// Choices is the list of answers.
func (c *Complete) Choices() *Choices { return c.choices }

// Close takes the answers away.
func (c *Complete) Close() {
	if c.open {
		c.open = false
		c.drop.hide(c)
	}
}

func (c *Complete) picked(index int) {
	c.Close()
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(c); canvas != nil && !c.Focused() {
		canvas.Focus(c)
	}
	if c.OnPick != nil {
		c.OnPick(index)
	}
}

func (c *Complete) key(ev *fyne.KeyEvent) bool {
	if c.open {
		if ev.Name == fyne.KeyEscape {
			c.Close()
			return true
		}
		return c.choices.Key(ev)
	}
	switch ev.Name {
	case fyne.KeyDown:
		c.query()
		return true
	case fyne.KeyReturn, fyne.KeyEnter:
		if c.OnEnter != nil {
			c.OnEnter()
		}
		return true
	default:
		return false
	}
}

// Select is a field that offers a few fixed choices.
type Select struct {
	pressable
	choices []Choice
	chosen  int
	changed func(index int)
	list    *Choices
	drop    *dropList
	open    bool
	wrong   bool
}

// NewSelect gives a field with one of the choices chosen; -1 chooses none.
func NewSelect(choices []Choice, chosen int, changed func(index int)) *Select {
	s := &Select{choices: choices, chosen: chosen, changed: changed}
	s.list = NewChoices(10, func(index int) {
		s.hide()
		s.choose(index)
	})
	s.drop = newDropList(s.list)
	s.extend(s, s.toggle)
	return s
}

// Choose sets the choice without calling back.
func (s *Select) Choose(index int) {
	s.chosen = index
	s.Refresh()
}

// SetChoices replaces what can be chosen.
func (s *Select) SetChoices(choices []Choice, chosen int) {
	s.choices = choices
	s.Choose(chosen)
}

// Chosen is the index of the choice, -1 for none.
func (s *Select) Chosen() int { return s.chosen }

// Open tells whether the choices are shown.
func (s *Select) Open() bool { return s.open }

// SetWrong draws the field as one that must be corrected.
func (s *Select) SetWrong(wrong bool) {
	s.wrong = wrong
	s.Refresh()
}

func (s *Select) choose(index int) {
	if index < 0 || index >= len(s.choices) || index == s.chosen {
		return
	}
	s.Choose(index)
	if s.changed != nil {
		s.changed(index)
	}
}

func (s *Select) toggle() {
	if s.open {
		s.hide()
		return
	}
	s.open = true
	s.list.Set(s.choices)
	s.list.moveTo(s.chosen)
	s.drop.show(s, s.Size().Width, s.list.Height())
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(s); canvas != nil {
		canvas.Focus(s)
	}
}

func (s *Select) hide() {
	s.open = false
	s.drop.hide(s)
}

// FocusLost implements fyne.Focusable.
func (s *Select) FocusLost() {
	if s.open && !s.list.hovered {
		s.hide()
	}
	s.pressable.FocusLost()
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case s.open && ev.Name == fyne.KeyEscape:
		s.hide()
	case s.open && s.list.Key(ev):
	case !s.open && ev.Name == fyne.KeyDown:
		s.choose(s.chosen + 1)
	case !s.open && ev.Name == fyne.KeyUp:
		s.choose(s.chosen - 1)
	default:
		s.pressable.TypedKey(ev)
	}
}

// TypedRune implements fyne.Focusable: a letter goes to the next choice that begins with it.
func (s *Select) TypedRune(r rune) {
	for step := 1; step <= len(s.choices); step++ {
		i := (max(0, s.chosen) + step) % len(s.choices)
		if strings.HasPrefix(strings.ToLower(s.choices[i].Title), strings.ToLower(string(r))) {
			s.choose(i)
			return
		}
	}
}

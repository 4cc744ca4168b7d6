package ui

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"fakturist/assets/translation"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// Screen is what a place of the window shows. It is built when the place is first gone to and kept from then on. All of its
// methods are called on the goroutine that draws.
type Screen interface {
	// Content is what is drawn; the same object every time.
	Content() fyne.CanvasObject
	// Enter is called each time the screen comes to be shown. arg is what the caller of Go wants to see, nil from the rail.
	Enter(arg any)
	// Keys hold while the screen is shown.
	Keys() []widget.Key
}

// Leaver is a screen that wants to know when it is left, to store what was begun.
type Leaver interface{ Leave() }

// Typist is a screen with something that takes the keyboard as soon as it is shown, such as its list; nil when not now.
type Typist interface{ Keyboard() fyne.Focusable }

// Place is an entry of the rail.
type Place struct {
	ID    string
	Glyph theme.Glyph
	Word  string // the key of its word
	Low   bool   // stands at the foot of the rail
	Build func() Screen
}

// Shell is the frame of the window: the rail at the left, the bar at the top, and the screen of the place we are in.
type Shell struct {
	words  view.Words
	window fyne.Window
	stage  *widget.Stage

	places  []Place
	screens map[string]Screen
	items   map[string]*widget.NavItem
	current string

	rail, railTop, railLow *fyne.Container
	company, status        *widget.Text
	practice               *fyne.Container
	stripe                 *widget.Stripe
	body                   *fyne.Container
	search                 *search

	onNew   func()
	running sync.WaitGroup
	run     func(func()) // starts work off the goroutine that draws; tests run it at once
}

const (
	railWidth float32 = 184
	barHeight float32 = 56
)

// NewShell gives an empty frame in a window. Register places, then Show one.
func NewShell(window fyne.Window, words view.Words, language string) *Shell {
	s := &Shell{words: words, window: window, screens: map[string]Screen{}, items: map[string]*widget.NavItem{}}
	s.run = func(work func()) { s.running.Go(func() { survive(work) }) }
	s.search = newSearch(s)
	s.railTop, s.railLow = widget.Column(2), widget.Column(2)
	s.company = widget.NewCappedText("", widget.Strong, 280)
	s.status = widget.NewCappedText("", widget.Muted, 360)
	s.body = container.NewStack()
	s.stripe = widget.NewStripe(theme.GlyphPractice, widget.Warn, words.T("shell.practice"), nil)
	s.practice = container.NewStack()
	s.practice.Hide()
	s.stage = widget.NewStage(s.frame())
	s.bindKeys()
	speak(language)
	window.SetPadded(false)
	window.SetContent(s.stage)
	s.stage.Attach(window.Canvas())
	return s
}

// frame puts the parts together: the stripe above all, the rail at the left, the bar over the screen.
func (s *Shell) frame() fyne.CanvasObject {
	s.rail = widget.Inset(12, 12, 12, 12, widget.Column(theme.Grid, logo(), s.railTop, widget.Spring(), s.railLow))
	field := widget.NewSearchField(s.words.T("search.placeholder"), "Ctrl K", s.OpenSearch)
	bar := widget.Inset(0, theme.Margin, 0, theme.Margin,
		widget.Row(theme.Gap, s.company, widget.Grow(1, widget.AtMost(420, field)), s.status))
	right := widget.Column(0, widget.Sized(0, barHeight, bar), widget.NewRule(), widget.Grow(1, s.body))
	return widget.Column(0, s.practice,
		widget.Grow(1, widget.Row(0, widget.Sized(railWidth-1, 0, s.rail), widget.NewRule(), widget.Grow(1, right))))
}

func logo() fyne.CanvasObject {
	return widget.Inset(0, 0, 4, 10, widget.Sized(0, theme.ControlHeight, widget.Row(theme.Grid, widget.NewLogo(), widget.NewText("Fakturist", widget.Lead))))
}

// Register adds a place to the rail, in order; nothing of it is built yet.
func (s *Shell) Register(p Place) {
	item := widget.NewNavItem(p.Glyph, s.words.T(p.Word), func() { s.Go(p.ID, nil) })
	s.places, s.items[p.ID] = append(s.places, p), item
	if p.Low {
		s.railLow.Add(item)
	} else {
		s.railTop.Add(item)
	}
	if n := len(s.places); n <= 9 {
		s.stage.Bind(widget.Key{Name: fyne.KeyName(rune('0' + n)), Mod: fyne.KeyModifierAlt,
			Words: s.words.T("shell.key.place", "place", s.words.T(p.Word)), Do: func() { s.Go(p.ID, nil) }})
	}
}

// Go shows a place. An unknown one changes nothing.
func (s *Shell) Go(id string, arg any) {
	screen, ok := s.screen(id)
	if !ok {
		return
	}
	if leaver, ok := s.screens[s.current].(Leaver); ok && s.current != id {
		leaver.Leave()
	}
	if item := s.items[s.current]; item != nil {
		item.Select(false)
	}
	s.current = id
	s.items[id].Select(true)
	s.stage.BindLocal(screen.Keys()...)
	s.body.Objects = []fyne.CanvasObject{screen.Content()}
	s.body.Refresh()
	screen.Enter(arg)
	if typist, ok := screen.(Typist); ok {
		if keyboard := typist.Keyboard(); keyboard != nil {
			s.window.Canvas().Focus(keyboard)
		}
	}
}

// Here is the place we are in.
func (s *Shell) Here() string { return s.current }

func (s *Shell) screen(id string) (Screen, bool) {
	if screen, ok := s.screens[id]; ok {
		return screen, true
	}
	for _, p := range s.places {
		if p.ID == id && p.Build != nil {
			s.screens[id] = p.Build()
			return s.screens[id], true
		}
	}
	return nil, false
}

// RenewKeys asks the screen that is shown for its keys again, after it has changed what it shows.
func (s *Shell) RenewKeys() {
	if screen, ok := s.screens[s.current]; ok {
		s.stage.BindLocal(screen.Keys()...)
	}
}

// SetBadge shows beside a place how much waits there.
func (s *Shell) SetBadge(id, text string, tone widget.Tone) {
	if item := s.items[id]; item != nil {
		item.SetBadge(text, tone)
	}
}

// SetCompany names the company; a practice company wears a stripe.
func (s *Shell) SetCompany(name string, practice bool) {
	s.company.Set(name)
	s.practice.Objects = nil
	if practice {
		s.practice.Objects = []fyne.CanvasObject{s.stripe}
	}
	s.practice.Hidden = !practice
	s.window.SetTitle("Fakturist – " + name)
	if name == "" {
		s.window.SetTitle("Fakturist")
	}
	s.stage.Refresh()
}

// SetStripe changes what the practice stripe says and does; action may be nil.
func (s *Shell) SetStripe(words string, action *widget.Button) {
	s.stripe = widget.NewStripe(theme.GlyphPractice, widget.Warn, words, action)
	if !s.practice.Hidden {
		s.practice.Objects = []fyne.CanvasObject{s.stripe}
		s.practice.Refresh()
	}
}

// SetStatus says what runs in the background, at the right of the bar.
func (s *Shell) SetStatus(words string, tone widget.Tone) {
	s.status.SetLook(widget.Muted.In(tone))
	s.status.Set(words)
	s.stage.Refresh()
}

// OnNew is called for Ctrl+N.
func (s *Shell) OnNew(do func()) { s.onNew = do }

// Window is the window the shell stands in.
func (s *Shell) Window() fyne.Window { return s.window }

// Stage is what sheets, tips and toasts stand on.
func (s *Shell) Stage() *widget.Stage { return s.stage }

// Toast tells something at the lower edge for a while; an empty action shows no button.
func (s *Shell) Toast(glyph theme.Glyph, tone widget.Tone, words, action string, act func(), stay time.Duration) *widget.Toast {
	return s.stage.Toast(glyph, tone, words, action, act, stay)
}

// Close stops what the shell has running and waits for it.
func (s *Shell) Close() {
	s.search.stop()
	s.running.Wait()
}

func (s *Shell) bindKeys() {
	s.stage.Bind(
		widget.Key{Name: fyne.KeyK, Mod: widget.Ctrl, Words: s.words.T("shell.key.search"), Do: s.OpenSearch},
		widget.Key{Name: fyne.KeyN, Mod: widget.Ctrl, Words: s.words.T("shell.key.new"), Do: func() {
			if s.onNew != nil {
				s.onNew()
			}
		}},
		widget.Key{Name: fyne.KeyF1, Words: s.words.T("shell.key.help"), Do: s.OpenKeys},
	)
}

// survive does work that must not take the window down with it; what went wrong is in the log.
func survive(work func()) {
	defer func() {
		if r := recover(); r != nil {
			slog.Error("background work of the window broke off", "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
		}
	}()
	work()
}

// speak teaches Fyne's own parts a language it does not know.
func speak(language string) {
	raw := translation.Toolkit(language)
	if raw == nil {
		return
	}
	if err := lang.AddTranslationsForLocale(raw, fyne.Locale(language)); err != nil {
		fyne.LogError("teach the toolkit "+language, err)
	}
}

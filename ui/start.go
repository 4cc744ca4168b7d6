package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// startScreen is the first screen of a stranger: a new company in four fields, a file, or a practice company in one click.
type startScreen struct {
	desk    *desk
	content fyne.CanvasObject
	form    *view.StartForm
	name    *widget.Entry
	email   *widget.Entry
	vat     *tick
	fields  map[string]*widget.Field
	opened  func()
	asked   latest
	looked  string
}

func newStartScreen(d *desk, opened, back func(), canGoBack bool) *startScreen {
	s := &startScreen{desk: d, form: view.NewStartForm(d.tongue), fields: map[string]*widget.Field{}, opened: opened}
	s.name = s.entry("name", "start.name", &s.form.NameOrOrgNo)
	account := s.entry("account", "setting.account", &s.form.Account)
	s.email = s.entry("email", "setting.email", &s.form.Email)
	typed := s.name.OnChanged
	s.name.OnChanged = func(text string) { typed(text); s.lookUp() }
	s.name.OnSubmitted = func(string) { d.startFocus(account) }
	account.OnSubmitted = func(string) { d.startFocus(s.email) }
	s.email.OnSubmitted = func(string) { s.create() }
	s.vat = newTick(d.T("setting.vat"), false, func(on bool) { s.form.VAT = on })
	s.content = s.build(back, canGoBack)
	return s
}

// build sets the form at the left and the other ways in at the right, in the middle of the window.
func (s *startScreen) build(back func(), canGoBack bool) fyne.CanvasObject {
	d := s.desk
	form := widget.Column(14, widget.NewText(d.T("start.new"), widget.Lead),
		s.fields["name"].WithHint(d.T("start.name.hint")), s.fields["account"], s.fields["email"].WithHint(d.T("start.email.hint")), s.vat,
		widget.NewButton(widget.Primary, d.T("start.create"), s.create))
	way := func(glyph theme.Glyph, title, text, action string, do func()) fyne.CanvasObject {
		return widget.NewCard(widget.Column(theme.Grid, widget.Row(theme.Grid, widget.NewIcon(glyph, widget.Accent), widget.NewText(d.T(title), widget.Strong)),
			widget.NewParagraph(d.T(text), widget.Muted), widget.Row(0, widget.NewButton(widget.Secondary, d.T(action), do), widget.Spring())))
	}
	others := widget.Column(theme.Gap,
		way(theme.GlyphPractice, "start.practice.title", "start.practice.text", "start.practice", s.practice),
		way(theme.GlyphFolder, "start.open.title", "start.open.text", "start.open", s.openFile))
	if canGoBack {
		others.Add(widget.Row(0, widget.NewButton(widget.Ghost, d.T("start.back"), back), widget.Spring()))
	}
	head := widget.Column(6, widget.Row(12, widget.NewLogo(), widget.NewText("Fakturist", widget.Title), widget.Spring()), widget.NewText(d.T("start.welcome"), widget.Muted))
	box := widget.Column(theme.Margin, head, widget.Row(theme.Margin, widget.Sized(420, 0, widget.NewCard(form)), widget.Sized(320, 0, widget.Top(others))))
	return container.NewCenter(widget.Sized(420+320+theme.Margin, 0, box))
}

func (s *startScreen) entry(path, key string, text *string) *widget.Entry {
	e := widget.NewEntry("")
	e.OnChanged = func(typed string) {
		*text = typed
		s.fields[path].SetFault("")
	}
	s.fields[path] = widget.NewField(s.desk.T(key), e)
	return e
}

func (s *startScreen) focus() { s.desk.startFocus(s.name) }

// startFocus gives the keyboard to a field of whatever is shown.
func (d *desk) startFocus(e *widget.Entry) { d.shell.Window().Canvas().Focus(e) }

// lookUp asks the register once the number is complete, and shows whom it belongs to.
func (s *startScreen) lookUp() {
	no, complete := s.form.OrgNo()
	if !complete || no == s.looked {
		return
	}
	s.looked = no
	d, current := s.desk, s.asked.next()
	s.fields["name"].SetHint(d.T("customer.asking"))
	ask(d, func(ctx context.Context) (billing.Party, error) {
		p, _, err := d.services.Lookup(ctx, no)
		return p, err
	}, func(p billing.Party, err error) {
		if !current() {
			return
		}
		if err != nil || p.Name == "" {
			s.fields["name"].SetHint(d.T("start.not-found"))
			return
		}
		s.form.Found(p, p.VATNo != "")
		s.fields["name"].SetHint(s.form.FoundText())
		s.vat.set(s.form.VAT)
		s.email.SetText(s.form.Email)
	})
}

func (s *startScreen) create() {
	d := s.desk
	settings, faults := s.form.Settings()
	if len(faults.Fatal()) > 0 {
		showFaults(d, s.fields, faults, "")
		return
	}
	d.do(func(ctx context.Context) error { return d.services.CreateCompany(ctx, "", settings) }, s.opened)
}

func (s *startScreen) practice() { s.desk.do(s.desk.services.OpenPractice, s.opened) }

func (s *startScreen) openFile() {
	d := s.desk
	d.files.Open([]string{".fakturist", ".db", ".sqlite"}, func(path string) {
		d.do(func(ctx context.Context) error { return d.services.OpenCompany(ctx, path) }, s.opened)
	})
}

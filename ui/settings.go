package ui

import (
	"context"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// settingsScreen is the company's settings, a card a subject, in two columns.
type settingsScreen struct {
	*Page
	desk    *desk
	window  *Window
	body    *fyne.Container
	form    *view.SettingsForm
	fields  map[string]*widget.Field
	example *widget.Paragraph
	saveBtn *widget.Button
	current latest
}

func newSettings(d *desk, w *Window) *settingsScreen {
	v := &settingsScreen{desk: d, window: w, body: container.NewStack()}
	v.saveBtn = widget.NewButton(widget.Primary, d.T("settings.save"), v.save).WithKey("Ctrl S")
	v.Page = NewPage(d.T("settings.title"), "", v.body, v.saveBtn)
	return v
}

// Enter implements Screen: what was typed and not stored is still there.
func (v *settingsScreen) Enter(any) {
	if v.form == nil || !v.form.Dirty() {
		v.renew()
	}
}

// Keys implements Screen.
func (v *settingsScreen) Keys() []widget.Key {
	return []widget.Key{{Name: fyne.KeyS, Mod: widget.Ctrl, Words: v.desk.T("settings.save"), Do: v.save}}
}

func (v *settingsScreen) renew() {
	current := v.current.next()
	fetch(v.desk, v.desk.services.Settings, func(s billing.Settings) {
		if current() {
			v.form = view.NewSettingsForm(v.desk.tongue, s)
			v.build()
		}
	})
}

// build lays the cards out in two columns of about equal height.
func (v *settingsScreen) build() {
	v.fields = map[string]*widget.Field{}
	left, right := widget.Column(theme.Gap), widget.Column(theme.Gap)
	for _, s := range v.desk.tongue.Sections() {
		column := right
		if slices.Contains([]string{"company", "sending", "accesspoint"}, s.ID) {
			column = left
		}
		column.Add(widget.NewCard(v.section(s)))
	}
	left.Add(widget.NewCard(v.fileCard()))
	left.Add(widget.NewCard(v.lookCard()))
	columns := widget.Row(theme.Gap, widget.Grow(1, widget.Top(left)), widget.Grow(1, widget.Top(right)))
	v.body.Objects = []fyne.CanvasObject{scroll(columns)}
	v.body.Refresh()
	v.changed()
}

func (v *settingsScreen) section(s view.SettingSection) fyne.CanvasObject {
	column := widget.Column(12, widget.Column(3, widget.NewText(s.Title, widget.Lead), widget.NewParagraph(s.Text, widget.Muted)))
	var pair []fyne.CanvasObject
	flush := func() {
		if len(pair) > 0 {
			row := widget.Row(12)
			for _, o := range pair {
				row.Add(widget.Grow(1, o))
			}
			column.Add(row)
			pair = nil
		}
	}
	for _, f := range s.Fields {
		o := v.control(f)
		if !f.Half {
			flush()
			column.Add(o)
			continue
		}
		if pair = append(pair, o); len(pair) == 2 {
			flush()
		}
	}
	flush()
	if s.ID == "kid" {
		v.example = widget.NewParagraph("", widget.Muted)
		column.Add(v.example)
	}
	return column
}

// control is the right kind of field for a setting.
func (v *settingsScreen) control(f view.SettingField) fyne.CanvasObject {
	var o fyne.CanvasObject
	switch f.Kind {
	case view.FieldYesNo:
		value := v.form.Value(f)
		return newTick(f.Label, value == "yes" || value == "true", func(on bool) {
			v.form.Set(f, map[bool]string{true: "yes", false: "no"}[on])
			v.changed()
		})
	case view.FieldChoice:
		choices := make([]widget.Choice, len(f.Values))
		for i := range f.Values {
			choices[i] = widget.Choice{Title: f.Texts[i]}
		}
		o = widget.NewSelect(choices, slices.Index(f.Values, v.form.Value(f)), func(i int) { v.form.Set(f, f.Values[i]); v.changed() })
	case view.FieldFile:
		o = v.fileField(f)
	case view.FieldSecret:
		o = v.entry(f, widget.NewPassword("••••••"))
	default:
		o = v.entry(f, widget.NewEntry(""))
	}
	field := widget.NewField(f.Label, o).WithHint(f.Hint)
	v.fields[f.Key] = field
	return field
}

func (v *settingsScreen) entry(f view.SettingField, e *widget.Entry) fyne.CanvasObject {
	e.SetText(v.form.Value(f))
	e.OnChanged = func(s string) { v.form.Set(f, s); v.changed() }
	e.OnSubmitted = func(string) { v.save() }
	return e
}

func (v *settingsScreen) fileField(f view.SettingField) fyne.CanvasObject {
	d := v.desk
	name := widget.NewShortText(filepath.Base("/"+v.form.Value(f)), widget.Muted)
	if v.form.Value(f) == "" {
		name.Set(d.T("setting.file.none"))
	}
	return widget.Row(theme.Grid, widget.NewButton(widget.Secondary, d.T("setting.file.choose"), func() {
		d.files.Open([]string{".png", ".jpg", ".jpeg"}, func(path string) {
			v.form.Set(f, path)
			name.Set(filepath.Base(path))
			v.changed()
		})
	}), widget.Grow(1, name))
}

// changed shows what is wrong at its field, the example of a KID, and whether there is anything to store.
func (v *settingsScreen) changed() {
	if v.example == nil {
		return // still being built
	}
	problems := v.form.Faults()
	for key, field := range v.fields {
		field.SetFault(problems[key].Text)
	}
	text, tone := v.form.KIDExample()
	v.example.SetLook(widget.Body.In(widget.Tone(tone)))
	v.example.Set(text)
	reason := ""
	if !v.form.Dirty() {
		reason = v.desk.T("settings.nothing")
	}
	v.saveBtn.Forbid(reason)
	v.body.Refresh()
}

func (v *settingsScreen) save() {
	d, form := v.desk, v.form
	if form == nil || !form.Dirty() {
		return
	}
	changed, secrets := form.Changed(), form.Secrets
	d.do(func(ctx context.Context) error {
		for name, value := range secrets {
			if value != "" {
				if err := d.services.SetSecret(ctx, name, value); err != nil {
					return err
				}
			}
		}
		return d.services.SaveSettings(ctx, changed)
	}, func() {
		d.tell(d.T("settings.saved"))
		v.renew()
	})
}

// fileCard is the company file: where it can be copied, checked and changed for another.
func (v *settingsScreen) fileCard() fyne.CanvasObject {
	d := v.desk
	return widget.Column(12, widget.Column(3, widget.NewText(d.T("settings.file"), widget.Lead), widget.NewParagraph(d.T("settings.file.text"), widget.Muted)),
		widget.Row(theme.Grid, widget.NewButton(widget.Secondary, d.T("settings.backup"), v.backup), widget.NewButton(widget.Secondary, d.T("settings.verify"), v.verify), widget.Spring()),
		widget.Row(theme.Grid, widget.NewButton(widget.Secondary, d.T("settings.other"), func() { v.window.showStart(true) }), widget.Spring()))
}

func (v *settingsScreen) backup() {
	d := v.desk
	name := d.T("file.backup", "company", d.company.Name, "date", d.tongue.Today().String()) + ".fakturist"
	d.files.Save(name, func(path string) {
		d.do(func(ctx context.Context) error { return d.services.Backup(ctx, path) }, func() {
			d.tell(d.T("settings.backup.done", "path", filepath.Base(path)))
		})
	})
}

func (v *settingsScreen) verify() {
	d := v.desk
	working := d.shell.Toast(theme.GlyphRefresh, widget.Quiet, d.T("settings.verify.running"), "", nil, 0)
	ask(d, d.services.Verify, func(faults billing.Faults, err error) {
		working.Close()
		switch {
		case err != nil:
			d.complain(err)
		case len(faults.Fatal()) > 0:
			d.complain(faults.Err())
		default:
			d.tell(d.T("settings.verify.ok"))
		}
	})
}

// lookCard chooses light or dark.
func (v *settingsScreen) lookCard() fyne.CanvasObject {
	d := v.desk
	modes := []theme.Mode{theme.System, theme.Light, theme.Dark}
	choices := make([]widget.Choice, len(modes))
	for i, m := range modes {
		choices[i] = widget.Choice{Title: d.T("settings.look." + string(m))}
	}
	chosen := slices.Index(modes, chosenMode(v.window.app, ""))
	return widget.Column(12, widget.NewText(d.T("settings.look"), widget.Lead), widget.NewSelect(choices, chosen, func(i int) {
		v.window.app.Preferences().SetString(modeKey, string(modes[i]))
		v.window.app.Settings().SetTheme(theme.New(modes[i]))
	}))
}

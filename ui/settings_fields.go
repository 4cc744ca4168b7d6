package ui

import (
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// card is the fields that belong together, two beside each other where they are short.
func (v *settingsScreen) card(c view.SettingCard) fyne.CanvasObject {
	column := widget.Column(12, widget.Column(3, widget.NewText(c.Title, widget.Lead), widget.NewParagraph(c.Text, widget.Muted)))
	var pair []fyne.CanvasObject
	flush := func() {
		if len(pair) == 0 {
			return
		}
		if len(pair) == 1 {
			pair = append(pair, widget.Spring())
		}
		row := widget.Row(12)
		for _, o := range pair {
			row.Add(widget.Grow(1, o))
		}
		column.Add(row)
		pair = nil
	}
	for _, f := range c.Fields {
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
	for _, o := range v.after(c.ID) {
		column.Add(o)
	}
	return column
}

// after stands below the fields of a card.
func (v *settingsScreen) after(card string) []fyne.CanvasObject {
	switch card {
	case "kid":
		v.example = widget.NewParagraph("", widget.Muted)
		return []fyne.CanvasObject{v.example}
	case "mail.login":
		return v.loginRow()
	}
	return nil
}

// control is the right kind of field for a setting.
func (v *settingsScreen) control(f view.SettingField) fyne.CanvasObject {
	var o fyne.CanvasObject
	switch f.Kind {
	case view.FieldYesNo:
		value := v.form.Value(f)
		t := newTick(f.Label, value == "yes" || value == "true", func(on bool) {
			v.form.Set(f, map[bool]string{true: "yes", false: "no"}[on])
			v.changed()
		})
		v.ticks[f.Key] = t
		return t
	case view.FieldChoice:
		o = v.choice(f)
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

// choice is a list to choose from; a value that is none of the usual ones stands at its end.
func (v *settingsScreen) choice(f view.SettingField) fyne.CanvasObject {
	value := v.form.Value(f)
	if !slices.Contains(f.Values, value) {
		f.Values, f.Texts = append(slices.Clone(f.Values), value), append(slices.Clone(f.Texts), value)
	}
	choices := make([]widget.Choice, len(f.Values))
	for i := range f.Values {
		choices[i] = widget.Choice{Title: f.Texts[i]}
	}
	return widget.NewSelect(choices, slices.Index(f.Values, value), func(i int) { v.set(f, f.Values[i]) })
}

func (v *settingsScreen) entry(f view.SettingField, e *widget.Entry) fyne.CanvasObject {
	e.SetText(v.form.Value(f))
	e.OnChanged = func(s string) {
		if !v.filling {
			v.set(f, s)
		}
	}
	e.OnSubmitted = func(string) { v.save() }
	v.entries[f.Key] = e
	return e
}

// set takes what was typed or chosen; what was wrong with it when it was last stored is forgotten.
func (v *settingsScreen) set(f view.SettingField, value string) {
	v.form.Set(f, value)
	delete(v.faults, f.Key)
	v.changed()
}

func (v *settingsScreen) fileField(f view.SettingField) fyne.CanvasObject {
	d := v.desk
	name := widget.NewShortText(filepath.Base("/"+v.form.Value(f)), widget.Muted)
	if v.form.Value(f) == "" {
		name.Set(d.T("setting.file.none"))
	}
	return widget.Row(theme.Grid, widget.NewButton(widget.Secondary, d.T("setting.file.choose"), func() {
		d.files.Open([]string{".png", ".jpg", ".jpeg"}, func(path string) {
			name.Set(filepath.Base(path))
			v.set(f, path)
		})
	}), widget.Grow(1, name))
}

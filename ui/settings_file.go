package ui

import (
	"context"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/widget"
)

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

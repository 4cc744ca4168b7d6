package ui

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/billing/register"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// importFile asks a screen to bring over a file that lies there already.
type importFile string

// importer brings a file into a register in three steps: the file, its columns, and what would happen. It covers the screen
// it was opened from; nothing is written before the last button.
type importer struct {
	*Page
	desk    *desk
	root    *fyne.Container // the screen's own page, or this one over it
	under   fyne.CanvasObject
	body    *fyne.Container
	steps   *fyne.Container
	own     register.Kind // what the screen it belongs to holds
	asked   register.Kind // what the file is said to hold; empty: to be found out
	form    *view.Import
	step    importStep
	open    bool
	busy    bool // something is being read, or looked through
	storing bool // the plan is being applied, which cannot be stopped
	columns *importColumns
	check   *importCheck
	next    *widget.Button
	choose  *widget.Button
	done    func() // the screen below renews itself
	current latest
}

// importStep is where an import stands.
type importStep int

const (
	stepFile importStep = iota
	stepColumns
	stepCheck
)

// newImporter gives what covers a page while a file is brought over; own is what the page's list holds.
func newImporter(d *desk, page *Page, own register.Kind, done func()) *importer {
	v := &importer{desk: d, under: page.Content(), own: own, body: container.NewStack(), steps: widget.Row(theme.Grid), done: done}
	v.Page = NewPage(d.T("import.title"), "", v.body)
	v.root = container.NewStack(v.under)
	v.columns, v.check = newImportColumns(v), newImportCheck(v)
	return v
}

// begin asks for the file.
func (v *importer) begin() {
	if v.storing {
		return
	}
	v.open, v.form, v.asked, v.busy = true, nil, "", false
	v.current.next()
	v.goTo(stepFile)
	put(v.root, v.Page.Content())
	v.desk.shell.RenewKeys()
	v.desk.focus(v.choose)
}

// take reads a file and shows its columns.
func (v *importer) take(path string) {
	if !v.open {
		v.begin()
	}
	v.asked = ""
	v.read(path, "")
}

// close uncovers the page and lets it renew itself.
func (v *importer) close() {
	v.uncover()
	v.desk.shell.RenewKeys()
	v.done()
}

// uncover drops an import that was begun.
func (v *importer) uncover() {
	v.open, v.form, v.busy = false, nil, false
	v.current.next()
	put(v.root, v.under)
}

func (v *importer) keyboard() fyne.Focusable {
	switch v.step {
	case stepFile:
		return v.choose
	case stepCheck:
		return v.check.list.Keyboard()
	}
	return nil
}

func (v *importer) keys() []widget.Key {
	d := v.desk
	keys := []widget.Key{{Name: fyne.KeyEscape, Words: d.T("key.back"), Do: v.back},
		{Name: fyne.KeyO, Mod: widget.Ctrl, Words: d.T("import.file.choose"), Do: v.pick}}
	switch v.step {
	case stepColumns:
		keys = append(keys, widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: d.T("import.look"), Do: v.look})
	case stepCheck:
		keys = append(keys, widget.Key{Name: fyne.KeyReturn, Mod: widget.Ctrl, Words: v.form.Action(), Do: v.apply})
	}
	return keys
}

// back stops what is being read, goes a step back, or leaves the import.
func (v *importer) back() {
	switch {
	case v.storing:
	case v.busy:
		v.busy = false
		v.current.next()
		if v.form == nil {
			v.step = stepFile
		}
		v.goTo(v.step)
	case v.step == stepFile:
		v.close()
	default:
		v.goTo(v.step - 1)
	}
}

// goTo shows a step.
func (v *importer) goTo(step importStep) {
	d := v.desk
	v.step = step
	v.showSteps()
	cancel := widget.NewButton(widget.Secondary, d.T("error.cancel"), v.close)
	back := widget.NewButton(widget.Secondary, d.T("start.back"), v.back)
	switch step {
	case stepFile:
		v.SetTitle(d.T("import.title"), "")
		v.SetActions(cancel)
		put(v.body, v.fileStep())
	case stepColumns:
		v.next = widget.NewButton(widget.Primary, d.T("import.look"), v.look).WithKey("Ctrl Enter")
		v.SetTitle(d.T("import.title"), v.form.FileText())
		v.SetActions(cancel, back, v.next)
		v.columns.show()
		put(v.body, v.columns.content)
	case stepCheck:
		v.next = widget.NewButton(widget.Primary, v.form.Action(), v.apply).WithKey("Ctrl Enter")
		v.SetTitle(d.T("import.title"), v.form.FileText())
		v.SetActions(cancel, back, v.next)
		v.check.show()
		put(v.body, v.check.content)
	}
	if v.open && d.shell.Here() != "" {
		d.shell.RenewKeys()
	}
}

// showSteps says where the import stands.
func (v *importer) showSteps() {
	d := v.desk
	v.steps.Objects = nil
	for i, key := range []string{"import.step.file", "import.step.columns", "import.step.check"} {
		look := widget.Muted
		if importStep(i) == v.step {
			look = widget.Strong.In(widget.Accent)
		}
		if i > 0 {
			v.steps.Add(widget.NewIcon(theme.GlyphRight, widget.Quiet))
		}
		v.steps.Add(widget.NewText(d.T(key), look))
	}
	v.SetBeside(widget.Inset(1, 0, 0, 0, v.steps))
}

// fileStep asks which file, and what it holds.
func (v *importer) fileStep() fyne.CanvasObject {
	d := v.desk
	kinds := d.tongue.ImportKinds()
	choices := []widget.Choice{{Title: d.T("import.auto"), Detail: d.T("import.auto.text")}}
	for _, k := range kinds {
		choices = append(choices, widget.Choice{Title: k.Text, Detail: k.Meaning})
	}
	what := widget.NewSelect(choices, 0, func(i int) {
		v.asked = ""
		if i > 0 {
			v.asked = kinds[i-1].Kind
		}
	})
	v.choose = widget.NewButton(widget.Primary, d.T("import.file.choose"), v.pick).WithGlyph(theme.GlyphFolder)
	box := widget.Column(theme.Gap,
		widget.Sized(0, 44, widget.NewIcon(theme.GlyphUpload, widget.Accent)),
		widget.NewText(d.T("import.file.title"), widget.Lead.Centre()),
		widget.NewParagraph(d.T("import.file.text"), widget.Muted.Centre()),
		widget.NewField(d.T("import.what"), what),
		widget.Row(theme.Grid, widget.Spring(), v.choose, widget.NewText(d.T("import.file.drop"), widget.Muted), widget.Spring()))
	return widget.NewCard(container.NewCenter(widget.Sized(460, 0, box)))
}

func (v *importer) pick() {
	v.desk.files.Open(view.SheetEndings, func(path string) { v.read(path, "") })
}

// readSheet is a sheet with the mapping guessed for it.
type readSheet struct {
	sheet   register.Sheet
	mapping register.Mapping
}

// read reads a file, guesses what it is and shows its columns. name asks for a sheet of a workbook.
func (v *importer) read(path, name string) {
	if v.storing {
		return
	}
	d, current, asked, own := v.desk, v.current.next(), v.asked, v.own
	v.wait(d.T("import.file.reading", "file", filepath.Base(path)))
	ask(d, func(ctx context.Context) (readSheet, error) {
		s, err := d.services.ReadSheet(ctx, path, name)
		if err != nil {
			return readSheet{}, err
		}
		kind := asked
		if kind == "" {
			kind = likelyKind(d.services.GuessKind(s), own)
		}
		m, err := d.services.GuessMapping(ctx, s, kind)
		return readSheet{s, m}, err
	}, func(r readSheet, err error) {
		if !current() {
			return
		}
		v.busy = false
		if err != nil {
			v.goTo(stepFile)
			d.complain(err)
			return
		}
		v.form = view.NewImport(d.tongue, path, r.sheet, r.mapping)
		v.goTo(stepColumns)
		v.columns.focus()
	})
}

// likelyKind is what a file holds: items where it was opened among them, else what it seems to.
func likelyKind(guess, own register.Kind) register.Kind {
	if guess == "" || own == register.Items {
		return own
	}
	return guess
}

// wait shows in place of a step that something is being done.
func (v *importer) wait(words string) {
	v.busy = true
	put(v.body, widget.NewCard(container.NewCenter(widget.Column(12, widget.Sized(0, 44, widget.NewIcon(theme.GlyphClock, widget.Accent)),
		widget.NewText(words, widget.Muted.Centre())))))
	if v.storing {
		v.SetActions()
		return
	}
	v.SetActions(widget.NewButton(widget.Secondary, v.desk.T("error.cancel"), v.back))
}

// setKind reads the columns as those of another kind.
func (v *importer) setKind(kind register.Kind) {
	d, form, current := v.desk, v.form, v.current.next()
	sheet := form.Sheet
	fetch(d, func(ctx context.Context) (register.Mapping, error) { return d.services.GuessMapping(ctx, sheet, kind) }, func(m register.Mapping) {
		if current() && v.form == form {
			v.asked = kind
			form.SetMapping(m)
			v.columns.show()
		}
	})
}

// setSheet reads another sheet of the workbook.
func (v *importer) setSheet(name string) { v.read(v.form.Path, name) }

// look makes the plan and shows what would happen.
func (v *importer) look() {
	d, form := v.desk, v.form
	if v.busy || form == nil {
		return
	}
	if len(form.Missing()) > 0 {
		d.shell.Toast(theme.GlyphAlert, widget.Warn, d.T("import.problem.missing"), "", nil, widget.ToastTime)
		return
	}
	current, sheet, mapping := v.current.next(), form.Sheet, form.Settled()
	v.wait(d.T("import.looking", "file", sheet.File))
	ask(d, func(ctx context.Context) (register.Plan, error) { return d.services.PlanImport(ctx, sheet, mapping) }, func(p register.Plan, err error) {
		if !current() || v.form != form {
			return
		}
		v.busy = false
		if err != nil {
			v.goTo(stepColumns)
			d.complain(err)
			return
		}
		form.SetPlan(p)
		v.goTo(stepCheck)
		d.focus(v.check.list.Keyboard())
	})
}

// apply stores what the plan says, and shows it.
func (v *importer) apply() {
	d, form := v.desk, v.form
	if v.busy || form == nil {
		return
	}
	if problem := form.Problem(); problem != "" {
		d.shell.Toast(theme.GlyphAlert, widget.Warn, problem, "", nil, widget.ToastTime)
		return
	}
	current, plan, choices := v.current.next(), form.Plan, form.Choices
	v.storing = true
	v.wait(d.T("import.storing"))
	ask(d, func(ctx context.Context) (register.Result, error) { return d.services.ApplyImport(ctx, plan, choices) }, func(r register.Result, err error) {
		v.storing, v.busy = false, false
		if err == nil {
			d.tell(d.tongue.Done(r)) // it is stored, whatever is shown now
		}
		switch here := current() && v.form == form; {
		case here && err != nil:
			v.goTo(stepCheck)
			v.refused(err)
			return
		case err != nil:
			d.complain(err)
			return
		case !here:
			return
		}
		v.close()
		v.arrive(plan.Mapping.Kind)
	})
}

// refused says why nothing was stored; when something changed meanwhile, the file can be read again at once.
func (v *importer) refused(err error) {
	d := v.desk
	var refused *billing.FaultError
	if errors.As(err, &refused) && slices.Contains(refused.Faults.Codes(), "import-changed-meanwhile") {
		words := d.tongue.Error(err)[0].Text
		d.confirm(d.T("import.title"), words, d.T("import.again"), v.look)
		return
	}
	d.complain(err)
}

// arrive goes to the list the rows are in now.
func (v *importer) arrive(kind register.Kind) {
	d := v.desk
	switch {
	case kind == register.Drafts:
		d.shell.Go(placeInvoices, showFilter(billing.FilterDrafts))
	case kind == register.Items && v.own != register.Items:
		d.shell.Go(placeItems, nil)
	case kind != register.Items && v.own == register.Items:
		d.shell.Go(placeCustomers, nil)
	}
}

// dropped takes a table let go over the window.
func (v *importer) dropped(paths []string) bool {
	if len(paths) != 1 || !view.IsSheet(paths[0]) {
		return false
	}
	v.take(paths[0])
	return true
}

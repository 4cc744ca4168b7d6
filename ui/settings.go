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

// showSettings is the section of the settings callers of Go may want to see.
type showSettings string

// settingsScreen is the company's settings: the subjects at the left, the cards of one beside them. What is typed into the
// field above finds a setting by its words.
type settingsScreen struct {
	*Page
	desk     *desk
	window   *Window
	form     *view.SettingsForm
	section  string
	sought   string
	find     *widget.Entry
	nav      map[string]*widget.NavItem
	rail     *fyne.Container
	content  *fyne.Container
	fields   map[string]*widget.Field
	entries  map[string]*widget.Entry
	ticks    map[string]*tick
	example  *widget.Paragraph
	texts    *mailTexts
	built    string // the fields that are shown, by key
	filling  bool
	saveBtn  *widget.Button
	faults   map[string]view.Problem // of the last attempt to store
	current  latest
	answered map[string]answer
	routes   *routesCard
	told     map[string]*widget.Paragraph // where the answers stand
	lookup   *view.LookupTrial            // nil: not tried yet
}

// answer is what a trial of a section told.
type answer struct {
	text string
	tone widget.Tone
}

const settingsRail float32 = 196

func newSettings(d *desk, w *Window) *settingsScreen {
	v := &settingsScreen{desk: d, window: w, section: view.SectionCompany, nav: map[string]*widget.NavItem{}, rail: widget.Column(2),
		content: container.NewStack(), answered: map[string]answer{}, told: map[string]*widget.Paragraph{}}
	v.find = widget.NewEntry(d.T("settings.find"))
	v.find.OnChanged = func(s string) { v.sought = s; v.show() }
	v.saveBtn = widget.NewButton(widget.Primary, d.T("settings.save"), v.save).WithKey("Ctrl S")
	body := widget.Row(theme.Gap, widget.Sized(settingsRail, 0, widget.Top(widget.Column(12, v.find, v.rail))), widget.Grow(1, v.content))
	v.Page = NewPage(d.T("settings.title"), "", body, v.saveBtn)
	return v
}

// Enter implements Screen: what was typed and not stored is still there.
func (v *settingsScreen) Enter(arg any) {
	if section, ok := arg.(showSettings); ok {
		v.section, v.sought = string(section), ""
		v.find.SetText("")
	}
	if v.form == nil || !v.form.Dirty() {
		v.renew()
	} else {
		v.show()
	}
}

// Keys implements Screen.
func (v *settingsScreen) Keys() []widget.Key {
	d := v.desk
	return []widget.Key{{Name: fyne.KeyS, Mod: widget.Ctrl, Words: d.T("settings.save"), Do: v.save},
		{Name: fyne.KeyF, Mod: widget.Ctrl, Words: d.T("key.find-here"), Do: func() { d.focus(v.find) }},
		{Name: fyne.KeyPageDown, Mod: widget.Ctrl, Words: d.T("key.next-section"), Do: func() { v.step(1) }},
		{Name: fyne.KeyPageUp, Mod: widget.Ctrl, Words: d.T("key.last-section"), Do: func() { v.step(-1) }}}
}

func (v *settingsScreen) renew() {
	current := v.current.next()
	fetch(v.desk, v.desk.services.Settings, func(s billing.Settings) {
		if current() {
			v.form, v.faults, v.texts = view.NewSettingsForm(v.desk.tongue, s), nil, nil
			v.show()
		}
	})
}

// open shows a section.
func (v *settingsScreen) open(section string) {
	v.section, v.sought = section, ""
	v.find.SetText("")
	v.show()
}

func (v *settingsScreen) step(by int) {
	sections := v.form.Sections()
	for i, s := range sections {
		if s.ID == v.section {
			v.open(sections[(i+by+len(sections))%len(sections)].ID)
			return
		}
	}
}

// show draws the rail and the cards of the section, or what is sought.
func (v *settingsScreen) show() {
	if v.form == nil {
		return
	}
	v.showRail()
	v.fields, v.entries, v.ticks, v.example = map[string]*widget.Field{}, map[string]*widget.Entry{}, map[string]*tick{}, nil
	column := widget.Column(theme.Gap)
	if v.sought != "" {
		v.showFound(column)
	} else {
		for _, s := range v.form.Sections() {
			if s.ID == v.section {
				v.showCards(column, s)
			}
		}
	}
	v.content.Objects = []fyne.CanvasObject{scroll(column)}
	if v.section == view.SectionTexts && v.sought == "" {
		v.content.Objects = []fyne.CanvasObject{v.textsEditor()}
	}
	v.built = v.shownFields()
	v.content.Refresh()
	v.changed()
}

func (v *settingsScreen) showFound(column *fyne.Container) {
	found := v.form.Find(v.sought)
	for _, s := range found {
		column.Add(widget.Row(theme.Grid, widget.NewText(s.Title, widget.Strong), widget.Spring(),
			widget.NewSmallButton(widget.Secondary, v.desk.T("settings.show", "section", s.Title), func() { v.open(s.ID) })))
		for _, c := range s.Cards {
			column.Add(widget.NewCard(v.card(c)))
		}
	}
	routes := v.desk.tongue.RoutesSpeakOf(v.sought)
	if routes {
		column.Add(v.routesCard())
	}
	if len(found) == 0 && !routes {
		column.Add(widget.NewText(v.desk.T("settings.find.none"), widget.Muted))
	}
}

func (v *settingsScreen) showCards(column *fyne.Container, s view.SettingSection) {
	if note := v.desk.tongue.PracticeNote(s.ID, v.form.Values()); note != "" && v.desk.company.Practice {
		column.Add(widget.NewCard(widget.Row(12, widget.NewIcon(theme.GlyphPractice, widget.Warn), widget.Grow(1, widget.NewParagraph(note, widget.Body)))))
	}
	if s.ID == view.SectionSending {
		column.Add(v.routesCard())
	}
	for _, c := range s.Cards {
		column.Add(widget.NewCard(v.card(c)))
	}
	for _, o := range v.extras(s.ID) {
		column.Add(widget.NewCard(o))
	}
}

// extras are the cards of a section that hold more than settings.
func (v *settingsScreen) extras(section string) []fyne.CanvasObject {
	switch section {
	case view.SectionMail:
		return []fyne.CanvasObject{v.testMailCard()}
	case view.SectionPoint:
		return []fyne.CanvasObject{v.testPointCard()}
	case view.SectionLookup:
		return []fyne.CanvasObject{v.testLookupCard()}
	case view.SectionProgram:
		return []fyne.CanvasObject{v.fileCard(), v.lookCard()}
	}
	return nil
}

// showRail draws the subjects; one with a fault, or one that sending needs and nobody has set up, says so.
func (v *settingsScreen) showRail() {
	t := v.desk.tongue
	unset := map[string]bool{}
	for _, g := range t.Gaps(v.form.Values(), v.desk.company) {
		unset[g.Section] = true
	}
	problems := v.problems()
	v.rail.Objects = nil
	for _, s := range v.form.Sections() {
		item := v.nav[s.ID]
		if item == nil {
			item = widget.NewNavItem(sectionGlyphs[s.ID], s.Title, func() { v.open(s.ID) })
			v.nav[s.ID] = item
		}
		badge, tone := "", widget.Quiet
		switch {
		case faulty(s, problems):
			badge, tone = "!", widget.Bad
		case unset[s.ID]:
			badge, tone = "!", widget.Warn
		}
		item.SetBadge(badge, tone)
		item.Select(s.ID == v.section && v.sought == "")
		v.rail.Add(item)
	}
	v.rail.Refresh()
}

var sectionGlyphs = map[string]theme.Glyph{view.SectionCompany: theme.GlyphBusiness, view.SectionPayment: theme.GlyphBank, view.SectionSending: theme.GlyphDispatch,
	view.SectionMail: theme.GlyphMail, view.SectionTexts: theme.GlyphEdit, view.SectionPoint: theme.GlyphNetwork, view.SectionLetter: theme.GlyphPrinter,
	view.SectionLookup: theme.GlyphSearch, view.SectionInbox: theme.GlyphInbox, view.SectionProgram: theme.GlyphSave}

func faulty(s view.SettingSection, problems map[string]view.Problem) bool {
	for _, c := range s.Cards {
		for _, f := range c.Fields {
			if _, bad := problems[f.Key]; bad {
				return true
			}
		}
	}
	return false
}

// problems are what is wrong as the form stands, and what was wrong when it was last stored and is not changed since.
func (v *settingsScreen) problems() map[string]view.Problem {
	out := v.form.Faults()
	for key, p := range v.faults {
		if _, had := out[key]; !had {
			out[key] = p
		}
	}
	return out
}

// changed follows a change: what is wrong stands at its field, fields come and go, and there is something to store or not.
func (v *settingsScreen) changed() {
	if v.filling {
		return
	}
	if v.built != v.shownFields() {
		v.rebuild()
		return
	}
	v.refill()
	problems := v.problems()
	for key, field := range v.fields {
		field.SetFault(problems[key].Text)
	}
	if v.example != nil {
		text, tone := v.form.KIDExample()
		v.example.SetLook(widget.Body.In(widget.Tone(tone)))
		v.example.Set(text)
	}
	v.offerSave()
	v.content.Refresh()
}

// inTexts tells whether the texts of the mails are shown, which are stored one by one.
func (v *settingsScreen) inTexts() bool {
	return v.section == view.SectionTexts && v.sought == "" && v.texts != nil
}

// offerSave allows storing when there is something to store.
func (v *settingsScreen) offerSave() {
	dirty := v.form.Dirty()
	if v.inTexts() {
		dirty = v.texts.form.Dirty() && len(v.texts.form.Faults()) == 0
	}
	reason := ""
	if !dirty {
		reason = v.desk.T("settings.nothing")
	}
	v.saveBtn.Forbid(reason)
}

// rebuild draws the section anew, since other fields mean something now; the keyboard stays where it was.
func (v *settingsScreen) rebuild() {
	key, column := "", 0
	for k, e := range v.entries {
		if e.Focused() {
			key, column = k, e.CursorColumn
		}
	}
	v.show()
	if e := v.entries[key]; e != nil {
		e.Resume(v.desk.shell.Window().Canvas(), column)
	}
}

// refill shows what another field's change has set.
func (v *settingsScreen) refill() {
	v.filling = true
	for _, s := range v.form.Sections() {
		for _, c := range s.Cards {
			for _, f := range c.Fields {
				if e := v.entries[f.Key]; e != nil && !e.Focused() && e.Text != v.form.Value(f) {
					e.SetText(v.form.Value(f))
				}
			}
		}
	}
	v.filling = false
}

// shownFields tells one set of fields from another.
func (v *settingsScreen) shownFields() string {
	out := v.section + " " + v.sought
	for _, s := range v.form.Sections() {
		if s.ID != v.section && v.sought == "" {
			continue
		}
		for _, c := range s.Cards {
			for _, f := range c.Fields {
				out += " " + f.Key + "=" + f.Label
				if f.Kind == view.FieldChoice {
					out += "=" + v.form.Value(f)
				}
			}
		}
	}
	return out
}

func (v *settingsScreen) save() {
	if v.inTexts() {
		v.texts.save()
		return
	}
	v.saveThen(nil)
}

// saveThen stores what was changed and goes on; without changes it goes on at once.
func (v *settingsScreen) saveThen(then func()) {
	d, form := v.desk, v.form
	if form == nil {
		return
	}
	if !form.Dirty() {
		if then != nil {
			then()
		}
		return
	}
	changed, secrets := form.Changed(), form.Secrets
	ask(d, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, storeSettings(ctx, d.services, changed, secrets)
	}, func(_ struct{}, err error) {
		if err != nil {
			v.refused(err)
			return
		}
		if then == nil {
			d.tell(d.T("settings.saved"))
		}
		form.Stored()
		v.faults = nil
		v.show()
		if then != nil {
			then()
		}
	})
}

func storeSettings(ctx context.Context, s Services, changed billing.Settings, secrets map[string]string) error {
	for name, value := range secrets {
		if value == "" {
			continue
		}
		if err := s.SetSecret(ctx, name, value); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return s.SaveSettings(ctx, changed)
}

// refused shows at their fields why settings were not stored, and opens the section of the first; what has no field is told.
func (v *settingsScreen) refused(err error) {
	v.faults = v.desk.tongue.ByPath(faultsOf(err))
	for _, s := range v.form.Sections() {
		if faulty(s, v.faults) {
			v.section, v.sought = s.ID, ""
			v.show()
			v.desk.shell.Toast(theme.GlyphAlert, widget.Bad, v.desk.T("settings.not-saved"), "", nil, widget.ToastTime)
			return
		}
	}
	v.desk.complain(err)
}

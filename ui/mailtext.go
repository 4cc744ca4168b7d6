package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// mailTexts is the editor of what the mails say: the words at the left, the mail as it will be at the right.
type mailTexts struct {
	desk     *desk
	form     *view.MailTextForm
	content  fyne.CanvasObject
	head     *fyne.Container
	standing *widget.Chip
	invoice  *widget.Complete
	subject  *widget.Entry
	body     *widget.Entry
	last     *widget.Entry // the one variables go to
	fields   map[string]*widget.Field
	chips    *fyne.Container
	reset    *widget.Button
	preview  *fyne.Container
	changed  func()
	typing   debounce
	asked    latest
	filling  bool
}

// mailPause is how long nobody must type before the mail is made anew.
const mailPause = 200 * time.Millisecond

func newMailTexts(d *desk, texts []billing.MailText, lang string, changed func()) *mailTexts {
	m := &mailTexts{desk: d, form: view.NewMailTextForm(d.tongue, texts, lang), standing: widget.NewChip("", widget.Quiet, ""), fields: map[string]*widget.Field{},
		chips: widget.Flow(6), preview: widget.Column(10), changed: changed, typing: debounce{desk: d, pause: mailPause}}
	m.subject, m.body = widget.NewEntry(""), widget.NewTextArea("", 13)
	m.subject.OnChanged = func(s string) { m.typed(func() { m.form.SetSubject(s) }) }
	m.body.OnChanged = func(s string) { m.typed(func() { m.form.SetBody(s) }) }
	m.subject.OnFocus, m.body.OnFocus = func() { m.last = m.subject }, func() { m.last = m.body }
	m.last = m.body
	m.reset = widget.NewSmallButton(widget.Ghost, d.T("mailtext.reset"), m.toStandard)
	m.fields["subject"], m.fields["body"] = widget.NewField(d.T("mailtext.subject"), m.subject), widget.NewField(d.T("mailtext.body"), m.body)
	m.head = widget.Row(8, widget.NewText(d.T("mailtext.title"), widget.Lead), widget.Spring(), m.standing)
	left := widget.Column(12, m.head, m.choices(),
		m.fields["subject"], m.fields["body"], widget.NewText(d.T("mailtext.insert"), widget.Small), m.chips, widget.Row(0, m.reset, widget.Spring()))
	right := widget.Column(12, widget.NewText(d.T("mailtext.preview"), widget.Lead), m.invoiceField(), widget.NewRule(), m.preview)
	m.content = widget.Row(theme.Gap, widget.Grow(1.1, scroll(widget.NewCard(left))), widget.Grow(1, scroll(widget.NewCard(right))))
	m.show()
	return m
}

// choices are the language and the kind of document.
func (m *mailTexts) choices() fyne.CanvasObject {
	d := m.desk
	langs, kinds := make([]widget.Choice, len(billing.MailLanguages)), make([]widget.Choice, len(billing.MailKinds))
	for i, l := range billing.MailLanguages {
		langs[i] = widget.Choice{Title: d.T("language." + l)}
	}
	for i, k := range billing.MailKinds {
		kinds[i] = widget.Choice{Title: d.tongue.MailKindText(k)}
	}
	lang := widget.NewSelect(langs, slices.Index(billing.MailLanguages, m.form.Lang), func(i int) { m.form.Lang = billing.MailLanguages[i]; m.show() })
	kind := widget.NewSelect(kinds, slices.Index(billing.MailKinds, m.form.Kind), func(i int) { m.form.Kind = billing.MailKinds[i]; m.show() })
	return widget.Row(12, widget.Grow(1, widget.NewField(d.T("mailtext.kind"), kind)), widget.Grow(1, widget.NewField(d.T("mailtext.lang"), lang)))
}

// invoiceField finds the document the mail is shown with by number or name; an empty field shows an example.
func (m *mailTexts) invoiceField() fyne.CanvasObject {
	d := m.desk
	var question latest
	var found []billing.SearchHit
	e := widget.NewComplete(d.T("mailtext.invoice.find"), 2)
	e.OnQuery = func(text string) {
		current := question.next()
		fetch(d, func(ctx context.Context) ([]billing.SearchHit, error) { return d.services.Search(ctx, text) }, func(hits []billing.SearchHit) {
			if !current() {
				return
			}
			found = slices.DeleteFunc(hits, func(h billing.SearchHit) bool { return h.Kind != "invoice" })
			choices := make([]widget.Choice, len(found))
			for i, h := range found {
				row := d.tongue.Hit(h)
				choices[i] = widget.Choice{Title: row.Title, Detail: row.Detail, Amount: row.Amount}
			}
			e.Answer(text, choices)
		})
	}
	m.invoice = e
	e.OnPick = func(i int) {
		e.SetText(found[i].Title + " · " + found[i].Ref)
		m.showWith(found[i].Ref)
	}
	typed := e.OnChanged
	e.OnChanged = func(s string) {
		typed(s)
		if s == "" {
			m.showWith("")
		}
	}
	return widget.NewField(d.T("mailtext.invoice"), e).WithHint(d.T("mailtext.invoice.hint"))
}

// showWith makes the mail of another document.
func (m *mailTexts) showWith(number string) {
	m.form.Invoice = number
	m.renewPreview()
}

// show puts the text chosen into the fields.
func (m *mailTexts) show() {
	text := m.form.Text()
	m.filling = true
	m.subject.SetText(text.Subject)
	m.body.SetText(text.Body)
	m.filling = false
	m.chips.Objects = nil
	for _, v := range m.desk.tongue.MailVariables(m.form.Kind) {
		m.chips.Add(widget.NewSmallButton(widget.Secondary, v.Words, func() { m.insert(v.Name) }))
	}
	m.chips.Refresh()
	m.check()
	m.renewPreview()
}

func (m *mailTexts) typed(take func()) {
	if m.filling {
		return
	}
	take()
	m.check()
	m.typing.call(m.renewPreview)
}

// check shows what is wrong with the text, and where it stands.
func (m *mailTexts) check() {
	problems := m.form.Faults()
	for path, field := range m.fields {
		field.SetFault(problems[path].Text)
	}
	standing := m.form.Standing()
	m.standing.Set(standing.Text, widget.Tone(standing.Tone), "")
	m.head.Refresh()
	m.reset.Hidden = !m.form.Own()
	m.content.Refresh()
	m.changed()
}

// insert puts a variable where the cursor stood last.
func (m *mailTexts) insert(name string) {
	e := m.last
	at := cursorIn(e.Text, e.CursorRow, e.CursorColumn)
	text, after := view.Insert(e.Text, name, at)
	e.SetText(text)
	m.desk.focus(e)
	e.CursorRow, e.CursorColumn = rowColumn(text, after)
	e.Refresh()
}

// cursorIn is the place of a cursor among the letters of a text. A text that was never clicked has its cursor at the end.
func cursorIn(text string, row, column int) int {
	at, line := 0, 0
	runes := []rune(text)
	if row == 0 && column == 0 {
		return len(runes)
	}
	for at < len(runes) && line < row {
		if runes[at] == '\n' {
			line++
		}
		at++
	}
	return min(at+column, len(runes))
}

// rowColumn is the line and the letter in it of a place in a text.
func rowColumn(text string, at int) (row, column int) {
	for _, r := range []rune(text)[:at] {
		column++
		if r == '\n' {
			row, column = row+1, 0
		}
	}
	return row, column
}

// renewPreview makes the mail anew off the goroutine that draws. What is wrong stands at its field, so a refusal of the text
// leaves the mail as it was.
func (m *mailTexts) renewPreview() {
	d, text, number := m.desk, m.form.Text(), m.form.Invoice
	current := m.asked.next()
	if len(m.form.Faults()) > 0 {
		return
	}
	ask(d, func(ctx context.Context) (billing.MailPreview, error) {
		return d.services.PreviewMail(ctx, text, number)
	}, func(p billing.MailPreview, err error) {
		switch {
		case !current():
		case err != nil:
			m.showProblem(d.tongue.Error(err))
		default:
			m.showMail(p)
		}
	})
}

func (m *mailTexts) showProblem(problems []view.Problem) {
	m.preview.Objects = []fyne.CanvasObject{widget.NewParagraph(problems[0].Text, widget.Body.In(widget.Bad))}
	m.preview.Refresh()
}

func (m *mailTexts) showMail(p billing.MailPreview) {
	m.preview.Objects = []fyne.CanvasObject{widget.NewParagraph(m.desk.T("mailtext.to")+": "+p.To, widget.Muted).Whole(),
		widget.NewParagraph(p.Subject, widget.Strong), widget.NewParagraph(p.Text, widget.Body).Whole()}
	for _, name := range p.Attachments {
		m.preview.Add(widget.Row(theme.Grid, widget.NewIcon(theme.GlyphPaper, widget.Quiet), widget.Grow(1, widget.NewShortText(name, widget.Body))))
	}
	m.preview.Refresh()
}

// save stores the text that is shown.
func (m *mailTexts) save() {
	if !m.form.Dirty() || len(m.form.Faults()) > 0 {
		return
	}
	m.store(m.form.Text(), "mailtext.saved")
}

// toStandard takes the built-in text again.
func (m *mailTexts) toStandard() {
	m.store(billing.MailText{Language: m.form.Lang, Kind: m.form.Kind}, "mailtext.reset.done")
}

func (m *mailTexts) store(text billing.MailText, done string) {
	d := m.desk
	ask(d, func(ctx context.Context) ([]billing.MailText, error) {
		if err := d.services.SaveMailText(ctx, text); err != nil {
			return nil, err
		}
		return d.services.MailTexts(ctx)
	}, func(texts []billing.MailText, err error) {
		if refused := faultsOf(err); len(refused) > 0 && showFaults(d, m.fields, refused, "") {
			return
		}
		if err != nil {
			d.complain(err)
			return
		}
		m.form.Renew(texts)
		m.show()
		d.tell(d.T(done))
	})
}

package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fakturist/billing"
	"fakturist/billing/payref"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// registerPart finds a customer in the company register, fills in the form, and says what the register says.
type registerPart struct {
	form   *customerForm
	find   *widget.Complete
	field  *widget.Field
	note   *fyne.Container // what the register and the address book said
	found  []billing.RegisterEntry
	looked string // the organisation number last asked about
	asked  latest
	search latest
	typing debounce
}

func newRegisterPart(f *customerForm) *registerPart {
	d := f.desk
	r := &registerPart{form: f, note: widget.Column(theme.Grid), typing: debounce{desk: d, pause: 200 * time.Millisecond}}
	r.find = widget.NewComplete("", 3)
	r.field = widget.NewField(d.T("register.find"), r.find).WithHint(d.T("register.find.hint"))
	r.find.OnQuery = r.query
	r.find.OnPick = func(i int) { r.pick(r.found[i]) }
	r.note.Hide()
	r.showKept()
	return r
}

// showKept shows of a customer we have what is kept of the register, and offers to ask it.
func (r *registerPart) showKept() {
	if chips := r.form.form.Registered(); chips != nil && r.form.form.No() != "" {
		row := chipRow(chips)
		if r.form.form.CanLookUp() {
			row.Add(widget.Spring())
			row.Add(widget.NewSmallButton(widget.Secondary, r.form.desk.T("register.check"), func() { r.lookUp(digitsOf(r.form.form.OrgNo)) }))
		}
		r.say(row)
	}
}

func digitsOf(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), " ", "") }

// query asks about a whole number at once, and for a name after a pause.
func (r *registerPart) query(text string) {
	if no := digitsOf(text); payref.ValidOrgNo(no) {
		r.typing.cancel()
		r.lookUp(no)
		return
	}
	r.typing.call(func() { r.searchName(text) })
}

func (r *registerPart) searchName(text string) {
	d, current := r.form.desk, r.search.next()
	ask(d, func(ctx context.Context) ([]billing.RegisterEntry, error) {
		return d.services.SearchRegister(ctx, text)
	},
		func(found []billing.RegisterEntry, err error) {
			if !current() {
				return
			}
			switch {
			case err != nil:
				r.tellError(err)
			case len(found) == 0:
				r.find.Answer(text, nil)
				r.field.SetHint(d.T("register.nobody"))
			default:
				r.field.SetHint(d.T("register.find.hint"))
				r.offer(text, found)
			}
		})
}

func (r *registerPart) offer(text string, found []billing.RegisterEntry) {
	r.found = found
	choices := make([]widget.Choice, len(found))
	for i, e := range found {
		hit := r.form.desk.tongue.RegisterHit(e)
		choices[i] = widget.Choice{Glyph: partyGlyph(e.Party.Type), Title: hit.Title, Detail: hit.Detail, Chip: hit.Chip.Text, Tone: widget.Tone(hit.Chip.Tone)}
	}
	r.find.Answer(text, choices)
}

// pick takes an entry that was found; the register is asked for all of it.
func (r *registerPart) pick(e billing.RegisterEntry) {
	r.find.SetText(e.Party.Name)
	r.looked = ""
	r.lookUp(e.Party.OrgNo)
}

// typed asks the register as soon as the number in the form can be one.
func (r *registerPart) typed() {
	if r.form.form.CanLookUp() {
		if no := digitsOf(r.form.form.OrgNo); no != r.looked {
			r.lookUp(no)
		}
	}
}

// whoIs is the answer about a number.
type whoIs struct {
	entry billing.RegisterEntry
	ehf   billing.Capability
}

// lookUp asks the register and the address book about a number, and fills in the form.
func (r *registerPart) lookUp(no string) {
	d, current := r.form.desk, r.asked.next()
	r.looked = no
	r.say(widget.NewText(d.T("customer.asking"), widget.Muted))
	ask(d, func(ctx context.Context) (whoIs, error) {
		e, c, err := d.services.WhoIs(ctx, no)
		return whoIs{e, c}, err
	}, func(a whoIs, err error) {
		if !current() {
			return
		}
		if err != nil {
			r.tellError(err)
			return
		}
		n := d.tongue.RegisterNote(a.entry)
		if n.Fill {
			r.form.form.Fill(a.entry.Party)
			r.form.fill()
		}
		r.show(n, a.ehf)
	})
}

// show says what the register said: who, where it stands, what to look out for, and how fresh that is.
func (r *registerPart) show(n view.RegisterNote, ehf billing.Capability) {
	d := r.form.desk
	chips := n.Chips
	if n.Fill {
		chips = append(chips, d.tongue.CapabilityText(ehf))
	}
	out := []fyne.CanvasObject{}
	if n.Who != "" {
		out = append(out, widget.NewShortText(n.Who, widget.Strong))
	}
	if len(chips) > 0 {
		out = append(out, chipRow(chips))
	}
	if len(n.Warnings) > 0 {
		out = append(out, problemColumn(d, n.Warnings))
	}
	if n.Head != "" {
		out = append(out, widget.Row(0, widget.NewSmallButton(widget.Secondary, d.T("register.use-head", "name", n.HeadName), func() { r.lookUp(n.Head) }), widget.Spring()))
	}
	if n.Asked != "" {
		out = append(out, widget.NewText(n.Asked, widget.Small))
	}
	r.say(out...)
}

// tellError says why the register could not be asked; the form can be filled in without it.
func (r *registerPart) tellError(err error) {
	problems := r.form.desk.tongue.Error(err)
	for i := range problems {
		problems[i].Tone = view.Warn
	}
	r.say(problemColumn(r.form.desk, problems))
}

func (r *registerPart) say(objects ...fyne.CanvasObject) {
	r.note.Objects, r.note.Hidden = objects, len(objects) == 0
	r.note.Refresh()
	if r.form.content != nil {
		r.form.content.Refresh()
	}
}

// chipRow sets chips side by side.
func chipRow(chips []view.Chip) *fyne.Container {
	row := widget.Row(6)
	for _, c := range chips {
		row.Add(chip(c))
	}
	return row
}

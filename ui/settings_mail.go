package ui

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"fakturist/billing"
	"fakturist/ui/theme"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// textsEditor is the section of the mails' words; it is read when it is first shown.
func (v *settingsScreen) textsEditor() fyne.CanvasObject {
	if v.texts != nil {
		return v.texts.content
	}
	d := v.desk
	place := container.NewStack()
	fetch(d, d.services.MailTexts, func(texts []billing.MailText) {
		v.texts = newMailTexts(d, texts, v.form.Value(view.SettingField{Key: "language", Default: "nb"}), v.offerSave)
		put(place, v.texts.content)
		v.offerSave()
	})
	return place
}

// loginRow says which server mail goes through and, where one logs in in the browser, does that.
func (v *settingsScreen) loginRow() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if text := v.form.ServerText(); text != "" {
		out = append(out, widget.NewParagraph(text, widget.Muted))
	}
	if words := v.form.LoginText(); words != "" {
		out = append(out, widget.Row(theme.Grid, widget.NewButton(widget.Primary, words, func() { v.saveThen(v.logIn) }),
			widget.NewButton(widget.Ghost, v.desk.T("consent.forget"), v.forgetLogin), widget.Spring()))
	}
	return out
}

// begunLogin is a login under way.
type begunLogin struct {
	billing.Consent
	wait func(context.Context) error
}

// logIn opens the provider's login in the browser and waits for it, until somebody gives up.
func (v *settingsScreen) logIn() {
	d := v.desk
	ask(d, func(ctx context.Context) (begunLogin, error) {
		consent, wait, err := d.services.BeginConsent(ctx)
		return begunLogin{consent, wait}, err
	}, func(b begunLogin, err error) {
		if err != nil {
			d.complain(err)
			return
		}
		v.awaitLogin(b)
	})
}

func (v *settingsScreen) awaitLogin(b begunLogin) {
	d := v.desk
	given, giveUp := context.WithCancel(context.Background())
	m := widget.Message{Glyph: theme.GlyphLink, Tone: widget.Accent, Title: d.T("consent.title"), Sentences: []string{d.T("consent.text")}}
	if b.Code != "" {
		m.Sentences = append(m.Sentences, d.T("consent.code", "code", b.Code))
		m.Details, m.CopyWords = b.Code, d.T("error.copy")
	}
	if !b.Until.IsZero() {
		m.Sentences = append(m.Sentences, d.T("consent.until", "time", d.tongue.Hour(b.Until)))
	}
	m.Buttons = []*widget.Button{widget.NewButton(widget.Secondary, d.T("error.cancel"), giveUp)}
	sheet := widget.ShowMessage(d.shell.Window().Canvas(), m)
	if err := d.openURL(b.URL); err != nil {
		d.murmur(err)
	}
	ask(d, func(ctx context.Context) (struct{}, error) {
		defer context.AfterFunc(ctx, giveUp)()
		return struct{}{}, b.wait(given)
	}, func(_ struct{}, err error) {
		gaveUp := given.Err() != nil
		giveUp()
		sheet.Close()
		switch {
		case gaveUp:
		case err != nil:
			d.complain(err)
		default:
			d.tell(d.T("consent.done"))
		}
	})
}

func (v *settingsScreen) forgetLogin() {
	d := v.desk
	d.do(d.services.ForgetConsent, func() { d.tell(d.T("consent.forgotten")) })
}

// trial is a card with a button that tries what the section says, and what came of it.
func (v *settingsScreen) trial(section, what string, try func(ctx context.Context) (answer, error)) fyne.CanvasObject {
	d := v.desk
	button := widget.NewButton(widget.Secondary, d.T("settings.try."+what), func() {
		v.saveThen(func() {
			v.tellTrial(section, answer{d.T("settings.try.running"), widget.Quiet})
			ask(d, try, func(a answer, err error) {
				if err != nil {
					a = d.failed(err)
				}
				v.tellTrial(section, a)
			})
		})
	})
	v.told[section] = widget.NewParagraph("", widget.Body).Whole()
	v.showTrial(section)
	return widget.Column(12, v.trialHead(what, button), v.told[section])
}

func (v *settingsScreen) trialHead(what string, button fyne.CanvasObject) fyne.CanvasObject {
	d := v.desk
	return widget.Row(12, widget.Grow(1, widget.Column(3, widget.NewText(d.T("settings.try"), widget.Lead),
		widget.NewParagraph(d.T("settings.try."+what+".text"), widget.Muted))), widget.Top(button))
}

// tellTrial shows what came of a trial, also when the section was drawn anew meanwhile.
func (v *settingsScreen) tellTrial(section string, a answer) {
	v.answered[section] = a
	v.showTrial(section)
	v.content.Refresh()
}

func (v *settingsScreen) showTrial(section string) {
	a, told := v.answered[section], v.told[section]
	told.Hidden = a.text == ""
	told.SetLook(widget.Body.In(a.tone))
	told.Set(a.text)
}

// failed says why a trial failed, with what was answered.
func (d *desk) failed(err error) answer {
	text := d.tongue.Error(err)[0].Text
	if faults := faultsOf(err); len(faults) > 0 {
		if detail := cmp.Or(faults[0].Args["detail"], faults[0].Args["answer"]); detail != "" && !strings.Contains(text, detail) {
			text += " " + d.T("settings.try.answer", "detail", detail)
		}
	}
	return answer{text, widget.Bad}
}

func (v *settingsScreen) testMailCard() fyne.CanvasObject {
	d := v.desk
	return v.trial(view.SectionMail, "mail", func(ctx context.Context) (answer, error) {
		receipt, err := d.services.TestMail(ctx, "")
		return d.went("settings.try.mail.done", receipt), err
	})
}

func (v *settingsScreen) testPointCard() fyne.CanvasObject {
	d := v.desk
	return v.trial(view.SectionPoint, "point", func(ctx context.Context) (answer, error) {
		receipt, err := d.services.CheckPoint(ctx)
		return d.went("settings.try.point.done", receipt), err
	})
}

// went says that a trial went well, with what was answered.
func (d *desk) went(key string, r billing.Receipt) answer {
	text := d.T(key)
	if r.Detail != "" {
		text += " " + d.T("settings.try.answer", "detail", r.Detail)
	}
	return answer{text, widget.Good}
}

// testLookupCard tries the look-up, and where the machine's name server does not answer offers others: the choice is stored with
// the button.
func (v *settingsScreen) testLookupCard() fyne.CanvasObject {
	d := v.desk
	found := widget.Column(theme.Grid)
	show := func(r view.LookupTrial) {
		found.Objects = []fyne.CanvasObject{widget.NewParagraph(r.Text, widget.Body.In(widget.Tone(r.Tone))), widget.NewParagraph(r.Asked, widget.Small).Whole()}
		if r.Answer != "" {
			found.Add(widget.NewParagraph(d.T("settings.try.answer", "detail", r.Answer), widget.Small).Whole())
		}
		if len(r.Instead) > 0 {
			found.Add(widget.NewParagraph(d.T("lookup.over"), widget.Body))
			row := widget.Flow(theme.Grid)
			for _, s := range r.Instead {
				row.Add(widget.NewSmallButton(widget.Secondary, d.tongue.ResolverText(s), func() { v.askThrough(s.URL) }))
			}
			found.Add(row)
		} else if r.Advice != "" {
			found.Add(widget.NewParagraph(r.Advice, widget.Body))
		}
		found.Refresh()
		v.content.Refresh()
	}
	if v.lookup != nil {
		show(*v.lookup)
	}
	button := widget.NewButton(widget.Secondary, d.T("settings.try.lookup"), func() {
		v.saveThen(func() {
			v.lookup = &view.LookupTrial{Text: d.T("settings.try.running"), Tone: view.Quiet}
			v.show()
			ask(d, d.services.CheckLookup, func(r billing.ResolverReport, err error) {
				trial := d.tongue.LookupTrial(r)
				if err != nil {
					trial = view.LookupTrial{Text: d.tongue.Error(err)[0].Text, Tone: view.Bad}
				}
				v.lookup = &trial
				v.show()
			})
		})
	})
	return widget.Column(12, v.trialHead("lookup", button), found)
}

// askThrough chooses who is asked for the address book, and stores it.
func (v *settingsScreen) askThrough(resolver string) {
	v.lookup = nil
	v.form.Set(view.SettingField{Key: "lookup.dns"}, resolver)
	v.save()
}

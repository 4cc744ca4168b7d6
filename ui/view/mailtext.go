package view

import (
	"slices"
	"strings"

	"fakturist/billing"
)

// MailTextForm is the words of the mails while somebody changes them: one text at a time, of one language and one kind of
// document. What was typed for another text stays until it is stored or given up.
type MailTextForm struct {
	tongue  Tongue
	stored  map[mailTextKey]billing.MailText
	typed   map[mailTextKey]billing.MailText
	Lang    string
	Kind    billing.Kind
	Invoice string // number of the document the preview is shown with; empty: an example
}

type mailTextKey struct {
	lang string
	kind billing.Kind
}

// NewMailTextForm opens the texts at the company's own language and the invoice.
func NewMailTextForm(t Tongue, texts []billing.MailText, lang string) *MailTextForm {
	f := &MailTextForm{tongue: t, stored: map[mailTextKey]billing.MailText{}, typed: map[mailTextKey]billing.MailText{}, Lang: lang, Kind: billing.KindInvoice}
	if !slices.Contains(billing.MailLanguages, lang) {
		f.Lang = billing.MailLanguages[0]
	}
	for _, text := range texts {
		f.stored[mailTextKey{text.Language, text.Kind}] = text
	}
	return f
}

func (f *MailTextForm) key() mailTextKey { return mailTextKey{f.Lang, f.Kind} }

// Text is the one that is shown, as it stands in the form.
func (f *MailTextForm) Text() billing.MailText {
	if t, ok := f.typed[f.key()]; ok {
		return t
	}
	t := f.stored[f.key()]
	t.Language, t.Kind = f.Lang, f.Kind
	return t
}

// SetSubject and SetBody take what is typed.
func (f *MailTextForm) SetSubject(s string) {
	t := f.Text()
	t.Subject = s
	f.set(t)
}

// SetBody takes what is typed.
func (f *MailTextForm) SetBody(s string) {
	t := f.Text()
	t.Body = s
	f.set(t)
}

func (f *MailTextForm) set(t billing.MailText) {
	t.Own = true
	if was := f.stored[f.key()]; was.Subject == t.Subject && was.Body == t.Body {
		delete(f.typed, f.key())
		return
	}
	f.typed[f.key()] = t
}

// Dirty tells whether the text that is shown differs from what is stored.
func (f *MailTextForm) Dirty() bool {
	_, ok := f.typed[f.key()]
	return ok
}

// Own tells whether the text that is shown is the company's own.
func (f *MailTextForm) Own() bool { return f.stored[f.key()].Own || f.Dirty() }

// Renew takes the texts as they are stored now; what was typed and is among them is forgotten.
func (f *MailTextForm) Renew(texts []billing.MailText) {
	for _, text := range texts {
		f.stored[mailTextKey{text.Language, text.Kind}] = text
	}
	delete(f.typed, f.key())
}

// Faults are what is wrong with the text, by "subject" and "body".
func (f *MailTextForm) Faults() map[string]Problem { return f.tongue.ByPath(f.Text().Check()) }

// Standing says whether a text is the built-in one.
func (f *MailTextForm) Standing() Chip {
	switch {
	case f.Dirty():
		return Chip{Text: f.tongue.T("mailtext.unsaved"), Tone: Warn}
	case f.Own():
		return Chip{Text: f.tongue.T("mailtext.own"), Tone: Accent}
	}
	return Chip{Text: f.tongue.T("mailtext.standard"), Tone: Quiet}
}

// Variable is a value a mail text may name.
type Variable struct {
	Name  string // as it is inserted: "{number}"
	Words string
}

// MailVariables are what may be named in a text of a kind.
func (t Tongue) MailVariables(k billing.Kind) []Variable {
	var out []Variable
	for _, name := range billing.MailVariables {
		switch {
		case name == "original" && k != billing.KindCreditNote, name == "valid" && k != billing.KindOffer:
			continue
		case slices.Contains([]string{"due", "kid", "account", "iban", "bic"}, name) && (k == billing.KindOffer || k == billing.KindOrder || k == billing.KindCreditNote):
			continue
		}
		out = append(out, Variable{Name: "{" + name + "}", Words: t.T("mailtext.variable." + name)})
	}
	return out
}

// MailKindText is the name of a kind of document that goes by mail.
func (t Tongue) MailKindText(k billing.Kind) string { return t.T("mailtext.kind." + string(k)) }

// Insert puts words into a text at a place of its letters, with a blank where two words would meet.
func Insert(text, words string, at int) (out string, after int) {
	runes := []rune(text)
	at = max(0, min(at, len(runes)))
	if at > 0 && !strings.ContainsRune(" \n(", runes[at-1]) {
		words = " " + words
	}
	return string(runes[:at]) + words + string(runes[at:]), at + len([]rune(words))
}

package view_test

import (
	"strings"
	"testing"

	"fakturist/billing"
	"fakturist/ui/view"
)

func mailTexts() []billing.MailText {
	return []billing.MailText{{Language: "nb", Kind: billing.KindInvoice, Subject: "Faktura {number}", Body: "Hei {buyer}"},
		{Language: "en", Kind: billing.KindInvoice, Subject: "Invoice {number}", Body: "Hello {buyer}", Own: true}}
}

func TestMailTextForm_KeepsWhatWasTypedForEachText(t *testing.T) {
	f := view.NewMailTextForm(nb, mailTexts(), "nb")
	equal(t, "standing", f.Standing().Text, "Standard")
	f.SetBody("Hei {buyer}!")
	if !f.Dirty() || !f.Own() {
		t.Error("a changed text is the company's own, not yet stored")
	}
	f.Lang = "en"
	equal(t, "other", f.Text().Body+" "+f.Standing().Text, "Hello {buyer} Egen")
	f.Lang = "nb"
	equal(t, "back", f.Text().Body, "Hei {buyer}!")
	f.SetBody("Hei {buyer}")
	if f.Dirty() {
		t.Error("typing it back as it was leaves nothing to store")
	}
}

func TestMailTextForm_TellsAVariableNobodyKnows(t *testing.T) {
	f := view.NewMailTextForm(nb, mailTexts(), "nb")
	f.SetBody("Hei {kunde}")
	if p := f.Faults()["body"]; !strings.Contains(p.Text, "kunde") || !strings.Contains(p.Text, "buyer") {
		t.Errorf("got %q", p.Text)
	}
	if len(f.Faults()) != 1 {
		t.Errorf("got %v", f.Faults())
	}
}

func TestMailVariables_HaveWords(t *testing.T) {
	for _, k := range billing.MailKinds {
		if strings.Contains(nb.MailKindText(k), "mailtext") {
			t.Errorf("%s has no words", k)
		}
		for _, v := range nb.MailVariables(k) {
			if strings.Contains(v.Words, "mailtext") {
				t.Errorf("%s has no words", v.Name)
			}
		}
	}
}

func TestInsert_LeavesABlankBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text string
		at   int
		want string
		end  int
	}{{"Hei", 3, "Hei {buyer}", 11}, {"Hei ", 4, "Hei {buyer}", 11}, {"", 0, "{buyer}", 7}, {"å\nb", 2, "å\n{buyer}b", 9}, {"x", 99, "x {buyer}", 9}} {
		if got, end := view.Insert(c.text, "{buyer}", c.at); got != c.want || end != c.end {
			t.Errorf("%q at %d: got %q %d", c.text, c.at, got, end)
		}
	}
}

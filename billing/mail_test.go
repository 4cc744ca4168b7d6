package billing_test

import (
	"strings"
	"testing"

	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

func TestMailText_NamesWhatIsWrong(t *testing.T) {
	good := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "Faktura {number}", Body: "Hei {buyer},\n\nbetal {amount} innen {due}."}
	if faults := good.Check(); len(faults) > 0 {
		t.Fatalf("a good text: %v", faults)
	}
	for _, tc := range []struct {
		name   string
		change func(*billing.MailText)
		codes  []string
	}{
		{"no subject", func(m *billing.MailText) { m.Subject = " \n" }, []string{"mail-text-empty", "mail-text-subject-lines"}},
		{"no body", func(m *billing.MailText) { m.Body = "" }, []string{"mail-text-empty"}},
		{"subject of two lines", func(m *billing.MailText) { m.Subject = "Faktura\r\nBcc: x@example.no" }, []string{"mail-text-subject-lines"}},
		{"subject with a line separator", func(m *billing.MailText) { m.Subject = "Faktura\u2028x" }, []string{"mail-text-subject-lines"}},
		{"unknown variable", func(m *billing.MailText) { m.Body = "{numer} {numer} {xyz}" }, []string{"mail-text-variable", "mail-text-variable-unknown"}},
		{"brace without its half", func(m *billing.MailText) { m.Body = "{number" }, []string{"mail-text-brace"}},
		{"braces in braces", func(m *billing.MailText) { m.Body = "{{number}}" }, []string{"mail-text-brace"}},
		{"variable over two lines", func(m *billing.MailText) { m.Body = "{num\nber}" }, []string{"mail-text-brace"}},
		{"too long", func(m *billing.MailText) { m.Subject = strings.Repeat("æ", 201) }, []string{"mail-text-long"}},
		{"control characters", func(m *billing.MailText) { m.Body = "hei\x00" }, []string{"mail-text-characters"}},
		{"turned direction", func(m *billing.MailText) { m.Subject = "\u202efaktura" }, []string{"mail-text-characters"}},
		{"not UTF-8", func(m *billing.MailText) { m.Body = "\xff" }, []string{"mail-text-characters"}},
		{"other language", func(m *billing.MailText) { m.Language = "fi" }, []string{"mail-text-language"}},
		{"other kind", func(m *billing.MailText) { m.Kind = "letter" }, []string{"mail-text-kind"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := good
			tc.change(&text)
			var codes []string
			for _, f := range text.Check() {
				codes = append(codes, f.Code)
			}
			if diff := cmp.Diff(tc.codes, codes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMailText_SuggestsWhatWasMeant(t *testing.T) {
	for name, want := range map[string]string{"numer": "number", "Number": "number", "beløp": "amount", "forfall": "due", "kunde": "buyer", "selle": "seller",
		" kid ": "kid", "ammount": "amount", "xyz": "", "": "", strings.Repeat("x", 10_000): ""} {
		faults := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: "x", Body: "{" + name + "}"}.Check()
		if len(name) > 9_000 {
			continue
		}
		if len(faults) != 1 || faults[0].Args["suggestion"] != want {
			t.Errorf("{%s}: %v, want the suggestion %q", name, faults, want)
		}
	}
}

func FuzzMailText(f *testing.F) {
	for _, s := range []string{"{number}", "{", "}", "{{}}", "{ }", "{a\n}", "\xff{", "{æøå}", "{}{}{"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		faults := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: s, Body: s}.Check()
		if len(faults) == 0 && strings.Count(s, "{") != strings.Count(s, "}") {
			t.Errorf("%q was taken", s)
		}
	})
}

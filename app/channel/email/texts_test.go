package email_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"testing"

	"fakturist/app/channel/email"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

func TestBuiltIn_HoldsEveryLanguageAndKind(t *testing.T) {
	all := email.BuiltIn()
	if want := len(billing.MailLanguages) * len(billing.MailKinds); len(all) != want {
		t.Fatalf("%d texts, want %d", len(all), want)
	}
	seen := map[string]string{}
	for _, text := range all {
		if err := text.Check().Err(); err != nil || text.Own {
			t.Errorf("%s %s: own %v, %v", text.Language, text.Kind, text.Own, err)
		}
		if other, twice := seen[text.Body]; twice {
			t.Errorf("%s %s has the words of %s", text.Language, text.Kind, other)
		}
		seen[text.Body] = text.Language + " " + string(text.Kind)
		kind := "{number}"
		if !strings.Contains(text.Subject, kind) || !strings.Contains(text.Subject, "{seller}") || !strings.Contains(text.Body, "{amount}") {
			t.Errorf("%s %s says not which document, from whom, or how much", text.Language, text.Kind)
		}
	}
}

func TestFreeze_WritesInTheReadersLanguage(t *testing.T) {
	for language, want := range map[string][]string{
		"nb": {"Faktura 10001 fra Fjordkoret", "Å betale: kr 1 234,50", "Forfallsdato: 06.12.2026"},
		"nn": {"Faktura 10001 frå Fjordkoret", "Å betale: kr 1 234,50", "Venleg helsing"},
		"en": {"Invoice 10001 from Fjordkoret", "Amount due: NOK 1,234.50", "Due date: 6 December 2026"},
		"sv": {"Faktura 10001 från Fjordkoret", "Att betala: NOK 1 234,50", "Förfallodag: 2026-12-06"},
		"da": {"Faktura 10001 fra Fjordkoret", "At betale: NOK 1.234,50", "Forfaldsdato: 06.12.2026"},
		"":   {"Faktura 10001 fra Fjordkoret", "Å betale: kr 1 234,50", "Vennlig hilsen"},
		"de": {"Invoice 10001 from Fjordkoret", "Amount due: NOK 1,234.50", "Kind regards"},
	} {
		c := consignment("kari@example.no")
		c.Language = language
		if language == "" {
			doc := c.Invoice.Document()
			doc.Language = ""
			c.Invoice = billing.RestoreInvoice(1, "10001", "100014", moment, doc)
		}
		m := freeze(t, c)
		body := strings.ReplaceAll(leaves(t, m.Header.Get, m.Body)[0].Body, "\u00a0", " ")
		if got := decoded(t, m, "Subject"); got != want[0] {
			t.Errorf("%q: subject %q, want %q", language, got, want[0])
		}
		for _, w := range want[1:] {
			if !strings.Contains(body, w) {
				t.Errorf("%q: %q is not in\n%s", language, w, body)
			}
		}
	}
}

func TestFreeze_TakesTheCompanysOwnWords(t *testing.T) {
	c := email.Config{Host: "smtp.example.no", From: "faktura@fjordkoret.no", Texts: []billing.MailText{
		{Language: "nb", Kind: billing.KindInvoice, Subject: "Kontingent {number}", Body: "Hei {buyer}!\n\nIBAN: {iban}\n\nBetal {amount} innen {due}."}}}
	f, err := channel(t, c, "").Freeze(context.Background(), consignment("kari@example.no"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(f.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(leaves(t, m.Header.Get, m.Body)[0].Body, "\r\n", "\n")
	if got, want := decoded(t, m, "Subject"), "Kontingent 10001"; got != want {
		t.Errorf("subject %q, want %q", got, want)
	}
	if want := "Hei Bjørn Ås AS!\n\nBetal kr\u00a01\u00a0234,50 innen 06.12.2026.\n"; body != want {
		t.Errorf("body %q, want %q", body, want)
	}
}

func TestNew_RefusesATextWithAnUnknownVariable(t *testing.T) {
	bad := []billing.MailText{{Language: "nb", Kind: billing.KindInvoice, Subject: "{numer}", Body: "x"}}
	if _, err := email.New(email.Config{Texts: bad}, nil, clock, nil); err == nil {
		t.Error("taken")
	}
}

func TestFreeze_ARehearsalSaysWhoWouldHaveGotIt(t *testing.T) {
	for _, tc := range []struct {
		language, meant string
		by              billing.ChannelName
		subject, line   string
	}{
		{"nb", "Bjørn Ås AS (0192:923609016)", billing.EHF, "[Prøve til deg selv] Faktura 10001 fra Fjordkoret",
			"Bjørn Ås AS (0192:923609016) ville fått den som EHF."},
		{"nb", "", billing.Letter, "[Prøve til deg selv] Faktura 10001 fra Fjordkoret", "Bjørn Ås AS ville fått den som brev."},
		{"en", "kari@example.no", billing.Email, "[Rehearsal to yourself] Invoice 10001 from Fjordkoret", "kari@example.no would have got it by e-mail."},
		{"nb", "", "", "[Prøve til deg selv] Faktura 10001 fra Fjordkoret", "Ingen ville fått den"},
	} {
		c := consignment("kasserer@fjordkoret.no")
		c.Rehearsal, c.Meant, c.MeantWith, c.Language = true, tc.meant, tc.by, tc.language
		m := freeze(t, c)
		parts := leaves(t, m.Header.Get, m.Body)
		if got := decoded(t, m, "Subject"); got != tc.subject {
			t.Errorf("subject %q, want %q", got, tc.subject)
		}
		first, _, _ := strings.Cut(parts[0].Body, "\r\n")
		if !strings.Contains(first, tc.line) || !strings.Contains(parts[1].Body, tc.line) {
			t.Errorf("the first line %q, or the HTML, says not %q", first, tc.line)
		}
		if strings.Contains(m.Header.Get("To"), "Bj") {
			t.Errorf("to %q: the buyer's name", m.Header.Get("To"))
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

func TestFreeze_EscapesEverythingInTheHTML(t *testing.T) {
	evil := `<img src=x onerror=alert(1)>"'&{seller}`
	c := consignment("kari@example.no")
	doc := c.Invoice.Document()
	doc.Buyer.Name, doc.Seller.Name = evil, "Fjord & Sønn <AS>"
	c.Invoice = billing.RestoreInvoice(1, "10001", `1"><script>`, moment, doc)
	m := freeze(t, c)
	parts := leaves(t, m.Header.Get, m.Body)
	h := parts[1].Body
	for _, bad := range []string{"<img", "<script", "onerror=alert(1)>\""} {
		if strings.Contains(h, bad) {
			t.Errorf("%q got into the HTML", bad)
		}
	}
	if strings.Count(parts[0].Body, "Fjord & Sønn") != 2 {
		t.Errorf("a name that holds a variable was filled in:\n%s", parts[0].Body)
	}
	// What is left is well formed: every table, row and cell that opens is closed.
	text := strings.NewReplacer("<!DOCTYPE html>", "", "<br>", "<br/>", `<meta charset="utf-8">`, "", `<meta name="viewport" content="width=device-width">`, "", "&nbsp;", " ").Replace(h)
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("HTML: %v", err)
		}
	}
	if len(tag.FindAllString(h, -1)) > 120 || len(h) > 12_000 {
		t.Errorf("%d bytes of HTML", len(h))
	}
}

func TestFreeze_NothingBreaksOutOfItsHeader(t *testing.T) {
	breaks := map[string]string{"CR LF": "\r\n", "LF": "\n", "CR": "\r", "NUL": "\x00", "line separator": "\u2028", "paragraph separator": "\u2029",
		"next line": "\u0085", "folded": "\r\n ", "bad UTF-8": "\xff\xfe\n", "vertical tab": "\v"}
	for name, b := range breaks {
		t.Run(name, func(t *testing.T) {
			c := consignment("kari@example.no")
			doc := c.Invoice.Document()
			doc.Buyer.Name = "Kari" + b + "Bcc: alle@example.no" + b + b + "kropp"
			doc.Seller.Name = "Fjordkoret" + b + "Reply-To: tyv@example.no"
			doc.Attachments = []billing.Attachment{{Name: "timer" + b + "Bcc: alle@example.no\".pdf", MIME: "application/pdf" + b + "Bcc: x@example.no", Content: []byte("x")}}
			c.Invoice = billing.RestoreInvoice(1, "1"+b+"0", "100014", moment, doc)
			cfg := email.Config{Host: "smtp.example.no", From: "faktura@fjordkoret.no", ReplyTo: "svar@fjordkoret.no", Texts: nil}
			f, err := channel(t, cfg, "").Freeze(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			m, err := mail.ReadMessage(bytes.NewReader(f.Bytes))
			if err != nil {
				t.Fatal(err)
			}
			for k := range m.Header {
				switch k {
				case "Bcc", "Cc":
					t.Errorf("header %s: %q", k, m.Header[k])
				}
			}
			if got := m.Header["Reply-To"]; len(got) != 1 || got[0] != "<svar@fjordkoret.no>" {
				t.Errorf("Reply-To %q", got)
			}
			if list, err := m.Header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != "kari@example.no" {
				t.Errorf("To %q: %v", m.Header.Get("To"), err)
			}
			for _, p := range leaves(t, m.Header.Get, m.Body) {
				if strings.ContainsAny(p.Name, "\r\n\x00\"/") || p.Name != "" && !strings.Contains(p.Name, ".") {
					t.Errorf("attachment %q", p.Name)
				}
				if _, _, err := mime.ParseMediaType(p.Type); err != nil {
					t.Errorf("type %q: %v", p.Type, err)
				}
			}
			if bytes.Contains(f.Bytes, []byte("\r\nBcc:")) || bytes.Contains(f.Bytes, []byte{0}) {
				t.Error("a header broke out, or a NUL went along")
			}
		})
	}
}

func TestFreeze_TakesNamesAsTheyAre(t *testing.T) {
	for name, want := range map[string]string{
		`Kari "Kåre" Nordmann`:       `Kari "Kåre" Nordmann`,
		"Ås, Bø & Sønn; AS":          "Ås, Bø & Sønn; AS",
		`Back\slash`:                 `Back\slash`,
		"Løpe\u202eklubb":            "Løpe klubb",
		"שלום":                       "שלום",
		"<script>@x":                 "<script>@x",
		"":                           "",
		strings.Repeat("Langt ", 60): strings.TrimSpace(strings.Repeat("Langt ", 60)),
	} {
		c := consignment("kari@example.no")
		c.Invoice = invoice(billing.KindInvoice, billing.Party{Name: name})
		m := freeze(t, c)
		list, err := m.Header.AddressList("To")
		if err != nil || len(list) != 1 || list[0].Name != want || list[0].Address != "kari@example.no" {
			t.Errorf("name %q came as %q (%v), want %q", name, m.Header.Get("To"), err, want)
		}
	}
}

func TestFreeze_JudgesAddresses(t *testing.T) {
	ch := channel(t, email.Config{Host: "smtp.example.no", From: "faktura@blåbær.no"}, "x")
	for to, want := range map[string]string{
		"kari@example.no": "kari@example.no", " kari@example.no ": "kari@example.no", "Kari Nordmann <kari@example.no>": "kari@example.no",
		"kari@blåbær.no": "kari@xn--blbr-roah.no", "KARI@Example.NO": "KARI@example.no", "bjørn@example.no": "bjørn@example.no",
		"o'neill+faktura@sub.example.co.uk": "o'neill+faktura@sub.example.co.uk", "kari@localhost": "kari@localhost",
		"": "", "kari": "", "kari@": "", "@example.no": "", "kari@@example.no": "", "kari@ola@example.no": "", "kari nordmann@example.no": "",
		"kari@exa mple.no": "", "kari@example": "", "kari@.no": "", "kari@example..no": "", "kari@-example.no": "", "kari@example.no.": "",
		`"kari nordmann"@example.no`: "", `"kari@ola"@example.no`: "", "kari@example.no, per@example.no": "", "kari@example.no\r\nDATA": "",
		"kari@example.no\x00": "", "kari\u2028@example.no": "", "kari@[127.0.0.1]": "", strings.Repeat("k", 65) + "@example.no": "",
		"kari@" + strings.Repeat("example.", 40) + "no": "", "kari@" + strings.Repeat("a", 64) + ".no": "", "<kari@example.no>": "kari@example.no",
	} {
		f, err := ch.Freeze(context.Background(), consignment(to))
		switch {
		case want == "" && !errors.Is(err, billing.ErrRejected):
			t.Errorf("%q was taken as %q, or %v", to, f.Recipient, err)
		case want != "" && (err != nil || f.Recipient != want):
			t.Errorf("%q came as %q (%v), want %q", to, f.Recipient, err, want)
		case want == "" && codeOf(err) != email.CodeBadAddress && codeOf(err) != email.CodeNoAddress:
			t.Errorf("%q: code %q", to, codeOf(err))
		}
		if err == nil && !strings.HasSuffix(f.ID, "@xn--blbr-roah.no>") {
			t.Errorf("Message-ID %s", f.ID)
		}
	}
}

func TestPreview_IsTheMailThatGoes(t *testing.T) {
	c := consignment("kari@example.no")
	m := freeze(t, c)
	parts := leaves(t, m.Header.Get, m.Body)
	p := email.Preview(email.TextOf(nil, "nb", billing.KindInvoice), c)
	if p.Subject != decoded(t, m, "Subject") || strings.ReplaceAll(parts[0].Body, "\r\n", "\n") != p.Text+"\n" ||
		strings.ReplaceAll(parts[1].Body, "\r\n", "\n") != p.HTML {
		t.Errorf("preview differs from the mail: %q", p.Subject)
	}
	if got := strings.Join(p.Attachments, ", "); got != "Faktura 10001.pdf, Faktura 10001.xml" {
		t.Errorf("attachments %s", got)
	}
}

func TestFreezeTest_GoesAsAnyMail(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	f, err := ch.FreezeTest("Fjordkoret", "kasserer@fjordkoret.no", "nb", true)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ch.Send(context.Background(), f)
	if err != nil || r.ID == "" || len(box.Mail.Inbox("kasserer@fjordkoret.no")) != 1 {
		t.Errorf("receipt %+v, %v", r, err)
	}
}

func FuzzFill(f *testing.F) {
	for _, s := range []string{"Hei {buyer}", "{", "}{", "{{number}}", "{seller}\n\n\n{kid}", "\r\n", "{number}\u2028", "{a\nb}"} {
		f.Add(s, s, "Kari")
	}
	f.Fuzz(func(t *testing.T, subject, body, name string) {
		text := billing.MailText{Language: "nb", Kind: billing.KindInvoice, Subject: subject, Body: body}
		faults := text.Check()
		doc := billing.Document{Kind: billing.KindInvoice, Buyer: billing.Party{Name: name}, Seller: billing.Party{Name: "S"}, DueDate: cal.On(2026, 12, 6),
			Totals: billing.Totals{Payable: money.New(100, money.NOK)}}
		p := email.Preview(text, billing.Consignment{Invoice: billing.RestoreInvoice(1, "1", "", moment, doc)})
		if strings.ContainsAny(p.Subject, "\r\n\x00\u2028\u2029") {
			t.Errorf("subject %q", p.Subject)
		}
		if len(faults) == 0 && !strings.ContainsAny(name, "{}") && strings.ContainsAny(p.Text, "{}") {
			t.Errorf("a brace is left in %q, made of %q", p.Text, body)
		}
		if strings.Contains(p.HTML, "<script") && !strings.Contains(p.HTML, "&lt;script") {
			t.Errorf("markup in %q", p.HTML)
		}
	})
}

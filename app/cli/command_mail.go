package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"fakturist/billing"
)

// mailTestJSON is the server's answer to a test mail.
type mailTestJSON struct {
	Receipt string `json:"receipt"`
	Detail  string `json:"detail"`
}

func mailTest(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 1); err != nil {
			return err
		}
		to := ""
		if len(c.args) > 0 {
			to = c.args[0]
		}
		receipt, err := c.app.TestMail(c, to)
		if err != nil {
			return err
		}
		return c.print(mailTestJSON{receipt.ID, receipt.Detail}, func(t *table) {
			t.row(c.words.say("mail.tested"))
			t.row(c.words.say("delivery.answer", "detail", receipt.Detail))
		})
	}
}

// mailTextJSON is a text of mails.
type mailTextJSON struct {
	Language string `json:"language"`
	Kind     string `json:"kind"`
	Subject  string `json:"subject"`
	Body     string `json:"body"`
	Own      bool   `json:"own"`
}

func mailTexts(fs *flag.FlagSet) body {
	language := fs.String("language", "", "nb, nn, en, sv or da; else all")
	kind := fs.String("kind", "", "invoice, credit-note, offer, order or payment-request; else all")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		all, err := c.app.MailTexts(c)
		if err != nil {
			return err
		}
		out := []mailTextJSON{}
		for _, t := range all {
			if (*language == "" || t.Language == *language) && (*kind == "" || string(t.Kind) == *kind) {
				out = append(out, mailTextJSON{t.Language, string(t.Kind), t.Subject, t.Body, t.Own})
			}
		}
		if len(out) == 1 && !c.opt.json { // as it can be changed and given back
			fmt.Fprintf(c.p.out, "%s\n\n%s\n", out[0].Subject, out[0].Body)
			return nil
		}
		return c.print(out, func(t *table) {
			for _, m := range out {
				t.row(m.Language, m.Kind, c.words.say("mail-text."+ownWord(m.Own)), m.Subject)
			}
		})
	}
}

func ownWord(own bool) string {
	if own {
		return "own"
	}
	return "built-in"
}

// maxMailText is the most we read of a text: what a text may have, in any letters.
const maxMailText = 64 << 10

func mailText(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(3, 4); err != nil {
			return err
		}
		text := billing.MailText{Language: c.args[1], Kind: billing.Kind(c.args[2])}
		switch {
		case c.args[0] == "set" && len(c.args) == 4:
			raw, err := c.readText(c.args[3])
			if err != nil {
				return err
			}
			text.Subject, text.Body, _ = strings.Cut(strings.TrimLeft(strings.ReplaceAll(raw, "\r\n", "\n"), "\n\ufeff"), "\n")
			if strings.TrimSpace(text.Body) == "" { // an empty one would mean to go back
				return fmt.Errorf("%w: %s holds no text below the subject on its first line", errUsage, c.args[3])
			}
		case c.args[0] != "reset" || len(c.args) != 3:
			return fmt.Errorf("%w: mail text set LANGUAGE KIND FILE, or mail text reset LANGUAGE KIND", errUsage)
		}
		if err := c.app.SaveMailText(c, text); err != nil {
			return err
		}
		told := "mail-text.saved"
		if c.args[0] == "reset" {
			told = "mail-text.reset"
		}
		return c.print(map[string]string{"language": text.Language, "kind": string(text.Kind)}, func(t *table) {
			t.row(c.words.say(told, "language", text.Language, "kind", string(text.Kind)))
		})
	}
}

// readText reads a file, or stdin for "-".
func (c *call) readText(path string) (string, error) {
	in := c.p.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return "", fmt.Errorf("%w: %w", errUsage, err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxMailText))
	if err != nil {
		return "", fmt.Errorf("read mail text: %w", err)
	}
	return string(b), nil
}

// mailPreviewJSON is a mail as it would leave.
type mailPreviewJSON struct {
	Subject     string   `json:"subject"`
	To          string   `json:"to"`
	Text        string   `json:"text"`
	HTML        string   `json:"html"`
	Attachments []string `json:"attachments"`
}

func mailPreview(fs *flag.FlagSet) body {
	language := fs.String("language", "", "write it in this `language` instead of the document's")
	kind := fs.String("kind", "", "without a number: the `kind` of the sample")
	html := fs.Bool("html", false, "the HTML part")
	return func(c *call) error {
		if err := c.want(0, 1); err != nil {
			return err
		}
		number := ""
		if len(c.args) > 0 {
			number = c.args[0]
		}
		p, err := c.app.PreviewMail(c, billing.MailText{Language: *language, Kind: billing.Kind(*kind)}, number)
		if err != nil {
			return err
		}
		switch {
		case c.opt.json:
			return writeJSON(c.p.out, mailPreviewJSON{p.Subject, p.To, p.Text, p.HTML, list(p.Attachments)})
		case *html:
			_, err = io.WriteString(c.p.out, p.HTML)
			return err
		}
		head := c.words.say("mail.preview", "to", p.To, "subject", p.Subject, "files", strings.Join(p.Attachments, ", "))
		_, err = fmt.Fprintf(c.p.out, "%s\n\n%s\n", head, p.Text)
		return err
	}
}

func mailLogin(fs *flag.FlagSet) body {
	device := fs.Bool("device", false, "with a code to be typed in on another device, for a machine without a browser")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		begin := c.app.BeginConsent
		if *device {
			begin = c.app.BeginDeviceConsent
		}
		consent, wait, err := begin(c)
		if err != nil {
			return err
		}
		c.tellConsent(consent)
		if err := c.await(wait); err != nil {
			return err
		}
		return c.print(map[string]bool{"login": true}, func(t *table) { t.row(c.words.say("mail.logged-in")) })
	}
}

// tellConsent says where to go, and by when.
func (c *call) tellConsent(consent billing.Consent) {
	until := consent.Until.Local().Format("15:04")
	if consent.Code == "" {
		c.say(c.words.say("mail.login", "url", consent.URL, "until", until))
		return
	}
	c.say(c.words.say("mail.login-code", "url", consent.URL, "code", consent.Code, "until", until))
}

// await waits for a login, a little longer than the provider does.
func (c *call) await(wait func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(c, 20*time.Minute)
	defer cancel()
	return wait(ctx)
}

func mailLogout(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		if err := c.app.ForgetConsent(c); err != nil {
			return err
		}
		return c.print(map[string]bool{"login": false}, func(t *table) { t.row(c.words.say("mail.logged-out")) })
	}
}

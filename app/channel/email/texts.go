package email

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"fakturist/billing"
)

//go:embed words/*.txt
var builtIn embed.FS

// section is one text of a built-in file: a head line "invoice: subject" and the body.
type section struct{ subject, body string }

// sections are the built-in texts by language and name.
var sections = sync.OnceValue(func() map[string]map[string]section {
	all := map[string]map[string]section{}
	for _, language := range billing.MailLanguages {
		// The files are part of the program; a test reads them all.
		raw, _ := builtIn.ReadFile("words/" + language + ".txt")
		all[language] = map[string]section{}
		for part := range strings.SplitSeq(string(raw), "\n---\n") {
			head, body, _ := strings.Cut(part, "\n")
			name, subject, _ := strings.Cut(head, ": ")
			all[language][name] = section{subject, strings.TrimSpace(body)}
		}
	}
	return all
})

// BuiltIn are the texts used where the company has none of its own, for every language and kind.
func BuiltIn() []billing.MailText {
	var out []billing.MailText
	for _, language := range billing.MailLanguages {
		for _, kind := range billing.MailKinds {
			s := sections()[language][string(kind)]
			out = append(out, billing.MailText{Language: language, Kind: kind, Subject: s.subject, Body: s.body})
		}
	}
	return out
}

// TextOf is the text for a kind of document in a language: the company's own, else the built-in one.
func TextOf(own []billing.MailText, language string, kind billing.Kind) billing.MailText {
	if kind == "" {
		kind = billing.KindInvoice
	}
	for _, t := range own {
		if t.Language == language && t.Kind == kind {
			return t
		}
	}
	s, ok := sections()[language][string(kind)]
	if !ok {
		s = sections()[language][string(billing.KindInvoice)]
	}
	return billing.MailText{Language: language, Kind: kind, Subject: s.subject, Body: s.body}
}

// languageFor picks the language to write in: the one asked for, bokmål where none is or it is Norwegian of some kind, else
// English.
func languageFor(asked string) string {
	switch {
	case slices.Contains(billing.MailLanguages, asked):
		return asked
	case asked == "" || asked == "no" || strings.HasPrefix(asked, "nb"):
		return "nb"
	case strings.HasPrefix(asked, "nn"):
		return "nn"
	}
	return "en"
}

// checkTexts fails when a text of the company's cannot be used.
func checkTexts(own []billing.MailText) error {
	for _, t := range own {
		if err := t.Check().Err(); err != nil {
			return fmt.Errorf("mail text for %q in %q: %w", t.Kind, t.Language, err)
		}
	}
	return nil
}

var variable = regexp.MustCompile(`\{([^{}\n]*)\}`)

// fill puts values into a text. A line is left out when it has variables and all of them are empty, and of empty lines in a row
// one stays.
func fill(t billing.MailText, values map[string]string) (subject, body string) {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(t.Body, "\r\n", "\n"), "\n") {
		keep, filled := fillLine(line, values)
		if blank := strings.TrimSpace(filled) == ""; !keep || blank && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, strings.TrimRight(filled, " \t"))
	}
	_, subject = fillLine(t.Subject, values)
	return oneLine(subject), strings.TrimSpace(strings.Join(lines, "\n"))
}

// fillLine replaces the variables of a line and tells whether to keep it: a line is dropped when it has variables and all
// of them are empty. What a value holds is never looked at again: a name with braces is a name.
func fillLine(line string, values map[string]string) (keep bool, filled string) {
	uses, says := 0, 0
	filled = variable.ReplaceAllStringFunc(line, func(m string) string {
		uses++
		v := values[strings.Trim(m, "{}")]
		if v != "" {
			says++
		}
		return v
	})
	return uses == 0 || says > 0, filled
}

// rehearsalText says in front of a mail that it is a rehearsal, and who would have got it by which channel.
func rehearsalText(c billing.Consignment, language, subject string) (head, line string) {
	name := "rehearsal"
	if c.MeantWith == "" {
		name = "rehearsal-nobody"
	}
	s := sections()[language][name]
	values := map[string]string{"subject": subject, "meant": oneLine(c.Meant), "channel": channelWord(language, c.MeantWith)}
	if values["meant"] == "" {
		values["meant"] = oneLine(c.Invoice.Document().Buyer.Name)
	}
	_, head = fillLine(s.subject, values)
	_, line = fillLine(s.body, values)
	return oneLine(head), line
}

func channelWord(language string, channel billing.ChannelName) string {
	for line := range strings.SplitSeq(sections()[language]["channels"].body, "\n") {
		if name, word, _ := strings.Cut(line, ": "); name == string(channel) {
			return word
		}
	}
	return string(channel)
}

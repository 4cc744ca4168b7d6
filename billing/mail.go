package billing

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// MailText is the subject and the body a mail of one kind of document is made from in one language. Variables stand in
// braces; a line whose only variables are empty is left out.
type MailText struct {
	Language string // nb, nn, en, sv, da
	Kind     Kind
	Subject  string
	Body     string
	Own      bool // the company's own words, not the built-in ones
}

// MailPreview is a mail as it would leave.
type MailPreview struct {
	Subject     string
	Text        string
	HTML        string
	To          string
	Attachments []string // file names
}

// Consent is a login at a mail provider under way: a person opens URL, with Code where there is one, and agrees before Until.
type Consent struct {
	URL   string
	Code  string // to be typed in at URL, on any device; empty: the browser comes back by itself
	Until time.Time
}

// MailLanguages are the languages mails are written in, and MailKinds the documents that go by mail.
var (
	MailLanguages = []string{"nb", "nn", "en", "sv", "da"}
	MailKinds     = []Kind{KindInvoice, KindCreditNote, KindOffer, KindOrder, KindPaymentRequest}
)

// MailVariables are the names a mail text may use.
var MailVariables = []string{"number", "seller", "buyer", "amount", "date", "due", "kid", "account", "reference", "iban", "bic", "original", "valid"}

// mailWords are what people write instead of a variable's name.
var mailWords = map[string]string{
	"nummer": "number", "fakturanummer": "number", "faktura": "number", "nr": "number", "avsender": "seller", "selger": "seller", "firma": "seller",
	"kunde": "buyer", "kjøper": "buyer", "navn": "buyer", "name": "buyer", "customer": "buyer", "beløp": "amount", "sum": "amount", "total": "amount",
	"dato": "date", "forfall": "due", "forfallsdato": "due", "duedate": "due", "konto": "account", "kontonummer": "account", "referanse": "reference",
	"ref": "reference", "swift": "bic", "gyldig": "valid", "company": "seller", "invoice": "number",
}

// Limits of a mail text.
const (
	MailSubjectLimit = 200
	MailBodyLimit    = 10_000
)

// Check notes everything wrong with a text before it is stored. A text without a body is no text: it takes the own one away.
func (t MailText) Check() Faults {
	var faults Faults
	if !slices.Contains(MailLanguages, t.Language) {
		faults.Add("mail-text-language", "language", "language", t.Language)
	}
	if !slices.Contains(MailKinds, t.Kind) {
		faults.Add("mail-text-kind", "kind", "kind", string(t.Kind))
	}
	checkMailPart(t.Subject, "subject", MailSubjectLimit, &faults)
	checkMailPart(t.Body, "body", MailBodyLimit, &faults)
	if strings.ContainsFunc(t.Subject, func(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' }) {
		faults.Add("mail-text-subject-lines", "subject")
	}
	return faults
}

func checkMailPart(s, path string, limit int, faults *Faults) {
	switch {
	case strings.TrimSpace(s) == "":
		faults.Add("mail-text-empty", path)
		return
	case utf8.RuneCountInString(s) > limit:
		faults.Add("mail-text-long", path, "limit", strconv.Itoa(limit))
		return
	case !utf8.ValidString(s) || strings.ContainsFunc(s, forbiddenInMail):
		faults.Add("mail-text-characters", path)
	}
	names, open := mailVariablesIn(s)
	if open {
		faults.Add("mail-text-brace", path)
	}
	for _, name := range names {
		if slices.Contains(MailVariables, name) {
			continue
		}
		if meant := nearestVariable(name); meant != "" {
			faults.Add("mail-text-variable", path, "variable", name, "suggestion", meant)
		} else {
			faults.Add("mail-text-variable-unknown", path, "variable", name, "variables", "{"+strings.Join(MailVariables, "} {")+"}")
		}
	}
}

// forbiddenInMail finds control characters, and marks that turn the direction of what follows.
func forbiddenInMail(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// mailVariablesIn are the names in braces, each once; open tells whether a brace has no other half.
func mailVariablesIn(s string) (names []string, open bool) {
	for {
		at := strings.IndexAny(s, "{}")
		if at < 0 {
			return names, open
		}
		end := strings.IndexAny(s[at+1:], "{}\n")
		if s[at] == '}' || end < 0 || s[at+1+end] != '}' {
			open = true
			s = s[at+1:]
			continue
		}
		if name := s[at+1 : at+1+end]; !slices.Contains(names, name) {
			names = append(names, name)
		}
		s = s[at+end+2:]
	}
}

// nearestVariable is the variable most likely meant, empty when none is near.
func nearestVariable(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if slices.Contains(MailVariables, name) {
		return name
	}
	if meant, ok := mailWords[name]; ok {
		return meant
	}
	best, least := "", 3 // two letters off are a slip, three another word
	for _, v := range MailVariables {
		if d := editDistance(name, v); d < least && d < utf8.RuneCountInString(v) {
			best, least = v, d
		}
	}
	return best
}

// editDistance is how many letters to change, add or leave out to come from one word to the other.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 40 {
		return len(x)
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, q := range y {
			change := diagonal
			if r != q {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

package inbox

import (
	"html"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"
)

// wording reads a notice that is no report, but words of a server. It is believed only of a message that comes from where servers
// write, or says of itself what it is: people's answers quote such words, and their out-of-office replies use some of them.
func (s *scope) wording() (Notice, bool) {
	if s.receipt || len(s.statuses) > 0 {
		return Notice{}, false
	}
	subject := strings.ToLower(decode(s.header.Get("Subject")))
	text := s.text()
	said := s.words()
	failed := addressesIn(s.header["X-Failed-Recipients"])
	_, ndr := s.header["X-Ms-Exchange-Message-Is-Ndr"]
	fits := bounceWords.MatchString(text) || bounceSubject.MatchString(subject)
	if sure := len(failed) > 0 || ndr; !sure && !(fits && daemon(s.header.Get("From"))) {
		return Notice{}, false
	}
	action := ActionFailed
	if delayWords.MatchString(text) || delaySubject.MatchString(subject) {
		action = ActionDelayed
	}
	if len(failed) == 0 {
		failed = s.named(said)
	}
	n := Notice{}
	for _, a := range failed {
		told := said[strings.ToLower(a)]
		if vague := statusIn(told) == "" && statusByWords(told) == ""; told == "" || vague && len(failed) == 1 {
			told = orOther(answerIn(text), told)
		}
		n.Recipients = append(n.Recipients, NoticeRecipient{Final: a, Action: action, Diagnostic: shortened(told, maxDetail)}.byWords())
	}
	if len(n.Recipients) == 0 {
		// Exchange names people rather than addresses: what the notice is about is known by its Message-ID alone. Without a word
		// of a server's status it is no notice.
		told := answerIn(text)
		if statusIn(told) == "" {
			return n, false
		}
		n.Recipients = []NoticeRecipient{NoticeRecipient{Action: action, Diagnostic: shortened(told, maxDetail)}.byWords()}
	}
	return n, true
}

// byWords fills the status from what was said; an Exchange server that is still trying says so by its status.
func (r NoticeRecipient) byWords() NoticeRecipient {
	r.Status = statusIn(r.Diagnostic)
	if r.Status != "" && r.Status[0] == '2' {
		r.Status = ""
	}
	r.sharpen(nil)
	return r
}

// named are the addresses the words of a server put before a reason, in the order of the text.
func (s *scope) named(said map[string]string) []string {
	var out []string
	for _, line := range linesOf(s.text()) {
		a, _ := addressLine(line)
		if said[strings.ToLower(a)] != "" && !contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// text is the plain text of a message, else its hypertext without the marks.
func (s *scope) text() string {
	if joined := strings.Join(s.texts, "\n"); strings.TrimSpace(joined) != "" {
		return joined
	}
	return plain(strings.Join(s.html, "\n"))
}

var (
	lineBreak = regexp.MustCompile(`(?i)<br\s*/?>|</(p|div|tr|h[1-6]|li)>`)
	hidden    = regexp.MustCompile(`(?is)<(style|script|head)[^>]*>.*?</(style|script|head)>`)
	mark      = regexp.MustCompile(`<[^>]*>`)
)

func plain(hypertext string) string {
	t := hidden.ReplaceAllString(hypertext, "")
	t = strings.NewReplacer("\r", " ", "\n", " ").Replace(t)
	return html.UnescapeString(mark.ReplaceAllString(lineBreak.ReplaceAllString(t, "\n"), ""))
}

// Words of servers that send mail back. Each belongs to one that sends plain text: Exim, Postfix, qmail, Gmail, Exchange (in
// English, Norwegian, Swedish and Danish) and sendmail.
var (
	bounceWords = regexp.MustCompile(`(?i)created automatically by mail delivery software|this is the mail system at host|this is the qmail-send program|` +
		`this is the mail delivery agent at|message (was ?n[o']t|could not be|has not been) delivered|delivery to the following recipients? (failed|has been delayed)|` +
		`your message wasn't delivered|delivery has failed to these recipients|diagnostic information for administrators|generating server|` +
		`the following addresses had permanent fatal errors|the following recipient\(s\) (cannot|could not) be reached|remote server (at \S+ \S+ )?returned '|` +
		`levering(en)? til disse mottakerne|kunne ikke leveres|diagnos\w* ?informasjon for administrator|diagnostikinformation|` +
		`#[45][0-9][0-9] [45]\.[0-9]+\.[0-9]+ `)
	bounceSubject = regexp.MustCompile(`undeliver(able|ed)|delivery (status notification|failure|has failed)|mail delivery (failed|system|failure)|returned (mail|to sender)|` +
		`returning message to sender|failure notice|non ?-?delivery|kan ikke leveres|ikke leverbar|kunde inte levereras|olevererbart|ikke levert|^delayed:|^forsinket:`)
	delayWords = regexp.MustCompile(`(?i)this is a warning (message )?only|do not need to resend|no action is required on your part|will (keep|continue) (trying|to try)|will retry for|` +
		`has been delayed|(is|was) delayed|message delayed|not been delivered to one or more of its recipients after more than|delivery incomplete|er forsinket|blitt forsinket`)
	delaySubject = regexp.MustCompile(`\(delay\)|^delayed:|delayed mail|warning: (message|could not send)|^forsinket:|delayed \d+ hours?`)
)

// quoted is what Exchange quotes of a server: 'Remote Server returned '550 5.1.1 …”.
var quoted = regexp.MustCompile(`(?i)returned '+([^'\n]+)`)

// hashed is how Exchange writes the answer of a server: '#550 5.1.1 …##'.
var hashed = regexp.MustCompile(`#[ \t]?<?([^#\n]*?[45]\d\d[ -][^#\n]+?)>?[ \t]*#`)

// answered is a line that begins, perhaps after words, with what an SMTP server answered. Telephone numbers and prices begin
// with three digits too, so what follows is a status or a word.
var answered = regexp.MustCompile(`(?m)(?:^|[\s:'"#])((?:421|45[0-4]|50[0-4]|521|53[0-8]|54[0-4]|55[0-9]|571)[ -](?:[45]\.\d{1,3}\.\d|[#<]?[A-Za-z])[^\n]+)`)

// answerIn is what a server said, as a notice's words quote it; empty when they do not.
func answerIn(text string) string {
	text, _ = splitReturned(text)
	for _, p := range []*regexp.Regexp{hashed, quoted, answered} {
		if m := p.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

// returnedBelow begins what of the mail is sent back with the words: Exim's, qmail's, Gmail's, Exchange's.
var returnedBelow = regexp.MustCompile(`(?mi)^[ \t]*(?:-+ ?(?:this is a copy of|original message|the following is a copy|below this line is a copy|message header follows)|` +
	`original message headers:|opprinnelige? meldings(?:overskrifter|hoder|topptekster)|received: |return-path: )`)

// splitReturned parts a notice's words from what it sends back below them.
func splitReturned(text string) (words, back string) {
	if at := returnedBelow.FindStringIndex(text); at != nil {
		return text[:at[0]], text[at[0]:]
	}
	return text, ""
}

// idLine is the Message-ID of mail that is sent back within the words of a notice.
var idLine = regexp.MustCompile(`(?mi)^[ \t]*message-id:[ \t\r\n]*(<[^>\s]+>)`)

func idsInText(text string) []string {
	var out []string
	_, back := splitReturned(text)
	for _, m := range idLine.FindAllStringSubmatch(back, maxNoticeIDs) {
		out = append(out, m[1])
	}
	return out
}

// words maps each address a text puts on a line of its own, in lower case, to what stands below or behind it.
func (s *scope) words() map[string]string {
	out := map[string]string{}
	text, _ := splitReturned(s.text())
	lines := linesOf(text)
	for i, line := range lines {
		a, rest := addressLine(line)
		if a == "" || len(out) >= maxNoticeRecipients {
			continue
		}
		key := strings.ToLower(a)
		if below := strings.TrimSpace(rest + " " + following(lines[i+1:])); len(below) > len(out[key]) {
			out[key] = below
		}
	}
	return out
}

// following is what is said of an address below it: up to the next address or, once something was said, the next empty line.
func following(lines []string) string {
	var said []string
	for i, l := range lines {
		t := strings.TrimSpace(l)
		if t == "" {
			if len(said) > 0 || i > 2 {
				break
			}
			continue
		}
		if a, _ := addressLine(l); a != "" || i > 12 {
			break
		}
		said = append(said, t)
	}
	return strings.Join(said, " ")
}

// address is an address at the beginning of a line, alone, or with a colon or a remark behind it; Postfix and qmail put it into
// angle brackets, Exchange makes it a link.
var address = regexp.MustCompile(`^\s*(?:\*\s*)?'?<?([^\s<>()'":;,*]+@[^\s<>()'":;,*]+)>?'?(?:\s*(?:<mailto:[^>]*>|\([^()]*\)))*\s*(:.*)?$`)

// addressLine takes apart a line that is about an address; empty for any other line.
func addressLine(line string) (a, rest string) {
	if len(line) > maxNoticeLine/2 {
		return "", ""
	}
	m := address.FindStringSubmatch(line)
	if m == nil || len(m[1]) > maxAddress || m[1] != printable(m[1]) {
		return "", ""
	}
	return fromOctal(m[1]), strings.TrimPrefix(m[2], ":")
}

// octalByte is a byte beyond ASCII as Exim prints it.
var octalByte = regexp.MustCompile(`\\[23][0-7]{2}`)

// fromOctal undoes what Exim does to addresses in headers and words that must be ASCII, where it gives readable text.
// QUIRK: the report beside them has the address as it is.
func fromOctal(s string) string {
	out := octalByte.ReplaceAllStringFunc(s, func(m string) string {
		return string([]byte{(m[1]-'0')<<6 | (m[2]-'0')<<3 | (m[3] - '0')})
	})
	if !utf8.ValidString(out) || out != printable(out) {
		return s
	}
	return out
}

// addressesIn reads the addresses of a header that lists the receivers mail did not reach.
func addressesIn(values []string) []string {
	var out []string
	for _, v := range values {
		for _, part := range strings.Split(v, ",") {
			part = fromOctal(strings.TrimSpace(part))
			if a, err := mail.ParseAddress(part); err == nil {
				part = a.Address
			}
			if part != printable(part) {
				continue
			}
			if strings.Contains(part, "@") && len(part) <= maxAddress && len(out) < maxNoticeRecipients && !contains(out, part) {
				out = append(out, part)
			}
		}
	}
	return out
}

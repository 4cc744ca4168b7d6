package inbox

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// report reads the delivery statuses of a message.
func (s *scope) report() (Notice, bool) {
	var n Notice
	for _, status := range s.statuses {
		for _, group := range groupsOf(status) {
			r, ok := recipientOf(group)
			if ok && len(n.Recipients) < maxNoticeRecipients {
				n.Recipients = append(n.Recipients, r)
			}
			n.about(group)
		}
	}
	if len(n.Recipients) == 0 {
		return n, false
	}
	said := s.words()
	for i := range n.Recipients {
		n.Recipients[i].sharpen(said)
	}
	return n, true
}

// about takes what a group says of the whole message. Some servers leave out the empty line before the first receiver.
func (n *Notice) about(group []field) {
	if id := valueOf(group, "original-envelope-id"); id != "" && len(id) <= maxMessageID && len(n.Envelopes) < maxNoticeIDs {
		n.Envelopes = append(n.Envelopes, fromXtext(id))
	}
	n.addIDs(valueOf(group, "x-original-message-id")) // Gmail's
	if n.Reporter == "" {
		_, n.Reporter = typed(valueOf(group, "reporting-mta"))
		n.Reporter = shortened(n.Reporter, maxAddress)
	}
}

// recipientOf reads what a group says of one receiver; false when it names none.
func recipientOf(group []field) (NoticeRecipient, bool) {
	var r NoticeRecipient
	r.Final = addressOf(valueOf(group, "final-recipient"))
	r.Original = addressOf(valueOf(group, "original-recipient"))
	if strings.Contains(r.Original, "+40") && !strings.Contains(r.Original, "@") {
		r.Original = printable(fromXtext(r.Original)) // QUIRK: some servers repeat ORCPT as it came
	}
	r.Status = statusIn(valueOf(group, "status"))
	r.Action = actionOf(valueOf(group, "action"), r.Status)
	if r.Final == "" && r.Original == "" || r.Action == "" {
		return r, false
	}
	_, said := typed(valueOf(group, "diagnostic-code"))
	r.Diagnostic = shortened(said, maxDetail)
	_, r.RemoteMTA = typed(valueOf(group, "remote-mta"))
	r.RemoteMTA = shortened(r.RemoteMTA, maxAddress)
	return r, true
}

// actionOf is what became of the mail. A server that does not say is taken by its status; one that says something else is
// not understood.
func actionOf(said, status string) string {
	said, _, _ = strings.Cut(strings.ToLower(said), "(")
	switch said = strings.TrimSpace(said); said {
	case ActionFailed, ActionDelayed, ActionDelivered, ActionRelayed, ActionExpanded:
		return said
	case "deliverable": // QUIRK: asked for by mistake in RFC 3798's time; nothing was sent
		return ""
	}
	switch {
	case said != "" || status == "":
		return ""
	case status[0] == '5':
		return ActionFailed
	case status[0] == '4':
		return ActionDelayed
	}
	return ActionDelivered
}

// addressOf takes the address out of a typed value. Addresses with letters beyond ASCII come as they are, or as \x{...} in a
// status that must be ASCII (RFC 6533, section 3).
func addressOf(value string) string {
	kind, a := typed(value)
	a = strings.Trim(a, "<> \t")
	if kind == "utf-8" {
		a = fromHexPoints(a)
	}
	if len(a) > maxAddress || a != printable(a) {
		return ""
	}
	return a
}

// hexPoint is a letter as RFC 6533 writes it in ASCII.
var hexPoint = regexp.MustCompile(`\\x\{([0-9A-Fa-f]{1,6})\}`)

func fromHexPoints(s string) string {
	return hexPoint.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[3:len(m)-1], 16, 32)
		if err != nil || !utf8.ValidRune(rune(n)) || n < ' ' {
			return m
		}
		return string(rune(n))
	})
}

// xtextByte is a letter as the options of SMTP commands write it (RFC 3461, section 4).
var xtextByte = regexp.MustCompile(`\+[0-9A-F]{2}`)

func fromXtext(s string) string {
	out := xtextByte.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[1:], 16, 8)
		if err != nil || n < ' ' {
			return m
		}
		return string([]byte{byte(n)})
	})
	return strings.ToValidUTF8(out, "?")
}

// enhanced is a status of RFC 3463 that is not part of an address of the net.
var enhanced = regexp.MustCompile(`(?:^|[^0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:$|[^0-9.]|\.(?:$|[^0-9]))`)

// statusIn is the first enhanced status in a text, empty when there is none.
func statusIn(text string) string {
	if m := enhanced.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// reply is the three digits an SMTP server answers with.
var reply = regexp.MustCompile(`(?:^|[^0-9.])([45][0-9][0-9])[ -]`)

// sharpen finds out what a status leaves open. Exim says 5.0.0 and lets its words tell; what another server said, or the words
// beside the address, know better.
func (r *NoticeRecipient) sharpen(said map[string]string) {
	if r.Diagnostic == "" {
		r.Diagnostic = shortened(said[strings.ToLower(orOther(r.Final, r.Original))], maxDetail)
	}
	if r.Status != "" && !strings.HasSuffix(r.Status, ".0.0") {
		return
	}
	if r.Action != ActionFailed && r.Action != ActionDelayed {
		return
	}
	for _, better := range []string{statusIn(r.Diagnostic), statusByWords(r.Diagnostic)} {
		if better != "" && better[0] != '2' && !strings.HasSuffix(better, ".0.0") {
			r.Status = better
			return
		}
	}
	if r.Status == "" {
		r.Status = "5.0.0"
		if m := reply.FindStringSubmatch(r.Diagnostic); r.Action == ActionDelayed || m != nil && m[1][0] == '4' {
			r.Status = "4.0.0"
		}
	}
}

func orOther(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// wordings say in English what a status would; the first that fits counts.
var wordings = []struct {
	status string
	any    *regexp.Regexp
}{
	{"5.2.2", regexp.MustCompile(`(?i)mailbox (is )?full|over ?quota|quota (is )?exceeded|exceeded (the )?(storage|quota)|insufficient (disk|storage)`)},
	{"5.3.4", regexp.MustCompile(`(?i)message (is )?too (large|big)|size limit|exceeds (the )?(maximum|size|limit)|message size`)},
	{"5.7.1", regexp.MustCompile(`(?i)\bspam\b|dmarc|\bspf\b|dkim|blacklist|blocklist|blocked|policy|reputation|access denied|not authori[sz]ed|virus`)},
	{"5.4.4", regexp.MustCompile(`(?i)domain (name )?(was |is |could )?not (be )?found|host not found|no such domain|nonexistent domain|lookups? failed|unrouteable|no (mail|smtp) (hosts?|service)|name service error`)},
	{"5.1.1", regexp.MustCompile(`(?i)user unknown|unknown user|no such (user|mailbox|person|recipient|address)|does ?n[o']t exist|could ?n[o']t be found|not found|mailbox (unavailable|gone)|unknown (recipient|local.part|address)|invalid (recipient|mailbox|address)|no mailbox`)},
	{"4.4.7", regexp.MustCompile(`(?i)retry time(out)? (exceeded|not reached)|expired|timed? ?out|too long`)},
}

func statusByWords(text string) string {
	for _, w := range wordings {
		if w.any.MatchString(text) {
			return w.status
		}
	}
	return ""
}

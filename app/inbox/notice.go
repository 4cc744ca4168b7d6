package inbox

import (
	"bufio"
	"bytes"
	"net/mail"
	"strings"
	"time"
)

// Notice is what a mail server says became of mail: it came back, it is late, it arrived. Everything in it was written by a
// stranger, who proves no more than to have seen the Message-ID that is named.
type Notice struct {
	MessageID  string            // of the notice itself, with its angle brackets; may be empty and is not unique
	At         time.Time         // as the notice says; zero when it does not
	MessageIDs []string          // the mail it is about, with angle brackets; more than one when a server rewrote the id and tells both
	Envelopes  []string          // ENVIDs it names, decoded
	Recipients []NoticeRecipient // never none
	Reporter   string            // the server that says so; may be empty
	Auto       bool              // it says that no person wrote it
}

// NoticeRecipient is what became of mail to one receiver.
type NoticeRecipient struct {
	Final      string // address it was going to in the end; empty when the notice does not name it
	Original   string // address it was sent to; empty when the notice does not tell
	Action     string // one of the Action constants
	Status     string // RFC 3463, such as "5.1.1"; what is known best, "5.0.0" when nothing is
	Diagnostic string // what the last server said, as it came
	RemoteMTA  string // and which one that was
}

// What became of mail, in the words of RFC 3464.
const (
	ActionFailed    = "failed"    // given up
	ActionDelayed   = "delayed"   // still trying
	ActionDelivered = "delivered" // in the mailbox
	ActionRelayed   = "relayed"   // passed on to a server that tells nothing more
	ActionExpanded  = "expanded"  // passed on to a list's members
)

// Limits of one notice.
const (
	maxNoticeParts      = 100       // parts looked at, all levels
	maxNoticeDepth      = 8         // levels of parts and forwarded messages
	maxNoticeText       = 256 << 10 // bytes of one part that are read
	maxNoticeRecipients = 100       // and of those
	maxNoticeIDs        = 20        // messages it may be about
	maxNoticeLine       = 8 << 10   // bytes of one line; the rest of it is left out
	maxDetail           = 1000      // bytes of a diagnostic
	maxAddress          = 320       // bytes of an address
	maxMessageID        = 998       // bytes of a message id (one line, RFC 5322)
)

// ReadNotice reads a delivery status notification (RFC 3464, RFC 6533), also one that somebody forwarded, or a server's own
// words about mail it sends back: Exim's, Exchange's, Gmail's, Postfix's and qmail's. It is false for everything else, such
// as answers of people, out-of-office replies and read receipts.
func ReadNotice(raw []byte) (Notice, bool) {
	m, err := mail.ReadMessage(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		return Notice{}, false
	}
	r := &noticeReader{}
	s := r.scope(m.Header, m.Body, 0)
	n, ok := r.notice(s, 0)
	if !ok {
		return Notice{}, false
	}
	// What tells this notice from others is the message that came, not one inside it.
	n.MessageID = bracketed(m.Header.Get("Message-Id"))
	return n, true
}

// scope is one message without the messages inside it.
type scope struct {
	header   mail.Header
	receipt  bool        // a read receipt or a complaint about spam
	statuses [][]byte    // delivery-status parts, transfer encoding undone
	returned [][]byte    // beginnings of messages inside it, headers or whole
	inside   []insideMsg // the same, to look into
	texts    []string    // plain text as UTF-8
	html     []string    // and hypertext
}

type insideMsg struct {
	header mail.Header
	scope  *scope
}

// notice makes out what a message says, else what one forwarded with it says.
func (r *noticeReader) notice(s *scope, depth int) (Notice, bool) {
	n, ok := s.report()
	if !ok {
		n, ok = s.wording()
	}
	if ok {
		s.complete(&n)
		return n, true
	}
	if depth >= maxNoticeDepth {
		return Notice{}, false
	}
	for _, in := range s.inside {
		if n, ok := r.notice(in.scope, depth+1); ok {
			return n, true
		}
	}
	return Notice{}, false
}

// complete adds what the message around a notice's words tells: the mail it is about, and who says so.
func (s *scope) complete(n *Notice) {
	n.Auto = s.automatic()
	n.At = dateOf(s.header)
	for _, back := range s.returned {
		for _, f := range fieldsOf(back) {
			switch f.name {
			case "message-id", "x-google-original-message-id", "x-microsoft-original-message-id":
				n.addIDs(f.value)
			}
		}
	}
	n.addIDs(idsInText(s.text())...)
	if len(n.MessageIDs) == 0 {
		n.addIDs(s.answers()...)
	}
	if len(n.Recipients) > maxNoticeRecipients {
		n.Recipients = n.Recipients[:maxNoticeRecipients]
	}
}

// answers is the mail a message answers. It counts where nothing of the mail was sent back: whole conversations stand in References,
// and it is the last mail of one that came back, not what it once began with.
func (s *scope) answers() []string {
	for _, name := range []string{"In-Reply-To", "X-Ms-Exchange-Parent-Message-Id", "References"} {
		ids := strings.Fields(s.header.Get(name))
		for i := len(ids) - 1; i >= 0; i-- {
			if bracketed(ids[i]) != "" {
				return ids[i : i+1]
			}
		}
	}
	return nil
}

// addIDs adds message ids that look like ones and are not there yet.
func (n *Notice) addIDs(ids ...string) {
	for _, id := range ids {
		id = bracketed(id)
		if id == "" || len(n.MessageIDs) >= maxNoticeIDs || contains(n.MessageIDs, id) {
			continue
		}
		n.MessageIDs = append(n.MessageIDs, id)
	}
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}

// bracketed is the first message id in a value, with its angle brackets; empty when there is none.
func bracketed(value string) string {
	if i := strings.IndexByte(value, '<'); i >= 0 {
		value, _, _ = strings.Cut(value[i+1:], ">")
	}
	value = strings.TrimSpace(value)
	if len(value) < 3 || len(value) > maxMessageID || !strings.Contains(value, "@") || strings.ContainsAny(value, " \t\r\n<>") {
		return ""
	}
	return "<" + value + ">"
}

// automatic tells whether a message says that no person wrote it.
func (s *scope) automatic() bool {
	h := s.header
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	_, ndr := h["X-Ms-Exchange-Message-Is-Ndr"] // its value is empty
	if auto != "" && !strings.HasPrefix(auto, "no") || h.Get("X-Failed-Recipients") != "" || ndr {
		return true
	}
	if strings.TrimSpace(h.Get("Return-Path")) == "<>" {
		return true
	}
	return daemon(h.Get("From"))
}

// daemons begin the addresses mail servers write from; Exchange has a mailbox of its own for it.
var daemons = []string{"mailer-daemon", "postmaster", "microsoftexchange", "mail-daemon", "mailerdaemon"}

func daemon(from string) bool {
	a, err := (&mail.AddressParser{WordDecoder: words}).Parse(from)
	if err != nil {
		return strings.HasPrefix(strings.ToLower(strings.Trim(from, " <\"")), "mailer-daemon")
	}
	local, _, _ := strings.Cut(strings.ToLower(a.Address), "@")
	for _, d := range daemons {
		if strings.HasPrefix(local, d) {
			return true
		}
	}
	return false
}

func dateOf(h mail.Header) time.Time {
	at, err := h.Date()
	if err != nil {
		return time.Time{}
	}
	return at
}

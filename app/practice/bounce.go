package practice

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// returning are the recipients whose mail comes back: taken first, then sent back in the way the value says.
var returning = map[string]func(back) []byte{
	"bounce":         back.report,
	"bounceglobal":   back.global,
	"bounceplain":    back.plain,
	"bounceexchange": back.exchange,
}

// comesBack tells whether mail to an address does.
func comesBack(to string) bool { return returning[localPart(to)] != nil }

// back is one mail about which a notice goes to its sender.
type back struct {
	host   string
	id     string // queue id
	from   string // envelope sender
	to     string
	header []byte // of the mail
	at     time.Time
	envID  string
	n      int // of the receiver among the mail's
}

// notify sends the notices a message's recipients stand for: of failure, of delay, and of success when the client asked for
// those. A client that wants none gets none.
func (m *Mail) notify(sub Submitted, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if slices.Contains(sub.Notices, "NEVER") || sub.From == "" {
		return nil
	}
	header, _, _ := bytes.Cut(sub.Bytes, []byte("\r\n\r\n"))
	for n, to := range sub.To {
		b := back{n: n, host: m.Host, id: id, from: sub.From, to: to, header: header, at: m.world.now(), envID: sub.EnvelopeID}
		var notice []byte
		switch write := returning[localPart(to)]; {
		case write != nil:
			notice = write(b)
		case localPart(to) == "late":
			notice = b.late()
		case slices.Contains(sub.Notices, "SUCCESS"):
			notice = b.arrived()
		default:
			continue
		}
		if err := m.storeLocked(sub.From, "INBOX", notice); err != nil {
			return err
		}
	}
	return nil
}

// report is a delivery status notification (RFC 3464).
func (b back) report() []byte {
	return b.notification("Undelivered mail returned to sender", "The message could not be delivered to <"+b.to+">: mailbox gone.",
		"delivery-status", "rfc822; "+b.to, "failed", "5.1.1", "smtp; 550 5.1.1 mailbox gone", "text/rfc822-headers")
}

// global is the same in the form for addresses beyond ASCII (RFC 6533), with what Exim leaves out of it.
func (b back) global() []byte {
	return b.notification("Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\r\n\r\n  "+
		b.to+"\r\n    mailbox is full: retry timeout exceeded", "global-delivery-status", "utf-8; "+b.to, "failed", "5.0.0", "", "message/global-headers")
}

// late says that the server is still trying.
func (b back) late() []byte {
	return b.notification("Delayed mail (still being retried)", "The message has not been delivered to <"+b.to+"> yet. You do not need to resend it.",
		"delivery-status", "rfc822; "+b.to, "delayed", "4.4.1", "smtp; 451 4.4.1 no answer from host", "text/rfc822-headers")
}

// arrived says that the message lies in the mailbox.
func (b back) arrived() []byte {
	return b.notification("Successful mail delivery report", "The message lies in the mailbox of <"+b.to+">.",
		"delivery-status", "rfc822; "+b.to, "delivered", "2.0.0", "smtp; 250 2.0.0 Ok", "text/rfc822-headers")
}

func (b back) notification(subject, words, kind, to, action, status, diagnostic, headers string) []byte {
	var out bytes.Buffer
	p := b.begin(&out, subject, action)
	p("Content-Type: multipart/report; report-type=%s; boundary=%q", kind, "b-"+b.id)
	p("")
	p("--b-%s\r\nContent-Type: text/plain; charset=utf-8\r\n", b.id)
	p("%s\r\n", words)
	p("--b-%s\r\nContent-Type: message/%s\r\n", b.id, kind)
	p("Reporting-MTA: dns; %s", b.host)
	if b.envID != "" {
		p("Original-Envelope-Id: %s", b.envID)
	}
	p("\r\nFinal-Recipient: %s\r\nAction: %s\r\nStatus: %s", to, action, status)
	if diagnostic != "" {
		p("Diagnostic-Code: %s", diagnostic)
	}
	p("\r\n--b-%s\r\nContent-Type: %s\r\n", b.id, headers)
	out.Write(b.header)
	p("\r\n\r\n--b-%s--", b.id)
	return out.Bytes()
}

// plain is what Exim wrote before it made reports.
func (b back) plain() []byte {
	var out bytes.Buffer
	p := b.begin(&out, "Mail delivery failed: returning message to sender", "failed")
	p("Content-Type: text/plain; charset=utf-8\r\n")
	p("This message was created automatically by mail delivery software.\r\n")
	p("A message that you sent could not be delivered. The following address failed:\r\n")
	p("  %s\r\n    SMTP error from remote mail server after RCPT TO:<%s>:\r\n    550 No such user here\r\n", b.to, b.to)
	p("------ This is a copy of the message, including all the headers. ------\r\n")
	out.Write(b.header)
	return out.Bytes()
}

// exchange is what an Exchange server writes to mail it sends back as words.
func (b back) exchange() []byte {
	var out bytes.Buffer
	p := b.begin(&out, "Undeliverable: mail", "undeliverable")
	p("Content-Type: text/plain; charset=utf-8\r\n")
	p("Delivery has failed to these recipients or groups:\r\n\r\n%s\r\n", b.to)
	p("Diagnostic information for administrators:\r\n\r\nGenerating server: %s\r\n", b.host)
	p("%s\r\n#550 5.7.1 RESOLVER.RST.AuthRequired; authentication required ##\r\n\r\nOriginal message headers:\r\n", b.to)
	out.Write(b.header)
	return out.Bytes()
}

// begin writes the headers all notices have, and gives the printer of further lines.
func (b back) begin(out *bytes.Buffer, subject, kind string) (p func(format string, args ...any)) {
	p = func(format string, args ...any) { fmt.Fprintf(out, format+"\r\n", args...) }
	p("Return-Path: <>")
	p("From: Mail Delivery System <mailer-daemon@%s>", b.host)
	p("To: <%s>", b.from)
	p("Subject: %s", subject)
	p("Date: %s", b.at.Format(time.RFC1123Z))
	p("Message-ID: <%s-%s-%d@%s>", kind, strings.ToLower(b.id), b.n, b.host)
	p("Auto-Submitted: auto-replied")
	if kind == "failed" {
		p("X-Failed-Recipients: %s", b.to)
	}
	p("MIME-Version: 1.0")
	return p
}

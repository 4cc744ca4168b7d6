package practice

import (
	"bytes"
	"fmt"
	"time"
)

// bounce sends a delivery status notification (RFC 3464) to the sender of a message for each bounce@ recipient.
func (m *Mail) bounce(sub Submitted, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, to := range sub.To {
		if localPart(to) != "bounce" {
			continue
		}
		if err := m.storeLocked(sub.From, "INBOX", m.notification(sub, to, id)); err != nil {
			return err
		}
	}
	return nil
}

func (m *Mail) notification(sub Submitted, to, id string) []byte {
	header, _, _ := bytes.Cut(sub.Bytes, []byte("\r\n\r\n"))
	var b bytes.Buffer
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	p("Return-Path: <>")
	p("From: Mail Delivery System <mailer-daemon@%s>", m.Host)
	p("To: <%s>", sub.From)
	p("Subject: Undelivered mail returned to sender")
	p("Date: %s", m.world.now().Format(time.RFC1123Z))
	p("Message-ID: <bounce-%s@%s>", id, m.Host)
	p("Auto-Submitted: auto-replied")
	p("X-Failed-Recipients: %s", to)
	p("MIME-Version: 1.0")
	p("Content-Type: multipart/report; report-type=delivery-status; boundary=%q", "b-"+id)
	p("")
	p("--b-%s\r\nContent-Type: text/plain; charset=utf-8\r\n", id)
	p("The message could not be delivered to <%s>: mailbox gone.\r\n", to)
	p("--b-%s\r\nContent-Type: message/delivery-status\r\n", id)
	p("Reporting-MTA: dns; %s\r\n", m.Host)
	p("Final-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.1.1", to)
	p("Diagnostic-Code: smtp; 550 5.1.1 mailbox gone\r\n")
	p("--b-%s\r\nContent-Type: text/rfc822-headers\r\n", id)
	b.Write(header)
	p("\r\n\r\n--b-%s--", id)
	return b.Bytes()
}

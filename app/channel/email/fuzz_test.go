package email_test

import (
	"bytes"
	"context"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"fakturist/app/channel/email"
	"fakturist/billing"
)

// The headers a mail may have.
var headers = []string{"Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To"}

// Whatever names, addresses and file names hold, the message is whole: one receiver, one sender, the headers we wrote, the
// attachments in their place.
func FuzzFreeze(f *testing.F) {
	f.Add("Kari", "kari@example.no", "Klubben", "timer.pdf", "application/pdf")
	f.Add("Kari\r\nBcc: x@example.no", "kari@example.no\r\nDATA", "\x00", "a\"b\r\n.pdf", "text/plain\r\nX: y")
	f.Add("\u202eKari\u2028", "<kari@blåbær.no>", "\"', \\", "../../etc/passwd", "a/b; c=\"d")
	f.Add("=?utf-8?q?=0d=0aBcc:?=", "\"a b\"@example.no", "=?utf-8?b?DQo=?=", "=?utf-8?q?x?=", "multipart/mixed; boundary=x")
	f.Add(strings.Repeat("Ø", 300), strings.Repeat("k", 300)+"@example.no", strings.Repeat("a ", 500), strings.Repeat("æ", 300)+".pdf", "x")
	f.Fuzz(func(t *testing.T, buyer, to, seller, file, kind string) {
		ch := freezer(t)
		c := consignment(to)
		doc := c.Invoice.Document()
		doc.Buyer.Name, doc.Seller.Name = buyer, seller
		doc.Attachments = []billing.Attachment{{Name: file, MIME: kind, Content: []byte("innhold")}}
		c.Invoice = billing.RestoreInvoice(1, "10001", "100014", moment, doc)
		frozen, err := ch.Freeze(context.Background(), c)
		if err != nil {
			if codeOf(err) != email.CodeBadAddress && codeOf(err) != email.CodeNoAddress {
				t.Fatalf("freeze: %v", err)
			}
			return
		}
		m, err := mail.ReadMessage(bytes.NewReader(frozen.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		for k := range m.Header {
			if !slices.Contains(headers, k) {
				t.Errorf("header %s: %q", k, m.Header[k])
			}
		}
		list, err := m.Header.AddressList("To")
		if err != nil || len(list) != 1 || list[0].Address != frozen.Recipient {
			t.Errorf("To %q: %v, want %q alone", m.Header.Get("To"), err, frozen.Recipient)
		}
		if from, err := m.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != "faktura@fjordkoret.no" {
			t.Errorf("From %q: %v", m.Header.Get("From"), err)
		}
		if strings.ContainsAny(frozen.Recipient, " \r\n<>\x00") {
			t.Errorf("recipient %q", frozen.Recipient)
		}
		parts := leaves(t, m.Header.Get, m.Body)
		if len(parts) != 5 || parts[4].Name == "" || strings.ContainsAny(parts[4].Name, "\r\n\x00/\\") {
			t.Errorf("parts %d: %q", len(parts), parts[len(parts)-1].Name)
		}
		for _, line := range bytes.Split(frozen.Bytes, []byte("\r\n")) {
			if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") {
				t.Errorf("line of %d bytes, or a bare line end: %.60q", len(line), line)
			}
		}
	})
}

// freezer is a channel that only freezes.
func freezer(t *testing.T) *email.Channel {
	t.Helper()
	return channel(t, email.Config{Host: "smtp.example.no", From: "faktura@fjordkoret.no", ReplyTo: "svar@fjordkoret.no"}, "")
}

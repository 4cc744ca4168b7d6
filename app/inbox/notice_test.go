package inbox_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fakturist/app/inbox"

	"github.com/google/go-cmp/cmp"
)

const ourMail = "<faktura-10001.7f3a9c@fjordkoret.test>"

func readNotice(t *testing.T, name string) (inbox.Notice, bool) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "notice", name))
	if err != nil {
		t.Fatal(err)
	}
	return inbox.ReadNotice(raw)
}

// told is what a notice must say of one receiver; the diagnostic is known by a part of it.
type told struct{ to, action, status, said string }

func TestReadNotice_TellsWhatBecameOfMail(t *testing.T) {
	const kari = "kari@aas.test"
	unknownUser := []told{{kari, "failed", "5.1.1", "User unknown in virtual mailbox table"}}
	for name, want := range map[string][]told{
		"dsn-postfix.eml":          unknownUser,
		"dsn-headers-only.eml":     unknownUser,
		"dsn-order.eml":            unknownUser,
		"dsn-base64.eml":           unknownUser,
		"dsn-quoted-printable.eml": unknownUser,
		"dsn-mixed.eml":            unknownUser,
		"forwarded.eml":            unknownUser,
		"dsn-exim.eml":             {{kari, "failed", "5.1.1", "5.1.1 mailbox gone"}},
		"dsn-exim-global.eml":      {{"åse@aas.test", "failed", "5.2.2", "mailbox is full"}},
		"dsn-exim-octal.eml":       {{"åse@aas.test", "failed", "5.2.2", "mailbox is full"}},
		"dsn-global-ascii.eml":     {{"åse@aas.test", "failed", "5.2.2", "over quota"}},
		"dsn-gmail.eml":            {{kari, "failed", "5.1.1", "does not exist"}},
		"dsn-gmail-late.eml":       {{kari, "delayed", "4.4.1", "did not accept our requests"}},
		"dsn-delivered.eml":        {{kari, "delivered", "2.0.0", "250"}},
		"dsn-relayed.eml":          {{kari, "relayed", "2.1.5", "250"}},
		"dsn-expanded.eml":         {{kari, "expanded", "2.0.0", "250"}},
		"dsn-exchange.eml":         {{kari, "failed", "5.4.1", "Access denied"}},
		"text-exim.eml":            {{kari, "failed", "5.1.1", "550 No such user here"}},
		"text-exim-two.eml":        {{"ola@aas.test", "failed", "5.2.2", "mailbox is full"}, {kari, "failed", "5.4.4", "domain not found"}},
		"text-exim-late.eml":       {{kari, "delayed", "4.4.7", "connection timed out"}},
		"text-exchange.eml":        {{kari, "failed", "5.1.1", "RESOLVER.ADR.RecipNotFound"}},
		"text-exchange-nb.eml":     {{kari, "failed", "5.2.2", "QuotaExceededException"}},
		"text-exchange-name.eml":   {{"", "failed", "5.7.1", "RESOLVER.RST.AuthRequired"}},
		"text-gmail.eml":           {{kari, "failed", "5.3.4", "Message size exceeds fixed limit"}},
		"text-postfix.eml":         {{kari, "failed", "5.7.1", "DMARC policy of the sender's domain"}},
		"text-qmail.eml":           {{kari, "failed", "5.1.1", "no mailbox here by that name"}},
	} {
		t.Run(name, func(t *testing.T) {
			n, ok := readNotice(t, name)
			if !ok {
				t.Fatal("no notice")
			}
			if !slices.Contains(n.MessageIDs, ourMail) {
				t.Errorf("about %v, want %s", n.MessageIDs, ourMail)
			}
			if !n.Auto || n.MessageID == "" || n.At.IsZero() {
				t.Errorf("auto %v, id %q, at %v", n.Auto, n.MessageID, n.At)
			}
			var got []told
			for i, r := range n.Recipients {
				said := r.Diagnostic
				if i < len(want) && strings.Contains(said, want[i].said) {
					said = want[i].said
				}
				got = append(got, told{r.Final, r.Action, r.Status, said})
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(told{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadNotice_KnowsTheMailByItsEnvelope(t *testing.T) {
	n, ok := readNotice(t, "dsn-delivered.eml")
	if !ok || !slices.Contains(n.Envelopes, "faktura-10001.7f3a9c") {
		t.Errorf("envelopes %v", n.Envelopes)
	}
	if n.Recipients[0].Original != "kari@aas.test" {
		t.Errorf("original %q, want the address ORCPT wrote as xtext", n.Recipients[0].Original)
	}
}

// An answer to a customer's answer comes back, in a conversation that began with our mail.
func TestReadNotice_IsAboutTheMailThatCameBack(t *testing.T) {
	raw, err := os.ReadFile("testdata/notice/dsn-gmail.eml")
	if err != nil {
		t.Fatal(err)
	}
	const later = "<svar-2@fjordkoret.test>"
	s := strings.ReplaceAll(string(raw), ourMail, later)
	s = strings.Replace(s, "References: "+later, "References: "+ourMail+" <svar-1@aas.test> "+later, 1)
	n, ok := inbox.ReadNotice([]byte(s))
	if !ok || !slices.Equal(n.MessageIDs, []string{later}) {
		t.Errorf("about %v, want %s alone", n.MessageIDs, later)
	}
	head, _, _ := strings.Cut(s, "--grense-7\r\nContent-Type: message/rfc822")
	head = strings.Replace(strings.Replace(head, "X-Original-Message-ID: "+later+"\r\n", "", 1), "In-Reply-To: "+later+"\r\n", "", 1)
	n, ok = inbox.ReadNotice([]byte(head + "--grense-7--\r\n"))
	if !ok || !slices.Equal(n.MessageIDs, []string{later}) {
		t.Errorf("nothing sent back: about %v, want %s alone", n.MessageIDs, later)
	}
}

func TestReadNotice_TakesWhatIsCutShort(t *testing.T) {
	n, ok := readNotice(t, "dsn-lf-cut.eml")
	if !ok || n.Recipients[0].Status != "5.1.1" {
		t.Errorf("got %v, %v", n, ok)
	}
}

func TestReadNotice_TakesBareLineFeeds(t *testing.T) {
	raw, err := os.ReadFile("testdata/notice/dsn-postfix.eml")
	if err != nil {
		t.Fatal(err)
	}
	n, ok := inbox.ReadNotice(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")))
	if !ok || n.Recipients[0].Status != "5.1.1" || !slices.Contains(n.MessageIDs, ourMail) {
		t.Errorf("got %v, %v", n, ok)
	}
}

func TestReadNotice_IsNoneOfPeopleAndReceipts(t *testing.T) {
	for _, name := range []string{"none-vacation.eml", "none-vacation-en.eml", "none-reply.eml", "none-read-receipt.eml", "none-complaint.eml"} {
		if n, ok := readNotice(t, name); ok {
			t.Errorf("%s: taken for a notice: %+v", name, n)
		}
	}
	statement, err := os.ReadFile("testdata/statement.eml")
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := inbox.ReadNotice(statement); ok {
		t.Errorf("statement taken for a notice: %+v", n)
	}
}

func TestReadNotice_KeepsToItsLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("Content-Type: multipart/report; boundary=g\r\nReferences: " + strings.Repeat("<a@b> <c@d> ", 5000) + "\r\n\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n")
	for range 3000 {
		b.WriteString("Final-Recipient: rfc822; " + strings.Repeat("a", 50) + "@example.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; " +
			strings.Repeat("x", 3000) + "\r\n\r\n")
	}
	b.WriteString("--g--\r\n")
	n, ok := inbox.ReadNotice([]byte(b.String()))
	if !ok || len(n.Recipients) > 100 || len(n.MessageIDs) > 20 {
		t.Errorf("%v: %d receivers, %d ids", ok, len(n.Recipients), len(n.MessageIDs))
	}
	for _, r := range n.Recipients {
		if len(r.Diagnostic) > 1010 {
			t.Fatalf("diagnostic of %d bytes", len(r.Diagnostic))
		}
	}
	deep := strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 5000)
	if _, ok := inbox.ReadNotice([]byte(deep)); ok {
		t.Error("nothing inside a thousand covers is a notice")
	}
}

// What a notice says is shown, also in terminals that take orders from their text.
func TestReadNotice_LeavesOutWhatIsNoLetter(t *testing.T) {
	n, ok := inbox.ReadNotice([]byte("Content-Type: multipart/report; boundary=g\r\n\r\n--g\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Final-Recipient: rfc822; kari@example.test\r\nOriginal-Recipient: utf-8; \\x{202E}kari@example.test\r\nAction: failed\r\nStatus: 5.1.1\r\n" +
		"Diagnostic-Code: smtp; 550 \x1b]0;du er hacket\x07\x1b[2Jno such user\r\n\r\n--g--\r\n"))
	if !ok || n.Recipients[0].Diagnostic != "550 ]0;du er hacket[2Jno such user" || n.Recipients[0].Original != "" {
		t.Errorf("got %q", n.Recipients)
	}
}

func FuzzReadNotice(f *testing.F) {
	files, err := filepath.Glob("testdata/notice/*.eml")
	if err != nil || len(files) == 0 {
		f.Fatal("no samples", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, ok := inbox.ReadNotice(raw)
		if !ok {
			return
		}
		if len(n.Recipients) == 0 || len(n.Recipients) > 100 || len(n.MessageIDs) > 20 || len(n.Envelopes) > 20 {
			t.Fatalf("limits: %+v", n)
		}
		for _, id := range n.MessageIDs {
			if !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, ">") || strings.ContainsAny(id, "\r\n ") {
				t.Fatalf("message id %q", id)
			}
		}
		for _, r := range n.Recipients {
			shown := r.Final + r.Original + r.Diagnostic + r.RemoteMTA
			if r.Action == "" || strings.ContainsFunc(shown, func(c rune) bool { return !unicode.IsPrint(c) }) {
				t.Fatalf("receiver %+v", r)
			}
		}
	})
}

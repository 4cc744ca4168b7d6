package email_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/app/channel/email"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

func frozen(t *testing.T, ch *email.Channel, to string) billing.Frozen {
	t.Helper()
	f, err := ch.Freeze(context.Background(), consignment(to))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func send(t *testing.T, ch *email.Channel, to string) {
	t.Helper()
	if _, err := ch.Send(context.Background(), frozen(t, ch, to)); err != nil {
		t.Fatalf("send to %s: %v", to, err)
	}
}

func TestSend_GoesOnOverOneConnection(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	for i := range 20 {
		if i%5 == 4 { // a refusal in between does no harm
			if _, err := ch.Send(context.Background(), frozen(t, ch, "permerror@example.no")); !errors.Is(err, billing.ErrRejected) {
				t.Fatalf("refused one: %v", err)
			}
			continue
		}
		send(t, ch, fmt.Sprintf("kari%d@example.no", i))
	}
	if n := box.Mail.SMTPConnections(); n != 1 {
		t.Errorf("%d connections for 20 mails, want 1", n)
	}
	if n := len(box.Mail.Submitted()); n != 16 {
		t.Errorf("%d mails arrived, want 16", n)
	}
}

func TestSend_ReplacesAConnectionThatDied(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	for range 3 {
		send(t, ch, "kari@example.no")
		box.Mail.CutSMTP()
	}
	if got := [2]int{box.Mail.SMTPConnections(), len(box.Mail.Submitted())}; got != [2]int{3, 3} {
		t.Errorf("%d connections and %d mails, want 3 and 3", got[0], got[1])
	}
}

func TestClose_LeavesNoConnectionBehind(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	send(t, ch, "kari@example.no")
	if n := box.Mail.OpenSMTP(); n != 1 {
		t.Errorf("%d connections wait for the next mail, want 1", n)
	}
	for range 2 {
		if err := ch.Close(); err != nil {
			t.Error(err)
		}
	}
	gone(t, box)
	send(t, ch, "per@example.no") // it still sends, and keeps nothing
	gone(t, box)
}

// gone waits until the server has seen every connection end.
func gone(t *testing.T, box *practice.Box) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); box.Mail.OpenSMTP() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d connections are left", box.Mail.OpenSMTP())
		}
	}
}

func TestSend_LeavesAProviderAloneWhoseLimitIsUsedUp(t *testing.T) {
	c := script{answers: map[string]string{".": "550 5.4.5 Daily user sending limit exceeded."}}.serve(t)
	ch := channel(t, c, "")
	_, err := ch.Send(context.Background(), frozen(t, ch, "kari@example.no"))
	var asks interface{ RetryAfter() time.Duration }
	if codeOf(err) != email.CodeQuota || !errors.As(err, &asks) || asks.RetryAfter() < time.Hour {
		t.Errorf("got %v", err)
	}
}

func TestSend_NeverRepeatsAMessageWhoseAnswerWasLost(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	send(t, ch, "kari@example.no")
	_, err := ch.Send(context.Background(), frozen(t, ch, "lost@example.no"))
	if !errors.Is(err, billing.ErrOutcomeUnknown) {
		t.Errorf("over a connection used before: %v, want ErrOutcomeUnknown", err)
	}
	if n := len(box.Mail.Submitted()); n != 2 {
		t.Errorf("the server saw %d messages, want 2", n)
	}
}

func TestSend_SeveralAtATimeShareNothing(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	var all sync.WaitGroup
	for i := range 8 {
		f := frozen(t, ch, fmt.Sprintf("kari%d@example.no", i))
		all.Go(func() {
			if _, err := ch.Send(context.Background(), f); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	var to []string
	for _, s := range box.Mail.Submitted() {
		if len(s.To) != 1 || !strings.Contains(string(s.Bytes), s.To[0]) {
			t.Errorf("message to %v carries another's bytes", s.To)
		}
		to = append(to, s.To...)
	}
	if slices.Sort(to); len(slices.Compact(to)) != 8 {
		t.Errorf("reached %v, want eight", to)
	}
}

func TestSend_CancellingOneLeavesTheNextAlone(t *testing.T) {
	box := open(t)
	ch := channel(t, config(box), practice.Password)
	t.Cleanup(func() { ch.Close() })
	send(t, ch, "kari@example.no")
	ctx, cancel := context.WithCancel(context.Background())
	slow := frozen(t, ch, "slow@example.no")
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := ch.Send(ctx, slow); err == nil {
		t.Error("a mail that was cancelled went through")
	}
	send(t, ch, "per@example.no")
}

func TestSend_AsksForTheNoticesThatAreWanted(t *testing.T) {
	box := open(t)
	for notices, want := range map[email.Notices][]string{
		"": {"FAILURE", "DELAY"}, email.NoticeFailures: {"FAILURE", "DELAY"},
		email.NoticeAll: {"SUCCESS", "FAILURE", "DELAY"}, email.NoticeNone: {"NEVER"},
	} {
		c := config(box)
		c.Notices = notices
		ch := channel(t, c, practice.Password)
		f := frozen(t, ch, "kari+faktura@example.no")
		if _, err := ch.Send(context.Background(), f); err != nil {
			t.Fatal(err)
		}
		ch.Close()
		all := box.Mail.Submitted()
		s := all[len(all)-1]
		if diff := cmp.Diff(want, s.Notices); diff != "" {
			t.Errorf("%q: %s", notices, diff)
		}
		local, _, _ := strings.Cut(strings.Trim(f.ID, "<>"), "@")
		if s.EnvelopeID != local || s.Meant != "kari+faktura@example.no" || s.Size != int64(len(f.Bytes)) {
			t.Errorf("envelope id %q, original recipient %q, size %d; want %q, the recipient and %d", s.EnvelopeID, s.Meant, s.Size, local, len(f.Bytes))
		}
	}
}

// script is a server that says what it is told to: for the word a command starts with, an answer. An empty answer drops the
// connection, "-" keeps silent. "." is said after the message.
type script struct {
	answers map[string]string
}

// serve answers on a port of this machine until the test ends.
func (s script) serve(t *testing.T) email.Config {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var all sync.WaitGroup
	t.Cleanup(func() { close(done); ln.Close(); all.Wait() })
	all.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				stop := context.AfterFunc(closing(done), func() { conn.Close() })
				defer stop()
				defer conn.Close()
				s.talk(conn, done)
			})
		}
	})
	return email.Config{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, Security: email.None,
		From: "faktura@fjordkoret.no", Timeout: 400 * time.Millisecond}
}

func closing(done <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-done; cancel() }()
	return ctx
}

func (s script) talk(conn net.Conn, done <-chan struct{}) {
	say := func(word, otherwise string) bool {
		answer, told := s.answers[word]
		if !told {
			answer = otherwise
		}
		switch answer {
		case "":
			return false
		case "-":
			<-done
			return false
		}
		_, err := fmt.Fprintf(conn, "%s\r\n", answer)
		return err == nil
	}
	if !say("greeting", "220 here") {
		return
	}
	lines := bufio.NewReader(conn)
	for inData := false; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if inData {
			if line == "." {
				inData = false
				if !say(".", "250 2.0.0 Ok: queued as S1") {
					return
				}
			}
			continue
		}
		word, _, _ := strings.Cut(strings.ToUpper(line), " ")
		otherwise := map[string]string{"EHLO": "250-here\r\n250 8BITMIME", "DATA": "354 go on", "QUIT": "221 bye"}[word]
		if otherwise == "" {
			otherwise = "250 ok"
		}
		if !say(word, otherwise) {
			return
		}
		inData = word == "DATA" && (s.answers["DATA"] == "" || strings.HasPrefix(s.answers["DATA"], "354"))
	}
}

func TestSend_EveryBadServerEndsInAReason(t *testing.T) {
	for _, tc := range []struct {
		name    string
		answers map[string]string
		code    string
		wraps   error // nil: temporary, about this mail alone
	}{
		{"never greets", map[string]string{"greeting": "-"}, email.CodeTimeout, billing.ErrUnavailable},
		{"hangs up at once", map[string]string{"greeting": ""}, email.CodeConnection, billing.ErrUnavailable},
		{"greets with 554", map[string]string{"greeting": "554 no service here"}, "smtp-554", billing.ErrUnavailable},
		{"greets with 421", map[string]string{"greeting": "421 too busy"}, "smtp-421", billing.ErrUnavailable},
		{"speaks another language", map[string]string{"greeting": "* OK IMAP4rev1"}, email.CodeConnection, billing.ErrUnavailable},
		{"451 to the sender", map[string]string{"MAIL": "451 4.3.0 try later"}, "smtp-451", billing.ErrUnavailable},
		{"too many at a time", map[string]string{"MAIL": "432 4.3.2 concurrent connections limit exceeded"}, "smtp-432", billing.ErrUnavailable},
		{"553 to the sender", map[string]string{"MAIL": "553 5.7.1 not your address"}, email.CodeSender, billing.ErrUnavailable},
		{"530 to the sender", map[string]string{"MAIL": "530 5.7.0 Authentication required"}, email.CodeAuth, billing.ErrUnavailable},
		{"basic off at the sender", map[string]string{"MAIL": "550 5.7.30 Basic authentication is not supported for Client Submission"},
			email.CodeBasicOff, billing.ErrUnavailable},
		{"552 to the sender", map[string]string{"MAIL": "552 5.3.4 message too big"}, email.CodeTooBig, billing.ErrRejected},
		{"silent at the sender", map[string]string{"MAIL": "-"}, email.CodeTimeout, nil},
		{"550 to the receiver", map[string]string{"RCPT": "550 5.1.1 unknown"}, "smtp-550", billing.ErrRejected},
		{"451 to the receiver", map[string]string{"RCPT": "451 4.7.1 greylisted"}, "smtp-451", nil},
		{"421 to the receiver", map[string]string{"RCPT": "421 4.3.2 going down"}, "smtp-421", billing.ErrUnavailable},
		{"relaying wants a login", map[string]string{"RCPT": "530 5.7.0 log in first"}, email.CodeAuth, billing.ErrUnavailable},
		{"mailbox full", map[string]string{"RCPT": "552 5.2.2 mailbox full"}, "smtp-552", billing.ErrRejected},
		{"hangs up at the receiver", map[string]string{"RCPT": ""}, email.CodeConnection, nil},
		{"450 to DATA", map[string]string{"DATA": "450 not now"}, "smtp-450", nil},
		{"554 to DATA", map[string]string{"DATA": "554 no valid recipients"}, "smtp-554", billing.ErrRejected},
		{"hangs up at DATA", map[string]string{"DATA": ""}, email.CodeConnection, nil},
		{"552 after the message", map[string]string{".": "552 message size exceeds fixed limit"}, email.CodeTooBig, billing.ErrRejected},
		{"451 after the message", map[string]string{".": "451 4.3.0 try later"}, "smtp-451", nil},
		{"550 after the message", map[string]string{".": "550 5.7.1 looks like spam"}, "smtp-550", billing.ErrRejected},
		{"may not send as this sender", map[string]string{".": "550 5.7.60 SMTP; Client does not have permissions to send as this sender"},
			email.CodeSender, billing.ErrUnavailable},
		{"quota used up", map[string]string{".": "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException"},
			email.CodeQuota, billing.ErrUnavailable},
		{"daily limit", map[string]string{".": "550 5.4.5 Daily user sending limit exceeded."}, email.CodeQuota, billing.ErrUnavailable},
		{"drops after the message", map[string]string{".": ""}, email.CodeLost, billing.ErrOutcomeUnknown},
		{"silent after the message", map[string]string{".": "-"}, email.CodeLost, billing.ErrOutcomeUnknown},
		{"gibberish after the message", map[string]string{".": "ok, thanks"}, email.CodeLost, billing.ErrOutcomeUnknown},
		{"offers no login", map[string]string{"EHLO": "250 here"}, email.CodeAuth, billing.ErrUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := script{answers: tc.answers}.serve(t)
			if tc.name == "offers no login" {
				c.User = "faktura@fjordkoret.no"
			}
			ch := channel(t, c, practice.Password)
			t.Cleanup(func() { ch.Close() })
			_, err := ch.Send(context.Background(), frozen(t, ch, "kari@example.no"))
			if codeOf(err) != tc.code {
				t.Errorf("code %q (%v), want %q", codeOf(err), err, tc.code)
			}
			for _, e := range []error{billing.ErrRejected, billing.ErrOutcomeUnknown, billing.ErrNotConfigured, billing.ErrUnavailable} {
				if errors.Is(err, e) != (e == tc.wraps) {
					t.Errorf("error %v, want it to wrap %v", err, tc.wraps)
				}
			}
		})
	}
}

func TestProviderOf_KnowsTheBigOnes(t *testing.T) {
	for host, want := range map[string]int{"smtp.office365.com": 30, "SMTP.Office365.com.": 30, "smtp.gmail.com": 0, "smtp.example.no": 0} {
		if got := email.RateOf(host); got != want {
			t.Errorf("%s: %d mails a minute, want %d", host, got, want)
		}
	}
	if p, ok := email.ProviderOf("smtp.office365.com"); !ok || p.Auth != "oauth" || !p.KeepsSent {
		t.Errorf("Microsoft 365: %+v", p)
	}
}

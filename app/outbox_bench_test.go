package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/realtest"
	"fakturist/billing"
)

// manyMails is how many mails the benchmark sends.
const manyMails = 1000

// clubWithMails makes a company file with a thousand documents of one page that wait to be mailed to a receiver.
func clubWithMails(b *testing.B, to string, set billing.Settings) (path string) {
	b.Helper()
	path = newClub(b, newBox(b))
	ctx := context.Background()
	c, err := app.Open(ctx, path, app.Options{})
	if err != nil {
		b.Fatal(err)
	}
	addPerson(b, c, "9", to)
	save(b, c, set)
	drafts := make([]billing.Draft, manyMails)
	for i := range drafts {
		drafts[i] = simpleDraft("9")
	}
	ids, err := c.SaveDrafts(ctx, drafts)
	if err != nil {
		b.Fatal(err)
	}
	if _, refused, err := c.Issue(ctx, ids, app.Issuing{AtOnce: true}); err != nil || len(refused) > 0 {
		b.Fatalf("refused %v, %v", refused, err)
	}
	mustClose(b, c)
	return path
}

// sendMany runs the outbox of a copy in a program of its own, so that the memory of servers and tests is not counted.
func sendMany(b *testing.B, original, password string) {
	b.Helper()
	peak := 0
	for b.Loop() {
		b.StopTimer()
		path := copyOf(b, original)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childRole+"=mail", childFile+"="+path, childPassword+"="+password)
		cmd.Stderr = os.Stderr
		b.StartTimer()
		out, err := cmd.Output()
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if kB, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(string(out), "peak "))); err == nil {
			peak = max(peak, kB)
		}
		allAccepted(b, path)
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/1000")
	b.ReportMetric(float64(peak)/1024, "peak-MB")
}

func allAccepted(b *testing.B, path string) {
	b.Helper()
	c := reopen(b, path, 0)
	sent, err := c.Send(context.Background(), app.Sending{DryRun: true})
	if err != nil || len(sent) != 0 {
		b.Fatalf("%d wait still, %v", len(sent), err)
	}
	for _, r := range outbox(b, c) {
		if r.State != billing.Accepted {
			b.Fatalf("delivery %d: %s %s %s", r.ID, r.State, r.Reason, r.Detail)
		}
	}
	mustClose(b, c)
}

// Goal: 60 s and 150 MB. A thousand mails of one page with PDF go through the whole outbox to the mail server of the box.
func BenchmarkSend1000Mails(b *testing.B) {
	sendMany(b, clubWithMails(b, "kari@example.test", nil), "")
}

// Goal: 60 s and 150 MB. The same to Exim, which delivers each to Dovecot.
func BenchmarkSend1000MailsToExim(b *testing.B) {
	m := realtest.Mail(b)
	original := clubWithMails(b, "kari@mottaker.test", billing.Settings{"mail.from": m.Address, "mail.ca": m.CA, "mail.smtp.host": m.Host,
		"mail.smtp.port": strconv.Itoa(m.SMTP), "mail.smtp.user": m.User, "mail.smtp.security": "starttls"})
	sendMany(b, original, m.Password)
	end := time.Now().Add(time.Minute)
	for m.Count(b, "kari") < manyMails && time.Now().Before(end) {
		time.Sleep(100 * time.Millisecond)
	}
	if n := m.Count(b, "kari"); n%manyMails != 0 || n == 0 {
		b.Errorf("%d mails arrived", n)
	}
}

// BenchmarkSendFloor is what sending a thousand mails cannot do without: two durable commits for each, one with the mail in
// it, and its bytes over a connection to somebody who says yes.
func BenchmarkSendFloor(b *testing.B) {
	mail := bytes.Repeat([]byte("JVBERi0xLjcKJcOkw7zDtsOfCjEgMCBvYmoKPDwvVHlwZS9DYXRhbG9nL1BhZ2VzIDIgMCBSPj4K\r\n"), 500)
	conn := yesSayer(b)
	for b.Loop() {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "floor")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
		if err != nil {
			b.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		if _, err := db.Exec(`CREATE TABLE frozen (id INTEGER PRIMARY KEY, state TEXT, bytes BLOB) STRICT`); err != nil {
			b.Fatal(err)
		}
		for i := range manyMails {
			if _, err := db.Exec(`INSERT INTO frozen VALUES ($1, 'sending', $2)`, i, mail); err != nil {
				b.Fatal(err)
			}
			if _, err := conn.W.Write(mail); err != nil {
				b.Fatal(err)
			}
			if err := conn.PrintfLine("."); err != nil {
				b.Fatal(err)
			}
			if _, err := conn.ReadLine(); err != nil {
				b.Fatal(err)
			}
			if _, err := db.Exec(`UPDATE frozen SET state = 'accepted' WHERE id = $1`, i); err != nil {
				b.Fatal(err)
			}
		}
		db.Close()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/1000")
}

// yesSayer is a connection to a server that answers each mail with a line.
func yesSayer(b *testing.B) *textproto.Conn {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		text := textproto.NewConn(conn)
		defer text.Close()
		for {
			if _, err := io.Copy(io.Discard, text.DotReader()); err != nil {
				return
			}
			if text.PrintfLine("250 ok") != nil {
				return
			}
		}
	}()
	text, err := textproto.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		text.Close()
		l.Close()
		<-ended
	})
	return text
}

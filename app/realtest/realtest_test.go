package realtest_test

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"fakturist/app/realtest"

	"github.com/miekg/dns"
)

func TestDNS_AnswersNAPTRAndKnowsWhatIsMissing(t *testing.T) {
	server := realtest.DNS(t, "participant.sml.test", `xyz.iso6523-actorid-upis NAPTR 100 10 "U" "Meta:SMP" "!.*!https://smp.test!" .`)
	ask := func(name string, kind uint16) *dns.Msg {
		t.Helper()
		m := new(dns.Msg)
		m.SetQuestion(name+".iso6523-actorid-upis.participant.sml.test.", kind)
		r, err := dns.Exchange(m, server)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := ask("xyz", dns.TypeNAPTR)
	if len(r.Answer) != 1 || r.Answer[0].(*dns.NAPTR).Regexp != "!.*!https://smp.test!" {
		t.Errorf("got %v", r.Answer)
	}
	if r := ask("abc", dns.TypeNAPTR); r.Rcode != dns.RcodeNameError {
		t.Errorf("unknown name: %s, want NXDOMAIN", dns.RcodeToString[r.Rcode])
	}
	if r := ask("xyz", dns.TypeA); r.Rcode != dns.RcodeSuccess || len(r.Answer) != 0 {
		t.Errorf("name without such a record: %s with %d answers, want none", dns.RcodeToString[r.Rcode], len(r.Answer))
	}
}

func TestMail_PutsMailIntoMailboxes(t *testing.T) {
	m := realtest.Mail(t)
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(m.LMTP)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	for _, line := range []string{"", "LHLO localhost", "MAIL FROM:<a@localhost>", "RCPT TO:<kari@localhost>", "DATA", "Subject: hei\r\n\r\nhei\r\n."} {
		if line != "" {
			fmt.Fprintf(conn, "%s\r\n", line)
		}
		answer(t, r)
	}
	for end := time.Now().Add(5 * time.Second); m.Count(t, "kari") == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no mail came")
		}
	}
	if got := string(m.Messages(t, "kari")[0]); !strings.Contains(got, "Subject: hei") {
		t.Errorf("got %q", got)
	}
}

// answer reads one answer, which may have several lines.
func answer(t *testing.T, r *bufio.Reader) {
	t.Helper()
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if line[0] != '2' && line[0] != '3' {
			t.Fatalf("answer %q", line)
		}
		if line[3] == ' ' {
			return
		}
	}
}

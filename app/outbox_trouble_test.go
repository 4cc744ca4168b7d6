package app_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
)

// addPerson adds a private person with a mail address and a postal one.
func addPerson(tb testing.TB, c *app.Company, no, email string) {
	tb.Helper()
	if _, err := c.SaveCustomer(context.Background(), billing.Customer{No: no, Party: billing.Party{Name: "Ola " + no, Type: billing.Person,
		Email: email, Address: billing.Address{Street: "Storgata 9", PostCode: "0155", City: "Oslo"}}}); err != nil {
		tb.Fatal(err)
	}
}

// outbox lists the deliveries, oldest first.
func outbox(tb testing.TB, c *app.Company) []billing.DeliveryRow {
	tb.Helper()
	rows, err := c.Outbox(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	rows = slices.DeleteFunc(rows, func(r billing.DeliveryRow) bool { return r.ID == 0 })
	slices.SortFunc(rows, func(a, b billing.DeliveryRow) int { return int(a.ID - b.ID) })
	return rows
}

func sendNow(tb testing.TB, c *app.Company) {
	tb.Helper()
	if _, err := c.Send(context.Background(), app.Sending{}); err != nil {
		tb.Fatal(err)
	}
}

// silent is a server that takes connections and never says a word.
func silent(tb testing.TB) (host, port string) {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	var held []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			held = append(held, conn)
		}
	}()
	tb.Cleanup(func() {
		l.Close()
		<-done
		for _, conn := range held {
			conn.Close()
		}
	})
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	return "localhost", port
}

func TestSend_EachTroubleEndsInAStateWithAReasonAndANextStep(t *testing.T) {
	const business = "1"
	for _, tc := range []struct {
		name     string
		customer string // number, or a mail address
		prepare  func(t *testing.T, box *practice.Box, c *app.Company)
		want     []string // state and reason of each delivery, in the order they were made
		next     string   // "again" by itself, "asked" about, "person", or "on" by the next channel
		rests    bool     // the channel waits as a whole
	}{
		{name: "address refused", customer: "permerror@example.test", want: []string{"email refused smtp-550", "letter accepted "}, next: "on"},
		{name: "mailbox busy", customer: "temperror@example.test", want: []string{"email queued smtp-451"}, next: "again"},
		{name: "server takes the mail and drops", customer: "timeout@example.test", want: []string{"email unknown smtp-lost"}, next: "person"},
		{name: "mail server down", customer: "ola@example.test", want: []string{"email queued smtp-connection"}, next: "again", rests: true,
			prepare: func(_ *testing.T, box *practice.Box, _ *app.Company) { box.Mail.SetSMTPDown(true) }},
		{name: "mail server never answers", customer: "ola@example.test", want: []string{"email queued smtp-timeout"}, next: "again", rests: true,
			prepare: func(t *testing.T, _ *practice.Box, c *app.Company) {
				app.SendTimeout(t, 200*time.Millisecond)
				host, port := silent(t)
				save(t, c, billing.Settings{"mail.smtp.host": host, "mail.smtp.port": port})
			}},
		{name: "mail password changed", customer: "ola@example.test", want: []string{"email queued smtp-auth"}, next: "again", rests: true,
			prepare: func(t *testing.T, _ *practice.Box, c *app.Company) { setSecret(t, c, "mail.smtp", "gammelt") }},
		{name: "access point token expired", customer: business, want: []string{"ehf queued ap-token"}, next: "again", rests: true,
			prepare: func(t *testing.T, _ *practice.Box, c *app.Company) { setSecret(t, c, "accesspoint", "utløpt") }},
		{name: "access point down", customer: business, want: []string{"ehf queued ap-503"}, next: "again", rests: true,
			prepare: func(_ *testing.T, box *practice.Box, _ *app.Company) { box.Access.Plan(practice.Unavailable) }},
		{name: "access point refuses the document", customer: business, want: []string{"ehf refused ap-refused", "letter accepted "}, next: "on",
			prepare: func(_ *testing.T, box *practice.Box, _ *app.Company) { box.Access.Plan(practice.Refuse) }},
		{name: "access point answers 200 and did not send", customer: business, want: []string{"ehf refused ap-not-served", "letter accepted "}, next: "on",
			prepare: func(t *testing.T, box *practice.Box, c *app.Company) {
				save(t, c, pointSettings(box, "phase4"))
				box.Phase4.Plan(practice.Refuse)
			}},
		{name: "access point answers 200 and did not reach the receiver's", customer: business, want: []string{"ehf queued ap-unreached"}, next: "again",
			prepare: func(t *testing.T, box *practice.Box, c *app.Company) {
				save(t, c, pointSettings(box, "phase4"))
				box.Phase4.Plan(practice.FailThenSend)
			}},
		{name: "access point tries on its own", customer: business, want: []string{"ehf accepted "}, next: "asked",
			prepare: func(_ *testing.T, box *practice.Box, _ *app.Company) { box.Access.Plan(practice.FailThenSend) }},
		{name: "access point's answer is lost", customer: business, want: []string{"ehf unknown ap-lost"}, next: "asked",
			prepare: func(_ *testing.T, box *practice.Box, _ *app.Company) { box.Access.Plan(practice.LoseAnswer) }},
		{name: "receiver cannot be looked up", customer: business, want: []string{"ehf queued dns-failed"}, next: "again",
			prepare: func(_ *testing.T, box *practice.Box, _ *app.Company) {
				box.DNS.Trouble("0192:987654325", practice.ServerFails)
			}},
		{name: "receiver is in no address book", customer: "5", want: []string{"ehf refused elma-not-registered", "letter accepted "}, next: "on",
			prepare: func(t *testing.T, _ *practice.Box, c *app.Company) {
				if _, err := c.SaveCustomer(context.Background(), billing.Customer{No: "5", Party: billing.Party{Name: "Ukjent AS",
					Type: billing.Business, OrgNo: "974760673", Address: billing.Address{PostCode: "0155", City: "Oslo"}}}); err != nil {
					t.Fatal(err)
				}
			}},
		{name: "nothing set up", customer: "ola@example.test", want: []string{"email refused mail-not-set-up", "letter accepted "}, next: "on",
			prepare: func(t *testing.T, _ *practice.Box, c *app.Company) {
				save(t, c, billing.Settings{"mail.smtp.host": ""})
			}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box := newBox(t)
			h := &hands{}
			c := openBy(t, newClub(t, box), h, nil)
			no := tc.customer
			if strings.Contains(no, "@") {
				no = "9"
				addPerson(t, c, no, tc.customer)
			}
			if tc.prepare != nil {
				tc.prepare(t, box, c)
			}
			issueTo(t, c, no, app.Issuing{AtOnce: true})
			sendNow(t, c)
			var got []string
			rows := outbox(t, c)
			for _, r := range rows {
				got = append(got, string(r.Channel)+" "+string(r.State)+" "+r.Reason)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Fatalf("outbox (-want +got):\n%s", diff)
			}
			if _, rests := c.Resting(context.Background())[rows[0].Channel]; rests != tc.rests {
				t.Errorf("the channel rests: %v, want %v", rests, tc.rests)
			}
			nextStep(t, c, h, rows[0], tc.next)
		})
	}
}

// nextStep fails unless what comes next for a delivery is what it says.
func nextStep(t *testing.T, c *app.Company, h *hands, d billing.DeliveryRow, want string) {
	t.Helper()
	wait := d.NotBefore.Sub(h.now())
	again := d.State == billing.Queued && wait > 30*time.Second && wait < 2*time.Minute && d.Attempts == 1
	switch want {
	case "again":
		if !again {
			t.Errorf("%s after %d attempts, not before %s: want another attempt in a minute", d.State, d.Attempts, d.NotBefore)
		}
	case "on":
		if d.State != billing.Refused || len(outbox(t, c)) != 2 {
			t.Errorf("%s, and %d deliveries: want the next channel", d.State, len(outbox(t, c)))
		}
	case "person":
		h.move(24 * time.Hour)
		sendNow(t, c)
		rows := outbox(t, c)
		if len(rows) != 1 || rows[0].State != billing.Unknown {
			t.Fatalf("after a day: %s", rows[0].State)
		}
		if _, err := c.Resolve(context.Background(), d.ID, true); err != nil {
			t.Error(err)
		}
	case "asked":
		for _, later := range []time.Duration{15 * time.Minute, time.Hour} {
			h.move(later)
			sendNow(t, c)
		}
		if rows := outbox(t, c); len(rows) != 1 || rows[0].State != billing.Delivered {
			t.Errorf("once asked: %s %s", rows[0].State, rows[0].Reason)
		}
	}
}

func save(tb testing.TB, c *app.Company, s billing.Settings) {
	tb.Helper()
	if err := c.SaveSettings(context.Background(), s); err != nil {
		tb.Fatal(err)
	}
}

func setSecret(tb testing.TB, c *app.Company, name, value string) {
	tb.Helper()
	keyring.MockInit()
	if err := c.SetSecret(context.Background(), name, value); err != nil {
		tb.Fatal(err)
	}
}

func TestSend_AServerThatHangsHoldsUpOnlyItsOwn(t *testing.T) {
	box := newBox(t)
	host, port := silent(t)
	app.SendTimeout(t, 20*time.Second)
	c := openBy(t, newClub(t, box), &hands{}, billing.Settings{"mail.smtp.host": host, "mail.smtp.port": port})
	for range 3 {
		for _, no := range []string{"2", "1", "3"} {
			issueTo(t, c, no, app.Issuing{AtOnce: true})
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	gone, late := make(chan struct{}, 100), make(chan struct{})
	c.Subscribe(func(s billing.Signal) {
		if _, ok := s.(billing.DeliveryChanged); ok {
			gone <- struct{}{}
		}
	})
	go func() {
		defer close(late)
		for range 6 {
			<-gone // EHF and letters are through while the first mail hangs
		}
		issueTo(t, c, "1", app.Issuing{AtOnce: true})
		<-gone // and so is what was issued meanwhile
		stop()
	}()
	if _, err := c.Send(ctx, app.Sending{}); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	<-late
	if n := len(outbox(t, c)); n != 10 {
		t.Errorf("%d deliveries, want 10", n)
	}
	for _, r := range outbox(t, c) {
		if through := r.State == billing.Accepted || r.State == billing.Delivered; through != (r.Channel != billing.Email) {
			t.Errorf("%s %s %s", r.Channel, r.State, r.Reason)
		}
	}
}

func TestSend_AServerThatIsDownIsTriedOnce(t *testing.T) {
	box := newBox(t)
	h := &hands{}
	c := openBy(t, newClub(t, box), h, nil)
	for range 5 {
		issueTo(t, c, "2", app.Issuing{AtOnce: true})
	}
	box.Mail.SetSMTPDown(true)
	for range 3 {
		sendNow(t, c)
	}
	attempts := func() (n int) {
		for _, r := range outbox(t, c) {
			n += r.Attempts
			if r.Attempts == 0 && (r.Reason != "" || r.State != billing.Queued) {
				t.Errorf("delivery %d was not tried and is %s %s", r.ID, r.State, r.Reason)
			}
		}
		return n
	}
	if n := attempts(); n != 1 {
		t.Errorf("%d attempts at a server that is down, want 1", n)
	}
	rest := c.Resting(context.Background())[billing.Email]
	if rest.Reason != "smtp-connection" || rest.Tries != 1 || rest.Until.Before(h.now()) {
		t.Errorf("rest %+v", rest)
	}
	h.move(2 * time.Minute)
	sendNow(t, c)
	if n := attempts(); n != 2 {
		t.Errorf("%d attempts after the pause, want 2", n)
	}
	again := c.Resting(context.Background())[billing.Email]
	if again.Tries != 2 || again.Until.Sub(h.now()) < 4*time.Minute || again.Since != rest.Since {
		t.Errorf("rest %+v, want a longer one", again)
	}
	box.Mail.SetSMTPDown(false)
	if _, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil {
		t.Fatal(err)
	}
	if n := len(box.Mail.Inbox("kari@example.test")); n != 5 {
		t.Errorf("%d mails when somebody asked to send now, want 5", n)
	}
	if rest := c.Resting(context.Background()); len(rest) != 0 {
		t.Errorf("still resting: %v", rest)
	}
}

func TestSend_OneBrokenAmongTwentyStopsNone(t *testing.T) {
	box := newBox(t)
	c := openBy(t, newClub(t, box), &hands{}, nil)
	addPerson(t, c, "7", "permerror@example.test")
	addPerson(t, c, "8", "timeout@example.test")
	for i := range 20 {
		no := []string{"1", "2", "3"}[i%3]
		switch i {
		case 4:
			no = "7"
		case 7:
			no = "8"
		case 9:
			no = "1"
			box.Access.Plan(practice.Accept, practice.Accept, practice.Refuse)
		}
		issueTo(t, c, no, app.Issuing{AtOnce: true})
	}
	sendNow(t, c)
	count := map[string]int{}
	for _, r := range outbox(t, c) {
		count[string(r.State)+" "+r.Reason]++
	}
	// of twenty, one is unknown and two went on by letter
	want := map[string]int{"unknown smtp-lost": 1, "refused smtp-550": 1, "refused ap-refused": 1}
	through := 0
	for state, n := range count {
		if strings.HasPrefix(state, "accepted") || strings.HasPrefix(state, "delivered") {
			through += n
			continue
		}
		if want[state] != n {
			t.Errorf("%d %s, want %d", n, state, want[state])
		}
	}
	if through != 19 {
		t.Errorf("%d of twenty are out, want 19: %v", through, count)
	}
}

func TestSend_ANameServerThatIsDownIsNotAskedByEach(t *testing.T) {
	box := newBox(t)
	h := &hands{}
	c := openBy(t, newClub(t, box), h, nil)
	box.DNS.Trouble("0192:987654325", practice.ServerFails)
	for range 6 {
		issueTo(t, c, "1", app.Issuing{AtOnce: true})
	}
	issueTo(t, c, "2", app.Issuing{AtOnce: true})
	sendNow(t, c)
	tried := 0
	for _, r := range outbox(t, c) {
		tried += r.Attempts
		if r.Channel == billing.EHF && r.State != billing.Queued || r.Channel == billing.Email && r.State != billing.Accepted {
			t.Errorf("%s %s %s", r.Channel, r.State, r.Reason)
		}
	}
	if tried != 4 {
		t.Errorf("%d tries, want three of EHF and one of mail", tried)
	}
	if rest := c.Resting(context.Background())[billing.EHF]; rest.Reason != "dns-failed" {
		t.Errorf("rest %+v", rest)
	}
}

func TestSend_SettingsThatNameNoServerKeepThePracticeBox(t *testing.T) {
	ctx := context.Background()
	c, err := app.Create(ctx, t.TempDir()+"/øving.fakt", billing.Settings{"practice": "yes", "name": "Øving", "orgNo": "923609016", "vat": "yes",
		"address.street": "Vei 1", "address.postCode": "0150", "address.city": "Oslo", "account": clubAccount, "send.undo": "0"}, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	save(t, c, billing.Settings{"mail.rate": "50", "mail.notices": "failures", "mail.from": "kasserer@klubben.no", "lookup.private": "yes"})
	addPerson(t, c, "1", "kari@example.test")
	issueTo(t, c, "1", app.Issuing{})
	if got := states(t, c, app.Sending{}); !cmp.Equal(got, []string{"email accepted "}) {
		t.Errorf("outbox %q", got)
	}
}

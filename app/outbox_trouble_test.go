package app_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"
)

// hands are the hands of a clock a test moves while a company is open.
type hands struct {
	mu  sync.Mutex
	off time.Duration
}

func (h *hands) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.off)
}

func (h *hands) move(by time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.off += by
}

// openBy opens a company file by a clock a test moves.
func openBy(tb testing.TB, path string, h *hands, set billing.Settings) *app.Company {
	tb.Helper()
	c, err := app.Open(context.Background(), path, app.Options{Clock: h.now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	if len(set) > 0 {
		if err := c.SaveSettings(context.Background(), set); err != nil {
			tb.Fatal(err)
		}
	}
	return c
}

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
		{name: "mail server never answers", customer: "ola@example.test", want: []string{"email queued smtp-cancelled"}, next: "again", rests: true,
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

func TestSend_KeepsTheRateAcrossRestartsAndClocks(t *testing.T) {
	box := newBox(t)
	path := newClub(t, box)
	h := &hands{}
	c := openBy(t, path, h, billing.Settings{"mail.rate": "4"})
	for range 14 {
		issueTo(t, c, "2", app.Issuing{AtOnce: true})
	}
	issueTo(t, c, "3", app.Issuing{AtOnce: true})
	mails := func() int { return len(box.Mail.Inbox("kari@example.test")) }
	for _, step := range []struct {
		name  string
		later time.Duration
		want  int
	}{
		{"at first", 0, 4},
		{"by a new program within the minute", 30 * time.Second, 4},
		{"after the minute", 31 * time.Second, 8},
		{"the clock was set back a year", -365 * 24 * time.Hour, 12},
		{"a minute after", 61 * time.Second, 14},
	} {
		h.move(step.later)
		c = openBy(t, path, h, nil)
		sendNow(t, c)
		if got := mails(); got != step.want {
			t.Errorf("%s: %d mails, want %d", step.name, got, step.want)
		}
		rest, rests := c.Resting(context.Background())[billing.Email]
		if rests != (step.want < 14) || rests && (rest.Reason != "delivery-rate" || rest.Until.Sub(h.now()) > time.Minute) {
			t.Errorf("%s: rest %+v", step.name, rest)
		}
		for _, r := range outbox(t, c) {
			if r.State == billing.Queued && (r.Reason != "" || r.Attempts > 0) {
				t.Errorf("%s: something was noted with delivery %d that waits: %s", step.name, r.ID, r.Reason)
			}
			if r.Channel == billing.Letter && r.State != billing.Accepted {
				t.Errorf("%s: the letter is %s", step.name, r.State)
			}
		}
		mustClose(t, c)
	}
}

func TestSend_AClockThatJumpsStrandsNothing(t *testing.T) {
	year := 365 * 24 * time.Hour
	for _, tc := range []struct {
		name  string
		first time.Duration // the clock when the delivery fails
		then  time.Duration // how it moves then
		want  string
	}{
		{"back a year", year, -year, "email accepted "},
		{"on a year", 0, year, "email accepted "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box := newBox(t)
			h := &hands{off: tc.first}
			path := newClub(t, box)
			c := openBy(t, path, h, nil)
			issueTo(t, c, "2", app.Issuing{AtOnce: true})
			box.Mail.SetSMTPDown(true)
			sendNow(t, c)
			h.move(tc.then)
			sendNow(t, c)
			if r := onlyDelivery(t, c); r.State != billing.Queued || r.Attempts != 2 {
				t.Errorf("%s after %d attempts: the jump must neither strand nor end it", r.State, r.Attempts)
			}
			box.Mail.SetSMTPDown(false)
			h.move(10 * time.Minute)
			sendNow(t, c)
			if r := onlyDelivery(t, c); string(r.Channel)+" "+string(r.State)+" "+r.Reason != tc.want {
				t.Errorf("%s %s, want %s", r.State, r.Reason, tc.want)
			}
		})
	}
}

func TestSend_GivesUpThoughTheClockWasSetBack(t *testing.T) {
	box := newBox(t)
	h := &hands{off: 365 * 24 * time.Hour}
	c := openBy(t, newClub(t, box), h, nil)
	issueTo(t, c, "2", app.Issuing{AtOnce: true})
	h.move(-365 * 24 * time.Hour)
	box.Mail.SetSMTPDown(true)
	for n := 1; ; n++ {
		sendNow(t, c)
		if r := onlyDelivery(t, c); r.State == billing.Refused {
			break
		}
		if n > 40 {
			t.Fatal("never given up")
		}
		h.move(4 * time.Hour)
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

func TestUndoSend_TakesABatchBackAfterACrash(t *testing.T) {
	path := newClub(t, newBox(t))
	c := reopen(t, path, 0)
	save(t, c, billing.Settings{"send.undo": "600"})
	mustClose(t, c)
	for len(kill(t, "issue", path, 700*time.Millisecond)) < 4 {
		continue // killed before anything was issued
	}
	c = reopen(t, path, 0)
	numbers := numbersOf(t, c)
	sendNow(t, c)
	for _, r := range outbox(t, c) {
		if r.State != billing.Queued {
			t.Errorf("delivery %d is %s within the time to take it back", r.ID, r.State)
		}
	}
	n, err := c.UndoSend(context.Background(), numbers)
	if err != nil || n != len(numbers) || n == 0 {
		t.Fatalf("took back %d of %d, %v", n, len(numbers), err)
	}
	mustClose(t, c)
	c = reopen(t, path, time.Hour)
	if met, err := c.Send(context.Background(), app.Sending{Now: true}); err != nil || len(met) > 0 {
		t.Errorf("%d deliveries were sent that were taken back, %v", len(met), err)
	}
}

func TestRelease_LetsGoWhatIsHeldAndUndoTakesItBack(t *testing.T) {
	box := newBox(t)
	ctx := context.Background()
	h := &hands{}
	c := openBy(t, newClub(t, box), h, nil)
	var numbers []string
	for range 4 {
		numbers = append(numbers, issueTo(t, c, "2", app.Issuing{AtOnce: true}).Number())
	}
	if err := c.SendFirst(ctx, numbers, numbers[:1]); err != nil {
		t.Fatal(err)
	}
	mails := func() int { return len(box.Mail.Inbox("kari@example.test")) }
	sendNow(t, c)
	if _, err := c.Send(ctx, app.Sending{Now: true}); err != nil {
		t.Fatal(err)
	}
	if n := mails(); n != 1 {
		t.Fatalf("%d mails, want only the first", n)
	}
	if n, err := c.UndoSend(ctx, numbers[1:2]); err != nil || n != 1 {
		t.Errorf("took back %d held ones, %v", n, err)
	}
	save(t, c, billing.Settings{"send.undo": "60"})
	if n, err := c.Release(ctx, numbers[2:3]); err != nil || n != 1 {
		t.Errorf("released %d, %v", n, err)
	}
	sendNow(t, c)
	if n := mails(); n != 1 {
		t.Errorf("%d mails within the time to take back, want 1", n)
	}
	h.move(61 * time.Second)
	sendNow(t, c)
	if n := mails(); n != 2 {
		t.Errorf("%d mails, want 2", n)
	}
	if n, err := c.Release(ctx, nil); err != nil || n != 1 {
		t.Errorf("released %d of the rest, %v", n, err)
	}
	h.move(61 * time.Second)
	sendNow(t, c)
	if n := mails(); n != 3 {
		t.Errorf("%d mails, want 3: one was taken back", n)
	}
}

func TestReturned_GoesOnOnceAndToTheCorrectedAddress(t *testing.T) {
	box := newBox(t)
	ctx := context.Background()
	c := openBy(t, newClub(t, box), &hands{}, nil)
	addPerson(t, c, "9", "gammel@example.test")
	number := issueTo(t, c, "9", app.Issuing{AtOnce: true}).Number()
	sendNow(t, c)
	first := outbox(t, c)[0]
	for range 3 {
		if err := app.Returned(ctx, c, first.ID, "bounce-5.1.1", "550 5.1.1 no such user"); err != nil {
			t.Fatal(err)
		}
	}
	sendNow(t, c)
	got := states(t, c, app.Sending{})
	slices.Sort(got)
	if diff := cmp.Diff([]string{"email bounced bounce-5.1.1", "letter accepted "}, got); diff != "" {
		t.Errorf("outbox (-want +got):\n%s", diff)
	}
	addPerson(t, c, "9", "ny@example.test")
	if err := c.SendBy(ctx, []string{number}, billing.Email); err != nil {
		t.Fatal(err)
	}
	sendNow(t, c)
	if old, fresh := len(box.Mail.Inbox("gammel@example.test")), len(box.Mail.Inbox("ny@example.test")); old != 1 || fresh != 1 {
		t.Errorf("%d mails to the old address and %d to the new one, want 1 each", old, fresh)
	}
	mails := box.Mail.Submitted()
	if len(mails) == 2 && messageID(t, mails[0].Bytes) == messageID(t, mails[1].Bytes) {
		t.Error("another mail to another address has the same Message-ID")
	}
	if err := app.Returned(ctx, c, outbox(t, c)[2].ID, "bounce-5.1.1", ""); err != nil {
		t.Fatal(err)
	}
	if n := len(outbox(t, c)); n != 3 {
		t.Errorf("%d deliveries: a document that lies on the pile needs no second letter", n)
	}
}

func TestSend_GoesToTheAddressOfToday(t *testing.T) {
	box := newBox(t)
	c := openBy(t, newClub(t, box), &hands{}, nil)
	addPerson(t, c, "9", "gammel@example.test")
	addPerson(t, c, "10", "borte@example.test")
	issueTo(t, c, "9", app.Issuing{AtOnce: true})
	issueTo(t, c, "10", app.Issuing{AtOnce: true})
	addPerson(t, c, "9", "ny@example.test")
	addPerson(t, c, "10", "")
	sendNow(t, c)
	rows := outbox(t, c)
	if rows[0].Recipient != "ny@example.test" || len(box.Mail.Inbox("ny@example.test")) != 1 || len(box.Mail.Inbox("gammel@example.test")) != 0 {
		t.Errorf("went to %s", rows[0].Recipient)
	}
	if rows[1].State != billing.Refused || rows[1].Reason != "route-no-email" || rows[1].Recipient != "borte@example.test" || rows[2].Channel != billing.Letter || len(box.Mail.Inbox("borte@example.test")) != 0 {
		t.Errorf("without an address: %s %s, then %s", rows[1].State, rows[1].Reason, rows[2].Channel)
	}
	mustVerify(t, c)
}

func TestSend_AsksEverMoreSeldomAndSaysWhenNobodyTold(t *testing.T) {
	box := newBox(t)
	ctx := context.Background()
	h := &hands{}
	c := openBy(t, newClub(t, box), h, nil)
	box.Access.Plan(practice.FailThenSend) // sent after two questions
	number := issueTo(t, c, "1", app.Issuing{AtOnce: true}).Number()
	for range 5 {
		sendNow(t, c)
	}
	if r := onlyDelivery(t, c); r.State != billing.Accepted {
		t.Errorf("%s: asked more than once within five minutes", r.State)
	}
	box.Access.SetDown(true)
	for range 20 {
		h.move(24 * time.Hour)
		sendNow(t, c)
	}
	events, err := c.Timeline(ctx, number)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, e := range events {
		if e.Kind == "note-told" && e.Args["reason"] == "delivery-silent" {
			told++
		}
	}
	if r := onlyDelivery(t, c); told != 1 || r.State != billing.Accepted {
		t.Errorf("%d notes that nobody told, state %s", told, r.State)
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

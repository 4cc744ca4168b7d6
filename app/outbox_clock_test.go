package app_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"fakturist/app"
	"fakturist/app/practice"
	"fakturist/billing"
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

// Package channeltest is the conformance suite of billing.Channel: what every way out must do, with its server well,
// refusing, down, losing its answer or keeping a client waiting.
//
// A channel's test makes a Harness over a real server and calls Run. The package imports billing and testing, nothing else.
package channeltest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"fakturist/billing"
)

// patience is how long anything may take that is meant to be at once; it is long because machines under load are slow.
const patience = 20 * time.Second

// Harness is one channel with the world it sends into. Run skips what a nil field leaves out.
type Harness struct {
	// New makes a channel set up rightly against a server that is well.
	New func(t *testing.T) billing.Channel
	// Unconfigured makes a channel nobody has set up.
	Unconfigured func(t *testing.T) billing.Channel
	// WrongSecret makes a channel with a wrong password or token.
	WrongSecret func(t *testing.T) billing.Channel
	// Good is a consignment the other side takes.
	Good func(t *testing.T) billing.Consignment
	// Impossible is a consignment that cannot go this way at all, such as one without an address.
	Impossible func(t *testing.T) billing.Consignment
	// Refused is a consignment the other side refuses for good.
	Refused func(t *testing.T) billing.Consignment
	// Busy is a consignment the other side does not take just now.
	Busy func(t *testing.T) billing.Consignment
	// Lost is a consignment the other side takes without its answer coming through.
	Lost func(t *testing.T) billing.Consignment
	// Slow is a consignment whose answer takes a minute.
	Slow func(t *testing.T) billing.Consignment
	// SetDown takes the server down or up again.
	SetDown func(t *testing.T, down bool)
	// Arrived counts how often the other side got the frozen bytes, byte for byte and under their id.
	Arrived func(t *testing.T, f billing.Frozen) int
	// KnowsStatus tells whether Status has someone to ask.
	KnowsStatus bool
	// TakesOnce tells whether the other side takes an id once, so that the same bytes may go again.
	TakesOnce bool
	// Disguised is a consignment whose failure comes in the shape of a success.
	Disguised func(t *testing.T) billing.Consignment
	// EndToken ends what the channel logged in with before its time.
	EndToken func(t *testing.T)
	// Later is a consignment that arrives some questions after it was taken.
	Later func(t *testing.T) billing.Consignment
	// LaterRefused is one that is refused some questions after it was taken.
	LaterRefused func(t *testing.T) billing.Consignment
	// Reminder is a reminder (EHF Reminder 3.0); ReminderRefused tells that the other side would make something else of it, so
	// that it must not go.
	Reminder        func(t *testing.T) billing.Consignment
	ReminderRefused bool
	// OutOfOrder tells whether the channel says of a failure that no other delivery gets through either.
	OutOfOrder bool
}

// coded is an error with a code a user's sentence is made from.
type coded interface{ Code() string }

// Run runs the suite. make builds a fresh harness for each part.
func Run(t *testing.T, build func(t *testing.T) Harness) {
	parts := []struct {
		name string
		run  func(t *testing.T, h Harness)
	}{
		{"FreezeGivesBytesWithAnIdAndTouchesNoNet", freezes},
		{"FreezeSaysWhenTheChannelIsNotSetUp", unconfigured},
		{"FreezeRefusesWhatCannotGoThisWay", impossible},
		{"SendHandsOverTheFrozenBytes", sends},
		{"SendTellsARefusal", refused},
		{"SendIsTriedAgainWhenTheOtherSideIsBusy", busy},
		{"SendIsTriedAgainWhenTheServerWasDown", down},
		{"SendDoesNotKnowWhenTheAnswerIsLost", lost},
		{"SendNamesAWrongSecret", wrongSecret},
		{"SendStopsBeforeItStartsWhenCancelled", cancelledBefore},
		{"SendStopsWhenCancelled", cancelledDuring},
		{"StatusKnowsWhatWasSent", status},
		{"SendingTheSameBytesAgainArrivesOnce", twice},
		{"SendSeesAFailureThatLooksLikeASuccess", disguised},
		{"SendLogsInAnewWhenATokenEnds", tokenEnds},
		{"StatusTellsAVerdictThatComesLater", later},
		{"SendCarriesAReminder", reminder},
	}
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) { p.run(t, build(t)) })
	}
}

func freezes(t *testing.T, h Harness) {
	if h.SetDown != nil {
		h.SetDown(t, true)
	}
	c, ctx := h.New(t), context.Background()
	if c.Name() == "" {
		t.Error("channel has no name")
	}
	first, second := freeze(t, c, h.Good(t)), freeze(t, c, h.Good(t))
	for _, f := range []billing.Frozen{first, second} {
		if f.ID == "" || f.Recipient == "" || len(f.Bytes) == 0 {
			t.Errorf("frozen without id, recipient or bytes: id %q, recipient %q, %d bytes", f.ID, f.Recipient, len(f.Bytes))
		}
	}
	if first.ID == second.ID {
		t.Errorf("two freezes share the id %q", first.ID)
	}
	if h.SetDown != nil {
		h.SetDown(t, false)
	}
	for _, f := range []billing.Frozen{first, second} {
		if _, err := c.Send(ctx, f); err != nil {
			t.Errorf("send what was frozen: %v", err)
		}
	}
}

func unconfigured(t *testing.T, h Harness) {
	if h.Unconfigured == nil {
		t.Skip("the channel needs no set-up")
	}
	_, err := h.Unconfigured(t).Freeze(context.Background(), h.Good(t))
	wants(t, err, billing.ErrNotConfigured)
}

func impossible(t *testing.T, h Harness) {
	if h.Impossible == nil {
		t.Skip("the channel takes everything")
	}
	_, err := h.New(t).Freeze(context.Background(), h.Impossible(t))
	wants(t, err, billing.ErrRejected)
}

func sends(t *testing.T, h Harness) {
	c := h.New(t)
	f := freeze(t, c, h.Good(t))
	kept := bytes.Clone(f.Bytes)
	r, err := c.Send(context.Background(), f)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	if r.ID == "" {
		t.Error("receipt without an id")
	}
	if !bytes.Equal(kept, f.Bytes) {
		t.Error("send changed the frozen bytes")
	}
	arrived(t, h, f, 1)
}

func refused(t *testing.T, h Harness) {
	if h.Refused == nil {
		t.Skip("the other side refuses nothing")
	}
	c := h.New(t)
	f := freeze(t, c, h.Refused(t))
	_, err := c.Send(context.Background(), f)
	wants(t, err, billing.ErrRejected)
	arrived(t, h, f, 0)
}

func busy(t *testing.T, h Harness) {
	if h.Busy == nil {
		t.Skip("the other side is never busy")
	}
	c := h.New(t)
	f := freeze(t, c, h.Busy(t))
	_, err := c.Send(context.Background(), f)
	temporary(t, err)
	arrived(t, h, f, 0)
}

func down(t *testing.T, h Harness) {
	if h.SetDown == nil {
		t.Skip("there is no server")
	}
	c := h.New(t)
	f := freeze(t, c, h.Good(t))
	h.SetDown(t, true)
	_, err := c.Send(context.Background(), f)
	temporary(t, err)
	outOfOrder(t, h, err)
	h.SetDown(t, false)
	arrived(t, h, f, 0)
	if _, err := c.Send(context.Background(), f); err != nil {
		t.Fatalf("send after the server came back: %v", err)
	}
	arrived(t, h, f, 1)
}

func lost(t *testing.T, h Harness) {
	if h.Lost == nil {
		t.Skip("no answer can be lost")
	}
	c := h.New(t)
	f := freeze(t, c, h.Lost(t))
	_, err := c.Send(context.Background(), f)
	wants(t, err, billing.ErrOutcomeUnknown)
	arrived(t, h, f, 1)
	if !h.KnowsStatus {
		return
	}
	_, err = c.Status(context.Background(), f)
	if h.TakesOnce && errors.Is(err, billing.ErrNotFound) { // which says that they may go again
		_, err = c.Send(context.Background(), f)
	}
	if err != nil {
		t.Errorf("status of bytes whose answer was lost: %v", err)
	}
	arrived(t, h, f, 1)
}

func wrongSecret(t *testing.T, h Harness) {
	if h.WrongSecret == nil {
		t.Skip("the channel has no secret")
	}
	c := h.WrongSecret(t)
	f := freeze(t, c, h.Good(t))
	_, wrong := c.Send(context.Background(), f)
	temporary(t, wrong)
	outOfOrder(t, h, wrong)
	arrived(t, h, f, 0)
	if h.SetDown == nil {
		return
	}
	h.SetDown(t, true)
	_, unreachable := c.Send(context.Background(), f)
	if code(wrong) == code(unreachable) {
		t.Errorf("a wrong secret and a server that is down share the code %q", code(wrong))
	}
}

func cancelledBefore(t *testing.T, h Harness) {
	c := h.New(t)
	f := freeze(t, c, h.Good(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := c.Send(ctx, f)
	if !errors.Is(err, context.Canceled) || errors.Is(err, billing.ErrRejected) || errors.Is(err, billing.ErrOutcomeUnknown) {
		t.Errorf("send with a cancelled context: %v, want it to wrap context.Canceled alone", err)
	}
	arrived(t, h, f, 0)
}

func cancelledDuring(t *testing.T, h Harness) {
	if h.Slow == nil {
		t.Skip("the other side is never slow")
	}
	c := h.New(t)
	f := freeze(t, c, h.Slow(t))
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := c.Send(ctx, f)
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil || errors.Is(err, billing.ErrRejected) {
			t.Errorf("send cancelled while waiting: %v, want an error that is no refusal", err)
		}
	case <-time.After(patience):
		t.Fatal("send does not stop when its context ends")
	}
}

func status(t *testing.T, h Harness) {
	c := h.New(t)
	f, never := freeze(t, c, h.Good(t)), freeze(t, c, h.Good(t))
	r, err := c.Send(context.Background(), f)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	f.Receipt = r.ID
	_, err = c.Status(context.Background(), f)
	if !h.KnowsStatus {
		if !errors.Is(err, billing.ErrNoStatus) {
			t.Errorf("status: %v, want ErrNoStatus", err)
		}
		return
	}
	if err != nil {
		t.Errorf("status of what was sent: %v", err)
	}
	if _, err := c.Status(context.Background(), never); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("status of what was never sent: %v, want ErrNotFound", err)
	}
	if h.SetDown == nil {
		return
	}
	h.SetDown(t, true)
	_, err = c.Status(context.Background(), f)
	for _, not := range []error{nil, billing.ErrNotFound, billing.ErrRejected} {
		if errors.Is(err, not) {
			t.Errorf("status while nobody answers: %v, which somebody would act on", err)
		}
	}
}

func twice(t *testing.T, h Harness) {
	if !h.TakesOnce {
		t.Skip("the other side would send the same bytes twice; that they never go twice is the outbox's to see to")
	}
	c := h.New(t)
	f := freeze(t, c, h.Good(t))
	for range 2 {
		r, err := c.Send(context.Background(), f)
		if err != nil || r.ID == "" {
			t.Fatalf("send: %+v, %v", r, err)
		}
	}
	arrived(t, h, f, 1)
}

func disguised(t *testing.T, h Harness) {
	if h.Disguised == nil {
		t.Skip("the other side says no plainly")
	}
	c := h.New(t)
	f := freeze(t, c, h.Disguised(t))
	r, err := c.Send(context.Background(), f)
	if err == nil {
		t.Fatalf("a failure passed for a success: %+v", r)
	}
	if code(err) == "" {
		t.Errorf("error without a code: %v", err)
	}
	arrived(t, h, f, 0)
}

func tokenEnds(t *testing.T, h Harness) {
	if h.EndToken == nil {
		t.Skip("the channel's token does not end")
	}
	c := h.New(t)
	first, second := freeze(t, c, h.Good(t)), freeze(t, c, h.Good(t))
	if _, err := c.Send(context.Background(), first); err != nil {
		t.Fatalf("send: %v", err)
	}
	h.EndToken(t)
	if _, err := c.Send(context.Background(), second); err != nil {
		t.Errorf("send after the token ended: %v", err)
	}
	arrived(t, h, second, 1)
}

// questions is how often the other side may be asked before its verdict must be there.
const questions = 10

func later(t *testing.T, h Harness) {
	if h.Later == nil || h.LaterRefused == nil {
		t.Skip("the other side has no verdict to come")
	}
	c := h.New(t)
	for _, end := range []struct {
		goods func(*testing.T) billing.Consignment
		want  error
	}{{h.Later, nil}, {h.LaterRefused, billing.ErrRejected}} {
		f := freeze(t, c, end.goods(t))
		r, err := c.Send(context.Background(), f)
		if err != nil || r.Delivered {
			t.Fatalf("taken, with the verdict to come: %+v, %v", r, err)
		}
		f.Receipt = r.ID
		for range questions {
			if r, err = c.Status(context.Background(), f); err != nil || r.Delivered {
				break
			}
		}
		if !errors.Is(err, end.want) || end.want == nil && !r.Delivered {
			t.Errorf("in the end: %+v, %v, want %v", r, err, end.want)
		}
		arrived(t, h, f, 1)
	}
}

func reminder(t *testing.T, h Harness) {
	if h.Reminder == nil {
		t.Skip("the channel carries no documents of the network")
	}
	c := h.New(t)
	if h.ReminderRefused {
		_, err := c.Freeze(context.Background(), h.Reminder(t))
		wants(t, err, billing.ErrRejected)
		return
	}
	f := freeze(t, c, h.Reminder(t))
	if _, err := c.Send(context.Background(), f); err != nil {
		t.Fatalf("send a reminder: %v", err)
	}
	arrived(t, h, f, 1)
}

// outOfOrder checks that a failure that hits every delivery says so.
func outOfOrder(t *testing.T, h Harness, err error) {
	t.Helper()
	if h.OutOfOrder && !errors.Is(err, billing.ErrUnavailable) {
		t.Errorf("got %v, want it to say that the channel is out of order", err)
	}
}

func freeze(t *testing.T, c billing.Channel, consignment billing.Consignment) billing.Frozen {
	t.Helper()
	f, err := c.Freeze(context.Background(), consignment)
	if err != nil {
		t.Fatalf("freeze: %v", err)
	}
	return f
}

// wants checks that err wraps one of the port's errors, no other of them, and carries a code.
func wants(t *testing.T, err, want error) {
	t.Helper()
	for _, e := range []error{billing.ErrRejected, billing.ErrOutcomeUnknown, billing.ErrNotConfigured} {
		if errors.Is(err, e) != (e == want) {
			t.Errorf("got %v, want it to wrap %q and nothing else of the port", err, want)
		}
	}
	if code(err) == "" {
		t.Errorf("error without a code: %v", err)
	}
}

// temporary checks that err is one the outbox tries again.
func temporary(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("got no error")
	}
	wants(t, err, nil)
}

func code(err error) string {
	var c coded
	if errors.As(err, &c) {
		return c.Code()
	}
	return ""
}

func arrived(t *testing.T, h Harness, f billing.Frozen, want int) {
	t.Helper()
	if h.Arrived == nil {
		return
	}
	if got := h.Arrived(t, f); got != want {
		t.Errorf("the other side has the bytes %d times, want %d", got, want)
	}
}

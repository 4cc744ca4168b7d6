package peppol_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/billing"
)

// zeros is a source of ids that counts, so that they differ and are the same in each run.
type zeros struct{}

var counted byte

func (zeros) Read(b []byte) (int, error) {
	counted++
	for i := range b {
		b[i] = counted
	}
	return len(b), nil
}

// storecoveJourney sends and asks through everything Storecove is used for.
func storecoveJourney(t *testing.T, box *practice.Box, point *peppol.Point) {
	t.Helper()
	c, ctx := point.Channels()[0], context.Background()
	for _, who := range []struct {
		to   string
		code string
	}{{receiver, ""}, {"0192:later", ""}, {"0192:never", peppol.CodeGaveUp}, {"0192:refused", peppol.CodeRefused}, {"0192:busy", "ap-429"}} {
		f := freeze(t, c, consignment(t, who.to))
		r, err := c.Send(ctx, f)
		f.Receipt = r.ID
		for n := 0; n < 6 && err == nil && !r.Delivered; n++ {
			r, err = c.Status(ctx, f)
		}
		if code(err) != who.code || who.code == "" && !r.Delivered {
			t.Errorf("%s: %+v, %v", who.to, r, err)
		}
	}
	f := freeze(t, c, consignment(t, "0088:7300010000001"))
	for range 2 { // the second is answered by 422, which says that the first stands
		if _, err := c.Send(ctx, f); err != nil {
			t.Errorf("the same id again: %v", err)
		}
	}
	box.Storecove.Unknown("0192:974760673")
	for participant, want := range map[string]bool{"0192:974760673": false, receiver: true} {
		if got, err := point.Receives(ctx, participant); err != nil || got != want {
			t.Errorf("%s receives: %v, %v", participant, got, err)
		}
	}
}

func storecove(t *testing.T, c peppol.Config) *peppol.Point {
	t.Helper()
	p := peppol.Open(c, secrets(practice.Token), clock, zeros{})
	return p
}

func TestStorecove_IsToldWhatTheSettingsSay(t *testing.T) {
	box := open(t)
	treat(box.Storecove, practice.Refuse, practice.TooMany)
	point := storecove(t, storecoveConfig(box))
	storecoveJourney(t, box, point)
	s := box.Storecove.Submissions()[0]
	if s.Fields["scheme"] != "NO:ORG" || s.Receiver != receiver || s.Fields["emails"] != "0" {
		t.Errorf("told %v to %s", s.Fields, s.Receiver)
	}
}

// TestStorecove_LeavesOtherPeoplesEventsInTheQueue: what another program waits for is not ours to take.
func TestStorecove_LeavesOtherPeoplesEventsInTheQueue(t *testing.T) {
	box := open(t)
	box.Storecove.Tell(`{"event_type":"received_document","event_group":"received_document","event":"received","guid":"x"}`)
	c, ctx := storecove(t, storecoveConfig(box)).Channels()[0], context.Background()
	f := freeze(t, c, consignment(t, receiver))
	r, err := c.Send(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	f.Receipt = r.ID
	if r, err = c.Status(ctx, f); err != nil || !r.Delivered {
		t.Errorf("the evidence tells: %+v, %v", r, err)
	}
	if n := box.Storecove.Waiting(); n != 2 {
		t.Errorf("%d events wait, want both", n)
	}
}

// TestStorecove_KeepsAVerdictThatIsToldOnce: another program, or the same after a crash, still knows it.
func TestStorecove_KeepsAVerdictThatIsToldOnce(t *testing.T) {
	box := open(t)
	treat(box.Storecove, practice.Refuse, practice.TooMany)
	config := storecoveConfig(box)
	config.Journal = filepath.Join(t.TempDir(), "storecove.jsonl")
	if err := os.WriteFile(config.Journal, []byte(`{"guid":"cut o`), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	c := storecove(t, config).Channels()[0]
	never, other := freeze(t, c, consignment(t, "0192:never")), freeze(t, c, consignment(t, receiver))
	r, err := c.Send(ctx, never)
	if err != nil {
		t.Fatal(err)
	}
	never.Receipt = r.ID
	for range 3 {
		if _, err = c.Status(ctx, never); err != nil {
			t.Fatalf("still trying: %v", err)
		}
	}
	// Somebody asks about another document, which takes the verdict off the queue.
	if _, err := c.Status(ctx, other); !errors.Is(err, billing.ErrNotFound) {
		t.Errorf("never sent: %v", err)
	}
	if n := box.Storecove.Waiting(); n != 0 {
		t.Fatalf("%d events wait", n)
	}
	again := storecove(t, config).Channels()[0]
	if _, err := again.Status(ctx, never); code(err) != peppol.CodeGaveUp || !errors.Is(err, billing.ErrRejected) {
		t.Errorf("after a restart: %v", err)
	}
}

// TestStorecove_AVerdictSettlesALostAnswer: the queue may know of a document before its answer came through.
func TestStorecove_AVerdictSettlesALostAnswer(t *testing.T) {
	box := open(t)
	treat(box.Storecove, practice.Refuse, practice.TooMany)
	c, ctx := storecove(t, storecoveConfig(box)).Channels()[0], context.Background()
	f := freeze(t, c, consignment(t, "0192:lost"))
	if _, err := c.Send(ctx, f); !errors.Is(err, billing.ErrOutcomeUnknown) {
		t.Fatalf("send: %v", err)
	}
	r, err := c.Status(ctx, f)
	if err != nil || !r.Delivered || r.ID == "" || r.ID == f.ID {
		t.Errorf("status: %+v, %v, want the id Storecove gave it", r, err)
	}
}

func TestStorecove_RefusesWhatItWouldChangeOrNotKnow(t *testing.T) {
	box := open(t)
	c, ctx := storecove(t, storecoveConfig(box)).Channels()[0], context.Background()
	if _, err := c.Freeze(ctx, consignment(t, "0007:5567321707")); code(err) != peppol.CodeScheme || !errors.Is(err, billing.ErrRejected) {
		t.Errorf("a scheme whose name there we do not know: %v", err)
	}
	config := storecoveConfig(box)
	for _, user := range []string{"", "kor", "-1", "0"} {
		config.User = user
		if _, err := storecove(t, config).Channels()[0].Freeze(ctx, consignment(t, receiver)); code(err) != peppol.CodeUser || !errors.Is(err, billing.ErrNotConfigured) {
			t.Errorf("legal entity %q: %v", user, err)
		}
	}
	config.User = "999"
	other := storecove(t, config).Channels()[0]
	if _, err := other.Send(ctx, freeze(t, other, consignment(t, receiver))); code(err) != peppol.CodeToken {
		t.Errorf("somebody else's legal entity: %v", err)
	}
}

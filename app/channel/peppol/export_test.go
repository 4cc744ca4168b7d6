package peppol

import (
	"context"
	"time"

	"fakturist/billing"
)

// The readers of answers, for the fuzz tests.
var ReadEvent = func(body string) (about string, final, ok bool) {
	e, ok := readEvent(body)
	return e.GUID, e.final(), ok
}

// ReadAnswers reads one answer as every access point would, and gives what each came to.
func ReadAnswers(status int, body []byte) map[string]Outcome {
	a := answer{status: status, body: body}
	f := billing.Frozen{ID: "11111111-2222-4333-8444-555555555555", Receipt: "r"}
	m := &maventa{wire: newWire(Config{}, "http://127.0.0.1:1"), clock: func() time.Time { return time.Time{} }}
	out := map[string]Outcome{}
	note := func(name string, r billing.Receipt, err error) {
		out[name] = Outcome{Receipt: r, Err: err}
	}
	r, err := (&phase4{}).submitted(f, a)
	note("phase4", r, err)
	r, err = readTransaction(f.ID, a)
	note("phoss status", r, err)
	r, err = submitted(f, a)
	note("storecove", r, err)
	r, err = readEvidence(f, a)
	note("storecove evidence", r, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nothing is asked over the net
	r, err = m.read(ctx, f, a, billing.ErrOutcomeUnknown)
	note("maventa", r, err)
	note("maventa error", billing.Receipt{ID: readMaventaError(a).text()}, nil)
	note("text", billing.Receipt{ID: a.text()}, nil)
	token, expiry, err := readToken(a, time.Time{})
	note("token", billing.Receipt{ID: token, Delivered: expiry.After(time.Time{})}, err)
	return out
}

// Outcome is what an answer came to.
type Outcome struct {
	Receipt billing.Receipt
	Err     error
}

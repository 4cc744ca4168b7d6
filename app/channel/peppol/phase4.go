package peppol

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"fakturist/billing"
)

// phase4 is an access point made from the template phase4-peppol-standalone. It answers 200 with a report whether it sent or
// not, keeps no record one could ask for, and sends a repeated document twice: what is unknown stays unknown.
type phase4 struct {
	*wire
	token TokenFunc
	sbdh  bool
	clock billing.Clock
}

func (p *phase4) via() string { return string(Phase4) + "@" + p.host() }

func (p *phase4) tells() bool { return false }

func (p *phase4) carries() []billing.ChannelName { return onlyEHF() }

func (p *phase4) freeze(_ billing.ChannelName, c billing.Consignment, id string) ([]byte, error) {
	return network(c, id, p.sbdh, p.clock)
}

func (p *phase4) submit(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	l, err := read(f.Bytes)
	if err != nil {
		return billing.Receipt{}, err
	}
	path := "/sendsbdh"
	if !wrapped(f.Bytes) {
		path = "/sendas4" + addressed(l, f.Recipient)
	}
	a, err := p.withToken(ctx, p.token, request{method: http.MethodPost, path: path, body: f.Bytes, carries: true})
	if err != nil {
		return billing.Receipt{}, err
	}
	return p.submitted(f, a)
}

// submitted reads the answer to a submission. Anything but a report, our token or a server that says it took nothing may come
// from something in between, with the document sent behind it.
func (p *phase4) submitted(f billing.Frozen, a answer) (billing.Receipt, error) {
	switch a.status {
	case http.StatusOK:
		return p.reported(f, a)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests,
		http.StatusServiceUnavailable:
		return billing.Receipt{}, trouble(a, reportText(a))
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return billing.Receipt{}, rejected(CodeRefused, reportText(a))
	}
	if a.status >= 300 && a.status < 400 { // sent on to another address, where we do not follow
		return billing.Receipt{}, trouble(a, reportText(a))
	}
	return billing.Receipt{}, lost(reportText(a), nil)
}

// passing are the AS4 error codes of the receiver's access point that say nothing of the document: other, connection, its own
// delivery (ebMS 3.0, section 6.7.1).
var passing = []string{"EBMS:0004", "EBMS:0005", "EBMS:0202"}

// reported reads a sending report.
func (p *phase4) reported(f billing.Frozen, a answer) (billing.Receipt, error) {
	r, ok := readReport(a.body)
	if !ok {
		return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Kind: billing.ErrOutcomeUnknown}
	}
	id := cmp.Or(r.ID, r.MessageID, f.ID)
	switch {
	case *r.Success:
		return billing.Receipt{ID: id, Delivered: true, Detail: r.said()}, nil
	case r.Sent && r.Result == "SUCCESS":
		return billing.Receipt{ID: id, Detail: r.said()}, nil // it went, and something failed afterwards
	case r.Result == "TRANSPORT_ERROR", r.Result == "" && r.Endpoint == "" && r.Exception.Message != "":
		return billing.Receipt{}, &Error{Reason: CodeUnreached, Answer: r.said()} // it came no further than the way there
	case r.Result == "AS4_ERROR_MESSAGE_RECEIVED":
		return billing.Receipt{}, r.turnedDown()
	}
	return billing.Receipt{}, lost(r.said(), nil) // sent, and no answer that tells
}

// turnedDown is what the receiver's access point said no to.
func (r report) turnedDown() *Error {
	for _, e := range r.Errors {
		if strings.Contains(e.Details, "PEPPOL:NOT_SERVICED") || strings.Contains(e.Description, "PEPPOL:NOT_SERVICED") {
			return rejected(CodeNotServed, r.said())
		}
	}
	for _, e := range r.Errors {
		if !slices.Contains(passing, e.Code) && !strings.EqualFold(e.Severity, "warning") {
			return rejected(CodeRejected, r.said())
		}
	}
	return &Error{Reason: CodeUnreached, Answer: r.said()}
}

// status has nobody to ask.
func (p *phase4) status(context.Context, billing.Frozen) (billing.Receipt, error) {
	return billing.Receipt{}, &Error{Reason: CodeNoStatus, Answer: "phase4 keeps no record of what it sent", Err: billing.ErrNoStatus}
}

// try asks whether it is there; its key is looked at only with a document.
func (p *phase4) try(ctx context.Context) error {
	a, err := p.exchange(ctx, request{method: http.MethodGet, path: "/phase4ping"})
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return trouble(a, a.text())
	}
	_, err = p.status(ctx, billing.Frozen{})
	return err
}

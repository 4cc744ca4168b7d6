package peppol

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"fakturist/billing"
	"fakturist/billing/ubl"
)

// phoss is an access point with the REST interface of phoss-ap. It takes a repeated id without a word and sends the document
// twice; its status call settles what is not clear.
type phoss struct {
	*wire
	token TokenFunc
	sbdh  bool
	clock billing.Clock
}

// via is the host alone, as it was before there were other kinds.
func (p *phoss) via() string { return p.host() }

func (p *phoss) tells() bool { return true }

func (p *phoss) carries() []billing.ChannelName { return onlyEHF() }

func (p *phoss) freeze(_ billing.ChannelName, c billing.Consignment, id string) ([]byte, error) {
	return network(c, id, p.sbdh, p.clock)
}

// submit posts the document. Whether it goes in its envelope was decided when it was frozen.
func (p *phoss) submit(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	l, err := read(f.Bytes)
	if err != nil {
		return billing.Receipt{}, err
	}
	path := "/api/outbound/submit-sbd"
	if !wrapped(f.Bytes) {
		path = "/api/outbound/submit" + addressed(l, f.Recipient) + "?sbdhInstanceID=" + url.QueryEscape(f.ID)
	}
	a, err := p.ask(ctx, request{method: http.MethodPost, path: path, body: f.Bytes, carries: true})
	if err != nil {
		return billing.Receipt{}, err
	}
	return p.submitted(ctx, f, a)
}

// addressed is the part of a path that phoss-ap and phase4 share: sender, receiver, document type, process and country.
func addressed(l label, receiver string) string {
	return "/" + escape(ubl.ActorScheme+"::"+l.sender) + "/" + escape(ubl.ActorScheme+"::"+receiver) + "/" +
		escape(ubl.DocumentScheme+"::"+l.docType) + "/" + escape(ubl.ProcessScheme+"::"+l.process) + "/" + escape(l.country)
}

func (p *phoss) ask(ctx context.Context, r request) (answer, error) {
	return p.withToken(ctx, p.token, r)
}

// withToken asks with an X-Token, as phoss-ap and phase4 want it.
func (w *wire) withToken(ctx context.Context, token TokenFunc, r request) (answer, error) {
	secret, err := token.get(ctx, CodeNoToken)
	if err != nil {
		return answer{}, err
	}
	r.header = map[string]string{"X-Token": secret}
	if r.carries {
		r.header["Content-Type"] = "application/xml"
	}
	return w.exchange(ctx, r)
}

// submitted reads the answer to a submission.
func (p *phoss) submitted(ctx context.Context, f billing.Frozen, a answer) (billing.Receipt, error) {
	said := reportText(a)
	switch a.status {
	case http.StatusOK:
		if r, ok := readReport(a.body); ok && *r.Success {
			return billing.Receipt{ID: f.ID, Delivered: true, Detail: r.Result}, nil
		}
		return p.settle(ctx, f, &Error{Reason: CodeAnswer, Answer: said, Kind: billing.ErrOutcomeUnknown})
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		return billing.Receipt{}, rejected(CodeRefused, said)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests,
		http.StatusServiceUnavailable:
		return billing.Receipt{}, trouble(a, said)
	case http.StatusUnprocessableEntity:
		return p.settle(ctx, f, rejected(CodeRefused, said))
	}
	return p.settle(ctx, f, trouble(a, said))
}

// settle asks what became of a submission whose answer does not tell. The verdict stands when the access point does not
// know the id; when it cannot be asked either, nobody knows.
func (p *phoss) settle(ctx context.Context, f billing.Frozen, verdict *Error) (billing.Receipt, error) {
	receipt, err := p.status(ctx, f)
	switch {
	case err == nil:
		return receipt, nil
	case errors.Is(err, billing.ErrNotFound):
		if verdict.Kind == billing.ErrOutcomeUnknown {
			verdict.Kind = nil // it says it never saw the id, so the bytes may go again
		}
		return billing.Receipt{}, verdict
	case errors.Is(err, billing.ErrRejected):
		return billing.Receipt{}, err
	}
	return billing.Receipt{}, lost(verdict.Answer, err)
}

// transaction is the access point's record of one transmission.
type transaction struct {
	Status  string `json:"status"`
	ID      string `json:"sbdhInstanceID"`
	Details string `json:"errorDetails"`
}

func (p *phoss) status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	a, err := p.ask(ctx, request{method: http.MethodGet, path: "/api/outbound/status/" + url.PathEscape(f.ID) + "?includeArchive=true"})
	if err != nil {
		return billing.Receipt{}, err
	}
	switch {
	case a.status == http.StatusOK:
		return readTransaction(f.ID, a)
	case a.neverSaw():
		return billing.Receipt{}, &Error{Reason: CodeUnknownID, Answer: a.text(), Err: billing.ErrNotFound}
	}
	return billing.Receipt{}, trouble(a, a.text())
}

// readTransaction is what a status answer says of a transmission.
func readTransaction(id string, a answer) (billing.Receipt, error) {
	var t transaction
	if err := json.Unmarshal(a.body, &t); err != nil || t.ID != "" && t.ID != id {
		return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Err: err}
	}
	switch t.Status {
	case "sent":
		return billing.Receipt{ID: id, Delivered: true, Detail: t.Status}, nil
	case "pending", "sending", "failed":
		return billing.Receipt{ID: id, Detail: strings.TrimSpace(t.Status + " " + short(t.Details))}, nil
	case "rejected":
		return billing.Receipt{}, rejected(CodeRejected, short(t.Details))
	case "permanently_failed":
		return billing.Receipt{}, rejected(CodeGaveUp, short(t.Details))
	}
	return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text()}
}

// report is the sending report of phase4, as far as we need it. phoss-ap gives the same.
type report struct {
	ID        string `json:"sbdhInstanceIdentifier"`
	MessageID string `json:"as4MessageId"`
	Success   *bool  `json:"overallSuccess"`
	Sent      bool   `json:"sendingSuccess"`
	Result    string `json:"sendingResult"`
	Endpoint  string `json:"c3EndpointUrl"`
	Exception struct {
		Message string `json:"message"`
	} `json:"sendingException"`
	Errors []struct {
		Description string `json:"description"`
		Details     string `json:"errorDetails"`
		Code        string `json:"errorCode"`
		Severity    string `json:"severity"`
	} `json:"as4ResponseErrors"`
}

// readReport reads a sending report; what does not say whether it went is none.
func readReport(body []byte) (report, bool) {
	var r report
	err := json.Unmarshal(body, &r)
	return r, err == nil && r.Success != nil
}

// said is what a report tells a person.
func (r report) said() string {
	parts := []string{r.Result}
	if r.Exception.Message != "" {
		parts = append(parts, r.Exception.Message)
	}
	for _, e := range r.Errors {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Code, e.Description, e.Details)))
	}
	return short(strings.TrimPrefix(strings.Join(parts, ": "), ": "))
}

// reportText is an answer for a person: what its report tells, or its text.
func reportText(a answer) string {
	if r, ok := readReport(a.body); ok && r.said() != "" {
		return r.said()
	}
	return a.text()
}

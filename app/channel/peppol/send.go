package peppol

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"fakturist/billing"
	"fakturist/billing/ubl"
)

// maxAnswer is how much of an answer is read; reports are a few kilobytes.
const maxAnswer = 1 << 20

// Send posts the frozen document once. What the access point has taken is never posted again: a transmission it is still
// trying comes back as a receipt, and Status tells the rest.
func (c *Channel) Send(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.ready(false); err != nil {
		return billing.Receipt{}, err
	}
	e, err := read(f.Bytes)
	if err != nil {
		return billing.Receipt{}, err
	}
	path := "/api/outbound/submit/" + escape(ubl.ActorScheme+"::"+e.sender) + "/" + escape(ubl.ActorScheme+"::"+f.Recipient) + "/" +
		escape(ubl.DocumentScheme+"::"+e.docType) + "/" + escape(ubl.ProcessScheme+"::"+e.process) + "/" + escape(e.country) +
		"?sbdhInstanceID=" + url.QueryEscape(f.ID)
	a, err := c.exchange(ctx, http.MethodPost, path, f.Bytes)
	if err != nil {
		return billing.Receipt{}, err
	}
	return c.submitted(ctx, f, a)
}

// escape encodes the whole id: access points want %3A for ":" and %23 for "#" in a path.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// report is the access point's sending report, as far as we need it.
type report struct {
	Success *bool  `json:"overallSuccess"`
	Result  string `json:"sendingResult"`
	ID      string `json:"as4MessageId"`
	Errors  []struct {
		Description string `json:"description"`
		Details     string `json:"errorDetails"`
	} `json:"as4ResponseErrors"`
}

// submitted reads the answer to a submission.
func (c *Channel) submitted(ctx context.Context, f billing.Frozen, a answer) (billing.Receipt, error) {
	switch a.status {
	case http.StatusOK:
		var r report
		if json.Unmarshal(a.body, &r) == nil && r.Success != nil && *r.Success {
			return billing.Receipt{ID: f.ID, Delivered: true, Detail: r.Result}, nil
		}
		return c.settle(ctx, f, &Error{Reason: CodeAnswer, Answer: a.text(), Kind: billing.ErrOutcomeUnknown})
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		return billing.Receipt{}, &Error{Reason: CodeRefused, Answer: a.text(), Kind: billing.ErrRejected}
	case http.StatusUnauthorized, http.StatusForbidden:
		return billing.Receipt{}, &Error{Reason: CodeToken, Answer: a.text()}
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return billing.Receipt{}, &Error{Reason: CodeDisabled, Answer: a.text()}
	case http.StatusUnprocessableEntity:
		return c.settle(ctx, f, &Error{Reason: CodeRefused, Answer: a.text(), Kind: billing.ErrRejected})
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return billing.Receipt{}, &Error{Reason: fmt.Sprintf("ap-%d", a.status), Answer: a.text()}
	}
	return c.settle(ctx, f, &Error{Reason: fmt.Sprintf("ap-%d", a.status), Answer: a.text()})
}

// settle asks what became of a submission whose answer does not tell. The verdict stands when the access point does not
// know the id; when it cannot be asked either, nobody knows.
func (c *Channel) settle(ctx context.Context, f billing.Frozen, verdict *Error) (billing.Receipt, error) {
	receipt, err := c.Status(ctx, f)
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
	return billing.Receipt{}, &Error{Reason: CodeLost, Answer: verdict.Answer, Kind: billing.ErrOutcomeUnknown, Err: err}
}

// transaction is the access point's record of one transmission.
type transaction struct {
	Status  string `json:"status"`
	ID      string `json:"sbdhInstanceID"`
	Details string `json:"errorDetails"`
	MLS     string `json:"mlsStatus"`
}

// Status asks the access point what became of a document. While it is still trying, the receipt says "not delivered". An
// access point the document was not made for has never seen its id, which says nothing of the one that may have.
func (c *Channel) Status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.ready(false); err != nil {
		return billing.Receipt{}, err
	}
	a, err := c.exchange(ctx, http.MethodGet, "/api/outbound/status/"+url.PathEscape(f.ID)+"?includeArchive=true", nil)
	if err != nil {
		return billing.Receipt{}, err
	}
	switch a.status {
	case http.StatusOK:
	case http.StatusNotFound:
		if f.Via != "" && f.Via != c.base.Hostname() {
			return billing.Receipt{}, &Error{Reason: CodeOtherPoint, Answer: f.Via, Err: billing.ErrNoStatus}
		}
		return billing.Receipt{}, &Error{Reason: CodeUnknownID, Answer: a.text(), Err: billing.ErrNotFound}
	case http.StatusUnauthorized, http.StatusForbidden:
		return billing.Receipt{}, &Error{Reason: CodeToken, Answer: a.text()}
	default:
		return billing.Receipt{}, &Error{Reason: fmt.Sprintf("ap-%d", a.status), Answer: a.text()}
	}
	var t transaction
	if err := json.Unmarshal(a.body, &t); err != nil || t.ID != "" && t.ID != f.ID {
		return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Err: err}
	}
	return t.receipt(f.ID, a.text())
}

func (t transaction) receipt(id, whole string) (billing.Receipt, error) {
	switch t.Status {
	case "sent":
		return billing.Receipt{ID: id, Delivered: true, Detail: t.Status}, nil
	case "pending", "sending", "failed":
		return billing.Receipt{ID: id, Detail: strings.TrimSpace(t.Status + " " + t.Details)}, nil
	case "rejected":
		return billing.Receipt{}, &Error{Reason: CodeRejected, Answer: t.Details, Kind: billing.ErrRejected}
	case "permanently_failed":
		return billing.Receipt{}, &Error{Reason: CodeGaveUp, Answer: t.Details, Kind: billing.ErrRejected}
	}
	return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: whole}
}

// answer is what came back.
type answer struct {
	status int
	body   []byte
}

// text is the answer for a person: the JSON string the access point sends, else the body, else the status.
func (a answer) text() string {
	var s string
	var r report
	switch {
	case json.Unmarshal(a.body, &s) == nil && s != "":
		return short(s)
	case json.Unmarshal(a.body, &r) == nil && len(r.Errors) > 0:
		return short(r.Result + ": " + r.Errors[0].Description + " " + r.Errors[0].Details)
	case len(bytes.TrimSpace(a.body)) > 0:
		return short(string(bytes.TrimSpace(a.body)))
	}
	return fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))
}

func short(s string) string {
	const most = 500
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// exchange asks once. An error after a whole request went out wraps ErrOutcomeUnknown when it carried a document.
func (c *Channel) exchange(ctx context.Context, method, path string, body []byte) (answer, error) {
	if err := ctx.Err(); err != nil {
		return answer{}, &Error{Reason: CodeCancelled, Answer: err.Error(), Err: err}
	}
	token, err := c.token(ctx)
	if err != nil || token == "" {
		return answer{}, &Error{Reason: CodeNoToken, Answer: "no token", Err: err}
	}
	var out atomic.Bool // the whole request left, as far as we can see
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) {
		if i.Err == nil {
			out.Store(true)
		}
	}})
	req, err := http.NewRequestWithContext(traced, method, c.base.String()+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, &Error{Reason: CodeNotSetUp, Answer: err.Error(), Kind: billing.ErrNotConfigured, Err: err}
	}
	req.GetBody = nil // no copy to post again from
	req.Header.Set("X-Token", token)
	req.Header.Set("Accept", "application/json")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/xml")
	}
	a, err := c.do(req)
	if err != nil {
		e := failure(ctx, err)
		if method == http.MethodPost && out.Load() {
			e.Reason, e.Kind = CodeLost, billing.ErrOutcomeUnknown
		}
		return answer{}, e
	}
	return a, nil
}

func (c *Channel) do(req *http.Request) (answer, error) {
	resp, err := c.web.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return answer{resp.StatusCode, body}, err
}

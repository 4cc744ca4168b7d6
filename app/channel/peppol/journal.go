package peppol

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"

	"fakturist/billing"
)

// event is what Storecove's queue tells of a submission. The queue gives its head until that is taken away.
type event struct {
	GUID        string `json:"guid"` // of the submission
	Idempotency string `json:"idempotencyGuid"`
	Group       string `json:"event_group"`
	Type        string `json:"event_type"`
	Event       string `json:"event"`
	Details     string `json:"details"`
}

// readEvent reads the body of an event of the queue. What is not about a document we sent is none.
func readEvent(body string) (event, bool) {
	var raw map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &raw) != nil {
		return event{}, false
	}
	field := func(names ...string) string {
		for _, n := range names {
			var s string
			if json.Unmarshal(raw[n], &s) == nil && s != "" {
				return short(s)
			}
		}
		return ""
	}
	e := event{GUID: field("guid", "document_submission_guid", "invoice_submission_guid"), Idempotency: field("idempotencyGuid", "idempotency_guid"),
		Group: field("event_group"), Type: field("event_type"), Event: field("event"), Details: field("details")}
	about := strings.ToLower(e.Group + " " + e.Type)
	ours := strings.Contains(about, "submission")
	return e, ours && e.GUID != "" && e.Event != ""
}

// final tells whether the event is a verdict.
func (e event) final() bool { return e.arrived() || e.failed() }

func (e event) arrived() bool {
	return e.Event == "succeeded" || e.Event == "accepted" || e.Event == "conditionally_accepted"
}

func (e event) failed() bool {
	return e.Event == "failed" || e.Event == "rejected" || e.Event == "no_action_taken"
}

func (e event) receipt(f billing.Frozen) (billing.Receipt, error) {
	said := strings.TrimSpace(e.Event + " " + e.Details)
	switch {
	case e.Event == "rejected":
		return billing.Receipt{}, rejected(CodeRejected, said)
	case e.failed():
		return billing.Receipt{}, rejected(CodeGaveUp, said)
	}
	id := e.GUID
	if id == "" {
		id = f.ID
	}
	return billing.Receipt{ID: id, Delivered: true, Detail: said}, nil
}

// maxEvents is how many events one question to the queue takes.
const maxEvents = 200

// pull takes events off the queue until it is empty. Each verdict is on disk before the queue forgets it. An event that is
// not about a document we sent belongs to somebody else and stays, with what is behind it: evidence still tells what arrived.
func (s *storecove) pull(ctx context.Context) error {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	for range maxEvents {
		a, err := s.ask(ctx, request{method: http.MethodGet, path: "/webhook_instances/"})
		switch {
		case err != nil:
			return err
		case a.status == http.StatusNoContent, a.status == http.StatusNotFound: // empty, or no queue is set up
			return nil
		case a.status != http.StatusOK:
			return trouble(a, a.text())
		}
		var head struct {
			GUID string `json:"guid"`
			Body string `json:"body"`
		}
		if err := json.Unmarshal(a.body, &head); err != nil || head.GUID == "" {
			return &Error{Reason: CodeAnswer, Answer: a.text(), Err: err}
		}
		e, ours := readEvent(head.Body)
		if !ours {
			return nil
		}
		if err := s.journal.keepLocked(e); err != nil {
			return &Error{Reason: CodeFolder, Answer: err.Error(), Err: err}
		}
		a, err = s.ask(ctx, request{method: http.MethodDelete, path: "/webhook_instances/" + url.PathEscape(head.GUID)})
		if err != nil {
			return err
		}
		if a.status != http.StatusNoContent && a.status != http.StatusOK && a.status != http.StatusNotFound {
			return trouble(a, a.text())
		}
	}
	return nil
}

// journal keeps verdicts that are told only once: one line of JSON each, appended to a file.
type journal struct {
	path string

	mu     sync.Mutex
	read   bool
	byGUID map[string]event
	byID   map[string]event
}

func newJournal(path string) *journal {
	return &journal{path: path, byGUID: map[string]event{}, byID: map[string]event{}}
}

// about is the verdict on a document by our id or theirs. A later verdict counts for more.
func (j *journal) about(id, guid string) (event, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.loadLocked()
	if e, ok := j.byGUID[guid]; ok {
		return e, true
	}
	e, ok := j.byID[id]
	return e, ok
}

func (j *journal) noteLocked(e event) {
	j.byGUID[e.GUID] = e
	if e.Idempotency != "" {
		j.byID[e.Idempotency] = e
	}
}

func (j *journal) keepLocked(e event) error {
	if !e.final() {
		return nil
	}
	j.loadLocked()
	j.noteLocked(e)
	if j.path == "" {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("keep a verdict of the access point: %w", err)
	}
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep a verdict of the access point: %w", err)
	}
	// A line of its own even after one a crash cut off.
	_, err = f.Write(append(append([]byte("\n"), line...), '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep a verdict of the access point: %w", err)
	}
	return nil
}

// loadLocked reads the file once. A line a crash cut off is passed over: its event is still in the queue.
func (j *journal) loadLocked() {
	if j.read || j.path == "" {
		return
	}
	b, err := os.ReadFile(j.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return // asked again the next time
	}
	j.read = true
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.GUID != "" && e.final() {
			j.noteLocked(e)
		}
	}
}

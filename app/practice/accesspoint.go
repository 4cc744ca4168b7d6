package practice

import (
	"net/http"
	"time"
)

// AccessPoint is an access point with the REST interface of phoss-ap: submit a document, ask for its status.
//
// As the real one it takes a repeated sbdhInstanceID without a word and sends the document twice; Duplicates tells.
type AccessPoint struct {
	desk
	byID map[string]*Submission
}

// retriesShown is how many status calls show "failed" before the access point's own retries end.
const retriesShown = 2

func startAccessPoint(w *world) (*AccessPoint, func() error, error) {
	a := &AccessPoint{byID: map[string]*Submission{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/outbound/submit/{sender}/{receiver}/{docType}/{process}/{country}", a.guard(a.submit))
	mux.HandleFunc("GET /api/outbound/status/{id}", a.guard(a.status))
	mux.HandleFunc("POST /api/outbound/submit-sbd", a.guard(a.submitEnvelope))
	mux.HandleFunc("GET /api/outbound/in-transmission", a.guard(a.inTransmission))
	mux.HandleFunc("GET /management/status", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"status": "UP"})
	})
	stop, err := a.open(w, mux)
	return a, stop, err
}

// guard lets only callers with the token through.
func (a *AccessPoint) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Token") != Token {
			writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "Invalid or missing API token"})
			return
		}
		next(w, r)
	}
}

func (a *AccessPoint) submit(w http.ResponseWriter, r *http.Request) {
	s, fault := a.addressed(r)
	if fault != "" {
		writeJSON(w, http.StatusBadRequest, fault)
		return
	}
	a.take(w, s)
}

// submitEnvelope takes a document in its envelope, which says what the path says otherwise.
func (a *AccessPoint) submitEnvelope(w http.ResponseWriter, r *http.Request) {
	s, fault := a.enveloped(r)
	if fault != "" {
		writeJSON(w, http.StatusBadRequest, fault)
		return
	}
	a.take(w, s)
}

func (a *AccessPoint) take(w http.ResponseWriter, s *Submission) {
	b, open := a.next(s.Receiver)
	if !open {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if a.failed(w, b) {
		return
	}
	switch b {
	case Refuse:
		writeJSON(w, http.StatusBadRequest, "Failed to parse the receiving participant ID '"+s.Receiver+"'")
		return
	case RefuseRules:
		writeJSON(w, http.StatusUnprocessableEntity, "Failed to submit outbound transaction")
		return
	}
	a.record(s, b)
	if b == LoseAnswer {
		drop()
	}
	status := http.StatusOK
	if s.Status != statusSent {
		status = http.StatusUnprocessableEntity
	}
	writeJSON(w, status, a.report(s))
}

// The states the access point gives.
const (
	statusSent   = "sent"
	statusFailed = "failed"
	statusGaveUp = "permanently_failed"
)

func (a *AccessPoint) record(s *Submission, b Behaviour) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s.behaviour, s.attempts, s.Status, s.completedAt = b, 1, statusSent, a.world.now()
	if b == FailThenSend || b == FailForGood {
		s.Status, s.completedAt = statusFailed, time.Time{}
		s.detail, s.nextRetry = "AS4_ERROR_MESSAGE_RECEIVED", a.world.now().Add(3*time.Minute)
	}
	a.keepLocked(s)
	a.byID[s.ID] = s
}

// report is the answer to a submission that was taken.
func (a *AccessPoint) report(s *Submission) map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s.Status == statusSent {
		return a.sendingReport(s, "SUCCESS")
	}
	return a.sendingReport(s, s.detail, as4Error{"EBMS:0004", "Other", "An undefined error occurred.", "The incoming Peppol message could not be processed."})
}

func (a *AccessPoint) status(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := a.byID[r.PathValue("id")]
	if s == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	a.retry(s)
	writeJSON(w, http.StatusOK, a.transaction(s))
}

// retry plays the access point's own attempts: each status call finds one more of them done.
func (a *AccessPoint) retry(s *Submission) {
	if s.Status != statusFailed {
		return
	}
	s.asked++
	if s.asked <= retriesShown {
		return
	}
	s.attempts, s.completedAt, s.nextRetry = s.asked, a.world.now(), time.Time{}
	s.Status = statusGaveUp
	if s.behaviour == FailThenSend {
		s.Status, s.detail = statusSent, ""
	}
}

func (a *AccessPoint) inTransmission(w http.ResponseWriter, _ *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	open := []any{}
	for _, s := range a.takes {
		if s.Status == statusFailed {
			open = append(open, a.transaction(s))
		}
	}
	writeJSON(w, http.StatusOK, open)
}

// transaction is a status answer.
func (a *AccessPoint) transaction(s *Submission) map[string]any {
	return map[string]any{
		"id": s.internalID, "transactionType": "business_document", "senderID": s.Sender, "receiverID": s.Receiver,
		"docTypeID": s.DocType, "processID": s.Process, "sbdhInstanceID": s.ID, "status": s.Status,
		"attemptCount": s.attempts, "createdDT": moment(s.ReceivedAt), "completedDT": moment(s.completedAt),
		"reportingStatus": "pending", "nextRetryDT": moment(s.nextRetry), "errorDetails": text(s.detail),
		"mlsStatus": "pending", "custom1": text(s.custom[0]), "custom2": text(s.custom[1]), "custom3": text(s.custom[2]),
	}
}

// moment is a time as JSON, null for none.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// text is a string as JSON, null for none.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

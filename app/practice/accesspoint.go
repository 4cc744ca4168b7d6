package practice

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// AccessPoint is an access point with the REST interface of phoss-ap: submit a document, ask for its status.
//
// As the real one it takes a repeated sbdhInstanceID without a word and sends the document twice; Duplicates tells.
type AccessPoint struct {
	URL   string // over HTTPS, with the box's certificate
	Plain string // the same over HTTP

	world  *world
	gates  []*gate
	mu     sync.Mutex
	plan   []Behaviour
	byTo   map[string]Behaviour
	takes  []*Submission
	byID   map[string]*Submission
	closed bool
}

// Behaviour is how the access point treats one submission.
type Behaviour int

// The behaviours.
const (
	Accept       Behaviour = iota // sent at once: 200 with a report
	LoseAnswer                    // sent, but the connection breaks before the answer
	LoseRequest                   // the connection breaks and nothing was taken
	Unavailable                   // 503, nothing taken
	TooMany                       // 429, nothing taken
	Refuse                        // 400 with a JSON string: an identifier it cannot read
	RefuseRules                   // 422 with a JSON string: its own validation says no, nothing to ask for later
	FailThenSend                  // 422 with a report, status failed; sent after two status calls
	FailForGood                   // 422 with a report, status failed; permanently_failed after two status calls
	Slow                          // answers after Options.Slow
)

// retriesShown is how many status calls show "failed" before the access point's own retries end.
const retriesShown = 2

// Submission is one document the access point took.
type Submission struct {
	ID         string // sbdhInstanceID
	Sender     string // with its scheme, as received
	Receiver   string
	DocType    string
	Process    string
	Country    string
	Bytes      []byte
	ReceivedAt time.Time
	Status     string // pending, rejected, sending, sent, failed, permanently_failed

	internalID  string
	attempts    int
	asked       int
	completedAt time.Time
	nextRetry   time.Time
	detail      string
	custom      [3]string
	behaviour   Behaviour
}

func startAccessPoint(w *world) (*AccessPoint, func() error, error) {
	a := &AccessPoint{world: w, byTo: map[string]Behaviour{}, byID: map[string]*Submission{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/outbound/submit/{sender}/{receiver}/{docType}/{process}/{country}", a.guard(a.submit))
	mux.HandleFunc("GET /api/outbound/status/{id}", a.guard(a.status))
	mux.HandleFunc("GET /api/outbound/in-transmission", a.guard(a.inTransmission))
	mux.HandleFunc("GET /management/status", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"status": "UP"})
	})
	gates, stop, err := serveBoth(w, mux)
	if err != nil {
		return nil, nil, err
	}
	a.gates, a.URL, a.Plain = gates, gates[0].secureURL(), gates[1].plainURL()
	return a, stop, nil
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

// Plan lays down how the next submissions are treated, one after the other; after them the rest is accepted.
func (a *AccessPoint) Plan(b ...Behaviour) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.plan = append(a.plan, b...)
}

// Treat lays down how every submission to one receiver ("0192:923609016") is treated. Plan goes before it.
func (a *AccessPoint) Treat(receiver string, b Behaviour) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.byTo[receiver] = b
}

// SetDown takes the access point down or up again; it keeps its ports.
func (a *AccessPoint) SetDown(down bool) {
	for _, g := range a.gates {
		g.setDown(down)
	}
}

// SetDisabled switches sending off or on: a switched-off access point answers 404 to a submission.
func (a *AccessPoint) SetDisabled(disabled bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = disabled
}

// Submissions gives everything that was taken, in order, repeats included.
func (a *AccessPoint) Submissions() []Submission {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []Submission
	for _, s := range a.takes {
		out = append(out, *s)
	}
	return out
}

// Duplicates names the ids that were submitted more than once: documents the receiver got twice.
func (a *AccessPoint) Duplicates() []string {
	var seen, twice []string
	for _, s := range a.Submissions() {
		if slices.Contains(seen, s.ID) && !slices.Contains(twice, s.ID) {
			twice = append(twice, s.ID)
		}
		seen = append(seen, s.ID)
	}
	return twice
}

func (a *AccessPoint) submit(w http.ResponseWriter, r *http.Request) {
	s, fault := a.read(r)
	if fault != "" {
		writeJSON(w, http.StatusBadRequest, fault)
		return
	}
	a.mu.Lock()
	disabled, b := a.closed, a.nextLocked(s.Receiver)
	a.mu.Unlock()
	if disabled {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	switch b {
	case LoseRequest:
		drop()
	case Unavailable:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case TooMany:
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	case Refuse:
		writeJSON(w, http.StatusBadRequest, "Failed to parse the receiving participant ID '"+s.Receiver+"'")
		return
	case RefuseRules:
		writeJSON(w, http.StatusUnprocessableEntity, "Failed to submit outbound transaction")
		return
	case Slow:
		a.world.wait(a.world.slow)
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

// read takes a submission apart; the fault is what the real one says to ids it cannot read.
func (a *AccessPoint) read(r *http.Request) (*Submission, string) {
	q := r.URL.Query()
	s := &Submission{
		ID: q.Get("sbdhInstanceID"), Country: r.PathValue("country"),
		Sender:     scheme("iso6523-actorid-upis", r.PathValue("sender")),
		Receiver:   scheme("iso6523-actorid-upis", r.PathValue("receiver")),
		DocType:    scheme("busdox-docid-qns", r.PathValue("docType")),
		Process:    scheme("cenbii-procid-ubl", r.PathValue("process")),
		ReceivedAt: a.world.now(), internalID: a.world.uuid(),
		custom: [3]string{q.Get("custom1"), q.Get("custom2"), q.Get("custom3")},
	}
	if s.ID == "" {
		s.ID = a.world.uuid()
	}
	for what, id := range map[string]string{"sending": s.Sender, "receiving": s.Receiver} {
		if _, value, _ := strings.Cut(id, "::"); !strings.Contains(value, ":") {
			return s, "Failed to parse the " + what + " participant ID '" + value + "'"
		}
	}
	var err error
	if s.Bytes, err = io.ReadAll(io.LimitReader(r.Body, 100<<20)); err != nil {
		return s, "Failed to read the document"
	}
	return s, ""
}

// scheme puts the default scheme before an id that has none.
func scheme(name, id string) string {
	if strings.HasPrefix(id, name+"::") {
		return id
	}
	return name + "::" + id
}

func (a *AccessPoint) nextLocked(receiver string) Behaviour {
	if len(a.plan) > 0 {
		b := a.plan[0]
		a.plan = a.plan[1:]
		return b
	}
	_, value, _ := strings.Cut(receiver, "::")
	return a.byTo[value]
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
	a.takes = append(a.takes, s)
	a.byID[s.ID] = s
}

// report is the sending report of phase4, as far as its fields do not need a real transmission.
func (a *AccessPoint) report(s *Submission) map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	sent := s.Status == statusSent
	r := map[string]any{
		"currentDateTimeUTC": a.world.now().UTC().Format(time.RFC3339), "smlDnsZone": Zone + ".",
		"senderId": s.Sender, "receiverId": s.Receiver, "docTypeId": s.DocType, "docTypeIdInCodeList": true,
		"processId": s.Process, "processIdInCodeList": true, "countryC1": s.Country, "senderPartyId": "PNO000000",
		"transportProfileId": transportProfile, "sbdhInstanceIdentifier": s.ID,
		"as4MessageId": s.internalID + "@practice", "as4ResponseError": !sent, "overallDurationMillis": 5,
		"sendingResult": "SUCCESS", "sendingSuccess": sent, "overallSuccess": sent,
	}
	if !sent {
		r["sendingResult"] = s.detail
		r["as4ResponseErrors"] = []map[string]string{{
			"description": "An undefined error occurred.", "errorDetails": "The incoming Peppol message could not be processed.",
			"category": "Content", "refToMessageInError": s.internalID + "@practice", "errorCode": "EBMS:0004",
			"severity": "failure", "shortDescription": "Other",
		}}
	}
	return r
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

package practice

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// StorecoveEntity is the legal entity id the box's Storecove knows.
const StorecoveEntity = 100123

// StorecoveServer is a service with the interface of Storecove (API 2.0.1): it takes an id once and answers 422 to a second
// submission under it, tells that a document arrived by its evidence, and what else becomes of it by a queue of events.
type StorecoveServer struct {
	desk
	byID   map[string]*Submission // by our id
	byGUID map[string]*Submission
	queue  []queued
	absent map[string]bool // participants nobody finds
}

// queued is an event that waits to be taken off the queue.
type queued struct{ guid, body string }

func startStorecove(w *world) (*StorecoveServer, func() error, error) {
	s := &StorecoveServer{byID: map[string]*Submission{}, byGUID: map[string]*Submission{}, absent: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /document_submissions", s.guard(s.submit))
	mux.HandleFunc("GET /document_submissions/{guid}/evidence/{type}", s.guard(s.evidence))
	mux.HandleFunc("GET /webhook_instances/{$}", s.guard(s.head))
	mux.HandleFunc("DELETE /webhook_instances/{guid}", s.guard(s.drop))
	mux.HandleFunc("POST /discovery/receives", s.guard(s.receives))
	stop, err := s.open(w, mux)
	return s, stop, err
}

func (s *StorecoveServer) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+Token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

// Tell puts an event of somebody else into the queue.
func (s *StorecoveServer) Tell(body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, queued{s.world.uuid(), body})
}

// Waiting is how many events wait in the queue.
func (s *StorecoveServer) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// Unknown makes a participant ("0192:923609016") one that does not receive anything.
func (s *StorecoveServer) Unknown(participant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.absent[participant] = true
}

// complaint is an entry of a 422.
type complaint struct {
	Source  string `json:"source"`
	Details string `json:"details"`
}

func complain(w http.ResponseWriter, source, details string) {
	writeJSON(w, http.StatusUnprocessableEntity, []complaint{{source, details}})
}

// submissionRequest is what a submission must look like.
type submissionRequest struct {
	LegalEntityID   int    `json:"legalEntityId"`
	IdempotencyGUID string `json:"idempotencyGuid"`
	Routing         struct {
		EIdentifiers []struct {
			Scheme string `json:"scheme"`
			ID     string `json:"id"`
		} `json:"eIdentifiers"`
		Emails []string `json:"emails"`
	} `json:"routing"`
	Document struct {
		DocumentType string `json:"documentType"`
		Raw          struct {
			Document      []byte `json:"document"`
			Parse         *bool  `json:"parse"`
			ParseStrategy string `json:"parseStrategy"`
		} `json:"rawDocumentData"`
	} `json:"document"`
}

// wrong tells what the service would say to a request; nothing when it is well.
func (q submissionRequest) wrong() (source, details string) {
	switch {
	case len(q.IdempotencyGUID) != 36:
		return "idempotencyGuid", "length must be 36"
	case len(q.Routing.EIdentifiers) == 0:
		return "routing.eIdentifiers", "is missing"
	case q.Document.DocumentType != "invoice":
		return "document.documentType", "is not supported"
	case len(q.Document.Raw.Document) < 5:
		return "document.rawDocumentData.document", "is missing"
	case q.Document.Raw.Parse != nil && !*q.Document.Raw.Parse:
		return "document.rawDocumentData.parse", "only true is supported"
	case q.Document.Raw.ParseStrategy != "ubl":
		return "document.rawDocumentData.parseStrategy", "is not supported"
	}
	return "", ""
}

func (s *StorecoveServer) submit(w http.ResponseWriter, r *http.Request) {
	var q submissionRequest
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil {
		complain(w, "body", err.Error())
		return
	}
	if q.LegalEntityID != StorecoveEntity {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if source, details := q.wrong(); source != "" {
		complain(w, source, details)
		return
	}
	receiver := storecoveParticipant(q.Routing.EIdentifiers[0].Scheme, q.Routing.EIdentifiers[0].ID)
	b, open := s.next(receiver)
	if !open {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if s.failed(w, b) {
		return
	}
	if b == Refuse || b == RefuseRules {
		complain(w, map[Behaviour]string{Refuse: "routing.eIdentifiers", RefuseRules: "document"}[b], "cannot be sent")
		return
	}
	taken := s.take(q, receiver, b)
	if b == LoseAnswer {
		drop()
	}
	if taken == nil {
		complain(w, "idempotencyGuid", "a document with this idempotencyGuid was submitted already")
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"guid": taken.internalID})
}

// storecoveParticipant is a participant as the network writes it.
func storecoveParticipant(scheme, id string) string {
	if known := map[string]string{"NO:ORG": "0192", "GLN": "0088"}[scheme]; known != "" {
		scheme = known
	}
	return scheme + ":" + id
}

// take keeps a submission; nil when its id was used before.
func (s *StorecoveServer) take(q submissionRequest, receiver string, b Behaviour) *Submission {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID[q.IdempotencyGUID] != nil {
		return nil
	}
	taken := &Submission{ID: q.IdempotencyGUID, Receiver: receiver, Bytes: q.Document.Raw.Document, ReceivedAt: s.world.now(), Token: Token,
		Status: statusSent, internalID: s.world.uuid(), behaviour: b,
		Fields: map[string]string{"legalEntityId": strconv.Itoa(q.LegalEntityID), "scheme": q.Routing.EIdentifiers[0].Scheme, "emails": strconv.Itoa(len(q.Routing.Emails))}}
	if b == FailThenSend || b == FailForGood {
		taken.Status = statusFailed
	} else {
		s.tellLocked(taken, "succeeded", "")
	}
	s.keepLocked(taken)
	s.byID[taken.ID], s.byGUID[taken.internalID] = taken, taken
	return taken
}

// tellLocked puts an event about a submission into the queue.
func (s *StorecoveServer) tellLocked(about *Submission, name, details string) {
	body, err := json.Marshal(map[string]any{"event_type": "document_submission", "event_group": "document_submission", "event": name,
		"guid": about.internalID, "idempotencyGuid": about.ID, "tenant_id": 1, "legal_entity_id": StorecoveEntity, "details": details})
	if err == nil { // strings and numbers always go into JSON
		s.queue = append(s.queue, queued{s.world.uuid(), string(body)})
	}
}

func (s *StorecoveServer) evidence(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	about := s.byGUID[r.PathValue("guid")]
	if about == nil || r.PathValue("type") != "sending" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.retryLocked(about)
	if about.Status != statusSent {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"network": "peppol", "sender": strconv.Itoa(StorecoveEntity), "receiver": about.Receiver,
		"evidence": map[string]string{"message_id": about.internalID + "@practice", "receiving_accesspoint": "PNO000000",
			"timestamp": about.ReceivedAt.UTC().Format(time.DateTime), "transmission_id": about.internalID},
		"documents": []map[string]string{{"mime_type": "application/xml", "document": s.URL + "/document", "expires_at": "2026-12-31 00:00:00."}}})
}

// retryLocked plays the service's own attempts: each question finds one more of them done, and the queue tells of the last.
func (s *StorecoveServer) retryLocked(about *Submission) {
	if about.Status != statusFailed {
		return
	}
	if about.asked++; about.asked <= retriesShown {
		return
	}
	about.Status = statusGaveUp
	if about.behaviour == FailThenSend {
		about.Status = statusSent
		s.tellLocked(about, "succeeded", "")
		return
	}
	s.tellLocked(about, "failed", "the receiver's access point does not answer")
}

func (s *StorecoveServer) head(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"guid": s.queue[0].guid, "body": s.queue[0].body})
}

func (s *StorecoveServer) drop(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.queue, func(q queued) bool { return q.guid == r.PathValue("guid") })
	if at < 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.queue = slices.Delete(s.queue, at, at+1)
	w.WriteHeader(http.StatusNoContent)
}

func (s *StorecoveServer) receives(w http.ResponseWriter, r *http.Request) {
	var q struct {
		DocumentTypes []string `json:"documentTypes"`
		Network       string   `json:"network"`
		MetaScheme    string   `json:"metaScheme"`
		Scheme        string   `json:"scheme"`
		Identifier    string   `json:"identifier"`
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Scheme == "" || q.Identifier == "" {
		complain(w, "identifier", "is missing")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	code := "OK"
	if s.absent[storecoveParticipant(q.Scheme, q.Identifier)] {
		code = "NOK"
	}
	writeJSON(w, http.StatusOK, map[string]any{"code": code, "email": false})
}

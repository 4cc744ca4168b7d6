package practice

import "net/http"

// Phase4 is an access point with the interface of phase4-peppol-standalone.
//
// As the real one it answers 200 with a report whether it sent or not, keeps no record to ask for, gives documents without an
// envelope an id of its own and sends a repeated one twice. A wrong token is a 403.
type Phase4 struct{ desk }

func startPhase4(w *world) (*Phase4, func() error, error) {
	p := &Phase4{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /sendas4/{sender}/{receiver}/{docType}/{process}/{country}", p.guard(func(w http.ResponseWriter, r *http.Request) {
		s, fault := p.addressed(r)
		p.take(w, s, fault)
	}))
	mux.HandleFunc("POST /sendsbdh", p.guard(func(w http.ResponseWriter, r *http.Request) {
		s, fault := p.enveloped(r)
		p.take(w, s, fault)
	}))
	mux.HandleFunc("GET /phase4ping", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("pong")) // the client may be gone
	})
	stop, err := p.open(w, mux)
	return p, stop, err
}

func (p *Phase4) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Token") != Token {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

func (p *Phase4) take(w http.ResponseWriter, s *Submission, fault string) {
	b, open := p.next(s.Receiver)
	if !open {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if fault != "" {
		p.answer(w, s, "", map[string]any{"sendingException": map[string]string{"class": "IllegalStateException", "message": fault}, "c3EndpointUrl": nil})
		return
	}
	if p.failed(w, b) {
		return
	}
	switch b {
	case Refuse:
		p.answer(w, s, "AS4_ERROR_MESSAGE_RECEIVED", nil, as4Error{"EBMS:0004", "Other", "An undefined error occurred.", "PEPPOL:NOT_SERVICED"})
	case RefuseRules:
		p.answer(w, s, "AS4_ERROR_MESSAGE_RECEIVED", nil, as4Error{"EBMS:0003", "ValueInconsistent", "The value is not consistent.", "the document is not valid"})
	case FailForGood:
		p.answer(w, s, "AS4_ERROR_MESSAGE_RECEIVED", nil, as4Error{"EBMS:0004", "Other", "An undefined error occurred.", "could not be processed"})
	case FailThenSend:
		p.answer(w, s, "TRANSPORT_ERROR", nil)
	case NoSignal:
		p.keep(s)
		p.answer(w, s, "NO_SIGNAL_MESSAGE_RECEIVED", nil)
	case FailAfterwards:
		p.keep(s)
		p.answer(w, s, "SUCCESS", map[string]any{"overallSuccess": false, "sendingException": map[string]string{"message": "reporting failed"}})
	default:
		p.keep(s)
		if b == LoseAnswer {
			drop()
		}
		p.answer(w, s, "SUCCESS", nil)
	}
}

func (p *Phase4) keep(s *Submission) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.Status = statusSent
	p.keepLocked(s)
}

// answer is always a 200; more goes over the report's fields.
func (p *Phase4) answer(w http.ResponseWriter, s *Submission, result string, more map[string]any, errs ...as4Error) {
	r := p.sendingReport(s, result, errs...)
	if result == "" {
		delete(r, "sendingResult")
	}
	for k, v := range more {
		r[k] = v
	}
	writeJSON(w, http.StatusOK, r)
}

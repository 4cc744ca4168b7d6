package practice

import (
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Behaviour is how the access point treats one submission.
type Behaviour int

// The behaviours.
const (
	Accept         Behaviour = iota // sent at once: 200 with a report
	LoseAnswer                      // sent, but the connection breaks before the answer
	LoseRequest                     // the connection breaks and nothing was taken
	Unavailable                     // 503, nothing taken
	TooMany                         // 429, nothing taken
	Refuse                          // 400 with a JSON string: an identifier it cannot read
	RefuseRules                     // 422 with a JSON string: its own validation says no, nothing to ask for later
	FailThenSend                    // 422 with a report, status failed; sent after two status calls
	FailForGood                     // 422 with a report, status failed; permanently_failed after two status calls
	Slow                            // answers after Options.Slow
	NoSignal                        // phase4 alone: sent, and the receiver's access point did not answer
	FailAfterwards                  // phase4 alone: sent, and something else failed: overallSuccess is false
)

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

	Token     string            // as it was shown
	Fields    map[string]string // of a form; nil where there is none
	Enveloped bool              // Bytes are the document in its envelope

	internalID  string
	attempts    int
	asked       int
	completedAt time.Time
	nextRetry   time.Time
	detail      string
	custom      [3]string
	behaviour   Behaviour
}

// desk is what the access points of a box share: where they answer, what they do with each submission, and what they took.
type desk struct {
	URL   string // over HTTPS, with the box's certificate
	Plain string // the same over HTTP

	world  *world
	gates  []*gate
	mu     sync.Mutex
	plan   []Behaviour
	byTo   map[string]Behaviour
	takes  []*Submission
	closed bool
}

// open lets handler answer.
func (d *desk) open(w *world, handler http.Handler) (stop func() error, err error) {
	gates, stop, err := serveBoth(w, whole(handler))
	if err != nil {
		return nil, err
	}
	d.world, d.byTo, d.gates, d.URL, d.Plain = w, map[string]Behaviour{}, gates, gates[0].secureURL(), gates[1].plainURL()
	return stop, nil
}

// Plan lays down how the next submissions are treated, one after the other; after them the rest is accepted.
func (d *desk) Plan(b ...Behaviour) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.plan = append(d.plan, b...)
}

// Treat lays down how every submission to one receiver ("0192:923609016") is treated. Plan goes before it.
func (d *desk) Treat(receiver string, b Behaviour) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.byTo[receiver] = b
}

// SetDown takes the access point down or up again; it keeps its ports.
func (d *desk) SetDown(down bool) {
	for _, g := range d.gates {
		g.setDown(down)
	}
}

// SetDisabled switches sending off or on: a switched-off access point answers 404 to a submission.
func (d *desk) SetDisabled(disabled bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = disabled
}

// Submissions gives everything that was taken, in order, repeats included.
func (d *desk) Submissions() []Submission {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Submission
	for _, s := range d.takes {
		out = append(out, *s)
	}
	return out
}

// Duplicates names the ids that were submitted more than once: documents the receiver got twice.
func (d *desk) Duplicates() []string {
	var seen, twice []string
	for _, s := range d.Submissions() {
		if slices.Contains(seen, s.ID) && !slices.Contains(twice, s.ID) {
			twice = append(twice, s.ID)
		}
		seen = append(seen, s.ID)
	}
	return twice
}

// whole reads what a handler left of a request before its answer goes out, as the real servers do: a connection closed over
// unread bytes would take the answer with it.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 10<<20)) // what cannot be read was not sent
	})
}

// next is how the submission to a receiver is treated; open tells whether sending is switched on at all.
func (d *desk) next(receiver string) (b Behaviour, open bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return Accept, false
	}
	if len(d.plan) > 0 {
		b, d.plan = d.plan[0], d.plan[1:]
		return b, true
	}
	if _, value, ok := strings.Cut(receiver, "::"); ok {
		receiver = value
	}
	return d.byTo[receiver], true
}

// failed plays what goes wrong before anything is taken, and waits where the answer takes its time.
func (d *desk) failed(w http.ResponseWriter, b Behaviour) bool {
	switch b {
	case LoseRequest:
		drop()
	case Unavailable:
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	case TooMany:
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
		return true
	case Slow:
		d.world.wait(d.world.slow)
	}
	return false
}

func (d *desk) keepLocked(s *Submission) { d.takes = append(d.takes, s) }

// body reads a whole request, nil when it breaks off.
func body(r *http.Request) []byte {
	b, err := io.ReadAll(io.LimitReader(r.Body, 100<<20))
	if err != nil {
		return nil
	}
	return b
}

// addressed takes a submission apart whose path says what it carries; the fault is what the real ones say to ids they cannot
// read.
func (d *desk) addressed(r *http.Request) (*Submission, string) {
	q := r.URL.Query()
	s := &Submission{
		ID: q.Get("sbdhInstanceID"), Country: r.PathValue("country"), Token: r.Header.Get("X-Token"),
		Sender:     scheme("iso6523-actorid-upis", r.PathValue("sender")),
		Receiver:   scheme("iso6523-actorid-upis", r.PathValue("receiver")),
		DocType:    scheme("busdox-docid-qns", r.PathValue("docType")),
		Process:    scheme("cenbii-procid-ubl", r.PathValue("process")),
		ReceivedAt: d.world.now(), internalID: d.world.uuid(),
		custom: [3]string{q.Get("custom1"), q.Get("custom2"), q.Get("custom3")},
		Bytes:  body(r),
	}
	return s, d.fault(s)
}

// as4Error is what the receiver's access point says no with.
type as4Error struct{ code, short, description, details string }

// sendingReport is the sending report of phase4, as far as its fields do not need a real transmission.
func (d *desk) sendingReport(s *Submission, result string, errs ...as4Error) map[string]any {
	sent := result == "SUCCESS"
	r := map[string]any{
		"currentDateTimeUTC": d.world.now().UTC().Format(time.RFC3339), "smlDnsZone": Zone + ".",
		"senderId": s.Sender, "receiverId": s.Receiver, "docTypeId": s.DocType, "docTypeIdInCodeList": true,
		"processId": s.Process, "processIdInCodeList": true, "countryC1": s.Country, "senderPartyId": "PNO000000",
		"transportProfileId": transportProfile, "c3EndpointUrl": "https://ap.practice.test/as4", "sbdhInstanceIdentifier": s.ID,
		"as4MessageId": s.internalID + "@practice", "as4ResponseError": len(errs) > 0, "overallDurationMillis": 5,
		"sendingResult": result, "sendingSuccess": sent, "overallSuccess": sent,
	}
	if len(errs) > 0 {
		list := []map[string]string{}
		for _, e := range errs {
			list = append(list, map[string]string{"description": e.description, "errorDetails": e.details, "category": "Content",
				"refToMessageInError": s.internalID + "@practice", "errorCode": e.code, "severity": "failure", "shortDescription": e.short})
		}
		r["as4ResponseErrors"] = list
	}
	return r
}

// envelope is a document in its envelope, as far as an access point reads it.
type envelope struct {
	XMLName xml.Name `xml:"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader StandardBusinessDocument"`
	Header  struct {
		Sender   string `xml:"Sender>Identifier"`
		Receiver string `xml:"Receiver>Identifier"`
		ID       string `xml:"DocumentIdentification>InstanceIdentifier"`
		Scopes   []struct {
			Type  string `xml:"Type"`
			Value string `xml:"InstanceIdentifier"`
		} `xml:"BusinessScope>Scope"`
	} `xml:"StandardBusinessDocumentHeader"`
}

// enveloped takes a submission apart that comes in its envelope.
func (d *desk) enveloped(r *http.Request) (*Submission, string) {
	s := &Submission{Token: r.Header.Get("X-Token"), ReceivedAt: d.world.now(), internalID: d.world.uuid(), Bytes: body(r), Enveloped: true}
	var e envelope
	if err := xml.Unmarshal(s.Bytes, &e); err != nil {
		return s, "Failed to parse the provided SBD: " + err.Error()
	}
	s.ID, s.Sender, s.Receiver = e.Header.ID, scheme("iso6523-actorid-upis", e.Header.Sender), scheme("iso6523-actorid-upis", e.Header.Receiver)
	for _, scope := range e.Header.Scopes {
		switch scope.Type {
		case "DOCUMENTID":
			s.DocType = scheme("busdox-docid-qns", scope.Value)
		case "PROCESSID":
			s.Process = scheme("cenbii-procid-ubl", scope.Value)
		case "COUNTRY_C1":
			s.Country = scope.Value
		}
	}
	if s.ID == "" || s.DocType == "" || s.Process == "" || s.Country == "" {
		return s, "Failed to validate the provided SBDH"
	}
	return s, d.fault(s)
}

// fault is what is wrong with the participants and the bytes of a submission. One without an id gets one.
func (d *desk) fault(s *Submission) string {
	if s.ID == "" {
		s.ID = d.world.uuid()
	}
	for _, p := range []struct{ what, id string }{{"sending", s.Sender}, {"receiving", s.Receiver}} {
		if _, value, _ := strings.Cut(p.id, "::"); !strings.Contains(value, ":") {
			return "Failed to parse the " + p.what + " participant ID '" + value + "'"
		}
	}
	if len(s.Bytes) == 0 {
		return "Failed to read the document"
	}
	return ""
}

// scheme puts the default scheme before an id that has none.
func scheme(name, id string) string {
	if strings.HasPrefix(id, name+"::") {
		return id
	}
	return name + "::" + id
}

package peppol

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"fakturist/billing"
)

// storecoveURL is where Storecove answers unless the settings say otherwise.
const storecoveURL = "https://api.storecove.com/api/v2"

// storecove is the service of that name. It takes an id once: a second submission under it is told that there was a first.
// It gives documents ids of its own, by which it tells that one arrived (evidence); that one failed is told once, by a queue
// of events.
type storecove struct {
	*wire
	token   TokenFunc
	user    string
	entity  int
	journal *journal
}

func newStorecove(c Config, token TokenFunc) *storecove {
	address := c.URL
	if address == "" {
		address = storecoveURL
	}
	s := &storecove{wire: newWire(c, address), token: token, user: c.User, journal: newJournal(c.Journal)}
	s.entity, _ = strconv.Atoi(c.User) // ready tells when it is no number
	return s
}

func (s *storecove) ready(practice bool) error {
	if err := s.wire.ready(practice); err != nil {
		return err
	}
	if s.entity <= 0 {
		return &Error{Reason: CodeUser, Answer: fmt.Sprintf("legal entity id %q", s.user), Kind: billing.ErrNotConfigured}
	}
	return nil
}

func (s *storecove) via() string { return string(Storecove) + "@" + s.host() }

func (s *storecove) tells() bool { return true }

func (s *storecove) carries() []billing.ChannelName { return onlyEHF() }

// storecoveSchemes are Storecove's names of the schemes of participants we know for sure.
var storecoveSchemes = map[string]string{"0192": "NO:ORG", "0088": "GLN"}

// freeze gives the document as it is. Storecove takes out the data and writes a document of its own from them, an invoice or
// a credit note: a reminder would arrive as a second invoice, so it does not go this way.
func (s *storecove) freeze(_ billing.ChannelName, c billing.Consignment, _ string) ([]byte, error) {
	l, err := ehf(c)
	if err != nil {
		return nil, err
	}
	if l.reminder() {
		return nil, rejected(CodeReminder, "Storecove would send an invoice")
	}
	scheme, _, _ := strings.Cut(c.Recipient, ":")
	if storecoveSchemes[scheme] == "" {
		return nil, rejected(CodeScheme, scheme)
	}
	return c.UBL, nil
}

// submission is the body of a submission, as far as we use it (Storecove API 2.0.1).
type submission struct {
	LegalEntityID   int               `json:"legalEntityId"`
	IdempotencyGUID string            `json:"idempotencyGuid"`
	Routing         routing           `json:"routing"`
	Document        storecoveDocument `json:"document"`
}

type routing struct {
	EIdentifiers []identifier `json:"eIdentifiers"`
	Emails       []string     `json:"emails"` // stays empty: which other way is taken is ours to say
}

type identifier struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
}

type storecoveDocument struct {
	DocumentType string  `json:"documentType"`
	Raw          rawData `json:"rawDocumentData"`
}

type rawData struct {
	Document      []byte `json:"document"` // base64 in JSON
	Parse         bool   `json:"parse"`
	ParseStrategy string `json:"parseStrategy"`
}

// parsed says that Storecove takes the data out of our document and writes its own: API 2.0.1 supports nothing else.
const parsed = true

func (s *storecove) submit(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	scheme, id, _ := strings.Cut(f.Recipient, ":")
	body, err := json.Marshal(submission{LegalEntityID: s.entity, IdempotencyGUID: f.ID,
		Routing:  routing{EIdentifiers: []identifier{{storecoveSchemes[scheme], id}}, Emails: []string{}},
		Document: storecoveDocument{DocumentType: "invoice", Raw: rawData{Document: f.Bytes, Parse: parsed, ParseStrategy: "ubl"}}})
	if err != nil {
		return billing.Receipt{}, rejected(CodeNoDocument, err.Error())
	}
	a, err := s.ask(ctx, request{method: http.MethodPost, path: "/document_submissions", body: body, carries: true})
	if err != nil {
		return billing.Receipt{}, err
	}
	return submitted(f, a)
}

func (s *storecove) ask(ctx context.Context, r request) (answer, error) {
	token, err := s.token.get(ctx, CodeNoToken)
	if err != nil {
		return answer{}, err
	}
	r.header = map[string]string{"Authorization": "Bearer " + token}
	if len(r.body) > 0 {
		r.header["Content-Type"] = "application/json"
	}
	return s.exchange(ctx, r)
}

// submitted reads the answer to a submission. An id that was used before is no refusal: the first submission stands.
func submitted(f billing.Frozen, a answer) (billing.Receipt, error) {
	switch a.status {
	case http.StatusOK, http.StatusCreated:
		var r struct {
			GUID string `json:"guid"`
		}
		if json.Unmarshal(a.body, &r) != nil || r.GUID == "" {
			return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Kind: billing.ErrOutcomeUnknown}
		}
		return billing.Receipt{ID: r.GUID, Detail: "accepted"}, nil
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		found := readComplaints(a.body)
		if found.repeated() {
			return billing.Receipt{ID: f.ID, Detail: found.text()}, nil
		}
		return billing.Receipt{}, rejected(CodeRefused, orText(found.text(), a))
	}
	return billing.Receipt{}, trouble(a, a.text()) // even if it was taken, trying again under its id is harmless
}

func orText(s string, a answer) string {
	if s == "" {
		return a.text()
	}
	return s
}

// complaints are what Storecove finds wrong with a request.
type complaints []struct {
	Source  string `json:"source"`
	Details string `json:"details"`
}

func readComplaints(body []byte) complaints {
	var c complaints
	if json.Unmarshal(body, &c) != nil {
		return nil
	}
	return c
}

// repeated tells whether it is only about the id of the submission, which is always well-formed: it was used before.
func (c complaints) repeated() bool {
	for _, one := range c {
		said := strings.ToLower(one.Source + " " + one.Details)
		if !strings.Contains(said, "idempotency") {
			return false
		}
	}
	return len(c) > 0
}

func (c complaints) text() string {
	var parts []string
	for _, one := range c {
		parts = append(parts, strings.TrimSpace(one.Source+": "+one.Details))
	}
	return short(strings.Join(parts, "; "))
}

// status asks for the evidence of sending, and for what the queue of events told. A document without an id of theirs may
// never have come: sending it again is harmless, since they take an id once.
func (s *storecove) status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	events := s.pull(ctx)
	if told, ok := s.journal.about(f.ID, f.Receipt); ok && events == nil {
		return told.receipt(f)
	}
	switch {
	case f.Receipt == "" && events != nil:
		return billing.Receipt{}, events
	case f.Receipt == "":
		return billing.Receipt{}, &Error{Reason: CodeUnknownID, Answer: "no word of it yet", Err: billing.ErrNotFound}
	case f.Receipt == f.ID:
		return billing.Receipt{ID: f.ID}, events // taken under an id we were not told
	}
	a, err := s.ask(ctx, request{method: http.MethodGet, path: "/document_submissions/" + url.PathEscape(f.Receipt) + "/evidence/sending"})
	if err != nil {
		return billing.Receipt{}, err
	}
	switch a.status {
	case http.StatusOK:
		return readEvidence(f, a)
	case http.StatusNotFound:
		return billing.Receipt{ID: f.Receipt, Detail: "no evidence yet"}, nil
	}
	return billing.Receipt{}, trouble(a, a.text())
}

// readEvidence reads the proof that a document was sent. One that went by another network than Peppol says so.
func readEvidence(f billing.Frozen, a answer) (billing.Receipt, error) {
	var e struct {
		Network  string `json:"network"`
		Evidence struct {
			MessageID string `json:"message_id"`
			Timestamp string `json:"timestamp"`
			Point     string `json:"receiving_accesspoint"`
		} `json:"evidence"`
	}
	if err := json.Unmarshal(a.body, &e); err != nil || e.Network == "" {
		return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Err: err}
	}
	detail := strings.Join(strings.Fields(e.Network+" "+e.Evidence.MessageID+" "+e.Evidence.Timestamp+" "+e.Evidence.Point), " ")
	return billing.Receipt{ID: f.Receipt, Delivered: true, Detail: short(detail)}, nil
}

// receives asks whether a participant receives documents of Peppol, where the network's own address book does not answer.
func (s *storecove) receives(ctx context.Context, participant string, kinds ...string) (bool, error) {
	scheme, id, _ := strings.Cut(participant, ":")
	if storecoveSchemes[scheme] == "" {
		return false, &Error{Reason: CodeScheme, Answer: scheme}
	}
	body, err := json.Marshal(map[string]any{"documentTypes": kinds, "network": "peppol", "metaScheme": "iso6523-actorid-upis",
		"scheme": storecoveSchemes[scheme], "identifier": id})
	if err != nil {
		return false, fmt.Errorf("ask Storecove about a participant: %w", err)
	}
	a, err := s.ask(ctx, request{method: http.MethodPost, path: "/discovery/receives", body: body})
	if err != nil {
		return false, err
	}
	var r struct {
		Code string `json:"code"`
	}
	switch {
	case a.status != http.StatusOK:
		return false, trouble(a, orText(readComplaints(a.body).text(), a))
	case json.Unmarshal(a.body, &r) != nil || r.Code != "OK" && r.Code != "NOK":
		return false, &Error{Reason: CodeAnswer, Answer: a.text()}
	}
	return r.Code == "OK", nil
}

// ErrCannotAsk says that an access point has no call to look a receiver up by.
var ErrCannotAsk = errors.New("the access point has no look-up")

// Receives asks the access point whether a participant takes invoices and credit notes; ErrCannotAsk where it has no such call.
func (p *Point) Receives(ctx context.Context, participant string) (bool, error) {
	s, ok := p.adapter.(*storecove)
	if !ok {
		return false, ErrCannotAsk
	}
	if err := s.ready(p.config.Practice); err != nil {
		return false, err
	}
	return s.receives(ctx, participant, "invoice", "creditnote")
}

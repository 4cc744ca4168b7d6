package peppol

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"fakturist/billing"
)

// maventaURL is where Maventa answers unless the settings say otherwise.
const maventaURL = "https://ax.maventa.com"

// maventa is Maventa AutoXChange. Under an id of ours it takes a document once. It carries to firms by Peppol, to private
// persons by net bank and Vipps, and to a printer.
type maventa struct {
	*wire
	user   string
	key    TokenFunc // of the user
	vendor TokenFunc
	clock  billing.Clock

	mu     sync.Mutex
	token  string
	expiry time.Time
}

func newMaventa(c Config, s Secrets, clock billing.Clock) *maventa {
	address := c.URL
	if address == "" {
		address = maventaURL
	}
	return &maventa{wire: newWire(c, address), user: c.User, key: s.Token, vendor: s.Vendor, clock: clock}
}

var isUUID = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`).MatchString

func (m *maventa) ready(practice bool) error {
	if err := m.wire.ready(practice); err != nil {
		return err
	}
	if !isUUID(m.user) {
		return &Error{Reason: CodeUser, Answer: fmt.Sprintf("company %q", m.user), Kind: billing.ErrNotConfigured}
	}
	return nil
}

func (m *maventa) via() string { return string(Maventa) + "@" + m.host() }

func (m *maventa) tells() bool { return true }

func (m *maventa) carries() []billing.ChannelName {
	return []billing.ChannelName{billing.EHF, billing.EFaktura, billing.Vipps, billing.Letter}
}

// freeze makes what will leave: for the network the document itself, else a parcel.
func (m *maventa) freeze(name billing.ChannelName, c billing.Consignment, id string) ([]byte, error) {
	if name == billing.EHF {
		return network(c, id, false, m.clock)
	}
	return packed(name, c)
}

// submit uploads the document, under its id as that of the upload, which makes a repetition harmless.
func (m *maventa) submit(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	form, kind, err := m.form(f)
	if err != nil {
		return billing.Receipt{}, rejected(CodeNoDocument, err.Error())
	}
	a, err := m.ask(ctx, request{method: http.MethodPost, path: "/v1/invoices", body: form, header: map[string]string{"Content-Type": kind}, carries: true})
	if err != nil {
		return billing.Receipt{}, err
	}
	switch a.status {
	case http.StatusOK, http.StatusCreated, http.StatusAccepted:
		return m.read(ctx, f, a, billing.ErrOutcomeUnknown)
	case http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return m.settle(ctx, f, readMaventaError(a))
	}
	return billing.Receipt{}, trouble(a, readMaventaError(a).text())
}

// settle finds out whether a refusal is about the id alone: it is always well-formed, so it was used before, and the first
// upload stands.
func (m *maventa) settle(ctx context.Context, f billing.Frozen, said maventaError) (billing.Receipt, error) {
	if !said.aboutID() {
		return billing.Receipt{}, rejected(CodeRefused, said.text())
	}
	receipt, err := m.status(ctx, f)
	if errors.Is(err, billing.ErrNotFound) {
		return billing.Receipt{ID: f.ID, Detail: said.text()}, nil // kept under an id of theirs
	}
	return receipt, err
}

// form is the upload as a multipart form. Its boundary is made from the id, so that a retry sends the same bytes.
func (m *maventa) form(f billing.Frozen) (body []byte, contentType string, err error) {
	p := parcel{Type: "b2b", Disabled: []string{"print", "email"}, Language: "NO", Document: f.Bytes}
	if unpacked, ok := unpack(f.Bytes); ok {
		p = unpacked
	} else {
		p.Address = f.Recipient
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err = w.SetBoundary("fakturist-" + f.ID)
	for _, field := range p.fields(f.ID) {
		err = errors.Join(err, w.WriteField(field[0], field[1]))
	}
	part, e := w.CreateFormFile("file", f.ID+".xml")
	if err = errors.Join(err, e); err == nil {
		_, err = part.Write(p.Document)
	}
	err = errors.Join(err, w.Close())
	return b.Bytes(), w.FormDataContentType(), err
}

// maventaInvoice is Maventa's record of an upload.
type maventaInvoice struct {
	ID      string            `json:"id"`
	Status  string            `json:"status"`
	Actions []json.RawMessage `json:"actions"`
}

// read reads a record. kind is what an answer nobody can read is: of an upload, that the outcome is unknown.
func (m *maventa) read(ctx context.Context, f billing.Frozen, a answer, kind error) (billing.Receipt, error) {
	var r maventaInvoice
	if err := json.Unmarshal(a.body, &r); err != nil || r.ID == "" {
		return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Kind: kind, Err: err}
	}
	switch r.Status {
	case "DELIVERED":
		return billing.Receipt{ID: r.ID, Delivered: true, Detail: "DELIVERED " + actions(r.Actions)}, nil
	case "PENDING":
		return billing.Receipt{ID: r.ID, Detail: r.Status}, nil
	case "FAILED":
		said := actions(r.Actions)
		if said == "" {
			said = m.actions(ctx, r.ID)
		}
		return billing.Receipt{}, rejected(CodeGaveUp, strings.TrimSpace("FAILED "+said))
	}
	return billing.Receipt{}, &Error{Reason: CodeAnswer, Answer: a.text(), Kind: kind}
}

// actions is what Maventa did with an upload, in its words; nothing when it cannot be asked, since the verdict stands anyway.
func (m *maventa) actions(ctx context.Context, id string) string {
	a, err := m.ask(ctx, request{method: http.MethodGet, path: "/v1/invoices/" + url.PathEscape(id) + "/actions"})
	var list []json.RawMessage
	if err != nil || a.status != http.StatusOK || json.Unmarshal(a.body, &list) != nil {
		return ""
	}
	return actions(list)
}

// actions joins what each action says of itself.
func actions(list []json.RawMessage) string {
	var parts []string
	for _, raw := range list {
		var a struct {
			Type    string `json:"type"`
			Channel string `json:"channel"`
			Message string `json:"message"`
		}
		if json.Unmarshal(raw, &a) == nil {
			parts = append(parts, strings.Join(strings.Fields(a.Type+" "+a.Channel+" "+a.Message), " "))
		}
	}
	return short(strings.Join(parts, "; "))
}

// status asks for the record, by their id where it is known. Without one a document may never have come: sending it again is
// harmless, since its id is taken once.
func (m *maventa) status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	id := f.Receipt
	if id == "" {
		id = f.ID
	}
	a, err := m.ask(ctx, request{method: http.MethodGet, path: "/v1/invoices/" + url.PathEscape(id)})
	if err != nil {
		return billing.Receipt{}, err
	}
	switch {
	case a.status == http.StatusOK:
		return m.read(ctx, f, a, nil)
	case a.neverSaw():
		return billing.Receipt{}, &Error{Reason: CodeUnknownID, Answer: readMaventaError(a).text(), Err: billing.ErrNotFound}
	}
	return billing.Receipt{}, trouble(a, readMaventaError(a).text())
}

// maventaError is how Maventa says no.
type maventaError struct {
	Code    string          `json:"code"`
	Message string          `json:"message"`
	Details json.RawMessage `json:"details"`
	plain   string
}

func readMaventaError(a answer) maventaError {
	e := maventaError{plain: a.text()}
	if json.Unmarshal(a.body, &e) != nil {
		return maventaError{plain: a.text()}
	}
	return e
}

func (e maventaError) text() string {
	if e.Code == "" && e.Message == "" {
		return e.plain
	}
	details := string(e.Details)
	if details == "null" || details == "[]" {
		details = ""
	}
	return short(strings.Join(strings.Fields(e.Code+": "+e.Message+" "+details), " "))
}

func (e maventaError) aboutID() bool {
	return strings.Contains(strings.ToLower(e.Code+" "+e.Message+" "+string(e.Details)), "uuid")
}

// ask asks with a token; one that is refused is renewed once, since it may have ended before its time. A request that was
// refused for its token was not looked at, so asking again sends nothing twice.
func (m *maventa) ask(ctx context.Context, r request) (answer, error) {
	for again := false; ; again = true {
		token, err := m.bearer(ctx, again)
		if err != nil {
			return answer{}, err
		}
		header := map[string]string{"Authorization": "Bearer " + token}
		for k, v := range r.header {
			header[k] = v
		}
		with := r
		with.header = header
		a, err := m.exchange(ctx, with)
		if err != nil || a.status != http.StatusUnauthorized || again {
			return a, err
		}
	}
}

// early is how long before its end a token is renewed.
const early = 30 * time.Second

// bearer gives a token that has not ended, or a new one.
func (m *maventa) bearer(ctx context.Context, fresh bool) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !fresh && m.token != "" && m.clock().Before(m.expiry) {
		return m.token, nil
	}
	m.token = ""
	key, err := m.key.get(ctx, CodeNoToken)
	if err != nil {
		return "", err
	}
	vendor, err := m.vendor.get(ctx, CodeNoVendor)
	if err != nil {
		return "", err
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {m.user}, "client_secret": {key}, "vendor_api_key": {vendor}, "scope": {"eui"}}
	a, err := m.exchange(ctx, request{method: http.MethodPost, path: "/oauth2/token", body: []byte(form.Encode()),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
	if err != nil {
		return "", err
	}
	m.token, m.expiry, err = readToken(a, m.clock())
	return m.token, err
}

// readToken reads the answer to a request for a token.
func readToken(a answer, now time.Time) (token string, expiry time.Time, err error) {
	if a.status == http.StatusBadRequest { // invalid_client, invalid_grant: the same as a wrong token
		a.status = http.StatusUnauthorized
	}
	if a.status != http.StatusOK && a.status != http.StatusCreated {
		return "", now, trouble(a, a.text())
	}
	var t struct {
		Token   string `json:"access_token"`
		Expires int64  `json:"expires_in"`
	}
	if err := json.Unmarshal(a.body, &t); err != nil || t.Token == "" || strings.ContainsAny(t.Token, "\r\n") {
		return "", now, &Error{Reason: CodeAnswer, Answer: "no token in the answer", Kind: billing.ErrUnavailable, Err: err}
	}
	life := time.Duration(min(max(t.Expires, 0), 24*3600)) * time.Second
	return t.Token, now.Add(life - early), nil
}

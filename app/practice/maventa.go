package practice

import (
	"cmp"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What the box's Maventa knows a company and a program by. They are known to everyone.
const (
	MaventaCompany = "11111111-2222-4333-8444-555555555555"
	MaventaVendor  = Token
)

// MaventaServer is a service with the interface of Maventa AutoXChange: tokens by OAuth, uploads under an id that is taken
// once, PENDING until it is DELIVERED or FAILED, and routes to private persons.
type MaventaServer struct {
	desk
	byID   map[string]*Submission // by its own id
	byUUID map[string]*Submission
	tokens map[string]time.Time // with their ends
	own    bool
	issued int
}

func startMaventa(w *world) (*MaventaServer, func() error, error) {
	m := &MaventaServer{byID: map[string]*Submission{}, byUUID: map[string]*Submission{}, tokens: map[string]time.Time{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /oauth2/token", m.token)
	mux.HandleFunc("POST /v1/invoices", m.guard(m.submit))
	mux.HandleFunc("GET /v1/invoices/{id}", m.guard(m.status))
	mux.HandleFunc("GET /v1/invoices/{id}/actions", m.guard(m.actions))
	stop, err := m.open(w, mux)
	return m, stop, err
}

// EndTokens ends every token before its time.
func (m *MaventaServer) EndTokens() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.tokens)
}

// Tokens is how many tokens were given out.
func (m *MaventaServer) Tokens() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.issued
}

// SetOwnIDs lets uploads have ids of the service's own, so that the id of an upload does not lead to it.
func (m *MaventaServer) SetOwnIDs(own bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.own = own
}

// refuse answers as the service does when it says no.
func refuse(w http.ResponseWriter, status int, code, message string, details ...string) {
	if details == nil {
		details = []string{}
	}
	writeJSON(w, status, map[string]any{"code": code, "message": message, "details": details})
}

func (m *MaventaServer) token(w http.ResponseWriter, r *http.Request) {
	ask := r.FormValue
	if ask("grant_type") != "client_credentials" || ask("client_id") != MaventaCompany || ask("client_secret") != Token ||
		ask("vendor_api_key") != MaventaVendor || ask("scope") != "eui" {
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client", "error_description": "Client authentication failed"})
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.issued++
	token := m.world.uuid()
	m.tokens[token] = m.world.now().Add(time.Hour)
	writeJSON(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "bearer", "expires_in": 3600, "scope": "eui"})
}

func (m *MaventaServer) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		end, known := m.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
		m.mu.Unlock()
		if !known || !m.world.now().Before(end) {
			refuse(w, http.StatusUnauthorized, "UNAUTHORIZED", "The access token is invalid or has expired")
			return
		}
		next(w, r)
	}
}

var isUUID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`).MatchString

// consumerRoutes are the ways to a private person.
var consumerRoutes = []string{"netbank", "vipps", "dpi", "email", "print", "silent_failure"}

// wrongUpload tells what the service would say to the fields of an upload; nothing when they are well.
func wrongUpload(f map[string]string) string {
	route := f["route_order"]
	switch {
	case f["format"] != "PEPPOLBIS30":
		return "format is invalid"
	case !isUUID(f["uuid"]):
		return "uuid is invalid"
	case f["recipient_type"] != "b2b" && f["recipient_type"] != "consumer":
		return "recipient_type does not have a valid value"
	case f["recipient_type"] == "b2b" && route != "":
		return "route_order is for consumers"
	case route != "" && !slices.Contains(consumerRoutes, route):
		return "route_order does not have a valid value"
	case route == "vipps" && !strings.HasPrefix(f["recipient_phone_number"], "+"):
		return "recipient_phone_number is missing"
	case route == "netbank" && f["recipient_phone_number"] == "" && f["recipient_email"] == "":
		return "recipient_phone_number is missing"
	}
	return ""
}

func (m *MaventaServer) submit(w http.ResponseWriter, r *http.Request) {
	s, wrong := m.upload(r)
	if wrong != "" {
		refuse(w, http.StatusBadRequest, "VALIDATION_ERROR", wrong)
		return
	}
	b, open := m.next(s.Receiver)
	if !open {
		refuse(w, http.StatusForbidden, "FORBIDDEN", "Sending is disabled")
		return
	}
	if m.failed(w, b) {
		return
	}
	switch b {
	case Refuse:
		refuse(w, http.StatusUnprocessableEntity, "RECIPIENT_NOT_FOUND", "No route to the recipient")
		return
	case RefuseRules:
		refuse(w, http.StatusBadRequest, "INVALID_FILE", "The file is not valid", "BR-CO-10")
		return
	}
	taken := m.take(s, b)
	if b == LoseAnswer {
		drop()
	}
	if !taken {
		refuse(w, http.StatusUnprocessableEntity, "VALIDATION_ERROR", "Validation failed", "uuid has already been taken")
		return
	}
	writeJSON(w, http.StatusCreated, map[string]any{"id": s.internalID, "status": "PENDING", "actions": []any{}})
}

// upload takes a form apart.
func (m *MaventaServer) upload(r *http.Request) (*Submission, string) {
	if err := r.ParseMultipartForm(100 << 20); err != nil {
		return nil, "the form cannot be read"
	}
	fields := map[string]string{}
	for name, values := range r.MultipartForm.Value {
		fields[name] = strings.Join(values, ",")
	}
	files := r.MultipartForm.File["file"]
	if len(files) != 1 || files[0].Filename == "" {
		return nil, "file is missing"
	}
	file, err := files[0].Open()
	if err != nil {
		return nil, "file is missing"
	}
	defer file.Close()
	document, err := io.ReadAll(file)
	if err != nil || len(document) == 0 {
		return nil, "file is empty"
	}
	s := &Submission{ID: fields["uuid"], Bytes: document, Fields: fields, ReceivedAt: m.world.now(), internalID: fields["uuid"],
		Receiver: cmp.Or(fields["recipient_eia"], fields["recipient_phone_number"], fields["recipient_email"])}
	return s, wrongUpload(fields)
}

// take keeps an upload; false when its id was used before.
func (m *MaventaServer) take(s *Submission, b Behaviour) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byUUID[s.ID] != nil {
		return false
	}
	if m.own {
		s.internalID = m.world.uuid()
	}
	s.behaviour, s.Status = b, "PENDING"
	m.keepLocked(s)
	m.byUUID[s.ID], m.byID[s.internalID] = s, s
	return true
}

func (m *MaventaServer) status(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.byID[r.PathValue("id")]
	if s == nil {
		refuse(w, http.StatusNotFound, "NOT_FOUND", "Invoice not found")
		return
	}
	s.asked++
	switch {
	case s.behaviour != FailThenSend && s.behaviour != FailForGood:
		s.Status = "DELIVERED"
	case s.asked <= retriesShown:
	case s.behaviour == FailForGood:
		s.Status = "FAILED"
	default:
		s.Status = "DELIVERED"
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": s.internalID, "status": s.Status, "actions": []any{}})
}

func (m *MaventaServer) actions(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.byID[r.PathValue("id")]
	if s == nil {
		refuse(w, http.StatusNotFound, "NOT_FOUND", "Invoice not found")
		return
	}
	list := []map[string]string{{"type": "SEND", "channel": cmp.Or(s.Fields["route_order"], "peppol"), "performed_at": s.ReceivedAt.UTC().Format(time.RFC3339)}}
	if s.Status == "FAILED" {
		list = append(list, map[string]string{"type": "FAILED", "message": "The receiver could not be reached"})
	}
	writeJSON(w, http.StatusOK, list)
}

package practice

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Register looks like Enhetsregisteret: who stands behind an organisation number.
type Register struct {
	URL   string // base, as "https://data.brreg.no"; over HTTPS with the box's certificate
	Plain string // the same over HTTP

	gates []*gate
	mu    sync.Mutex
	units map[string]Unit
	asked int
}

// Unit is an entry of the register.
type Unit struct {
	OrgNo      string
	Name       string
	Form       string // AS, ENK, FLI ...
	Street     string
	PostCode   string
	City       string
	VAT        bool // registrertIMvaregisteret
	Enterprise bool // registrertIForetaksregisteret
	Voluntary  bool // registrertIFrivillighetsregisteret
	Bankrupt   bool // konkurs
	Deleted    bool // answers 410
}

func startRegister(w *world) (*Register, func() error, error) {
	r := &Register{units: map[string]Unit{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /enhetsregisteret/api/enheter/{orgNo}", r.unit)
	mux.HandleFunc("GET /enhetsregisteret/api/enheter", r.search)
	gates, stop, err := serveBoth(w, mux)
	if err != nil {
		return nil, nil, err
	}
	r.gates, r.URL, r.Plain = gates, gates[0].secureURL(), gates[1].plainURL()
	return r, stop, nil
}

// Add enters units; one with a known number replaces the old entry.
func (r *Register) Add(units ...Unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range units {
		r.units[u.OrgNo] = u
	}
}

// SetDown takes the register down or up again; it keeps its ports.
func (r *Register) SetDown(down bool) {
	for _, g := range r.gates {
		g.setDown(down)
	}
}

// Asked counts the requests so far.
func (r *Register) Asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

func (r *Register) unit(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	r.asked++
	u, ok := r.units[q.PathValue("orgNo")]
	r.mu.Unlock()
	switch {
	case !ok:
		w.WriteHeader(http.StatusNotFound)
	case u.Deleted:
		w.WriteHeader(http.StatusGone)
	default:
		writeJSON(w, http.StatusOK, u.json())
	}
}

func (r *Register) search(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	want := strings.ToUpper(q.URL.Query().Get("navn"))
	found := []any{}
	var numbers []string
	for n, u := range r.units {
		if !u.Deleted && strings.Contains(strings.ToUpper(u.Name), want) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		found = append(found, r.units[n].json())
	}
	body := map[string]any{"page": map[string]int{"size": 20, "totalElements": len(found), "totalPages": 1, "number": 0}}
	if len(found) > 0 {
		body["_embedded"] = map[string]any{"enheter": found}
	}
	writeJSON(w, http.StatusOK, body)
}

func (u Unit) json() map[string]any {
	return map[string]any{
		"organisasjonsnummer": u.OrgNo, "navn": u.Name,
		"organisasjonsform": map[string]string{"kode": u.Form, "beskrivelse": u.Form},
		"forretningsadresse": map[string]any{
			"land": "Norge", "landkode": "NO", "postnummer": u.PostCode, "poststed": strings.ToUpper(u.City),
			"adresse": []string{u.Street}, "kommune": strings.ToUpper(u.City), "kommunenummer": "0301",
		},
		"registrertIMvaregisteret": u.VAT, "registrertIForetaksregisteret": u.Enterprise,
		"registrertIFrivillighetsregisteret": u.Voluntary, "konkurs": u.Bankrupt, "underAvvikling": false,
		"underTvangsavviklingEllerTvangsopplosning": false, "maalform": "Bokmål",
	}
}

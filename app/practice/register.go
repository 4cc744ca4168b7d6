package practice

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Register looks like Enhetsregisteret: who stands behind an organisation number. It holds Examples from the start.
type Register struct {
	URL   string // base, as "https://data.brreg.no"; over HTTPS with the box's certificate
	Plain string // the same over HTTP

	world   *world
	gates   []*gate
	mu      sync.Mutex
	units   map[string]Unit
	trouble RegisterTrouble
	asked   int
	heard   []string
	present int
	most    int
}

// RegisterTrouble is how the register misbehaves, whatever it is asked.
type RegisterTrouble int

// The troubles of a register.
const (
	RegisterFine   RegisterTrouble = iota
	RegisterSlow                   // waits as long as the box is slow, then answers
	RegisterBusy                   // 429, and asks for two minutes of silence
	RegisterShut                   // 503
	RegisterFails                  // 500 with a body
	RegisterPortal                 // 200 with a page of the network's own, as hotels and trains have it
	RegisterBroken                 // 200 with half an answer
	RegisterHuge                   // 200 that does not end
)

func startRegister(w *world) (*Register, func() error, error) {
	r := &Register{world: w, units: map[string]Unit{}}
	r.Add(Examples()...)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /enhetsregisteret/api/enheter/{orgNo}", r.polite(func(w http.ResponseWriter, q *http.Request) { r.unit(w, q, false) }))
	mux.HandleFunc("GET /enhetsregisteret/api/underenheter/{orgNo}", r.polite(func(w http.ResponseWriter, q *http.Request) { r.unit(w, q, true) }))
	mux.HandleFunc("GET /enhetsregisteret/api/enheter", r.polite(func(w http.ResponseWriter, q *http.Request) { r.search(w, q, false) }))
	mux.HandleFunc("GET /enhetsregisteret/api/underenheter", r.polite(func(w http.ResponseWriter, q *http.Request) { r.search(w, q, true) }))
	mux.HandleFunc("/", noSuchPath)
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

// Trouble makes the register misbehave, or behave again.
func (r *Register) Trouble(t RegisterTrouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.trouble = t
}

// Asked counts the requests so far.
func (r *Register) Asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

// Heard is everything that was asked so far: the path and query of each request, and its headers, sorted by name.
func (r *Register) Heard() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.heard...)
}

// AtOnce is the most requests the register had at the same time.
func (r *Register) AtOnce() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.most
}

// polite counts a request and lets trouble answer it; formats the register no longer speaks are refused.
func (r *Register) polite(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		trouble := r.enter(q)
		defer r.leave()
		if strings.Contains(q.Header.Get("Accept"), ".v1+json") {
			w.WriteHeader(http.StatusNotAcceptable)
			return
		}
		if trouble == RegisterSlow {
			r.world.wait(r.world.slow)
			trouble = RegisterFine
		}
		if trouble == RegisterFine {
			answer(w, q)
			return
		}
		misbehave(w, q, trouble)
	}
}

func (r *Register) enter(q *http.Request) RegisterTrouble {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	r.present++
	r.most = max(r.most, r.present)
	var headers strings.Builder
	_ = q.Header.Write(&headers) // into memory
	r.heard = append(r.heard, q.URL.RequestURI()+"\n"+headers.String())
	return r.trouble
}

func (r *Register) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.present--
}

func misbehave(w http.ResponseWriter, q *http.Request, trouble RegisterTrouble) {
	switch trouble {
	case RegisterBusy:
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	case RegisterShut:
		w.WriteHeader(http.StatusServiceUnavailable)
	case RegisterFails:
		writeJSON(w, http.StatusInternalServerError, map[string]any{"tidsstempel": 1788880687872, "status": 500,
			"feilmelding": "Intern feil", "sti": q.URL.Path})
	case RegisterPortal:
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><title>Velkommen om bord</title>")) // whoever asks may be gone
	case RegisterBroken:
		_, _ = w.Write([]byte(`{"organisasjonsnummer":"` + q.PathValue("orgNo") + `","navn":"HALV`))
	case RegisterHuge:
		chunk := []byte(strings.Repeat(" ", 1<<16))
		for range 64 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

func (r *Register) unit(w http.ResponseWriter, q *http.Request, sub bool) {
	orgNo := q.PathValue("orgNo")
	if !nineDigits(orgNo) {
		invalid(w, q, "Organisasjonsnummeret må bestå av ni siffer", "orgnr", orgNo)
		return
	}
	r.mu.Lock()
	u, ok := r.units[orgNo]
	r.mu.Unlock()
	switch {
	case !ok || u.sub() != sub:
		w.WriteHeader(http.StatusNotFound) // without a word
	case u.Removed:
		writeJSON(w, http.StatusGone, map[string]any{"organisasjonsnummer": u.OrgNo, "slettedato": u.deletedOn(), "_links": u.links()})
	default:
		r.answer(w, q, u.json())
	}
}

func nineDigits(s string) bool {
	return len(s) == 9 && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// answer writes JSON under the name of the version that was asked for.
func (r *Register) answer(w http.ResponseWriter, q *http.Request, body any) {
	kind, _, _ := strings.Cut(q.Header.Get("Accept"), ",")
	if !strings.HasPrefix(kind, "application/vnd.brreg.enhetsregisteret.") {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind+";charset=UTF-8")
	writeBody(w, http.StatusOK, body)
}

// invalid is how the register refuses what is asked in a wrong way.
func invalid(w http.ResponseWriter, q *http.Request, says, parameter, value string) {
	writeJSON(w, http.StatusBadRequest, map[string]any{
		"tidsstempel": 1776086343349, "status": 400, "feilmelding": "Feilaktig forespørsel", "sti": q.URL.Path, "antallFeil": 1,
		"valideringsfeil": []any{map[string]any{"feilmelding": says, "parametere": []string{parameter}, "feilaktigVerdi": value}},
	})
}

func noSuchPath(w http.ResponseWriter, q *http.Request) {
	path := strings.TrimPrefix(q.URL.Path, "/")
	writeJSON(w, http.StatusNotFound, map[string]any{"detail": "No static resource " + path + ".", "instance": q.URL.Path, "status": 404, "title": "Not Found"})
}

func (r *Register) search(w http.ResponseWriter, q *http.Request, sub bool) {
	query := q.URL.Query()
	size, number := numberOr(query.Get("size"), 20), numberOr(query.Get("page"), 0)
	method := query.Get("navnMetodeForSoek")
	switch {
	case size < 1 || number < 0 || (number+1)*size > 10000:
		invalid(w, q, "(page+1)*size kan ikke overstige 10 000", "size", query.Get("size"))
		return
	case method != "" && method != "FORTLOEPENDE":
		invalid(w, q, "Ukjent metode for navnesøk", "navnMetodeForSoek", method)
		return
	case len([]rune(query.Get("navn"))) > 180:
		invalid(w, q, "Navn kan ha høyst 180 tegn", "navn", query.Get("navn"))
		return
	}
	found := r.named(query.Get("navn"), method == "FORTLOEPENDE", sub)
	body := map[string]any{"_links": map[string]any{"self": map[string]string{"href": r.URL + q.URL.RequestURI()}},
		"page": map[string]int{"size": size, "totalElements": len(found), "totalPages": (len(found) + size - 1) / size, "number": number}}
	if shown := found[min(number*size, len(found)):min((number+1)*size, len(found))]; len(shown) > 0 {
		body["_embedded"] = map[string]any{kindOf(sub): shown}
	}
	r.answer(w, q, body)
}

// numberOr is a number in a query, or what it is when it is left out; -1 for what is none.
func numberOr(s string, otherwise int) int {
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// named are the units whose name holds a text in a row, or else all words of it as beginnings of words, by number.
func (r *Register) named(text string, row, sub bool) []any {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := []any{}
	text = strings.ToUpper(text)
	for _, u := range r.sorted() {
		name := strings.ToUpper(u.Name)
		hit := strings.Contains(name, text)
		if !row {
			hit = allBegin(name, strings.Fields(text))
		}
		if hit && !u.gone() && u.sub() == sub {
			found = append(found, u.json())
		}
	}
	return found
}

func allBegin(name string, words []string) bool {
	parts := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range words {
		hit := false
		for _, p := range parts {
			hit = hit || strings.HasPrefix(p, word)
		}
		if !hit {
			return false
		}
	}
	return true
}

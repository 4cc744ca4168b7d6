package practice

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// The client of the box's login, and the scopes it gives.
const (
	Client      = "praksis-klient"
	MailScope   = "mail.send mail.read"
	StayScope   = "offline_access"
	tokenLife   = time.Hour
	deviceLife  = 15 * time.Minute
	devicePause = 1 // seconds between two questions
)

// OAuth is a provider's login: it agrees to everything in the user's name at once, gives access tokens for the box's mail
// servers, and a new refresh token for each one used, as Microsoft does. Its errors read as Microsoft's.
type OAuth struct {
	Authorize string // where a browser is sent
	Plain     string // the same without TLS, for a browser that does not know the box's authority
	Token     string
	Device    string

	world *world
	gates []*gate
	mu    sync.Mutex
	codes map[string]grant // authorization codes, each good once
	fresh map[string]grant // refresh tokens that count
	live  map[string]grant // access tokens
	asked map[string]int   // device codes: how often to say that the user is not done yet
	deny  bool
	wait  int
	given int // refreshes so far
}

// grant is what a user agreed to.
type grant struct {
	user      string
	challenge string // S256 of the verifier
	redirect  string
	stay      bool
	until     time.Time
}

func startOAuth(w *world) (*OAuth, func() error, error) {
	o := &OAuth{world: w, codes: map[string]grant{}, fresh: map[string]grant{}, live: map[string]grant{}, asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", o.authorize)
	mux.HandleFunc("POST /token", o.token)
	mux.HandleFunc("POST /devicecode", o.device)
	gates, stop, err := serveBoth(w, mux)
	if err != nil {
		return nil, nil, err
	}
	o.gates = gates
	secure := gates[0].secureURL()
	o.Authorize, o.Plain, o.Token, o.Device = secure+"/authorize", gates[1].plainURL()+"/authorize", secure+"/token", secure+"/devicecode"
	return o, stop, nil
}

// ExpireTokens makes every access token invalid at once, before its time.
func (o *OAuth) ExpireTokens() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.live)
}

// Revoke ends every login: no refresh token counts any more.
func (o *OAuth) Revoke() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.live)
	clear(o.fresh)
}

// Deny lets the user say no from now on, or yes again.
func (o *OAuth) Deny(no bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deny = no
}

// Hesitate lets the user of a device code take so many questions until they are done.
func (o *OAuth) Hesitate(questions int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wait = questions
}

// Refreshed is how many access tokens were given for refresh tokens.
func (o *OAuth) Refreshed() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.given
}

// SetDown takes the login down or up again.
func (o *OAuth) SetDown(down bool) {
	for _, g := range o.gates {
		g.setDown(down)
	}
}

// Grant logs a user in at once and gives the refresh token.
func (o *OAuth) Grant(user string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	refresh := o.secret()
	o.fresh[refresh] = grant{user: user, stay: true}
	return refresh
}

// admits tells whether an access token opens a user's mailbox.
func (o *OAuth) admits(user, token string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	g, known := o.live[token]
	return known && strings.EqualFold(g.user, user) && o.world.now().Before(g.until)
}

// authorize agrees in the user's name and sends the browser back.
func (o *OAuth) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case err != nil || back.Scheme != "http" || back.Hostname() != "127.0.0.1" && back.Hostname() != "localhost":
		http.Error(w, "AADSTS50011: The redirect URI specified in the request does not match.", http.StatusBadRequest)
		return
	case q.Get("client_id") != Client:
		http.Error(w, "AADSTS700016: Application was not found in the directory.", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	o.mu.Lock()
	switch {
	case o.deny:
		answer.Set("error", "access_denied")
		answer.Set("error_description", "AADSTS65004: User declined to consent to access the app.")
	case q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "":
		answer.Set("error", "invalid_request")
		answer.Set("error_description", "Proof Key for Code Exchange is required.")
	default:
		code := o.secret()
		o.codes[code] = grant{user: userOr(q.Get("login_hint")), challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"),
			stay: strings.Contains(q.Get("scope"), StayScope), until: o.world.now().Add(10 * time.Minute)}
		answer.Set("code", code)
	}
	o.mu.Unlock()
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func userOr(hint string) string {
	if hint == "" {
		return User
	}
	return hint
}

// token trades a code, a device code or a refresh token for an access token.
func (o *OAuth) token(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("client_id") != Client {
		refuseToken(w, "invalid_client", "AADSTS700016: Application with identifier was not found in the directory.")
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch r.PostFormValue("grant_type") {
	case "authorization_code":
		o.byCode(w, r)
	case "refresh_token":
		o.byRefresh(w, r)
	case "urn:ietf:params:oauth:grant-type:device_code":
		o.byDevice(w, r)
	default:
		refuseToken(w, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.")
	}
}

func (o *OAuth) byCode(w http.ResponseWriter, r *http.Request) {
	code := r.PostFormValue("code")
	g, known := o.codes[code]
	delete(o.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	proof := base64.RawURLEncoding.EncodeToString(sum[:])
	switch {
	case !known || !o.world.now().Before(g.until):
		refuseToken(w, "invalid_grant", "AADSTS70008: The provided authorization code has expired or was used before.")
	case r.PostFormValue("redirect_uri") != g.redirect:
		refuseToken(w, "invalid_grant", "AADSTS50011: The redirect URI does not match.")
	case subtle.ConstantTimeCompare([]byte(proof), []byte(g.challenge)) != 1:
		refuseToken(w, "invalid_grant", "AADSTS501481: The Code_Verifier does not match the code_challenge supplied.")
	default:
		o.give(w, g)
	}
}

func (o *OAuth) byRefresh(w http.ResponseWriter, r *http.Request) {
	old := r.PostFormValue("refresh_token")
	g, known := o.fresh[old]
	if !known {
		refuseToken(w, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.\r\nTrace ID: 0\r\nCorrelation ID: 0")
		return
	}
	delete(o.fresh, old)
	o.given++
	o.give(w, g)
}

func (o *OAuth) byDevice(w http.ResponseWriter, r *http.Request) {
	code := r.PostFormValue("device_code")
	left, known := o.asked[code]
	switch {
	case !known:
		refuseToken(w, "expired_token", "AADSTS70020: The provided device code has expired.")
	case o.deny:
		delete(o.asked, code)
		refuseToken(w, "access_denied", "AADSTS65004: User declined to consent.")
	case left > 0:
		o.asked[code] = left - 1
		refuseToken(w, "authorization_pending", "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending.")
	default:
		delete(o.asked, code)
		o.give(w, grant{user: User, stay: true})
	}
}

// give answers with an access token, and a refresh token where the user agreed to stay logged in.
func (o *OAuth) give(w http.ResponseWriter, g grant) {
	access := o.secret()
	g.until = o.world.now().Add(tokenLife)
	o.live[access] = g
	answer := map[string]any{"token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "access_token": access, "scope": MailScope}
	if g.stay {
		refresh := o.secret()
		o.fresh[refresh] = g
		answer["refresh_token"] = refresh
	}
	writeJSON(w, http.StatusOK, answer)
}

func (o *OAuth) device(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("client_id") != Client {
		refuseToken(w, "invalid_client", "AADSTS700016: Application with identifier was not found in the directory.")
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	code := o.secret()
	o.asked[code] = o.wait
	writeJSON(w, http.StatusOK, map[string]any{"device_code": code, "user_code": "PRAK-SIS1", "verification_uri": o.gates[0].secureURL() + "/device",
		"expires_in": int(deviceLife.Seconds()), "interval": devicePause})
}

// secret makes a token of the kind that must not be shown.
func (o *OAuth) secret() string { return "praksis." + o.world.uuid() }

func refuseToken(w http.ResponseWriter, code, description string) {
	writeJSON(w, http.StatusBadRequest, map[string]string{"error": code, "error_description": description})
}

// bearerServer is the login XOAUTH2: one line with user and token. A token that is not taken is told why in a challenge, and
// the refusal follows the client's empty line.
type bearerServer struct {
	admits func(user, token string) bool
	login  func(user string) error
	refuse error
	told   bool
}

// Next reads the client's line.
func (b *bearerServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case b.told:
		return nil, false, b.refuse
	case response == nil:
		return []byte{}, false, nil
	}
	user, token := bearerOf(string(response))
	if token != "" && b.admits(user, token) {
		return nil, true, b.login(user)
	}
	b.told = true
	return fmt.Appendf(nil, `{"status":"401","schemes":"bearer","scope":%q}`, MailScope), false, nil
}

// bearerOf reads "user=…^Aauth=Bearer …^A^A".
func bearerOf(line string) (user, token string) {
	for part := range strings.SplitSeq(line, "\x01") {
		if v, ok := strings.CutPrefix(part, "user="); ok {
			user = v
		}
		if v, ok := strings.CutPrefix(part, "auth=Bearer "); ok {
			token = v
		}
	}
	return user, token
}

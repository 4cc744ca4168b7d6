package oauth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Consent is a login under way: a person opens URL, with Code where there is one, and agrees before Until.
type Consent struct {
	URL   string
	Code  string // to be typed in at URL; empty: the browser comes back by itself
	Until time.Time

	wait func(ctx context.Context) (*oauth2.Token, error)
	stop func()
}

// consentTime is how long a person may take.
const consentTime = 10 * time.Minute

// Begin starts a login in the browser of this machine, or, where the provider has none or device asks for it, with a code to be
// typed in on any device. Nothing is sent before the person agrees.
func (c Config) Begin(ctx context.Context, device bool) (*Consent, error) {
	if err := c.ready(); err != nil {
		return nil, err
	}
	switch {
	case c.Provider.Authorize != "" && !device:
		return c.beginBrowser(ctx)
	case c.Provider.Device != "":
		return c.beginDevice(ctx)
	}
	return nil, &Error{Reason: CodeNotSetUp, Answer: "the provider gives no codes for other devices"}
}

// Wait waits until the person has agreed and gives the refresh token to be kept. It ends with ctx, at Until, or when the
// person says no. It is called once.
func (c *Consent) Wait(ctx context.Context) (refresh string, err error) {
	defer c.stop()
	token, err := c.wait(ctx)
	if err != nil {
		return "", err
	}
	if token.RefreshToken == "" {
		return "", &Error{Reason: CodeNoRefresh}
	}
	return token.RefreshToken, nil
}

// Stop ends a login nobody waits for any more.
func (c *Consent) Stop() { c.stop() }

// callback is what the browser brings back.
type callback struct {
	code  string
	state string
	err   error
}

// landing is the page on this machine the browser comes back to. It takes one answer, and only one that belongs to the login.
type landing struct {
	config Config
	state  string
	port   string
	came   chan callback
	once   sync.Once
}

func (c Config) beginBrowser(ctx context.Context) (*Consent, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, &Error{Reason: CodeConnection, Answer: "no port on this machine", Err: err}
	}
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	_, login, err := c.library(ctx, "http://"+net.JoinHostPort(c.back(), port))
	if err != nil {
		ln.Close()
		return nil, err
	}
	page := &landing{config: c, state: rand.Text(), port: port, came: make(chan callback, 1)}
	server := &http.Server{Handler: page, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	var run sync.WaitGroup
	run.Go(func() { _ = server.Serve(ln) }) // it ends when it is closed
	closing := sync.OnceFunc(func() {       // what the browser still reads is let through
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
		run.Wait()
	})
	timer := time.AfterFunc(consentTime, closing)
	verifier := oauth2.GenerateVerifier()
	return &Consent{
		URL: login.AuthCodeURL(page.state, c.options(verifier)...), Until: c.Clock().Add(consentTime),
		stop: func() { timer.Stop(); closing() },
		wait: func(ctx context.Context) (*oauth2.Token, error) { return c.byBrowser(ctx, login, page, verifier) },
	}, nil
}

func (c Config) back() string {
	if c.Provider.Back == "" {
		return "127.0.0.1"
	}
	return c.Provider.Back
}

func (c Config) options(verifier string) []oauth2.AuthCodeOption {
	o := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(verifier)}
	for k := range c.Provider.Extra {
		o = append(o, oauth2.SetAuthURLParam(k, c.Provider.Extra.Get(k)))
	}
	if c.User != "" {
		o = append(o, oauth2.SetAuthURLParam("login_hint", c.User))
	}
	return o
}

func (c Config) byBrowser(ctx context.Context, login *oauth2.Config, page *landing, verifier string) (*oauth2.Token, error) {
	limited, cancel := context.WithTimeout(ctx, consentTime)
	defer cancel()
	select {
	case <-limited.Done():
		return nil, failure(limited, limited.Err())
	case came := <-page.came:
		if came.err != nil {
			return nil, came.err
		}
		with, _, err := c.library(limited, "")
		if err != nil {
			return nil, err
		}
		token, err := login.Exchange(with, came.code, oauth2.VerifierOption(verifier))
		if err != nil {
			return nil, asDenied(failure(limited, err))
		}
		return token, nil
	}
}

// asDenied names a code that was not taken: nothing has expired that was there before.
func asDenied(err error) error {
	var told *Error
	if errors.As(err, &told) && told.Reason == CodeExpired {
		told.Reason = CodeDenied
	}
	return err
}

// ServeHTTP takes the browser's answer. Whatever does not belong to this login changes nothing.
func (l *landing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	host, port, err := net.SplitHostPort(r.Host)
	switch {
	case err != nil || port != l.port || host != "127.0.0.1" && host != "localhost":
		http.Error(w, "not here", http.StatusMisdirectedRequest)
		return
	case r.Method != http.MethodGet || r.URL.Path != "/":
		http.NotFound(w, r)
		return
	}
	came, err := parseCallback(r.URL.RawQuery)
	if err != nil || subtle.ConstantTimeCompare([]byte(came.state), []byte(l.state)) != 1 {
		l.show(w, http.StatusBadRequest, false)
		return
	}
	taken := false
	l.once.Do(func() { l.came <- came; taken = true })
	if !taken {
		l.show(w, http.StatusGone, false)
		return
	}
	l.show(w, http.StatusOK, came.err == nil)
}

func (l *landing) show(w http.ResponseWriter, status int, done bool) {
	title, text := "Fakturist", "The login failed."
	if done {
		text = "Done."
	}
	if l.config.Page != nil {
		title, text = l.config.Page(done)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<!DOCTYPE html><meta charset="utf-8"><title>%s</title><body style="font:16px/1.5 sans-serif;margin:4em auto;max-width:32em">`+
		`<h1 style="font-size:1.4em">%s</h1><p>%s</p>`+"\n", html.EscapeString(title), html.EscapeString(title), html.EscapeString(text))
}

// queryLimit is how long what a browser brings back may be; codes are some hundred bytes, Microsoft's up to two thousand.
const queryLimit = 8 << 10

// parseCallback reads the query of the address the browser came back to (RFC 6749, section 4.1.2). Its err is a login that was
// turned down.
func parseCallback(query string) (callback, error) {
	if len(query) > queryLimit {
		return callback{}, fmt.Errorf("answer of the browser: %d bytes, at most %d", len(query), queryLimit)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return callback{}, errors.New("answer of the browser: not a query") // the cause would quote it
	}
	for _, k := range []string{"code", "state", "error"} {
		if len(q[k]) > 1 {
			return callback{}, fmt.Errorf("answer of the browser: %d times %q", len(q[k]), k)
		}
	}
	c := callback{code: q.Get("code"), state: q.Get("state")}
	switch {
	case c.state == "":
		return callback{}, errors.New("answer of the browser: no state")
	case q.Get("error") != "":
		c.code, c.err = "", asDenied(refusal(http.StatusOK, q.Get("error"), q.Get("error_description")))
	case c.code == "":
		return callback{}, errors.New("answer of the browser: neither code nor error")
	}
	return c, nil
}

func (c Config) beginDevice(ctx context.Context) (*Consent, error) {
	with, login, err := c.library(ctx, "")
	if err != nil {
		return nil, err
	}
	// The library asks for a code without looking at ctx; our client has a limit of its own.
	answer, err := login.DeviceAuth(with)
	if err != nil {
		return nil, failure(ctx, err)
	}
	if answer.DeviceCode == "" || answer.UserCode == "" || !strings.HasPrefix(answer.VerificationURI, "https://") {
		return nil, &Error{Reason: CodeAnswer, Answer: "no code, or no address to type it in"}
	}
	life := consentTime
	if left := time.Until(answer.Expiry); !answer.Expiry.IsZero() && left < life {
		life = left
	}
	return &Consent{
		URL: answer.VerificationURI, Code: answer.UserCode, Until: c.Clock().Add(life), stop: func() {},
		wait: func(ctx context.Context) (*oauth2.Token, error) {
			ctx, cancel := context.WithTimeout(ctx, life)
			defer cancel()
			return c.byDevice(ctx, login, answer)
		},
	}, nil
}

// byDevice asks until the person is done. A network that is gone for a moment ends nothing.
func (c Config) byDevice(ctx context.Context, login *oauth2.Config, answer *oauth2.DeviceAuthResponse) (*oauth2.Token, error) {
	for {
		with, _, err := c.library(ctx, "")
		if err != nil {
			return nil, err
		}
		token, err := login.DeviceAccessToken(with, answer)
		if err == nil {
			return token, nil
		}
		err = asDenied(failure(ctx, err))
		var told *Error
		if !errors.As(err, &told) || told.Reason != CodeConnection || ctx.Err() != nil {
			return nil, err
		}
	}
}

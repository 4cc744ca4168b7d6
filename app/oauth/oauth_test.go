package oauth_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"fakturist/app/oauth"
	"fakturist/app/practice"
	"fakturist/billing"
)

// clock is a clock that stands where it is put.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// keyring keeps one refresh token.
type keyring struct {
	mu     sync.Mutex
	value  string
	broken error // what Set answers
}

func (k *keyring) kept() oauth.Kept {
	return oauth.Kept{
		Get: func(context.Context) (string, error) { k.mu.Lock(); defer k.mu.Unlock(); return k.value, nil },
		Set: func(_ context.Context, v string) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			if k.broken == nil {
				k.value = v
			}
			return k.broken
		},
	}
}

func open(t *testing.T) (*practice.Box, *clock, oauth.Config) {
	t.Helper()
	c := &clock{at: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	box, err := practice.Start(context.Background(), practice.Options{Clock: c.now, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	p, _ := oauth.ProviderOf("other", "")
	p.Authorize, p.Token, p.Device, p.Scopes = box.OAuth.Authorize, box.OAuth.Token, box.OAuth.Device, []string{practice.MailScope, practice.StayScope}
	return box, c, oauth.Config{Provider: p, Client: practice.Client, User: practice.User, CA: box.CAFile, Clock: c.now}
}

func codeOf(err error) string {
	var e *oauth.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return ""
}

func wants(t *testing.T, err error, code string) {
	t.Helper()
	if codeOf(err) != code || !errors.Is(err, billing.ErrUnavailable) {
		t.Errorf("got %v, want %s about the whole channel", err, code)
	}
}

// browse opens an address as a browser does and gives the page it ends on.
func browse(t *testing.T, box *practice.Box, address string) (status int, page string) {
	t.Helper()
	r, err := box.Browser().Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func TestConsent_InABrowserGivesALoginThatLasts(t *testing.T) {
	box, clock, config := open(t)
	config.Page = func(done bool) (string, string) {
		if done {
			return "Fakturist", "Du er <logget> inn"
		}
		return "Fakturist", "Feil"
	}
	consent, err := config.Begin(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	if consent.Code != "" || !consent.Until.After(clock.now()) {
		t.Errorf("consent %+v", consent)
	}
	status, page := browse(t, box, consent.URL)
	if status != http.StatusOK || !strings.Contains(page, "Du er &lt;logget&gt; inn") {
		t.Errorf("the browser shows %d %s", status, page)
	}
	ring := &keyring{}
	if ring.value, err = consent.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	source := oauth.NewSource(config, ring.kept())
	first, err := source.Token(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := source.Token(context.Background(), ""); again != first {
		t.Error("a token that still counts was asked for anew")
	}
	clock.move(56 * time.Minute) // within five minutes of its end
	rotated := ring.value
	second, err := source.Token(context.Background(), "")
	if err != nil || second == first || ring.value == rotated || box.OAuth.Refreshed() != 2 {
		t.Errorf("near its end: %v, new token %v, kept anew %v, %d asked", err, second != first, ring.value != rotated, box.OAuth.Refreshed())
	}
	clock.move(-3 * time.Hour)
	if third, err := source.Token(context.Background(), ""); err != nil || third == second {
		t.Errorf("after the clock was set back: %v, want a new token", err)
	}
}

func TestConsent_OnAnotherDeviceShowsACode(t *testing.T) {
	box, _, config := open(t)
	box.OAuth.Hesitate(1)
	consent, err := config.Begin(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	if consent.Code == "" || !strings.HasPrefix(consent.URL, "https://") {
		t.Errorf("consent %+v, want a code and where to type it", consent)
	}
	if refresh, err := consent.Wait(context.Background()); err != nil || refresh == "" {
		t.Errorf("login: %q, %v", refresh, err)
	}
}

func TestConsent_TakesOnlyTheAnswerThatBelongsToIt(t *testing.T) {
	box, _, config := open(t)
	consent, err := config.Begin(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(consent.URL)
	if err != nil {
		t.Fatal(err)
	}
	back := u.Query().Get("redirect_uri")
	for _, bad := range []string{"/?code=x&state=wrong", "/?code=x", "/favicon.ico", "/?error=access_denied&state=wrong", "/?code=a&code=b&state=" + u.Query().Get("state")} {
		if status, _ := browse(t, box, back+bad); status < 400 {
			t.Errorf("%s was taken", bad)
		}
	}
	request, err := http.NewRequest(http.MethodGet, back+"/?code=x&state="+u.Query().Get("state"), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "evil.example:80"
	if r, err := http.DefaultClient.Do(request); err != nil || r.StatusCode < 400 {
		t.Errorf("an answer under another host's name: %v %v", r.Status, err)
	} else {
		r.Body.Close()
	}
	browse(t, box, consent.URL)
	if _, err := consent.Wait(context.Background()); err != nil {
		t.Errorf("the right answer after wrong ones: %v", err)
	}
}

func TestConsent_EndsInAReason(t *testing.T) {
	for _, tc := range []struct {
		name string
		tune func(*practice.Box, *oauth.Config)
		code string
	}{
		{"the person says no", func(b *practice.Box, _ *oauth.Config) { b.OAuth.Deny(true) }, oauth.CodeDenied},
		{"no lasting login", func(_ *practice.Box, c *oauth.Config) { c.Provider.Scopes = []string{practice.MailScope} }, oauth.CodeNoRefresh},
		{"no client", func(_ *practice.Box, c *oauth.Config) { c.Client = "" }, oauth.CodeNotSetUp},
		{"no addresses", func(_ *practice.Box, c *oauth.Config) { c.Provider, _ = oauth.ProviderOf("other", "") }, oauth.CodeNotSetUp},
		{"token over an open connection", func(_ *practice.Box, c *oauth.Config) { c.Provider.Token = "http://login.example.no/token" }, oauth.CodeNotSetUp},
		{"nobody vouches", func(_ *practice.Box, c *oauth.Config) { c.CA = "" }, oauth.CodeConnection},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box, _, config := open(t)
			tc.tune(box, &config)
			consent, err := config.Begin(context.Background(), false)
			if err == nil {
				browse(t, box, consent.URL)
				_, err = consent.Wait(context.Background())
			}
			wants(t, err, tc.code)
		})
	}
}

func TestConsent_DeviceEndsInAReason(t *testing.T) {
	for _, tc := range []struct {
		name string
		tune func(*practice.Box, *oauth.Config)
		code string
	}{
		{"the person says no", func(b *practice.Box, _ *oauth.Config) { b.OAuth.Deny(true) }, oauth.CodeDenied},
		{"unknown client", func(_ *practice.Box, c *oauth.Config) { c.Client = "andre" }, oauth.CodeClient},
		{"no codes", func(_ *practice.Box, c *oauth.Config) { c.Provider.Device = "" }, oauth.CodeNotSetUp},
		{"down", func(b *practice.Box, _ *oauth.Config) { b.OAuth.SetDown(true) }, oauth.CodeConnection},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box, _, config := open(t)
			tc.tune(box, &config)
			consent, err := config.Begin(context.Background(), true)
			if err == nil {
				_, err = consent.Wait(context.Background())
			}
			wants(t, err, tc.code)
		})
	}
}

func TestConsent_EndsWhenNobodyComesBack(t *testing.T) {
	_, _, config := open(t)
	consent, err := config.Begin(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err = consent.Wait(ctx)
	wants(t, err, oauth.CodeTimeout)
	back, _ := url.Parse(consent.URL)
	if r, err := http.Get(back.Query().Get("redirect_uri")); err == nil {
		r.Body.Close()
		t.Error("the page on this machine is still there")
	}
}

func TestSource_SaysWhyThereIsNoToken(t *testing.T) {
	for _, tc := range []struct {
		name string
		tune func(*practice.Box, *oauth.Config, *keyring)
		code string
	}{
		{"nobody logged in", func(_ *practice.Box, _ *oauth.Config, k *keyring) { k.value = "" }, oauth.CodeMissing},
		{"revoked", func(b *practice.Box, _ *oauth.Config, _ *keyring) { b.OAuth.Revoke() }, oauth.CodeExpired},
		{"unknown client", func(_ *practice.Box, c *oauth.Config, _ *keyring) { c.Client = "andre" }, oauth.CodeClient},
		{"down", func(b *practice.Box, _ *oauth.Config, _ *keyring) { b.OAuth.SetDown(true) }, oauth.CodeConnection},
		{"not set up", func(_ *practice.Box, c *oauth.Config, _ *keyring) { c.Provider.Token = "" }, oauth.CodeNotSetUp},
		{"other page", func(b *practice.Box, c *oauth.Config, _ *keyring) { c.Provider.Token = b.OAuth.Device + "x" }, oauth.CodeAnswer},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box, _, config := open(t)
			ring := &keyring{value: box.OAuth.Grant(practice.User)}
			tc.tune(box, &config, ring)
			_, err := oauth.NewSource(config, ring.kept()).Token(context.Background(), "")
			wants(t, err, tc.code)
			if ring.value != "" && strings.Contains(err.Error()+detail(err), ring.value) {
				t.Error("the error holds the token")
			}
		})
	}
}

func detail(err error) string {
	var e *oauth.Error
	errors.As(err, &e)
	return e.Detail()
}

func TestSource_GivesAnotherTokenThanTheRefusedOne(t *testing.T) {
	box, _, config := open(t)
	ring := &keyring{value: box.OAuth.Grant(practice.User)}
	source := oauth.NewSource(config, ring.kept())
	first, err := source.Token(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	second, err := source.Token(context.Background(), first)
	if err != nil || second == first {
		t.Errorf("the refused token came again, or %v", err)
	}
	if third, _ := source.Token(context.Background(), first); third != second {
		t.Error("a token refused long ago cost the one that counts")
	}
}

func TestSource_FindsTheLoginAnotherProgramTraded(t *testing.T) {
	box, _, config := open(t)
	ring := &keyring{value: box.OAuth.Grant(practice.User)}
	old := ring.value
	mine := oauth.NewSource(config, oauth.Kept{Set: ring.kept().Set, Get: func(ctx context.Context) (string, error) {
		if old != "" { // what lay there when we looked; the other program has used it since
			was := old
			old = ""
			return was, nil
		}
		return ring.kept().Get(ctx)
	}})
	if _, err := oauth.NewSource(config, ring.kept()).Token(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := mine.Token(context.Background(), ""); err != nil {
		t.Errorf("after another program traded the login: %v", err)
	}
}

func TestSource_GoesOnWhenTheKeyringTakesNothing(t *testing.T) {
	box, clock, config := open(t)
	ring := &keyring{value: box.OAuth.Grant(practice.User), broken: errors.New("locked")}
	source := oauth.NewSource(config, ring.kept())
	for range 3 {
		if _, err := source.Token(context.Background(), ""); err != nil {
			t.Fatalf("with a locked keyring: %v", err)
		}
		clock.move(time.Hour)
	}
	before := ring.value
	ring.broken = nil
	if _, err := source.Token(context.Background(), ""); err != nil || ring.value == before {
		t.Errorf("unlocked: %v, kept anew %v", err, ring.value != before)
	}
}

func TestSource_AsksOnceForMany(t *testing.T) {
	box, _, config := open(t)
	ring := &keyring{value: box.OAuth.Grant(practice.User)}
	source := oauth.NewSource(config, ring.kept())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := source.Token(context.Background(), ""); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := box.OAuth.Refreshed(); n != 1 {
		t.Errorf("%d questions to the provider, want 1", n)
	}
}

func TestSource_LogsNoToken(t *testing.T) {
	box, _, config := open(t)
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	ring := &keyring{value: box.OAuth.Grant(practice.User), broken: errors.New("locked")}
	if _, err := oauth.NewSource(config, ring.kept()).Token(context.Background(), ""); err != nil {
		t.Fatal(err)
	}
	if log.Len() == 0 || strings.Contains(log.String(), "praksis.") {
		t.Errorf("log: %s", log.String())
	}
}

func TestProviderOf_FillsInTheOrganisation(t *testing.T) {
	for tenant, want := range map[string]string{"": "/common/", "fjordkoret.no": "/fjordkoret.no/", "../x": "/..%2Fx/"} {
		p, ok := oauth.ProviderOf("microsoft", tenant)
		if !ok || !strings.Contains(p.Token, want) || !strings.Contains(p.Device, want) || p.Source == "" {
			t.Errorf("tenant %q: %+v", tenant, p)
		}
	}
	if _, ok := oauth.ProviderOf("yahoo", ""); ok {
		t.Error("a provider nobody knows")
	}
}

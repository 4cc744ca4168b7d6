package oauth_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"fakturist/app/oauth"
	"fakturist/billing"
)

func FuzzCallback(f *testing.F) {
	for _, seed := range []string{"", "code=a&state=b", "error=access_denied&error_description=nei&state=b", "code=a&code=b&state=c", "code=%00&state=%ff",
		"state=b", "code=a", "a;b=c", "%", "state=b&error=x&code=y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		code, state, turnedDown, err := oauth.ParseCallback(query)
		if err != nil {
			return
		}
		if state == "" || (code == "") != (turnedDown != nil) {
			t.Errorf("code %q, state %q, turned down %v", code, state, turnedDown)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	f.Add(400, "invalid_grant", "AADSTS700082: The refresh token has expired.\r\nTrace ID: 1")
	f.Add(503, "", "")
	f.Add(400, "slow_down", "\u202eevil\x00")
	f.Add(429, "x", strings.Repeat("ø", 500))
	f.Fuzz(func(t *testing.T, status int, code, description string) {
		err := oauth.Refusal(status, code, description)
		var e *oauth.Error
		if !errors.As(err, &e) || !errors.Is(err, billing.ErrUnavailable) || !strings.HasPrefix(e.Code(), "mail-oauth-") {
			t.Fatalf("got %v", err)
		}
		if utf8.RuneCountInString(e.Detail()) > 201 || strings.ContainsFunc(e.Detail(), unicode.IsControl) {
			t.Errorf("detail %q", e.Detail())
		}
	})
}

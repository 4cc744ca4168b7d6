package practice_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"fakturist/app/practice"
)

// postForm posts a form to the login and gives the answer.
func postForm(t *testing.T, client *http.Client, address string, form url.Values) (int, map[string]any) {
	t.Helper()
	r, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, answer
}

func TestOAuth_GivesTokensOnceAndForTheRightProof(t *testing.T) {
	box, err := practice.Start(context.Background(), practice.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { box.Close() })
	client := box.Browser()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	code := func() string {
		sum := sha256.Sum256([]byte("bevis"))
		q := url.Values{"client_id": {practice.Client}, "response_type": {"code"}, "redirect_uri": {"http://127.0.0.1:1"}, "state": {"s"},
			"scope": {practice.MailScope + " " + practice.StayScope}, "code_challenge_method": {"S256"},
			"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}}
		r, err := client.Get(box.OAuth.Plain + "?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		back, err := r.Location()
		if err != nil || back.Query().Get("state") != "s" {
			t.Fatalf("sent back to %v, %v", back, err)
		}
		return back.Query().Get("code")
	}
	trade := func(code, proof string) (int, map[string]any) {
		return postForm(t, client, box.OAuth.Token, url.Values{"client_id": {practice.Client}, "grant_type": {"authorization_code"}, "code": {code},
			"redirect_uri": {"http://127.0.0.1:1"}, "code_verifier": {proof}})
	}
	if status, answer := trade(code(), "gjett"); status != 400 || answer["error"] != "invalid_grant" {
		t.Errorf("a wrong proof: %d %v", status, answer)
	}
	once := code()
	status, answer := trade(once, "bevis")
	if status != 200 || answer["access_token"] == "" || answer["refresh_token"] == nil {
		t.Fatalf("the right proof: %d %v", status, answer)
	}
	if status, _ := trade(once, "bevis"); status != 400 {
		t.Errorf("a code used twice: %d", status)
	}
	refresh := url.Values{"client_id": {practice.Client}, "grant_type": {"refresh_token"}, "refresh_token": {answer["refresh_token"].(string)}}
	status, next := postForm(t, client, box.OAuth.Token, refresh)
	if status != 200 || next["refresh_token"] == answer["refresh_token"] {
		t.Errorf("refresh: %d, the same refresh token again", status)
	}
	if status, again := postForm(t, client, box.OAuth.Token, refresh); status != 400 || again["error"] != "invalid_grant" {
		t.Errorf("a refresh token used twice: %d %v", status, again)
	}
	if status, _ := postForm(t, client, box.OAuth.Token, url.Values{"client_id": {"andre"}}); status != 400 {
		t.Errorf("another client: %d", status)
	}
	box.OAuth.Hesitate(1)
	_, device := postForm(t, client, box.OAuth.Device, url.Values{"client_id": {practice.Client}})
	poll := url.Values{"client_id": {practice.Client}, "grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {device["device_code"].(string)}}
	if _, answer := postForm(t, client, box.OAuth.Token, poll); answer["error"] != "authorization_pending" {
		t.Errorf("before the person is done: %v", answer)
	}
	if status, _ := postForm(t, client, box.OAuth.Token, poll); status != 200 {
		t.Errorf("after it: %d", status)
	}
}

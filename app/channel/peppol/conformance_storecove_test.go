package peppol_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/app/trust"

	"crypto/tls"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// contract holds what goes between us and a server against an OpenAPI file.
type contract struct {
	t      *testing.T
	router routers.Router

	mu       sync.Mutex
	asked    int
	answered int
	statuses map[string]int
}

// storecoveContract reads the contract of Storecove; the test is skipped where its file is not there.
func storecoveContract(t *testing.T, server string) *contract {
	t.Helper()
	shared := os.Getenv("FAKTURIST_SHARED")
	file := filepath.Join(shared, "openapi", "storecove.json")
	if _, err := os.Stat(file); shared == "" || err != nil {
		t.Skip("SKIPPED: the OpenAPI file of Storecove is not there: FAKTURIST_SHARED=" + shared)
	}
	doc, err := openapi3.NewLoader().LoadFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = openapi3.Servers{{URL: server}}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &contract{t: t, router: router, statuses: map[string]int{}}
}

// request holds a request against the contract.
func (c *contract) request(r *http.Request) *openapi3filter.RequestValidationInput {
	c.mu.Lock()
	defer c.mu.Unlock()
	route, params, err := c.router.FindRoute(r)
	if err != nil {
		c.t.Errorf("%s %s is not in the contract: %v", r.Method, r.URL.Path, err)
		return nil
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: func(_ context.Context, a *openapi3filter.AuthenticationInput) error {
			if r.Header.Get(a.SecurityScheme.Name) == "" {
				return a.NewError(http.ErrNoCookie)
			}
			return nil
		}, IncludeResponseStatus: true, SkipSettingDefaults: true}}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
		c.t.Errorf("request %s %s: %v", r.Method, r.URL.Path, err)
	}
	c.asked++
	return in
}

// answer holds an answer against the contract.
func (c *contract) answer(in *openapi3filter.RequestValidationInput, resp *http.Response, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if in == nil {
		return
	}
	c.statuses[resp.Status]++
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: resp.StatusCode, Header: resp.Header,
		Body: io.NopCloser(bytes.NewReader(body)), Options: in.Options}
	if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500 {
		return // a server that fails keeps no contract
	}
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		c.t.Errorf("answer %d to %s %s: %v", resp.StatusCode, in.Request.Method, in.Request.URL.Path, err)
	}
	c.answered++
}

// heldKey is where a request keeps what it was held against, for its answer.
type heldKey struct{}

// between puts a proxy between our channel and the box's server, which holds both sides against the contract.
func between(t *testing.T, box *practice.Box) (address string, c *contract) {
	t.Helper()
	roots, err := trust.Authorities(box.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(box.Storecove.URL)
	if err != nil {
		t.Fatal(err)
	}
	const prefix = "/api/v2"
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.URL.Path = r.In.URL.Path[len(prefix):]
			r.Out.URL.RawPath = ""
		},
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
		ModifyResponse: func(resp *http.Response) error {
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				return err
			}
			resp.Body = io.NopCloser(bytes.NewReader(body))
			if in, ok := resp.Request.Context().Value(heldKey{}).(*openapi3filter.RequestValidationInput); ok {
				c.answer(in, resp, body)
			}
			return nil
		},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if in := c.request(r); in != nil {
			r = r.WithContext(context.WithValue(r.Context(), heldKey{}, in))
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c = storecoveContract(t, server.URL+prefix)
	return server.URL + prefix, c
}

// TestConformance_StorecoveKeepsItsContract: what we ask and what the box's Storecove answers are as its OpenAPI file says.
func TestConformance_StorecoveKeepsItsContract(t *testing.T) {
	box := open(t)
	treat(box.Storecove, practice.Refuse, practice.TooMany)
	address, contract := between(t, box)
	config := storecoveConfig(box)
	config.URL = address
	point := peppol.Open(config, secrets(practice.Token), clock, zeros{})
	storecoveJourney(t, box, point)
	wrong := peppol.Open(config, secrets("feil"), clock, zeros{})
	ctx := context.Background()
	f := freeze(t, wrong.Channels()[0], consignment(t, receiver))
	if _, err := wrong.Channels()[0].Send(ctx, f); code(err) != peppol.CodeToken {
		t.Errorf("wrong token: %v", err)
	}
	t.Logf("storecove.json: %d requests and %d answers held against the contract, by status %v", contract.asked, contract.answered, contract.statuses)
	if contract.asked < 20 || contract.answered < 20 {
		t.Errorf("only %d requests and %d answers were held against the contract", contract.asked, contract.answered)
	}
}

// TestConformance_StorecoveContractFindsAFault: the contract is one that can be broken.
func TestConformance_StorecoveContractFindsAFault(t *testing.T) {
	broken := &testing.T{}
	c := storecoveContract(t, "https://api.example.no/api/v2")
	c.t = broken
	r := httptest.NewRequest(http.MethodPost, "https://api.example.no/api/v2/document_submissions",
		bytes.NewReader([]byte(`{"legalEntityId":"one","idempotencyGuid":"short","document":{}}`)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer x")
	c.request(r)
	if !broken.Failed() {
		t.Error("a wrong submission passed")
	}
}

package practice_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

// call sends a request with a header and gives status and body.
func call(t *testing.T, box *practice.Box, method, address, contentType, authorization, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", authorization)
	req.Header.Set("X-Token", authorization)
	resp, err := client(t, box).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, trim(string(b))
}

func as4URL(box *practice.Box) string {
	esc := url.QueryEscape
	return box.Phase4.URL + "/sendas4/" + esc("0192:923609016") + "/" + esc("0192:974760673") + "/" + esc(billing.DocumentType(billing.KindInvoice)) + "/" +
		esc("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0") + "/NO"
}

// shape is what a JSON value looks like: its fields and the kinds of their values.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[k] = shape(e)
		}
		return out
	case []any:
		if len(v) == 0 {
			return "list"
		}
		return []any{shape(v[0])}
	case nil:
		return "null"
	}
	return fmt.Sprintf("%T", v)
}

// looksLike holds an answer against a sample made from the documentation of the real one.
func looksLike(t *testing.T, sample, body string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "shape", sample+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%s: %v: %s", sample, err, body)
	}
	if diff := cmp.Diff(shape(want), shape(got)); diff != "" {
		t.Errorf("%s (-documented +answered):\n%s", sample, diff)
	}
}

func TestPhase4_AnswersAsTheRealOne(t *testing.T) {
	box := open(t)
	status, body := call(t, box, "POST", as4URL(box), "application/xml", practice.Token, "<Invoice/>")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	looksLike(t, "phase4-success", body)
	for _, b := range []practice.Behaviour{practice.Refuse, practice.RefuseRules, practice.FailForGood} {
		box.Phase4.Plan(b)
		status, body = call(t, box, "POST", as4URL(box), "application/xml", practice.Token, "<Invoice/>")
		if status != 200 || object(t, body)["overallSuccess"] != false {
			t.Errorf("%v: %d %s, want 200 and no success", b, status, body)
		}
		looksLike(t, "phase4-error", body)
	}
	if status, _ = call(t, box, "POST", as4URL(box), "application/xml", "x", "<Invoice/>"); status != 403 {
		t.Errorf("wrong token: %d", status)
	}
	if status, body = call(t, box, "POST", box.Phase4.URL+"/sendsbdh", "application/xml", practice.Token, "<Invoice/>"); status != 200 || object(t, body)["overallSuccess"] != true {
		if !strings.Contains(body, "sendingException") {
			t.Errorf("no envelope: %d %s", status, body)
		}
	}
	if _, body = call(t, box, "GET", box.Phase4.URL+"/phase4ping", "", "", ""); body != "pong" {
		t.Errorf("ping: %s", body)
	}
	box.Phase4.SetDisabled(true)
	if status, _ = call(t, box, "POST", as4URL(box), "application/xml", practice.Token, "<Invoice/>"); status != 404 {
		t.Errorf("disabled: %d", status)
	}
	if n := len(box.Phase4.Submissions()); n != 1 {
		t.Errorf("%d taken, want the first alone", n)
	}
}

func TestAccessPoint_AnswersAreAsDocumented(t *testing.T) {
	box := open(t)
	status, body := call(t, box, "POST", submitURL(box, "0192:974760673", "id-1"), "application/xml", practice.Token, "<Invoice/>")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	looksLike(t, "phase4-success", body)
	box.Access.Plan(practice.FailForGood)
	status, body = call(t, box, "POST", submitURL(box, "0192:974760673", "id-2"), "application/xml", practice.Token, "<Invoice/>")
	if status != 422 {
		t.Fatalf("%d %s", status, body)
	}
	looksLike(t, "phase4-error", body)
	_, body = call(t, box, "GET", box.Access.URL+"/api/outbound/status/id-1", "", practice.Token, "")
	looksLike(t, "phoss-status", body)
	_, body = call(t, box, "GET", box.Access.URL+"/api/outbound/status/id-1", "", "x", "")
	looksLike(t, "phoss-token", body)
}

// storecoveBody is a submission as Storecove wants it.
func storecoveBody(id, org string) string {
	return fmt.Sprintf(`{"legalEntityId":%d,"idempotencyGuid":%q,"routing":{"eIdentifiers":[{"scheme":"NO:ORG","id":%q}],"emails":[]},`+
		`"document":{"documentType":"invoice","rawDocumentData":{"document":"PEludm9pY2UvPg==","parse":true,"parseStrategy":"ubl"}}}`, practice.StorecoveEntity, id, org)
}

func TestStorecove_TakesAnIDOnce(t *testing.T) {
	box := open(t)
	const id, key = "11111111-2222-4333-8444-555555555555", "Bearer " + practice.Token
	submit := func(body string) (int, string) {
		return call(t, box, "POST", box.Storecove.URL+"/document_submissions", "application/json", key, body)
	}
	status, body := submit(storecoveBody(id, "974760673"))
	if status != 200 || object(t, body)["guid"] == "" {
		t.Fatalf("%d %s", status, body)
	}
	if status, body = submit(storecoveBody(id, "974760673")); status != 422 || !strings.Contains(body, "idempotencyGuid") {
		t.Errorf("again: %d %s", status, body)
	}
	for _, wrong := range []string{storecoveBody("short", "974760673"), strings.Replace(storecoveBody(id, "1"), "true", "false", 1), "{", `{"fax":1}`} {
		if status, body = submit(wrong); status != 422 || !strings.HasPrefix(body, `[{"source":`) {
			t.Errorf("%s: %d %s", wrong, status, body)
		}
	}
	if status, _ = submit(strings.Replace(storecoveBody(id, "1"), "100123", "7", 1)); status != 403 {
		t.Errorf("somebody else's legal entity: %d", status)
	}
	if status, _ = call(t, box, "GET", box.Storecove.URL+"/webhook_instances/", "", "Bearer x", ""); status != 401 {
		t.Errorf("wrong key: %d", status)
	}
	if n := len(box.Storecove.Submissions()); n != 1 {
		t.Errorf("%d taken", n)
	}
}

// TestStorecove_TheQueueGivesItsHeadUntilItIsTakenAway as the real one does.
func TestStorecove_TheQueueGivesItsHeadUntilItIsTakenAway(t *testing.T) {
	box := open(t)
	queue, key := box.Storecove.URL+"/webhook_instances/", "Bearer "+practice.Token
	if status, _ := call(t, box, "GET", queue, "", key, ""); status != 204 {
		t.Fatalf("empty: %d", status)
	}
	box.Storecove.Tell("first")
	box.Storecove.Tell("second")
	var seen []string
	for range 3 {
		_, body := call(t, box, "GET", queue, "", key, "")
		head := object(t, body)
		seen = append(seen, head["body"].(string))
		if len(seen) == 2 {
			if status, _ := call(t, box, "DELETE", queue+head["guid"].(string), "", key, ""); status != 204 {
				t.Fatalf("delete: %d", status)
			}
		}
	}
	if !slices.Equal(seen, []string{"first", "first", "second"}) {
		t.Errorf("seen %q", seen)
	}
	if status, _ := call(t, box, "DELETE", queue+"nothing", "", key, ""); status != 404 {
		t.Errorf("delete what is not there: %d", status)
	}
}

// maventaForm is an upload.
func maventaForm(t *testing.T, fields map[string]string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("file", "a.xml")
	if err == nil {
		_, err = f.Write([]byte("<Invoice/>"))
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func maventaToken(t *testing.T, box *practice.Box, secret string) (int, string) {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {practice.MaventaCompany}, "client_secret": {secret},
		"vendor_api_key": {practice.MaventaVendor}, "scope": {"eui"}}
	return call(t, box, "POST", box.Maventa.URL+"/oauth2/token", "application/x-www-form-urlencoded", "", form.Encode())
}

func TestMaventa_GivesTokensThatEndAndTakesAnIDOnce(t *testing.T) {
	box := open(t)
	if status, body := maventaToken(t, box, "x"); status != 401 || object(t, body)["error"] != "invalid_client" {
		t.Errorf("wrong key: %d %s", status, body)
	}
	_, body := maventaToken(t, box, practice.Token)
	looksLike(t, "maventa-token", body)
	bearer := "Bearer " + object(t, body)["access_token"].(string)
	fields := map[string]string{"format": "PEPPOLBIS30", "uuid": "11111111-2222-4333-8444-555555555555", "recipient_type": "b2b", "recipient_eia": "0192:974760673"}
	kind, form := maventaForm(t, fields)
	upload := func() (int, string) { return call(t, box, "POST", box.Maventa.URL+"/v1/invoices", kind, bearer, form) }
	status, body := upload()
	if status != 201 {
		t.Fatalf("%d %s", status, body)
	}
	looksLike(t, "maventa-created", body)
	if status, body = upload(); status != 422 || !strings.Contains(body, "uuid has already been taken") {
		t.Errorf("again: %d %s", status, body)
	}
	record := box.Maventa.URL + "/v1/invoices/" + fields["uuid"]
	if _, body = call(t, box, "GET", record, "", bearer, ""); object(t, body)["status"] != "DELIVERED" {
		t.Errorf("record: %s", body)
	}
	status, body = call(t, box, "GET", record+"0", "", bearer, "")
	looksLike(t, "maventa-error", body)
	if status != 404 {
		t.Errorf("nothing there: %d", status)
	}
	box.Maventa.EndTokens()
	if status, _ = upload(); status != 401 {
		t.Errorf("ended token: %d", status)
	}
}

func TestMaventa_AsksForWhatARouteNeeds(t *testing.T) {
	box := open(t)
	_, body := maventaToken(t, box, practice.Token)
	bearer := "Bearer " + object(t, body)["access_token"].(string)
	for want, change := range map[string]map[string]string{
		"format is invalid": {"format": "PDF"}, "uuid is invalid": {"uuid": "1"}, "recipient_type does not have a valid value": {"recipient_type": "b2c"},
		"route_order is for consumers":               {"route_order": "print"},
		"route_order does not have a valid value":    {"recipient_type": "consumer", "route_order": "pigeon"},
		"recipient_phone_number is missing":          {"recipient_type": "consumer", "route_order": "vipps"},
		"recipient_phone_number is missing for them": {"recipient_type": "consumer", "route_order": "netbank"},
	} {
		fields := map[string]string{"format": "PEPPOLBIS30", "uuid": "11111111-2222-4333-8444-555555555555", "recipient_type": "b2b", "recipient_eia": "0192:974760673"}
		for k, v := range change {
			fields[k] = v
		}
		kind, form := maventaForm(t, fields)
		status, body := call(t, box, "POST", box.Maventa.URL+"/v1/invoices", kind, bearer, form)
		if status != 400 || object(t, body)["message"] != strings.TrimSuffix(want, " for them") {
			t.Errorf("%v: %d %s", change, status, body)
		}
	}
}

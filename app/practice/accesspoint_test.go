package practice_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"fakturist/app/practice"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

// submitURL is a submission as a client must write it.
func submitURL(box *practice.Box, receiver, id string) string {
	esc := url.QueryEscape
	return box.Access.URL + "/api/outbound/submit/" + esc("0192:923609016") + "/" + esc("iso6523-actorid-upis::"+receiver) + "/" +
		esc("busdox-docid-qns::"+billing.DocumentType(billing.KindInvoice)) + "/" +
		esc("cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0") + "/NO?sbdhInstanceID=" + id
}

func object(t *testing.T, body string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatalf("body %q: %v", body, err)
	}
	return m
}

func TestAccessPoint_TakesADocumentAndTellsItsStatus(t *testing.T) {
	box := open(t)
	c := client(t, box)
	status, body, err := ask(t, c, "POST", submitURL(box, "0192:974760673", "id-1"), practice.Token, "<Invoice/>")
	if err != nil || status != 200 {
		t.Fatalf("submit: %d %s %v", status, body, err)
	}
	report := object(t, body)
	for field, want := range map[string]any{
		"overallSuccess": true, "sendingSuccess": true, "sendingResult": "SUCCESS", "sbdhInstanceIdentifier": "id-1",
		"senderId": "iso6523-actorid-upis::0192:923609016", "receiverId": "iso6523-actorid-upis::0192:974760673",
		"docTypeId": "busdox-docid-qns::" + billing.DocumentType(billing.KindInvoice), "countryC1": "NO",
	} {
		if report[field] != want {
			t.Errorf("report %s = %v, want %v", field, report[field], want)
		}
	}
	status, body, err = ask(t, c, "GET", box.Access.URL+"/api/outbound/status/id-1?includeArchive=true", practice.Token, "")
	if err != nil || status != 200 {
		t.Fatalf("status: %d %s %v", status, body, err)
	}
	tx := object(t, body)
	delete(tx, "id")
	want := map[string]any{
		"transactionType": "business_document", "senderID": "iso6523-actorid-upis::0192:923609016",
		"receiverID": "iso6523-actorid-upis::0192:974760673",
		"docTypeID":  "busdox-docid-qns::" + billing.DocumentType(billing.KindInvoice),
		"processID":  "cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "sbdhInstanceID": "id-1",
		"status": "sent", "attemptCount": 1.0, "createdDT": "2026-11-22T07:00:00Z", "completedDT": "2026-11-22T07:00:00Z",
		"reportingStatus": "pending", "nextRetryDT": nil, "errorDetails": nil, "mlsStatus": "pending",
		"custom1": nil, "custom2": nil, "custom3": nil,
	}
	if diff := cmp.Diff(want, tx); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
	if got := box.Access.Submissions(); len(got) != 1 || string(got[0].Bytes) != "<Invoice/>" {
		t.Errorf("submissions: %+v", got)
	}
}

func TestAccessPoint_SaysNoAsTheRealOneDoes(t *testing.T) {
	for _, tc := range []struct {
		name    string
		prepare func(*practice.Box)
		token   string
		to      string
		status  int
		body    string
	}{
		{"wrong token", nil, "x", "0192:1", 401, `{"error":"Invalid or missing API token"}`},
		{"no participant", nil, practice.Token, "nonsense", 400, `"Failed to parse the receiving participant ID 'nonsense'"`},
		{"refused", func(b *practice.Box) { b.Access.Plan(practice.Refuse) }, practice.Token, "0192:1", 400,
			`"Failed to parse the receiving participant ID 'iso6523-actorid-upis::0192:1'"`},
		{"rules", func(b *practice.Box) { b.Access.Treat("0192:1", practice.RefuseRules) }, practice.Token, "0192:1", 422,
			`"Failed to submit outbound transaction"`},
		{"disabled", func(b *practice.Box) { b.Access.SetDisabled(true) }, practice.Token, "0192:1", 404, ""},
		{"unavailable", func(b *practice.Box) { b.Access.Plan(practice.Unavailable) }, practice.Token, "0192:1", 503, ""},
		{"too many", func(b *practice.Box) { b.Access.Plan(practice.TooMany) }, practice.Token, "0192:1", 429, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			box := open(t)
			if tc.prepare != nil {
				tc.prepare(box)
			}
			status, body, err := ask(t, client(t, box), "POST", submitURL(box, tc.to, "a"), tc.token, "<Invoice/>")
			if err != nil {
				t.Fatal(err)
			}
			if got := trim(body); status != tc.status || got != tc.body {
				t.Errorf("got %d %s, want %d %s", status, got, tc.status, tc.body)
			}
			if n := len(box.Access.Submissions()); n != 0 {
				t.Errorf("%d documents taken", n)
			}
			status, _, err = ask(t, client(t, box), "GET", box.Access.URL+"/api/outbound/status/a", practice.Token, "")
			if err != nil || status != 404 {
				t.Errorf("status of a document never taken: %d %v, want 404", status, err)
			}
		})
	}
}

func trim(s string) string {
	for len(s) > 0 && s[len(s)-1] == '\n' {
		s = s[:len(s)-1]
	}
	return s
}

func TestAccessPoint_LosesAnswersAndRequests(t *testing.T) {
	box := open(t)
	c := client(t, box)
	box.Access.Plan(practice.LoseAnswer, practice.LoseRequest)
	if _, _, err := ask(t, c, "POST", submitURL(box, "0192:1", "answer-lost"), practice.Token, "x"); err == nil {
		t.Error("the answer came")
	}
	if _, _, err := ask(t, c, "POST", submitURL(box, "0192:1", "request-lost"), practice.Token, "x"); err == nil {
		t.Error("an answer came")
	}
	subs := box.Access.Submissions()
	if len(subs) != 1 || subs[0].ID != "answer-lost" {
		t.Errorf("taken: %+v, want only the one whose answer was lost", subs)
	}
}

func TestAccessPoint_SendsARepeatedIdTwiceAndTells(t *testing.T) {
	box := open(t)
	c := client(t, box)
	for range 2 {
		if status, _, err := ask(t, c, "POST", submitURL(box, "0192:1", "same"), practice.Token, "x"); err != nil || status != 200 {
			t.Fatalf("submit: %d %v", status, err)
		}
	}
	if diff := cmp.Diff([]string{"same"}, box.Access.Duplicates()); diff != "" {
		t.Error(diff)
	}
}

func TestAccessPoint_RetriesByItself(t *testing.T) {
	for behaviour, final := range map[practice.Behaviour]string{practice.FailThenSend: "sent", practice.FailForGood: "permanently_failed"} {
		t.Run(final, func(t *testing.T) {
			box := open(t)
			c := client(t, box)
			box.Access.Plan(behaviour)
			status, body, err := ask(t, c, "POST", submitURL(box, "0192:1", "a"), practice.Token, "x")
			if err != nil || status != 422 || object(t, body)["overallSuccess"] != false {
				t.Fatalf("submit: %d %s %v", status, body, err)
			}
			var states []string
			for range 4 {
				_, body, err := ask(t, c, "GET", box.Access.URL+"/api/outbound/status/a", practice.Token, "")
				if err != nil {
					t.Fatal(err)
				}
				states = append(states, object(t, body)["status"].(string))
			}
			if diff := cmp.Diff([]string{"failed", "failed", final, final}, states); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAccessPoint_CanBeDownAndComeBack(t *testing.T) {
	box := open(t)
	c := client(t, box)
	box.Access.SetDown(true)
	if _, _, err := ask(t, c, "POST", submitURL(box, "0192:1", "a"), practice.Token, "x"); err == nil {
		t.Fatal("a server that is down answers")
	}
	box.Access.SetDown(false)
	if status, _, err := ask(t, c, "POST", submitURL(box, "0192:1", "a"), practice.Token, "x"); err != nil || status != 200 {
		t.Fatalf("after coming back: %d %v", status, err)
	}
}

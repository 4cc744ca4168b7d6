package peppol_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"fakturist/app/channel/peppol"
	"fakturist/billing"
)

// answers are answers as the access points give them, from their documentation.
var answers = []struct {
	status int
	body   string
}{
	{200, `{"overallSuccess":true,"sendingSuccess":true,"sendingResult":"SUCCESS","sbdhInstanceIdentifier":"a","as4MessageId":"b@c"}`},
	{200, `{"overallSuccess":false,"sendingSuccess":false,"sendingResult":"AS4_ERROR_MESSAGE_RECEIVED","as4ResponseErrors":[{"description":"An undefined error occurred.","errorDetails":"PEPPOL:NOT_SERVICED","category":"Content","errorCode":"EBMS:0004","severity":"failure","shortDescription":"Other"}]}`},
	{200, `{"overallSuccess":false,"sendingException":{"class":"x","message":"Failed to resolve SMP"}}`},
	{200, `{"id":"1","transactionType":"business_document","sbdhInstanceID":"11111111-2222-4333-8444-555555555555","status":"sent","attemptCount":1,"errorDetails":null}`},
	{200, `{"status":"permanently_failed","errorDetails":"gave up"}`},
	{401, `{"error":"Invalid or missing API token"}`}, {400, `"Failed to parse the receiving participant ID"`}, {404, ""}, {502, "<html>bad gateway</html>"},
	{200, `{"guid":"8f0e2d6c-0000-4000-8000-000000000000"}`},
	{422, `[{"source":"idempotencyGuid","details":"already used"}]`}, {422, `[{"source":"document","details":"BR-CO-10"}]`}, {422, `[]`},
	{200, `{"network":"peppol","sender":"1","receiver":"2","evidence":{"message_id":"m","timestamp":"t"},"documents":[]}`},
	{201, `{"id":"i","status":"PENDING","actions":[]}`}, {200, `{"id":"i","status":"FAILED","actions":[{"type":"FAILED","message":"no"}]}`},
	{200, `{"id":"i","status":"DELIVERED","actions":[1,"x",null]}`},
	{422, `{"code":"VALIDATION_ERROR","message":"Validation failed","details":["uuid has already been taken"]}`},
	{200, `{"access_token":"t","token_type":"bearer","expires_in":3600,"scope":"eui"}`}, {401, `{"error":"invalid_client"}`},
	{200, "null"}, {200, "[]"}, {200, `"x"`}, {200, `{"overallSuccess":"yes"}`}, {200, "\xff\xfe"},
}

// FuzzAnswers: whatever an access point answers, it comes to a receipt with an id, or to an error with a code, and what it says
// stays short and readable.
func FuzzAnswers(f *testing.F) {
	for _, a := range answers {
		f.Add(a.status, []byte(a.body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for who, got := range peppol.ReadAnswers(status, body) {
			var coded *peppol.Error
			switch {
			case got.Err == nil && who != "maventa error" && got.Receipt.ID == "":
				t.Errorf("%s: neither receipt nor error", who)
			case got.Err != nil && (!errors.As(got.Err, &coded) || coded.Code() == ""):
				t.Errorf("%s: error without a code: %v", who, got.Err)
			}
			said := got.Receipt.Detail
			if coded != nil {
				said = coded.Detail()
			}
			if len(said) > 700 || !utf8.ValidString(said) {
				t.Errorf("%s says %d bytes: %.50q", who, len(said), said)
			}
			if who == "token" && got.Err == nil && strings.ContainsAny(got.Receipt.ID, "\r\n") {
				t.Error("a token that would break the header")
			}
			if got.Receipt.Delivered && who != "token" && status != 200 && status != 201 && status != 202 && (who == "phase4" || who == "storecove") {
				t.Errorf("%s: delivered by status %d", who, status)
			}
			if errors.Is(got.Err, billing.ErrNotFound) {
				t.Errorf("%s: an answer to a submission says it was never seen", who)
			}
		}
	})
}

// FuzzEvent: only an event about a document we sent, with a name and an id, is taken off the queue.
func FuzzEvent(f *testing.F) {
	for _, s := range []string{
		`{"event_type":"document_submission","event_group":"document_submission","event":"succeeded","guid":"g","idempotencyGuid":"i","tenant_id":1}`,
		`{"event_type":"document_submission","event":"failed","guid":"g","details":"no"}`, `{"event_type":"received_document","guid":"g","event":"received"}`,
		`{"guid":1,"event":null}`, `[]`, ``, `null`, `{"event_group":"invoice_submission","invoice_submission_guid":"g","event":"accepted"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		about, _, ok := peppol.ReadEvent(body)
		if ok && about == "" {
			t.Errorf("%q is taken for an event about %q", body, about)
		}
	})
}

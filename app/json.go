package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"fakturist/billing"
)

// maxDocuments is how many drafts or customers one JSON file may hold.
const maxDocuments = 100_000

// strictJSON decodes one JSON value and refuses unknown fields and text after it, as faults.
func strictJSON(b []byte, into any) billing.Faults {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil && dec.More() {
		err = errAfterEnd
	}
	return jsonFaults(b, err)
}

// errAfterEnd says that a file goes on after its document.
var errAfterEnd = errors.New("text after the end of the document")

// jsonFaults turns what the decoder says into a fault with its place; nil stays nil.
func jsonFaults(b []byte, err error) billing.Faults {
	var faults billing.Faults
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var refused *billing.FaultError
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		faults.Add("json-empty", "")
	case errors.As(err, &refused):
		faults = append(faults, refused.Faults...)
	case errors.As(err, &syntax):
		faults.Add("json-broken", lineOf(b, syntax.Offset), "what", syntax.Error())
	case errors.As(err, &kind):
		faults.Add("json-value-wrong", kind.Field, "what", "a "+kind.Value+" where "+meant(kind.Type)+" is meant")
	case errors.Is(err, io.ErrUnexpectedEOF):
		faults.Add("json-broken", lineOf(b, int64(len(b))), "what", err.Error())
	case strings.HasPrefix(err.Error(), unknownField):
		field := strings.Trim(strings.TrimPrefix(err.Error(), unknownField), `"`)
		faults.Add("field-unknown", field, "field", field)
	case err.Error() == errAfterEnd.Error(): // billing says so too
		faults.Add("json-broken", "", "what", err.Error())
	case notDecimal.MatchString(err.Error()):
		faults.Add("number-unread", "", "value", strings.Trim(notDecimal.FindStringSubmatch(err.Error())[1], `"`))
	default:
		faults.Add("json-value-wrong", "", "what", err.Error())
	}
	return faults
}

// notDecimal is how the library of decimals refuses a text; its error has no type of its own.
var notDecimal = regexp.MustCompile(`can't convert (.*) to decimal`)

// meant names a kind of JSON value.
func meant(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "an array"
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return "an object"
	}
	return "a number"
}

// unknownField is how encoding/json begins its refusal of a field; it has no type of its own.
const unknownField = "json: unknown field "

func lineOf(b []byte, offset int64) string {
	offset = min(max(offset, 0), int64(len(b)))
	return fmt.Sprintf("line %d", 1+bytes.Count(b[:offset], []byte("\n")))
}

// oneOrMany splits a file that holds one JSON object or an array of them.
func oneOrMany(b []byte) ([]json.RawMessage, billing.Faults) {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	if len(b) == 0 || b[0] != '[' {
		return []json.RawMessage{something(b)}, nil
	}
	var many []json.RawMessage
	faults := strictJSON(b, &many)
	if len(many) > maxDocuments {
		faults.Add("table-too-many-rows", "", "limit", fmt.Sprint(maxDocuments))
	}
	for i := range many {
		many[i] = something(many[i])
	}
	return many, faults
}

// something is a JSON value, and nothing at all for null: a document that is not there is no empty document.
func something(b []byte) []byte {
	if string(b) == "null" {
		return nil
	}
	return b
}

package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
		err = errors.New("text after the end of the document")
	}
	return jsonFaults(b, err)
}

// jsonFaults turns what the decoder says into a fault with its place; nil stays nil.
func jsonFaults(b []byte, err error) billing.Faults {
	var faults billing.Faults
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
	case errors.As(err, &syntax):
		faults.Add("json-broken", lineOf(b, syntax.Offset), "what", syntax.Error())
	case errors.As(err, &kind):
		faults.Add("json-value-wrong", kind.Field, "what", "a "+kind.Value+" where a "+kind.Type.String()+" is meant")
	case strings.HasPrefix(err.Error(), unknownField):
		field := strings.Trim(strings.TrimPrefix(err.Error(), unknownField), `"`)
		faults.Add("field-unknown", field, "field", field)
	default:
		faults.Add("json-value-wrong", "", "what", err.Error())
	}
	return faults
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
		return []json.RawMessage{b}, nil
	}
	var many []json.RawMessage
	faults := strictJSON(b, &many)
	if len(many) > maxDocuments {
		faults.Add("table-too-many-rows", "", "limit", fmt.Sprint(maxDocuments))
	}
	return many, faults
}

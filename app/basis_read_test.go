package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fakturist/app"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
)

func TestReadBases_NamesEveryFaultWithItsPlace(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{"ok.pdf": "%PDF-1", "not.pdf": "MZ", "run.exe": "MZ"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, tc := range map[string]struct {
		json string
		want []string
	}{
		"nothing":       {``, []string{"json-empty "}},
		"broken":        {`{"draft":`, []string{"json-broken line 1"}},
		"unknown field": {`{"drfat":{}}`, []string{"field-unknown drfat"}},
		"another kind":  {`{"kind":"order","draft":{"customer":{},"lines":[]}}`, []string{"basis-kind-wrong kind"}},
		"an invoice":    {`{"kind":"invoice","draft":{"customer":{},"lines":[]}}`, []string{"basis-kind-wrong kind"}},
		"a number of a thousand digits": {`{"draft":{"customer":{},"lines":[{"item":"x","quantity":"1e9999","price":"1"}]}}`,
			[]string{"number-too-long draft.lines[0].quantity"}},
		"papers": {`{"draft":{"customer":{},"lines":[],"attachments":[{"path":"run.exe"}]},"papers":[{"path":"ok.pdf"},{"path":"not.pdf"},{"path":"gone.pdf"}]}`,
			[]string{"BR-CL-24 draft.attachments[0].mime", "attachment-not-what-it-says papers[1]", "attachment-unreadable papers[2].path"}},
		"the second of two": {`[{"draft":{"customer":{},"lines":[]}},{"x":1}]`, []string{"field-unknown bases[1].x"}},
		"well":              {`{"validUntil":"2026-12-31","draft":{"customer":{"no":"1"},"lines":[]},"papers":[{"path":"ok.pdf"}]}`, nil},
	} {
		_, faults := app.ReadBases([]byte(tc.json), billing.KindOffer, folder)
		var got []string
		for _, f := range faults.Fatal() {
			got = append(got, f.Code+" "+f.Path)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// FuzzReadBases holds that whatever somebody hands us is read or refused, and what is read is of the kind asked for.
func FuzzReadBases(f *testing.F) {
	for _, seed := range []string{``, `{}`, `[]`, `[null]`, `{"draft":{"customer":{"no":"1"},"lines":[{"item":"x","quantity":"1","price":"2","vat":"25"}]}}`,
		`{"kind":"offer","validUntil":"2026-13-31"}`, `[{"draft":{"customer":{},"lines":[]},"papers":[{"name":"a.pdf","content":"JVBERi0="}]}]`,
		`{"draft":{"lines":[{"quantity":1e400}]}}`, `{"state":"accepted","id":7,"no":"T-1","from":3}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if strings.Contains(string(b), "path") {
			return // names files of this machine
		}
		bases, faults := app.ReadBases(b, billing.KindOffer, t.TempDir())
		if faults.Err() == nil && len(bases) == 0 {
			t.Fatal("nothing read, nothing refused")
		}
		for _, basis := range bases {
			if faults.Err() == nil && (basis.Kind != billing.KindOffer || basis.ID != 0) {
				t.Fatalf("read as %s with id %d", basis.Kind, basis.ID)
			}
		}
		app.ReadGroupOrder(b, t.TempDir())
	})
}

package layout_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fakturist/billing/pdf"
)

// TestSamples writes every case as a PDF into the folder named by FAKTURIST_SAMPLES, for people to look at.
func TestSamples(t *testing.T) {
	dir := os.Getenv("FAKTURIST_SAMPLES")
	if dir == "" {
		t.Skip("FAKTURIST_SAMPLES names no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	f := fonts(t)
	for name, in := range cases(t) {
		in.Practice = name == "one-line"
		var b bytes.Buffer
		if err := pdf.NewWriter(f).Write(&b, lay(t, in, f), pdf.Meta{Title: name, Language: in.Document.Language}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

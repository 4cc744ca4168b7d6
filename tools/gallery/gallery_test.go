package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

const folder = "../../docs/gallery"

func hangAll(t *testing.T) []hung {
	t.Helper()
	sheets, err := hang(context.Background(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return sheets
}

func TestGallery_IsWhatTheProgramMakesToday(t *testing.T) {
	var want []string
	for _, f := range files(hangAll(t)) {
		want = append(want, f.name)
		stored, err := os.ReadFile(filepath.Join(folder, f.name))
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(comparable(f.name, stored), comparable(f.name, f.content)) {
			t.Errorf("%s is not what the program makes today: run make gallery, and look at it", f.name)
		}
	}
	have, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range have {
		if !slices.Contains(want, f.Name()) {
			t.Errorf("%s stands in the gallery and is not made by it", f.Name())
		}
	}
}

func TestGallery_IsTheSameEachTime(t *testing.T) {
	first, second := files(hangAll(t)), files(hangAll(t))
	for i, f := range first {
		if !bytes.Equal(f.content, second[i].content) {
			t.Errorf("%s differs from one time to the next", f.name)
		}
	}
}

func TestGallery_KeepsEveryRule(t *testing.T) {
	documents := 0
	for _, h := range hangAll(t) {
		if h.xml == nil {
			continue
		}
		documents++
		for _, f := range rule.CheckOwn(h.xml, h.kid) {
			if f.Flag == rule.Fatal {
				t.Errorf("%s: %+v", h.name, f)
			}
		}
	}
	if documents < 24 {
		t.Errorf("%d documents with EHF, want 24 at least", documents)
	}
}

// TestGallery_PaysWhatItPromises holds the sums the index speaks of, worked out by hand.
func TestGallery_PaysWhatItPromises(t *testing.T) {
	want := map[string]string{
		"asked-sum":       "100.02",
		"prices-with-vat": "2437.07", // 7 × 149.90 less 10 %, 7 × 85, 2 × 349, 3 × 99.90, less 100
		"whole-kroner":    "1245.00", // 3 × 331.90 with 25 % is 1 244.63
		"fully-prepaid":   "0.00",
		"prepaid":         "38862.50", // 58 862.50 less 20 000
		"credit-amount":   "500.00",
		"freight":         "9191.24", // 5 976 of books, 1 420.80 at 25 %, 930 at 15 %, and 349 shared 250.47, 59.55, 38.98
	}
	for _, h := range hangAll(t) {
		sum, told := want[h.name]
		if !told {
			continue
		}
		delete(want, h.name)
		doc, err := ubl.Read(h.xml)
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Totals.Payable.String(); got != sum {
			t.Errorf("%s: %s to pay, want %s", h.name, got, sum)
		}
	}
	for name := range want {
		t.Errorf("no document %s", name)
	}
}

// comparable is what of a file is held against another: of PDF, what is drawn and with which letters, since how tightly it is
// packed may differ from one version of Go to the next.
func comparable(name string, content []byte) []byte {
	switch filepath.Ext(name) {
	case ".pdf":
		return streams(content)
	case ".xml":
		return embedded.ReplaceAllFunc(content, func(b []byte) []byte {
			raw, err := base64.StdEncoding.DecodeString(string(embedded.FindSubmatch(b)[1]))
			if err != nil {
				return b
			}
			return streams(raw)
		})
	}
	return content
}

var embedded = regexp.MustCompile(`mimeCode="application/pdf"[^>]*>([^<]*)<`)

// streams are the unpacked streams of a PDF, one after the other.
func streams(pdf []byte) []byte {
	var out bytes.Buffer
	for _, part := range strings.Split(string(pdf), "stream\n")[1:] {
		r, err := zlib.NewReader(strings.NewReader(part))
		if err != nil {
			continue // what follows the end of a stream
		}
		if _, err := io.Copy(&out, r); err != nil {
			return pdf
		}
	}
	return out.Bytes()
}

func TestStreams_SeeEveryLetter(t *testing.T) {
	sheets := hangAll(t)
	if a, b := streams(sheets[0].pdf), streams(sheets[2].pdf); len(a) < 2000 || bytes.Equal(a, b) {
		t.Errorf("%d bytes drawn: two documents look alike", len(a))
	}
}

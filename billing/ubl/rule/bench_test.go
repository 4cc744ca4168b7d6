package rule_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

// lines gives the club's document so many lines, all of them right, with the sums that go with them.
func lines(t testing.TB, n int) []byte {
	t.Helper()
	doc := document(t, "club")
	start, end := strings.Index(doc, "<cac:InvoiceLine>"), strings.Index(doc, "</cac:InvoiceLine>")+len("</cac:InvoiceLine>")
	if start < 0 || end < start {
		t.Fatal("the document has no line")
	}
	var all strings.Builder
	for i := range n {
		all.WriteString(strings.Replace(doc[start:end], "<cbc:ID>1<", fmt.Sprintf("<cbc:ID>%d<", i+1), 1))
	}
	head, sum := doc[:start], fmt.Sprintf(">%d.00</cbc:", 1200*n)
	return []byte(strings.ReplaceAll(head, ">1200.00</cbc:", sum) + all.String() + doc[end:])
}

func TestCheck_FindsNothingInManyLines(t *testing.T) {
	if ids := fatalIDs(rule.Check(lines(t, 200))); len(ids) > 0 {
		t.Error(ids)
	}
}

// BenchmarkCheck must stay below 2 ms, also for a document of 200 lines.
func BenchmarkCheck(b *testing.B) {
	for _, n := range []int{3, 200} {
		data := lines(b, n)
		b.Run(fmt.Sprintf("%dlines", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				rule.Check(data)
			}
		})
	}
}

// BenchmarkCheckFloor is what reading the same bytes costs before anything is checked: the tree, and as a yardstick of the
// machine the tokens alone by encoding/xml.
func BenchmarkCheckFloor(b *testing.B) {
	for _, n := range []int{3, 200} {
		data := lines(b, n)
		b.Run(fmt.Sprintf("tokens/%dlines", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				for d := xml.NewDecoder(bytes.NewReader(data)); ; {
					if _, err := d.Token(); errors.Is(err, io.EOF) {
						break
					}
				}
			}
		})
		b.Run(fmt.Sprintf("tree/%dlines", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := ubl.Parse(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

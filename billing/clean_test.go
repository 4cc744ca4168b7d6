package billing_test

import (
	"testing"

	"fakturist/billing"
)

// TestCompose_CleansTheNamesOfPapers keeps a paper from being called one thing and shown as another: "faktura\u202efdp.exe" reads
// "fakturaexe.pdf" on screen.
func TestCompose_CleansTheNamesOfPapers(t *testing.T) {
	d := twoRates()
	d.Attachments = []billing.Attachment{{Name: "faktura\u202efdp.pdf", Description: "to\x0blinjer", MIME: "application/pdf", Content: []byte("%PDF-1.7")}}
	doc, _ := billing.Compose(seller(t), billing.Customer{}, nil, d, today)
	if a := doc.Attachments[0]; a.Name != "fakturafdp.pdf" || a.Description != "to linjer" {
		t.Errorf("%q, %q", a.Name, a.Description)
	}
	if d.Attachments[0].Description != "to\x0blinjer" {
		t.Error("the draft itself was changed")
	}
}

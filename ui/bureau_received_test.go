package ui_test

import (
	"context"
	"os"
	"path/filepath"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
)

// receive checks a document as the program does.
func (b *bureau) receive(path string) (billing.Received, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return billing.Received{}, err
	}
	r, err := ubl.Receive(raw)
	if err != nil {
		var faults billing.Faults
		faults.Add("received-not-invoice", "", "file", filepath.Base(path))
		return r, faults.Err()
	}
	r.ID, r.FileName, r.At, r.NotForUs = int64(len(b.received)+1), filepath.Base(path), clock(), !r.Mine(b.company)
	r.Findings = append(r.Findings, rule.Faults(rule.Check(raw))...)
	r.Fatal, r.Warnings = len(r.Findings.Fatal()), len(r.Findings.Warnings())
	b.received = append(b.received, r)
	return r, nil
}

func (b *bureau) ReceivedList(context.Context, string, int) (billing.Page[billing.Received], error) {
	var page billing.Page[billing.Received]
	for _, r := range b.received {
		page.Rows = append([]billing.Received{r}, page.Rows...)
	}
	return page, nil
}

func (b *bureau) ReceiveFile(_ context.Context, path string) (billing.Received, error) {
	b.note("receive %s", filepath.Base(path))
	return b.receive(path)
}

func (b *bureau) ReceivedDocument(_ context.Context, id int64) (billing.Received, []layout.Page, error) {
	for _, r := range b.received {
		if r.ID == id {
			pages, err := layout.Layout(b.template, layout.Input{Document: r.Document, Number: r.Number, KID: r.KID}, b.fonts)
			return r, pages, err
		}
	}
	return billing.Received{}, nil, billing.ErrNotFound
}

func (b *bureau) SaveReceivedFile(_ context.Context, id int64, n int, path string) error {
	b.note("save %d/%d as %s", id, n, path)
	return nil
}

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/billing/ubl"
	"fakturist/billing/ubl/rule"
	"fakturist/data"
)

// maxReceived is the largest document somebody may send us.
const maxReceived = 50 << 20

// ReceivedList is a page of documents others sent us, newest first.
func (c *Company) ReceivedList(ctx context.Context, after string, limit int) (billing.Page[billing.Received], error) {
	var page billing.Page[billing.Received]
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		page, err = tx.ReceivedList(ctx, after, limit)
		return err
	})
	return page, err
}

// ReceiveFile stores the document in a file; see Receive.
func (c *Company) ReceiveFile(ctx context.Context, path string) (billing.Received, error) {
	b, err := readLimited(path, maxReceived)
	if err != nil {
		return billing.Received{}, errors.Join(refuse("file-unreadable", path, "file", path, "what", err.Error()), err)
	}
	return c.Receive(ctx, filepath.Base(path), b)
}

// Receive checks a UBL invoice or credit note somebody sent us and stores it with its attachments, whatever the check says of
// it. The same file twice gives the first one. What is no such document at all is refused (received-unreadable,
// received-not-invoice).
func (c *Company) Receive(ctx context.Context, name string, b []byte) (billing.Received, error) {
	r, err := readReceived(name, b)
	if err != nil {
		return r, err
	}
	r.FileName = name
	r.Findings = append(r.Findings, rule.Faults(rule.Check(b))...)
	r.Fatal, r.Warnings = len(r.Findings.Fatal()), len(r.Findings.Warnings())
	var stored billing.Received
	var fresh bool
	err = c.update(ctx, func(tx *data.Tx) error {
		company, err := tx.Company(ctx)
		if err != nil {
			return err
		}
		r.NotForUs = !r.Mine(company)
		stored, fresh, err = tx.SaveReceived(ctx, r, b)
		return err
	})
	if err != nil {
		return billing.Received{}, err
	}
	stored.Document, stored.Details = r.Document, r.Details
	if fresh {
		c.signal(billing.ReceivedFile{ID: stored.ID})
	}
	return stored, nil
}

func readReceived(name string, b []byte) (billing.Received, error) {
	r, err := ubl.Receive(b)
	switch {
	case errors.Is(err, ubl.ErrNotInvoice):
		return r, errors.Join(refuse("received-not-invoice", "", "file", name), err)
	case err != nil:
		return r, errors.Join(refuse("received-unreadable", "", "file", name, "what", err.Error()), err)
	}
	return r, nil
}

// ReceivedDocument is a stored document in full, with what our rules said of it the day it came, and its pages.
func (c *Company) ReceivedDocument(ctx context.Context, id int64) (billing.Received, []layout.Page, error) {
	r, err := c.received(ctx, id)
	if err != nil {
		return r, nil, err
	}
	pages, err := c.receivedPages(ctx, r)
	return r, pages, err
}

func (c *Company) received(ctx context.Context, id int64) (billing.Received, error) {
	var stored billing.Received
	var xml []byte
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		stored, xml, err = tx.Received(ctx, id)
		return err
	})
	if err != nil {
		return stored, named404("received-unknown", "id", itoa(id), err)
	}
	r, err := readReceived(stored.FileName, xml)
	stored.Document, stored.Details = r.Document, r.Details
	return stored, err
}

// ReceivedPDF is a stored document's pages as PDF. It is made anew each time: the document is the XML.
func (c *Company) ReceivedPDF(ctx context.Context, id int64) ([]byte, error) {
	r, pages, err := c.ReceivedDocument(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := sharedPaper()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = p.writer.Write(&b, pages, pdf.Meta{Title: r.Number, Author: r.Seller.Name, Language: r.Document.Language, Created: r.At})
	if err != nil {
		return nil, fmt.Errorf("draw received document %d: %w", id, err)
	}
	return b.Bytes(), nil
}

// ReceivedContent is the n-th attachment of a stored document, from 0; -1 is the document itself as it came.
func (c *Company) ReceivedContent(ctx context.Context, id int64, n int) (billing.Attachment, error) {
	var a billing.Attachment
	err := c.view(ctx, func(tx *data.Tx) error {
		if n >= 0 {
			var err error
			a, err = tx.ReceivedFile(ctx, id, n)
			return err
		}
		r, xml, err := tx.Received(ctx, id)
		a = billing.Attachment{Name: r.FileName, MIME: "application/xml", Content: xml}
		return err
	})
	return a, named404("received-unknown", "id", itoa(id), err)
}

// SaveReceivedFile writes the n-th attachment of a stored document, from 0, to a file; -1 writes the document itself.
func (c *Company) SaveReceivedFile(ctx context.Context, id int64, n int, path string) error {
	a, err := c.ReceivedContent(ctx, id, n)
	if err != nil {
		return err
	}
	return WriteFile(path, a.Content)
}

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"fakturist/assets/translation"
	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/data"
)

// timesheetName is the timesheet among the attachments of an invoice.
const timesheetName = "timeliste.pdf"

// workDraft makes the draft of one customer's hours and expenses with its papers.
func workDraft(ctx context.Context, tx *data.Tx, work []billing.Work, by billing.WorkGrouping, timesheet bool, l look) (billing.Draft, error) {
	seller, err := tx.Company(ctx)
	if err != nil {
		return billing.Draft{}, err
	}
	var buyer billing.Customer
	if len(work) > 0 {
		if buyer, err = buyerOf(ctx, tx, work[0].CustomerNo); err != nil {
			return billing.Draft{}, err
		}
	}
	language := buyer.Language
	if language == "" {
		language = seller.Language
	}
	draft, err := billing.WorkDraft(work, by, workTitles(language))
	if err != nil {
		return draft, err
	}
	if timesheet {
		b, err := drawTimesheet(layout.Sheet{Seller: seller.Party, Customer: buyer.Party, Project: draft.ProjectReference, Rows: work,
			Language: language, Logo: l.logo, Practice: l.practice})
		if err != nil {
			return draft, fmt.Errorf("lay out the timesheet: %w", err)
		}
		draft.Attachments = append([]billing.Attachment{{Name: timesheetName, MIME: "application/pdf", Content: b}}, apart(draft.Attachments)...)
	}
	return draft, checkWorkPapers(draft, work)
}

// buyerOf is who pays for a customer.
func buyerOf(ctx context.Context, tx *data.Tx, no string) (billing.Customer, error) {
	buyer, err := tx.Customer(ctx, no)
	if err == nil && buyer.Payer != "" {
		buyer, err = tx.Customer(ctx, buyer.Payer)
	}
	if errors.Is(err, billing.ErrNotFound) {
		return buyer, errors.Join(refuse("customer-unknown", "customerNo", "no", no), err)
	}
	return buyer, err
}

// workTitles are the texts of lines that sum up.
func workTitles(language string) map[billing.WorkKind]string {
	words := translation.Open(language)
	return map[billing.WorkKind]string{billing.WorkHours: words.T("document.work.hours"), billing.WorkExpense: words.T("document.work.expense"),
		billing.WorkMileage: words.T("document.work.mileage")}
}

func drawTimesheet(sheet layout.Sheet) ([]byte, error) {
	p, err := sharedPaper()
	if err != nil {
		return nil, err
	}
	pages, err := layout.Timesheet(sheet, p.fonts)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = p.writer.Write(&b, pages, pdf.Meta{Title: timesheetName, Author: sheet.Seller.Name, Language: sheet.Language})
	return b.Bytes(), err
}

// apart gives a receipt another name than the timesheet's: receivers keep one file of a name.
func apart(receipts []billing.Attachment) []billing.Attachment {
	for i := range receipts {
		if receipts[i].Name == timesheetName {
			receipts[i].Name = fmt.Sprintf("bilag %d %s", i+1, timesheetName)
		}
	}
	return receipts
}

// checkWorkPapers refuses papers that cannot go with one document and names the largest receipt, which is the one to make
// smaller.
func checkWorkPapers(d billing.Draft, work []billing.Work) error {
	whole := 0
	for _, a := range d.Attachments {
		whole += len(a.Content)
	}
	if whole <= billing.MaxAttachments {
		return nil
	}
	var largest billing.Work
	for _, w := range work {
		if w.Receipt != nil && (largest.Receipt == nil || len(w.Receipt.Content) > len(largest.Receipt.Content)) {
			largest = w
		}
	}
	if largest.Receipt == nil {
		return refuse("attachments-too-large", "attachments", "size", billing.Megabytes(whole), "limit", billing.Megabytes(billing.MaxAttachments))
	}
	return refuse("work-receipts-too-large", "attachments", "name", largest.Receipt.Name, "text", largest.Text, "date", largest.Date.String(),
		"megabytes", billing.Megabytes(len(largest.Receipt.Content)), "all", billing.Megabytes(whole), "limit", billing.Megabytes(billing.MaxAttachments))
}

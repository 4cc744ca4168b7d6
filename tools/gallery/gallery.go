package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"time"

	"fakturist/assets"
	starter "fakturist/assets/template"
	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/payref"
	"fakturist/billing/pdf"
	"fakturist/billing/tax"
	"fakturist/billing/template"
	"fakturist/billing/ubl"
	"fakturist/data"
)

// moment is when everything in the gallery happens: a Friday before the duty of electronic invoices begins.
var moment = time.Date(2026, time.November, 20, 9, 30, 0, 0, time.UTC)

// picture is one document to be shown. Exactly one of draft, credit, basis and timesheet is set.
type picture struct {
	name   string // of its files, behind a number
	shows  string
	rules  string // of law and of EHF that it shows
	seller string // key of sellers

	draft     *billing.Draft
	of        string // name of the picture a credit note reverses
	credit    func(billing.Invoice) (billing.Draft, error)
	basis     *billing.Basis
	timesheet *layout.Sheet
}

// hung is a picture with its files.
type hung struct {
	picture
	no     int
	number string           // BT-1; empty for what is no sales document
	kid    payref.Agreement // of the seller
	pdf    []byte
	xml    []byte // nil for consumers, who take no EHF, and for what is no sales document
}

// studio is where documents are made: a company file for each seller, and the press.
type studio struct {
	dir      string
	stores   map[string]*data.Store
	invoices map[string]billing.Invoice // by the name of their picture
	fonts    *pdf.Fonts
	writer   pdf.Writer
	template *template.Template
}

// hang makes all documents of the gallery; dir is where the company files are made.
func hang(ctx context.Context, dir string) (out []hung, err error) {
	s, err := newStudio(dir)
	if err != nil {
		return nil, err
	}
	defer s.close()
	for i, p := range pictures() {
		h := hung{picture: p, no: i + 1}
		if err := s.make(ctx, &h); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		out = append(out, h)
	}
	return out, nil
}

func newStudio(dir string) (*studio, error) {
	fonts, err := pdf.ParseFonts(assets.InterRegular, assets.InterSemiBold, assets.InterBold)
	if err != nil {
		return nil, err
	}
	tpl, err := template.Read(starter.Standard)
	if err != nil {
		return nil, err
	}
	return &studio{dir: dir, stores: map[string]*data.Store{}, invoices: map[string]billing.Invoice{}, fonts: fonts,
		writer: pdf.NewWriter(fonts), template: tpl}, nil
}

func (s *studio) close() {
	for _, store := range s.stores {
		store.Close()
	}
}

// store is the company file of a seller, with every customer in it.
func (s *studio) store(ctx context.Context, seller string) (*data.Store, error) {
	if store, ok := s.stores[seller]; ok {
		return store, nil
	}
	settings, ok := sellers()[seller]
	if !ok {
		return nil, fmt.Errorf("no seller %q", seller)
	}
	store, err := data.Create(ctx, filepath.Join(s.dir, seller+".fakt"), settings, data.Options{Now: func() time.Time { return moment }})
	if err != nil {
		return nil, err
	}
	s.stores[seller] = store
	return store, store.Update(ctx, func(tx *data.Tx) error {
		for _, c := range customers() {
			if _, err := tx.SaveCustomer(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// make issues, or otherwise composes, one document and writes its files.
func (s *studio) make(ctx context.Context, h *hung) error {
	store, err := s.store(ctx, h.seller)
	if err != nil {
		return err
	}
	company, faults := billing.CompanyFrom(sellers()[h.seller])
	if err := faults.Err(); err != nil {
		return err
	}
	h.kid = company.KID
	switch {
	case h.timesheet != nil:
		return s.sheet(h, company)
	case h.basis != nil:
		return s.paper(ctx, store, h)
	}
	inv, err := s.issue(ctx, store, *h)
	if err != nil {
		return err
	}
	return s.file(h, inv)
}

// issue gives the document its number as the program does.
func (s *studio) issue(ctx context.Context, store *data.Store, h hung) (inv billing.Invoice, err error) {
	err = store.Update(ctx, func(tx *data.Tx) error {
		d, err := s.draft(h)
		if err != nil {
			return err
		}
		id, err := tx.SaveDraft(ctx, d)
		if err != nil {
			return err
		}
		inv, err = billing.Issue(ctx, tx, moment, id, tax.Check)
		return err
	})
	s.invoices[h.name] = inv
	return inv, err
}

func (s *studio) draft(h hung) (billing.Draft, error) {
	if h.credit == nil {
		return *h.draft, nil
	}
	original, ok := s.invoices[h.of]
	if !ok {
		return billing.Draft{}, fmt.Errorf("no invoice %q to credit", h.of)
	}
	return h.credit(original)
}

// file writes what an issued document is sent as.
func (s *studio) file(h *hung, inv billing.Invoice) (err error) {
	h.number = inv.Number()
	doc := inv.Document()
	if h.pdf, err = s.press(doc, h.number, inv.KID()); err != nil || doc.Buyer.PeppolAddress().ID == "" {
		return err
	}
	h.xml, err = ubl.Write(inv)
	return err
}

// paper draws an offer, order or payment request.
func (s *studio) paper(ctx context.Context, store *data.Store, h *hung) error {
	var p billing.Prepared
	err := store.View(ctx, func(tx *data.Tx) (err error) {
		p, err = billing.PrepareBasis(ctx, tx, moment, *h.basis)
		return err
	})
	if err != nil {
		return err
	}
	if err := p.Faults.Err(); err != nil {
		return err
	}
	h.pdf, err = s.press(p.Document, h.basis.No, "")
	return err
}

func (s *studio) sheet(h *hung, seller billing.Company) (err error) {
	sheet := *h.timesheet
	sheet.Seller = seller.Party
	pages, err := layout.Timesheet(sheet, s.fonts)
	if err != nil {
		return err
	}
	h.pdf, err = s.write(pages, pdf.Meta{Title: h.shows, Author: seller.Name, Language: "nb", Created: moment})
	return err
}

func (s *studio) press(doc billing.Document, number, kid string) ([]byte, error) {
	pages, err := layout.Layout(s.template, layout.Input{Document: doc, Number: number, KID: kid}, s.fonts)
	if err != nil {
		return nil, err
	}
	if missing := layout.Missing(pages, s.fonts); len(missing) > 0 {
		return nil, fmt.Errorf("letters %q cannot be drawn", string(missing))
	}
	return s.write(pages, pdf.Meta{Title: number, Author: doc.Seller.Name, Language: doc.Language, Created: moment})
}

func (s *studio) write(pages []layout.Page, meta pdf.Meta) ([]byte, error) {
	var b bytes.Buffer
	err := s.writer.Write(&b, pages, meta)
	return b.Bytes(), err
}

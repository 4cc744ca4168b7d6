package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"fakturist/assets"
	starter "fakturist/assets/template"
	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/pdf"
	"fakturist/billing/template"
	"fakturist/data"
)

// paper lays documents out and writes them as PDF. It is made once and safe for use by several goroutines.
type paper struct {
	fonts    *pdf.Fonts
	writer   pdf.Writer
	template *template.Template
}

// sharedPaper reads fonts and the standard template when the first document is drawn; every company of the program shares them.
var sharedPaper = sync.OnceValues(func() (*paper, error) {
	fonts, err := pdf.ParseFonts(assets.InterRegular, assets.InterSemiBold, assets.InterBold)
	if err != nil {
		return nil, err
	}
	tpl, err := template.Read(starter.Standard)
	if err != nil {
		return nil, fmt.Errorf("standard template: %w", err)
	}
	return &paper{fonts: fonts, writer: pdf.NewWriter(fonts), template: tpl}, nil
})

// look is what the company adds to each of its documents.
type look struct {
	logo     *layout.Image
	practice bool
}

// look reads the logo once; settings that change make it be read again.
func (c *Company) look(ctx context.Context) (look, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drawn != nil {
		return *c.drawn, nil
	}
	var l look
	err := c.view(ctx, func(tx *data.Tx) error {
		seller, err := tx.Company(ctx)
		if err != nil {
			return err
		}
		l.practice = seller.Practice
		_, picture, err := tx.CompanyFile(ctx, logoFile)
		if errors.Is(err, billing.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		l.logo, err = layout.NewImage(picture)
		return err
	})
	if err != nil {
		return look{}, fmt.Errorf("read the look of documents: %w", err)
	}
	c.drawn = &l
	return l, nil
}

// forget lets settings be read anew.
func (c *Company) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drawn = nil
	c.world.forget()
	c.rests.clear()
}

// pages are a document's pages; number and KID are empty for a draft.
func (c *Company) pages(ctx context.Context, d billing.Document, number, kid string) ([]layout.Page, error) {
	p, err := sharedPaper()
	if err != nil {
		return nil, err
	}
	l, err := c.look(ctx)
	if err != nil {
		return nil, err
	}
	in := layout.Input{Document: d, Number: number, KID: kid, Logo: l.logo, Practice: l.practice}
	return layout.Layout(p.template, in, p.fonts)
}

// drawPDF writes a document as PDF.
func (c *Company) drawPDF(ctx context.Context, title string, inv billing.Invoice) ([]byte, error) {
	p, err := sharedPaper()
	if err != nil {
		return nil, err
	}
	doc := inv.Document()
	pages, err := c.pages(ctx, doc, inv.Number(), inv.KID())
	if err != nil {
		return nil, fmt.Errorf("lay out %s: %w", inv.Number(), err)
	}
	var b bytes.Buffer
	meta := pdf.Meta{Title: title, Author: doc.Seller.Name, Language: doc.Language, Created: inv.IssuedAt()}
	if err := p.writer.Write(&b, pages, meta); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// missingLetters warns of letters in a document that the fonts cannot draw.
func (c *Company) missingLetters(pages []layout.Page) billing.Faults {
	var faults billing.Faults
	p, err := sharedPaper()
	if err != nil {
		return nil
	}
	if missing := layout.Missing(pages, p.fonts); len(missing) > 0 {
		faults.Warn("letters-missing", "", "letters", string(missing))
	}
	return faults
}

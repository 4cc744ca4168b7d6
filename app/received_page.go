package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"fakturist/assets/translation"
	"fakturist/billing"
	"fakturist/billing/layout"
	"fakturist/billing/template"

	starter "fakturist/assets/template"
)

// maxShown is how much of one text of somebody else's document is put on a page; the file holds all of it.
const maxShown = 10_000

// receivedPages are the pages of a document somebody sent us: ours to read, never the original, which is the XML. They have
// the form of our own documents, in our language, with everything the document says beside.
func (c *Company) receivedPages(ctx context.Context, r billing.Received) ([]layout.Page, error) {
	p, err := sharedPaper()
	if err != nil {
		return nil, err
	}
	seller, err := c.Seller(ctx)
	if err != nil {
		return nil, err
	}
	words := translation.Open(seller.Language)
	tpl, err := receivedTemplate(words.Lang())
	if err != nil {
		return nil, err
	}
	in := layout.Input{Document: shownDocument(r, words), Number: r.Number, KID: r.KID, Practice: seller.Practice}
	in.Document.Language = words.Lang()
	pages, err := layout.Layout(tpl, in, p.fonts)
	if err != nil {
		return nil, fmt.Errorf("lay out received document %d: %w", r.ID, err)
	}
	return pages, nil
}

// shownDocument is the document with what it has no place for told in its texts.
func shownDocument(r billing.Received, words *translation.Catalog) billing.Document {
	d := r.Document
	d.Note = shorten(d.Note)
	d.Lines = slices.Clone(d.Lines)
	byLine := map[int][]string{}
	var whole []string
	for _, x := range r.Details {
		told := words.T("received.detail."+x.Code) + ": " + x.Value
		if x.Line == 0 {
			whole = append(whole, told)
		} else {
			byLine[x.Line] = append(byLine[x.Line], told)
		}
	}
	for i := range d.Lines {
		l := &d.Lines[i]
		l.Item, l.For = shorten(l.Item), shorten(l.For)
		l.Description = shorten(strings.TrimSpace(l.Description + "\n" + strings.Join(byLine[l.ID], " · ")))
		if l.Unit == "" {
			l.Unit = "EA"
		}
	}
	d.Note = strings.TrimSpace(d.Note + "\n\n" + shorten(strings.Join(whole, "\n")))
	return d
}

func shorten(s string) string {
	if len(s) <= maxShown {
		return s
	}
	return strings.ToValidUTF8(s[:maxShown], "") + " …"
}

// receivedTemplates are the standard template made fit for documents of other sellers, by language.
var receivedTemplates sync.Map

func receivedTemplate(language string) (*template.Template, error) {
	if tpl, ok := receivedTemplates.Load(language); ok {
		return tpl.(*template.Template), nil
	}
	tpl, err := template.Read(starter.Standard)
	if err != nil {
		return nil, fmt.Errorf("standard template: %w", err)
	}
	words := translation.Open(language)
	if tpl.Words[language] == nil {
		tpl.Words[language] = map[string]string{}
	}
	tpl.Name = "received"
	tpl.Words[language]["title.invoice"] = words.T("document.received.invoice")
	tpl.Words[language]["title.credit-note"] = words.T("document.received.credit-note")
	tpl.Elements = slices.DeleteFunc(tpl.Elements, func(e template.Element) bool { return strings.Contains(e.Text, "word.notRegistered") })
	for i := range tpl.Elements {
		foreign(&tpl.Elements[i])
	}
	receivedTemplates.Store(language, tpl)
	return tpl, nil
}

// foreign lets an element speak of a seller whose registrations we do not know: what Norwegian law has us print about ourselves
// is not ours to say of others, and their VAT is shown as they write it.
func foreign(e *template.Element) {
	e.Text = strings.ReplaceAll(e.Text, "{{seller.legal}}", "{{word.orgNo}} {{seller.orgNo}}")
	e.ShowIf = withoutVAT(e.ShowIf)
	for i := range e.Rows {
		e.Rows[i].ShowIf = withoutVAT(e.Rows[i].ShowIf)
	}
}

func withoutVAT(conditions []template.Condition) []template.Condition {
	return slices.DeleteFunc(conditions, func(c template.Condition) bool { return c.Field == "seller.vatRegistered" || c.Field == "document.vat" })
}

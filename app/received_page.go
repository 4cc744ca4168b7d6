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
	if d.Kind == billing.KindInvoice {
		d.Original = nil // an invoice before this one, told among the details: nothing is credited
	}
	d.Note = shorten(d.Note)
	d.Lines = slices.Clone(d.Lines)
	byLine := map[int][]string{}
	var whole []string
	for _, x := range r.Details {
		told := words.T("received.detail."+x.Code) + ": " + inWords(x, words)
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

// inWords is the value of a detail; codes of common use are told in words.
func inWords(x billing.ReceivedDetail, words *translation.Catalog) string {
	if x.Code != "type" && x.Code != "payment-means" {
		return x.Value
	}
	code, _, _ := strings.Cut(x.Value, " ")
	key := "received." + x.Code + "." + code
	if told := words.T(key); told != key {
		return told
	}
	return x.Value
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
	for _, key := range receivedWords {
		tpl.Words[language][key] = words.T("document.received." + key)
	}
	tpl.Elements = slices.DeleteFunc(tpl.Elements, func(e template.Element) bool { return strings.Contains(e.Text, "word.notRegistered") })
	for i := range tpl.Elements {
		e := &tpl.Elements[i]
		e.Text = strings.ReplaceAll(e.Text, "{{seller.legal}}", "{{word.orgNo}} {{seller.orgNo}}") // others' registrations are not ours to word
		if e.Table != nil && e.Table.Source == template.SourceLines {
			e.Table.Columns[0].Span = true // there is more to tell of a line than fits below its text
		}
	}
	receivedTemplates.Store(language, tpl)
	return tpl, nil
}

// receivedWords are the words of the template that speak for the sender: "our order" is the seller's for whoever receives it.
var receivedWords = []string{"title.invoice", "title.credit-note", "buyerReference", "buyerOrgNo", "sellerContact", "salesOrder", "kid"}

package data

import (
	"context"
	"encoding/json"
	"fmt"

	"fakturist/billing"
)

// source is where a line was taken from: the row of a draft or invoice line.
type source struct {
	document, line  int64
	basis, basisRow int64
}

// verifyBases derives again what stands on drafts and invoices of each order from their own contents, and looks for lines
// taken beyond what was ordered.
func (t *Tx) verifyBases(ctx context.Context, f *findings) error {
	for _, check := range []func(context.Context, *findings) error{t.verifyBasisLines, t.verifyTaken, t.verifyDraftSources, t.verifyInvoiceSources} {
		if err := check(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// verifyBasisLines compares the quantities of orders with what the orders say.
func (t *Tx) verifyBasisLines(ctx context.Context, f *findings) error {
	type key struct{ basis, line int64 }
	want := map[key]int64{}
	err := t.each(ctx, `SELECT id, content FROM basis WHERE kind <> 'offer'`, nil, func(scan func(...any) error) error {
		var id int64
		var d billing.Draft
		if err := scan(&id, jsonText{&d}); err != nil {
			return err
		}
		f.looked++
		for i, l := range d.Lines {
			n, ok := parts(l.Quantity)
			if !ok {
				f.add("basis:%d: quantity of line %d", id, i+1)
			}
			want[key{id, int64(i + 1)}] = n
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = t.each(ctx, `SELECT basis_id, line, quantity FROM basis_line`, nil, func(scan func(...any) error) error {
		var k key
		var n int64
		if err := scan(&k.basis, &k.line, &n); err != nil {
			return err
		}
		if have, known := want[k]; !known || have != n {
			f.add("basis:%d: line %d is not what was ordered", k.basis, k.line)
		}
		delete(want, k)
		return nil
	})
	for k := range want {
		f.add("basis:%d: line %d is not counted", k.basis, k.line)
	}
	return err
}

func (t *Tx) verifyTaken(ctx context.Context, f *findings) error {
	return t.each(ctx, `SELECT basis_id, line FROM basis_taken WHERE invoiced NOT BETWEEN min(ordered, 0) AND max(ordered, 0)
		OR drafted + invoiced NOT BETWEEN min(ordered, 0) AND max(ordered, 0)`, nil, func(scan func(...any) error) error {
		var basis, line int64
		err := scan(&basis, &line)
		f.add("basis:%d: line %d is taken beyond what was ordered", basis, line)
		return err
	})
}

func (t *Tx) verifyDraftSources(ctx context.Context, f *findings) error {
	want := map[source]int64{}
	err := t.each(ctx, `SELECT id, kind, ready, content FROM draft WHERE ready = 1 OR instr(content, '"source"') > 0`, nil, func(scan func(...any) error) error {
		var id int64
		var kind billing.Kind
		var ready bool
		var d billing.Draft
		if err := scan(&id, &kind, &ready, jsonText{&d}); err != nil {
			return err
		}
		f.looked++
		if ready != d.Ready {
			f.add("draft:%d: ready differs from its content", id)
		}
		if kind == billing.KindInvoice {
			sourcesOf(id, d.Lines, want)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.compareSources(ctx, f, "draft", `SELECT draft_id, line, basis_id, basis_line, quantity FROM draft_source`, want)
}

// sourcesOf collects what lines say they were taken from orders.
func sourcesOf(document int64, lines []billing.Line, into map[source]int64) {
	for i, l := range lines {
		if l.Source != nil && l.Source.Kind == billing.FromOrder {
			n, _ := parts(l.Quantity) // beyond reach: differs from every row
			into[source{document, int64(i + 1), l.Source.ID, int64(l.Source.Line)}] = n
		}
	}
}

// verifyInvoiceSources reads the frozen contents that name a source: what invoices took, and what credit notes gave back.
func (t *Tx) verifyInvoiceSources(ctx context.Context, f *findings) error {
	want := map[source]int64{}
	taken := map[[2]int64]source{} // by invoice and line
	err := t.each(ctx, `SELECT id, coalesce(original_id, 0), content FROM invoice WHERE instr(content, '"source"') > 0 ORDER BY id`, nil,
		func(scan func(...any) error) error {
			var id, original int64
			var content string
			if err := scan(&id, &original, &content); err != nil {
				return err
			}
			f.looked++
			var doc billing.Document
			if err := json.Unmarshal([]byte(content), &doc); err != nil {
				f.add("document %d: %v", id, err)
				return nil
			}
			for _, l := range doc.Lines {
				n, _ := parts(l.Quantity)
				switch {
				case l.Source == nil:
				case doc.Kind == billing.KindInvoice && l.Source.Kind == billing.FromOrder:
					s := source{id, int64(l.ID), l.Source.ID, int64(l.Source.Line)}
					taken[[2]int64{id, int64(l.ID)}], want[s] = s, n
				case doc.Kind == billing.KindCreditNote && l.Source.Kind == billing.FromInvoice:
					if s, known := taken[[2]int64{original, int64(l.Source.Line)}]; known {
						want[source{id, int64(l.ID), s.basis, s.basisRow}] = -n
					}
				}
			}
			return nil
		})
	if err != nil {
		return err
	}
	return t.compareSources(ctx, f, "invoice", `SELECT invoice_id, line, basis_id, basis_line, quantity FROM invoice_source`, want)
}

func (t *Tx) compareSources(ctx context.Context, f *findings, what, query string, want map[source]int64) error {
	err := t.each(ctx, query, nil, func(scan func(...any) error) error {
		var s source
		var n int64
		if err := scan(&s.document, &s.line, &s.basis, &s.basisRow, &n); err != nil {
			return err
		}
		f.looked++
		if have, known := want[s]; !known || have != n {
			f.add("%s:%d: line %d was not taken from basis:%d", what, s.document, s.line, s.basis)
		}
		delete(want, s)
		return nil
	})
	for s := range want {
		f.add("%s:%d: line %d is not counted on basis:%d", what, s.document, s.line, s.basis)
	}
	if err != nil {
		return fmt.Errorf("%s sources: %w", what, err)
	}
	return nil
}

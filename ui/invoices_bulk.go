package ui

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"fakturist/billing"
	"fakturist/ui/view"
	"fakturist/ui/widget"
)

// bulkButtons act on the marked documents: the first two on drafts, the last on all, the others on what was issued.
func (v *invoices) bulkButtons() []*widget.Button {
	d := v.desk
	return []*widget.Button{
		widget.NewButton(widget.Secondary, d.T("bulk.ready"), v.readyMarked),
		widget.NewButton(widget.Secondary, d.T("bulk.issue"), v.issueMarked),
		widget.NewButton(widget.Secondary, d.T("bulk.send"), v.sendMarked),
		widget.NewButton(widget.Secondary, d.T("bulk.print"), v.printMarked),
		widget.NewButton(widget.Secondary, d.T("bulk.save"), v.saveMarked),
		widget.NewButton(widget.Secondary, d.T("bulk.duplicate"), v.duplicateMarked),
		widget.NewButton(widget.Ghost, d.T("plan.try"), v.tryMarked),
	}
}

const draftButtons = 2

// marked are the documents marked, drafts apart.
func (v *invoices) marked() (rows []billing.InvoiceRow, numbers []string, drafts []int64) {
	list, get := v.list, v.pager.get
	if v.queueing() {
		list, get = v.queue.list, func(key string) (billing.InvoiceRow, bool) {
			r, ok := v.queue.get(key)
			return r.InvoiceRow, ok
		}
	}
	for _, id := range list.Marks() {
		row, ok := get(id)
		if !ok {
			continue
		}
		rows = append(rows, row)
		if draft, is := view.DraftID(id); is {
			drafts = append(drafts, draft)
		} else if !row.Imported {
			numbers = append(numbers, row.Number)
		}
	}
	return rows, numbers, drafts
}

// clearMarks takes the marks of whichever list is shown.
func (v *invoices) clearMarks() {
	v.list.ClearMarks()
	v.queue.list.ClearMarks()
}

// renewMarks shows the bar while something is marked, with only the buttons that have something to do.
func (v *invoices) renewMarks() {
	if v.bar == nil || v.queue == nil {
		return
	}
	rows, numbers, drafts := v.marked()
	for i, b := range v.bulk {
		ofDrafts := i < draftButtons
		if i == len(v.bulk)-1 {
			b.Hidden = len(drafts)+len(numbers) == 0
			continue
		}
		b.Hidden = ofDrafts && len(drafts) == 0 || !ofDrafts && len(numbers) == 0
	}
	v.bar.SetText(v.desk.tongue.Marked(rows))
	v.bar.Refresh()
	if show := len(rows) > 0; show == v.barBox.Hidden {
		v.barBox.Hidden = !show
		v.whole.Refresh()
	}
}

// readyMarked says that the marked drafts may be issued; in the queue, when all of them are ready, that they may not.
func (v *invoices) readyMarked() {
	if v.queueing() {
		v.queue.toggle()
		return
	}
	_, _, drafts := v.marked()
	v.setReady(drafts)
}

// readyHere says so of the marked drafts, or of the one under the cursor.
func (v *invoices) readyHere() {
	_, _, drafts := v.marked()
	if len(drafts) == 0 {
		if row, ok := v.list.Selected(); ok {
			if id, is := view.DraftID(row.ID); is {
				drafts = []int64{id}
			}
		}
	}
	v.setReady(drafts)
}

func (v *invoices) setReady(drafts []int64) {
	setReady(v.desk, drafts, true, v.list, v.queue.list, func() {
		v.desk.tell(v.desk.T("ready.marked", "N", len(drafts)))
		v.reload(true)
	})
}

// duplicateMarked makes a draft of each marked document.
func (v *invoices) duplicateMarked() {
	_, numbers, _ := v.marked()
	if len(numbers) == 0 {
		return
	}
	d := v.desk
	d.do(func(ctx context.Context) error {
		for _, number := range numbers {
			if _, err := d.services.Duplicate(ctx, number); err != nil {
				return err
			}
		}
		return nil
	}, func() {
		v.clearMarks()
		d.tell(d.T("bulk.duplicated", "N", len(numbers)))
		v.filter(billing.FilterDrafts)
	})
}

// issueMarked issues every marked draft; those refused stay marked, with the first reason told.
func (v *invoices) issueMarked() {
	_, _, drafts := v.marked()
	if len(drafts) > 0 {
		issue(v.desk, drafts, func(issued []billing.Invoice) {
			if len(issued) > 0 {
				v.clearMarks()
			}
		})
	}
}

func (v *invoices) sendMarked() {
	_, numbers, _ := v.marked()
	d := v.desk
	d.do(func(ctx context.Context) error { return d.services.SendBy(ctx, numbers, "") }, func() {
		v.clearMarks()
		d.tell(d.T("detail.send.done"))
	})
}

// printMarked merges the marked documents into one file and opens it with whatever prints PDFs here.
func (v *invoices) printMarked() {
	if _, numbers, _ := v.marked(); len(numbers) > 0 {
		printPDF(v.desk, numbers)
	}
}

func (v *invoices) saveMarked() {
	if _, numbers, _ := v.marked(); len(numbers) > 0 {
		savePDF(v.desk, numbers)
	}
}

// printPDF writes documents into a file for the moment and opens it.
func printPDF(d *desk, numbers []string) {
	path := filepath.Join(os.TempDir(), pdfName(d, numbers))
	d.do(func(ctx context.Context) error { return d.services.SavePDF(ctx, numbers, path) }, func() { d.openFile(path) })
}

// savePDF asks where to keep documents as one file.
func savePDF(d *desk, numbers []string) {
	d.files.Save(pdfName(d, numbers), func(path string) {
		d.do(func(ctx context.Context) error { return d.services.SavePDF(ctx, numbers, path) }, func() {
			d.tell(d.T("detail.saved", "path", filepath.Base(path)))
		})
	})
}

func pdfName(d *desk, numbers []string) string {
	if len(numbers) == 1 {
		return d.T("file.invoice", "number", numbers[0]) + ".pdf"
	}
	first, last := slices.Min(numbers), slices.Max(numbers)
	return d.T("file.invoices", "first", first, "last", last) + ".pdf"
}

// openFile hands a file to the desktop.
func (d *desk) openFile(path string) {
	if err := d.openURL(path); err != nil {
		d.complain(err)
	}
}

// issue gives drafts their numbers, offers to take the sending back, and tells what was refused. done gets those that were
// issued, also when there are none.
func issue(d *desk, ids []int64, done func([]billing.Invoice)) {
	type answer struct {
		issued  []billing.Invoice
		refused map[int64]billing.Faults
	}
	ask(d, func(ctx context.Context) (answer, error) {
		issued, refused, err := d.services.Issue(ctx, ids)
		return answer{issued, refused}, err
	}, func(a answer, err error) {
		if err != nil {
			d.complain(err)
			done(nil)
			return
		}
		var numbers []string
		for _, i := range a.issued {
			numbers = append(numbers, i.Number())
		}
		d.offerUndo(numbers)
		for _, id := range ids {
			if faults := a.refused[id]; len(faults) > 0 {
				d.complain(faults.Err())
				break
			}
		}
		done(a.issued)
	})
}

package cli

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/money"

	"github.com/shopspring/decimal"
)

func invoiceDraft(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		b, err := c.read(c.args[0])
		if err != nil {
			return err
		}
		drafts, faults := app.ReadDrafts(b, folderOf(c.args[0]))
		if err := faults.Err(); err != nil {
			return err
		}
		ids, err := c.app.SaveDrafts(c, drafts)
		if err != nil {
			return err
		}
		return c.printDrafts(ids)
	}
}

func invoiceIssue(fs *flag.FlagSet) body {
	all := fs.Bool("all", false, "every draft")
	ready := fs.Bool("ready", false, "every draft marked as ready")
	return func(c *call) error {
		ids, err := c.issueIDs(*all, *ready)
		if err != nil {
			return err
		}
		stop := c.watch(len(ids), func(change billing.Signal) bool { _, ok := change.(billing.InvoiceIssued); return ok })
		issued, refused, err := c.app.Issue(c, ids, app.Issuing{AtOnce: true})
		stop()
		if err != nil {
			return err
		}
		if err := c.refusedDrafts(ids, issued, refused); err != nil && len(issued) == 0 {
			return err
		}
		if err := c.printInvoices(issued); err != nil {
			return err
		}
		return c.refusedDrafts(ids, issued, refused)
	}
}

// issueIDs are the drafts the arguments name, or those marked as ready.
func (c *call) issueIDs(all, ready bool) ([]int64, error) {
	if !ready {
		return c.draftIDs(all)
	}
	if all || len(c.args) > 0 {
		return nil, fmt.Errorf("%w: give draft ids, --all or --ready", errUsage)
	}
	return c.app.ReadyIDs(c)
}

// draftIDs are the drafts the arguments name.
func (c *call) draftIDs(all bool) ([]int64, error) {
	if all == (len(c.args) > 0) {
		return nil, fmt.Errorf("%w: give draft ids or --all", errUsage)
	}
	if all {
		return c.app.DraftIDs(c)
	}
	var ids []int64
	for _, a := range c.args {
		id, err := strconv.ParseInt(a, 10, 64)
		if err != nil || id < 1 {
			return nil, fmt.Errorf("%w: %q is not a draft id", errUsage, a)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// refusedDrafts are the faults of the drafts that were refused, each under its draft; partial when others were issued.
func (c *call) refusedDrafts(ids []int64, issued []billing.Invoice, refused map[int64]billing.Faults) error {
	var all billing.Faults
	for _, id := range ids {
		for _, f := range refused[id] {
			f.Path = strings.TrimSuffix(fmt.Sprintf("draft %d, %s", id, f.Path), ", ")
			all = append(all, f)
		}
	}
	err := all.Err()
	if err != nil && len(issued) > 0 {
		return errors.Join(app.ErrPartial, err)
	}
	return err
}

// printInvoices prints documents as lists show them.
func (c *call) printInvoices(issued []billing.Invoice) error {
	rows := make([]billing.InvoiceRow, len(issued))
	for i, inv := range issued {
		var err error
		if rows[i], err = c.app.InvoiceRow(c, inv.Number()); err != nil {
			return err
		}
	}
	return c.printRows(rows)
}

func (c *call) printRows(rows []billing.InvoiceRow) error {
	out := make([]documentJSON, len(rows))
	for i, r := range rows {
		out[i] = documentOf(r)
	}
	return c.print(out, func(t *table) {
		for _, r := range out {
			t.row(orElse(r.Number, "#"+fmt.Sprint(r.ID)), r.Customer.Name, r.IssueDate, r.DueDate, r.Payable, r.Outstanding,
				c.words.say("document."+r.Status), c.statusReason(r.StatusReason))
		}
	})
}

// statusReason is the reason of a status in words.
func (c *call) statusReason(code string) string {
	if text, ok := c.words.find("reason." + code); ok {
		return text
	}
	return code
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// statuses are what --status takes.
var statuses = []billing.Status{billing.StatusDraft, billing.StatusIssued, billing.StatusSent, billing.StatusOverdue, billing.StatusPaid,
	billing.StatusCredited, billing.StatusDunning, billing.StatusDisputed}

func invoiceList(fs *flag.FlagSet) body {
	status := fs.String("status", "", "draft, issued, sent, overdue, paid, credited, dunning or disputed")
	customer := fs.String("customer", "", "only documents of this customer `number`")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		if *status != "" && !slices.Contains(statuses, billing.Status(*status)) {
			return fmt.Errorf("%w: status %q", errUsage, *status)
		}
		rows, err := c.app.AllInvoices(c, billing.InvoiceQuery{Status: billing.Status(*status), CustomerNo: *customer, Sort: "number"})
		if err != nil {
			return err
		}
		return c.printRows(rows)
	}
}

func invoiceShow(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		row, err := c.app.InvoiceRow(c, c.args[0])
		if err != nil {
			return err
		}
		out := documentOf(row)
		var lines []billing.PricedLine
		if !row.Imported {
			inv, err := c.app.Invoice(c, row.Number)
			if err != nil {
				return err
			}
			lines = inv.Document().Lines
			if out.Document, err = plain(inv.Document()); err != nil {
				return err
			}
		}
		events, err := c.app.Timeline(c, row.Number)
		if err != nil {
			return err
		}
		for _, e := range events {
			out.Timeline = append(out.Timeline, eventJSON{At: moment(e.At), Kind: e.Kind, Args: e.Args})
		}
		return c.print(out, func(t *table) { showDocument(t, out, lines) })
	}
}

func showDocument(t *table, d documentJSON, lines []billing.PricedLine) {
	for _, line := range [][2]string{{"number", d.Number}, {"kind", d.Kind}, {"customer", d.Customer.No + " " + d.Customer.Name},
		{"issueDate", d.IssueDate}, {"dueDate", d.DueDate}, {"currency", d.Currency}, {"net", d.Net}, {"tax", d.Tax}, {"payable", d.Payable},
		{"outstanding", d.Outstanding}, {"kid", d.KID}, {"status", strings.TrimSpace(d.Status + " " + d.StatusReason)}} {
		t.row(line[0], line[1])
	}
	for _, l := range lines {
		t.row("line "+strconv.Itoa(l.ID), fmt.Sprintf("%s  %s %s à %s = %s", l.Item, l.Quantity, l.Unit, l.Price, l.Net))
	}
	for _, e := range d.Timeline {
		t.row(e.At, e.Kind)
	}
}

func invoicePDF(fs *flag.FlagSet) body {
	out := fs.String("o", "", "`file` or folder to write to")
	one := fs.Bool("one-file", false, "all documents in one file")
	return func(c *call) error {
		if err := c.want(1, -1); err != nil {
			return err
		}
		if !*one {
			return c.writeEach(*out, ".pdf", func(number string) ([]byte, error) { return c.app.PDF(c, number) })
		}
		if *out == "" {
			return fmt.Errorf("%w: give -o FILE", errUsage)
		}
		b, err := c.app.MergedPDF(c, c.args)
		if err != nil {
			return err
		}
		if err := c.write(*out, b); err != nil {
			return err
		}
		return c.written(*out)
	}
}

func invoiceEHF(fs *flag.FlagSet) body {
	out := fs.String("o", "", "`file` or folder to write to")
	return func(c *call) error {
		if err := c.want(1, -1); err != nil {
			return err
		}
		return c.writeEach(*out, ".xml", func(number string) ([]byte, error) { return c.app.EHF(c, number) })
	}
}

// writeEach writes one file a document: to the file named when there is one document, else into a folder.
func (c *call) writeEach(out, ending string, get func(number string) ([]byte, error)) error {
	if out == "" {
		return fmt.Errorf("%w: give -o FILE or a folder", errUsage)
	}
	files := map[string][]byte{}
	var paths []string
	for _, n := range c.args {
		b, err := get(n)
		if err != nil {
			return err
		}
		path := c.target(out, n+ending)
		files[path] = b
		paths = append(paths, path)
	}
	for _, path := range paths {
		if err := c.write(path, files[path]); err != nil {
			return err
		}
	}
	return c.written(paths...)
}

// target is where a document's file goes: out itself when it is for one document and no folder.
func (c *call) target(out, name string) string {
	info, err := os.Stat(out)
	folder := err == nil && info.IsDir() || strings.HasSuffix(out, "/") || strings.HasSuffix(out, string(filepath.Separator))
	if out == "-" || len(c.args) == 1 && !folder {
		return out
	}
	return filepath.Join(out, name)
}

// checkJSON is what the rules say of one document.
type checkJSON struct {
	File     string          `json:"file"`
	Fatal    int             `json:"fatal"`
	Warnings int             `json:"warnings"`
	Faults   []ruleFaultJSON `json:"faults"`
}

// ruleFaultJSON is one finding.
type ruleFaultJSON struct {
	ID      string `json:"id"`
	Flag    string `json:"flag"`
	Path    string `json:"path"`
	Message string `json:"message"`
}

// errFatal ends a check that found something fatal; what it found is printed already.
var errFatal = errors.New("fatal faults found")

func invoiceCheck(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, -1); err != nil {
			return err
		}
		out := []checkJSON{}
		fatal := 0
		for _, name := range c.args {
			b, err := c.documentXML(name)
			if err != nil {
				return err
			}
			r := c.checked(name, b)
			fatal += r.Fatal
			out = append(out, r)
		}
		if err := c.print(out, func(t *table) { checkTable(t, out) }); err != nil {
			return err
		}
		if fatal > 0 {
			return quiet{fmt.Errorf("%w: %d", errFatal, fatal)}
		}
		return nil
	}
}

// documentXML is the EHF of a document of ours, or a file.
func (c *call) documentXML(name string) ([]byte, error) {
	if name == "-" || strings.ContainsAny(name, "./\\") {
		return c.read(name)
	}
	if err := c.ensureOpen(); err != nil {
		return nil, err
	}
	return c.app.EHF(c, name)
}

func (c *call) checked(name string, b []byte) checkJSON {
	r := checkJSON{File: name, Faults: []ruleFaultJSON{}}
	for _, f := range app.CheckXML(b) {
		if f.Flag == "fatal" {
			r.Fatal++
		} else {
			r.Warnings++
		}
		r.Faults = append(r.Faults, ruleFaultJSON{ID: f.ID, Flag: string(f.Flag), Path: f.Path, Message: c.words.reason(f.ID, f.Args)})
	}
	return r
}

func checkTable(t *table, all []checkJSON) {
	for _, r := range all {
		t.row(r.File, fmt.Sprintf("fatal %d", r.Fatal), fmt.Sprintf("warnings %d", r.Warnings))
		for _, f := range r.Faults {
			t.row("  "+f.ID, f.Flag, f.Path, f.Message)
		}
	}
}

// creditLines is --line N[=QTY], as often as needed.
type creditLines []billing.CreditLine

// String is empty: there is no default.
func (l *creditLines) String() string { return "" }

// Set reads N or N=QTY.
func (l *creditLines) Set(s string) error {
	n, quantity, some := strings.Cut(s, "=")
	id, err := strconv.Atoi(n)
	if err != nil || id < 1 {
		return fmt.Errorf("line %q is not a number from 1", n)
	}
	line := billing.CreditLine{ID: id}
	if some {
		if strings.Trim(quantity, "-0123456789.") != "" || len(quantity) > 20 {
			return fmt.Errorf("quantity %q is not a number", quantity)
		}
		if line.Quantity, err = decimal.NewFromString(quantity); err != nil || line.Quantity.IsZero() {
			return fmt.Errorf("quantity %q is not a number other than zero", quantity)
		}
	}
	*l = append(*l, line)
	return nil
}

func invoiceCredit(fs *flag.FlagSet) body {
	var lines creditLines
	fs.Var(&lines, "line", "`N[=QTY]`: only this line, or so much of it")
	reason := fs.String("reason", "", "why, printed on the credit note")
	amount := fs.String("amount", "", "only this `amount`, with VAT, that is no line of the invoice")
	text := fs.String("text", "", "`text` of the amount's line")
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		if (*amount == "") != (*text == "") || *amount != "" && len(lines) > 0 {
			return fmt.Errorf("%w: give --line, or --amount and --text", errUsage)
		}
		credit, err := c.credit(c.args[0], lines, *amount, *text, *reason)
		if err != nil {
			return err
		}
		row, err := c.app.InvoiceRow(c, credit.Number())
		if err != nil {
			return err
		}
		out := documentOf(row)
		return c.print(out, func(t *table) { showDocument(t, out, nil) })
	}
}

// credit issues the credit note of an invoice: of lines, of an amount, or of the whole.
func (c *call) credit(number string, lines []billing.CreditLine, amount, text, reason string) (billing.Invoice, error) {
	how := app.Issuing{AtOnce: true}
	if amount == "" {
		return c.app.Credit(c, number, lines, reason, how)
	}
	row, err := c.app.InvoiceRow(c, number)
	if err != nil {
		return billing.Invoice{}, err
	}
	sum, err := money.Parse(amount, row.Payable.Currency)
	if err != nil {
		return billing.Invoice{}, fmt.Errorf("%w: amount %q: %w", errUsage, amount, err)
	}
	return c.app.CreditAmount(c, number, sum, text, reason, how)
}

package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"fakturist/app/channel/letter"
	"fakturist/app/print"
	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/pile"
	"fakturist/data"
)

// letterCache keeps what was seen of letters: their frozen bytes never change.
type letterCache struct {
	mu     sync.Mutex
	looked map[int64]lookedLetter
}

// lookedLetter is a letter whose PDF was read; one that cannot be read has no pages.
type lookedLetter struct {
	to    billing.Party
	sheet pile.Sheet
}

// Pile is the check list of letters to be printed and posted, sorted as the settings say.
func (c *Company) Pile(ctx context.Context) ([]billing.LetterRow, error) {
	how, err := c.Printing(ctx)
	if err != nil {
		return nil, err
	}
	var rows []billing.LetterRow
	err = c.view(ctx, func(tx *data.Tx) error {
		rows, err = c.pileRows(ctx, tx, how)
		return err
	})
	return rows, err
}

func (c *Company) pileRows(ctx context.Context, tx *data.Tx, how billing.Printing) ([]billing.LetterRow, error) {
	waiting, err := tx.Letters(ctx)
	if err != nil {
		return nil, err
	}
	printed, err := tx.LettersPrinted(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]billing.LetterRow, len(waiting))
	for i, d := range waiting {
		seen, err := c.lookAt(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		rows[i] = billing.LetterRow{DeliveryID: d.ID, Invoice: d.Invoice, To: seen.to, Pages: seen.sheet.Pages, LaidAt: d.UpdatedAt,
			PrintedAt: printed[d.ID], Warnings: seen.warnings(d.Invoice, how.Envelope)}
	}
	order := pile.NewOrder(how.Sort)
	slices.SortStableFunc(rows, func(a, b billing.LetterRow) int { return order.Compare(a.To, b.To) })
	return rows, nil
}

// lookAt reads a letter once.
func (c *Company) lookAt(ctx context.Context, tx *data.Tx, d billing.Delivery) (lookedLetter, error) {
	c.letters.mu.Lock()
	seen, known := c.letters.looked[d.ID]
	c.letters.mu.Unlock()
	if known {
		return seen, nil
	}
	inv, err := tx.Invoice(ctx, d.InvoiceID)
	if err != nil {
		return seen, err
	}
	whole, err := tx.Delivery(ctx, d.ID)
	if err != nil {
		return seen, err
	}
	seen.to = inv.Document().Buyer
	if seen.sheet, err = pile.Look(letterPDF(whole)); err != nil && !errors.Is(err, pile.ErrNotReadable) {
		return seen, err
	}
	c.letters.mu.Lock()
	defer c.letters.mu.Unlock()
	if c.letters.looked == nil {
		c.letters.looked = map[int64]lookedLetter{}
	}
	c.letters.looked[d.ID] = seen
	return seen, nil
}

// letterPDF is what is printed of a letter's frozen bytes.
func letterPDF(d billing.Delivery) []byte { return letter.PDF(d.Frozen.Bytes) }

// warnings are what is wrong with a letter, with its number.
func (l lookedLetter) warnings(number string, e billing.Envelope) billing.Faults {
	var faults billing.Faults
	if l.sheet.Pages == 0 {
		faults.Warn("letter-unreadable", number, "number", number)
		return faults
	}
	for _, code := range l.sheet.Through(e, l.to) {
		faults.Warn(code, number, "number", number, "name", l.to.Name, "envelope", strings.ToUpper(string(e)))
	}
	return faults
}

// Printing is how letters were printed last, or as the settings have it.
func (c *Company) Printing(ctx context.Context) (billing.Printing, error) {
	s, err := c.Settings(ctx)
	if err != nil {
		return billing.Printing{}, err
	}
	return billing.Printing{Sort: billing.LetterSort(orElse(s["letter.sort"], string(billing.SortByPostCode))),
		Envelope: billing.Envelope(orElse(s["letter.envelope"], string(billing.EnvelopeC5))), Duplex: isYes(s["letter.duplex"]),
		FoldMarks: isYes(orElse(s["letter.foldmarks"], "yes")), Printer: s["letter.printer"]}, nil
}

// RememberPrinting keeps how letters are printed for the next time.
func (c *Company) RememberPrinting(ctx context.Context, how billing.Printing) error {
	now, err := c.Printing(ctx)
	how.Copies, how.Again, how.Preview, how.File = 0, false, false, "" // these are said each time
	if err != nil || now == how {
		return err
	}
	return c.SaveSettings(ctx, billing.Settings{"letter.sort": string(how.Sort), "letter.envelope": string(how.Envelope),
		"letter.duplex": yesOrNo(how.Duplex), "letter.foldmarks": yesOrNo(how.FoldMarks), "letter.printer": how.Printer})
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// Printers are the printers of this machine, the default one first.
func (c *Company) Printers(ctx context.Context) ([]string, error) { return c.printer().Printers(ctx) }

func (c *Company) printer() print.Printer {
	if c.opt.Printer != nil {
		return c.opt.Printer
	}
	return print.System()
}

// PrintLetters merges letters of the pile into one PDF and prints it, when a printer is named. Without ids it takes all that
// were not printed yet. Letters printed before are refused (letters-printed) unless asked for again. What was printed is noted
// with each letter, and only when all went well; that it was posted is said by MarkPosted.
func (c *Company) PrintLetters(ctx context.Context, ids []int64, how billing.Printing) (billing.PrintedPile, error) {
	var done billing.PrintedPile
	if how.Preview {
		how.Again, how.Printer = true, ""
	}
	rows, err := c.choose(ctx, ids, how)
	if err != nil {
		return done, err
	}
	if done.Path = how.File; done.Path == "" {
		if done.Path, err = c.printFile(); err != nil {
			return done, err
		}
	}
	var b bytes.Buffer
	printed, pages, err := c.merge(ctx, &b, rows, how)
	if err != nil {
		return done, err
	}
	done.Pages = pages
	for _, r := range rows {
		done.Warnings = append(done.Warnings, r.Warnings...)
	}
	for _, r := range printed {
		done.Letters = append(done.Letters, r.DeliveryID)
	}
	if err := WriteFile(done.Path, b.Bytes()); err != nil {
		return done, err
	}
	if how.Preview {
		return done, nil
	}
	if how.Printer != "" {
		if done.Job, err = c.printer().Print(ctx, done.Path, print.Options{Printer: how.Printer, Duplex: how.Duplex, Copies: how.Copies,
			Title: filepath.Base(done.Path)}); err != nil {
			return billing.PrintedPile{}, notPrinted(err, how.Printer, done.Path)
		}
	}
	return done, c.notePrinted(ctx, printed, how.Printer)
}

// notPrinted says why nothing was printed, and where the PDF lies that can be opened instead.
func notPrinted(err error, printer, path string) error {
	var e *print.Error
	if !errors.As(err, &e) {
		return err
	}
	return errors.Join(refuse(e.Code(), "", "printer", printer, "detail", e.Detail(), "file", path), err)
}

// choose takes the letters that are to be printed, sorted.
func (c *Company) choose(ctx context.Context, ids []int64, how billing.Printing) ([]billing.LetterRow, error) {
	var all []billing.LetterRow
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		all, err = c.pileRows(ctx, tx, how)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && len(ids) == 0 {
		return nil, refuse("pile-empty", "")
	}
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(r billing.LetterRow) bool { return r.DeliveryID == id }) {
			return nil, refuse("letter-not-on-pile", "", "id", itoa(id))
		}
	}
	var rows, before []billing.LetterRow
	for _, r := range all {
		switch {
		case len(ids) > 0 && !slices.Contains(ids, r.DeliveryID):
		case !r.PrintedAt.IsZero() && !how.Again:
			before = append(before, r)
		default:
			rows = append(rows, r)
		}
	}
	if len(before) > 0 && (len(ids) > 0 || len(rows) == 0) {
		last := slices.MaxFunc(before, func(a, b billing.LetterRow) int { return a.PrintedAt.Compare(b.PrintedAt) })
		return nil, refuse("letters-printed", "", "count", itoa(len(before)), "date", cal.Of(last.PrintedAt).String())
	}
	return rows, nil
}

// merge writes letters as one PDF and tells which are in it and how many pages there are. One that cannot be read is left out;
// when none can, that is the refusal.
func (c *Company) merge(ctx context.Context, w io.Writer, rows []billing.LetterRow, how billing.Printing) (printed []billing.LetterRow, pages int, err error) {
	seller, err := c.Seller(ctx)
	if err != nil {
		return nil, 0, err
	}
	form := pile.Form{Title: seller.Name, Duplex: how.Duplex}
	if how.FoldMarks {
		form.Folds = pile.Folds(how.Envelope)
	}
	var unreadable billing.Faults
	m := pile.NewMerger(w, form)
	err = c.view(ctx, func(tx *data.Tx) error {
		for _, r := range rows {
			if r.Pages == 0 {
				unreadable.Add("letter-unreadable", r.Invoice, "number", r.Invoice)
				continue
			}
			d, err := tx.Delivery(ctx, r.DeliveryID)
			if err != nil {
				return err
			}
			if _, err := m.Add(letterPDF(d)); err != nil {
				return fmt.Errorf("letter %s: %w", r.Invoice, err)
			}
			printed = append(printed, r)
		}
		return nil
	})
	if err == nil && len(printed) == 0 {
		err = unreadable.Err()
	}
	if err != nil {
		return nil, 0, err
	}
	return printed, m.Pages(), m.Close()
}

// printFile is a name for a merged PDF that no file has yet, beside the pile: "2026-11-22-001.pdf".
func (c *Company) printFile() (string, error) {
	dir := filepath.Join(string(c.pile()), "print")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", errors.Join(refuse("letter-pile", ""), fmt.Errorf("make the folder of prints: %w", err))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", errors.Join(refuse("letter-pile", ""), fmt.Errorf("list the folder of prints: %w", err))
	}
	day, last := c.Today().String(), 0
	for _, e := range entries {
		var n int
		if rest, ok := strings.CutPrefix(e.Name(), day+"-"); ok {
			if _, err := fmt.Sscanf(rest, "%d.pdf", &n); err == nil {
				last = max(last, n)
			}
		}
	}
	return filepath.Join(dir, fmt.Sprintf("%s-%03d.pdf", day, last+1)), nil
}

func (c *Company) notePrinted(ctx context.Context, rows []billing.LetterRow, printer string) error {
	err := c.update(ctx, func(tx *data.Tx) error {
		for _, r := range rows {
			n := billing.DeliveryNote{Delivery: r.DeliveryID, At: c.clock(), Kind: billing.NotePrinted, Detail: cmp.Or(printer, "PDF")}
			if err := tx.NoteDelivery(ctx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note printed letters: %w", err)
	}
	for _, r := range rows {
		c.signal(billing.DeliveryChanged{ID: r.DeliveryID, Invoice: r.Invoice})
	}
	return nil
}

// PrintPile merges all letters of the pile into one PDF as the settings say, and names their deliveries. It notes nothing:
// printing is PrintLetters'. Without any, there is nothing to print (pile-empty).
func (c *Company) PrintPile(ctx context.Context) (pdf []byte, ids []int64, err error) {
	how, err := c.Printing(ctx)
	if err != nil {
		return nil, nil, err
	}
	how.Again = true
	rows, err := c.choose(ctx, nil, how)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	printed, _, err := c.merge(ctx, &b, rows, how)
	for _, r := range printed {
		ids = append(ids, r.DeliveryID)
	}
	return b.Bytes(), ids, err
}

package cli

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"fakturist/app"
	"fakturist/billing"
)

func bankImport(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, -1); err != nil {
			return err
		}
		out := []fileReportJSON{}
		var faults billing.Faults
		for i, path := range c.args {
			c.progress(i, len(c.args))
			r, err := c.importStatement(path)
			if f := app.Faults(err); f != nil && !hasUnusable(f) {
				faults = append(faults, f...)
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, reportOf(r))
		}
		c.progress(len(c.args), len(c.args))
		if len(out) == 0 {
			return faults.Err()
		}
		if err := c.print(out, func(t *table) { c.reportTable(t, out) }); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return errors.Join(app.ErrPartial, err)
		}
		return nil
	}
}

func hasUnusable(faults billing.Faults) bool {
	return slices.ContainsFunc(faults, func(f billing.Fault) bool { return slices.Contains(unusable, f.Code) || f.Code == "disk-full" })
}

func (c *call) importStatement(path string) (app.StatementReport, error) {
	b, err := c.read(path)
	if err != nil {
		var faults billing.Faults
		faults.Add("bank-file-unreadable", path, "file", path, "what", err.Error())
		return app.StatementReport{}, faults.Err()
	}
	return c.app.ImportStatement(c, filepath.Base(path), b, app.Origin{})
}

func reportOf(r app.StatementReport) fileReportJSON {
	out := fileReportJSON{File: r.File, Format: r.Format, Statements: r.Figures.Statements, Entries: r.Figures.Entries, Details: r.Figures.Details,
		Credits: r.Figures.Credits, Debits: r.Figures.Debits, New: r.New, Duplicates: r.Duplicates}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, noteJSON{n.Code, n.Args})
	}
	if r.Figures.Opening != "" {
		out.Opening = &r.Figures.Opening
	}
	if r.Figures.Closing != "" {
		out.Closing = &r.Figures.Closing
	}
	if r.Quarantined != "" {
		out.Quarantined, out.args = &r.Quarantined, r.Args
	}
	if r.Skipped {
		out.Credits, out.Debits, out.skipped = amountOf(r.Credits), amountOf(r.Debits), true
	}
	return out
}

func (c *call) reportTable(t *table, all []fileReportJSON) {
	for _, r := range all {
		note := ""
		if r.Quarantined != nil {
			note = c.words.reason(*r.Quarantined, r.args)
		}
		for _, n := range r.Notes {
			fmt.Fprintf(c.p.err, "  %s: %s\n", r.File, c.words.reason(n.Code, n.Args))
		}
		if r.skipped {
			fmt.Fprintf(c.p.err, "  %s: %s\n", r.File, note)
			continue
		}
		t.row(r.File, r.Format, c.words.say("bank.new", "new", r.New, "copies", r.Duplicates), r.Credits, r.Debits, note)
	}
}

// quarantinedJSON is a statement file in quarantine.
type quarantinedJSON struct {
	ID     int64  `json:"id"`
	File   string `json:"file"`
	Format string `json:"format"`
	Reason string `json:"reason"`
}

// bankFiles lists the statement files that failed a gate and wait for a person.
func bankFiles(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		files, err := c.app.QuarantinedFiles(c)
		if err != nil {
			return err
		}
		out := make([]quarantinedJSON, len(files))
		for i, f := range files {
			out[i] = quarantinedJSON{f.ID, f.Name, f.Format, f.Quarantine}
		}
		return c.print(out, func(t *table) {
			for _, f := range files {
				t.row(fmt.Sprint(f.ID), f.Name, f.Format, c.words.reason(f.Quarantine, f.Args))
			}
		})
	}
}

// bankRelease accepts a quarantined file: its payments are matched like any others.
func bankRelease(*flag.FlagSet) body {
	return func(c *call) error {
		id, err := c.onlyID()
		if err != nil {
			return err
		}
		if err := c.app.ReleaseFile(c, id); err != nil {
			return err
		}
		booked, err := c.app.Match(c)
		if err != nil {
			return err
		}
		return c.print(map[string]any{"file": id, "matched": booked}, func(t *table) {
			t.row(c.words.say("bank.released", "file", id, "matched", booked))
		})
	}
}

func inboxFetch(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		reports, fetched := c.app.FetchInbox(c)
		_, returns := c.app.FetchReturns(c)
		err := app.JoinFaults(fetched, returns)
		faults := app.Faults(err)
		if err != nil && faults == nil {
			return err
		}
		out := []fileReportJSON{}
		for _, r := range reports {
			out = append(out, reportOf(r))
		}
		if len(out) == 0 && err != nil {
			return err
		}
		if failed := c.print(out, func(t *table) { c.reportTable(t, out) }); failed != nil {
			return failed
		}
		if err != nil {
			return errors.Join(app.ErrPartial, err)
		}
		return nil
	}
}

func bankMatch(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		if _, err := c.app.Match(c); err != nil {
			return err
		}
		return c.printEntries("")
	}
}

// entryStates are what --state takes.
var entryStates = []billing.EntryState{billing.EntryMatched, billing.EntrySuggested, billing.EntryUnmatched, billing.EntryDuplicate,
	billing.EntryReversal, billing.EntryLump, billing.EntryPending, billing.EntryDebit, billing.EntryQuarantined}

func bankList(fs *flag.FlagSet) body {
	state := fs.String("state", "", "matched, suggested, unmatched, duplicate, reversal, lump, pending, debit or quarantined")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		if *state != "" && !slices.Contains(entryStates, billing.EntryState(*state)) {
			return fmt.Errorf("%w: state %q", errUsage, *state)
		}
		return c.printEntries(billing.EntryState(*state))
	}
}

func (c *call) printEntries(state billing.EntryState) error {
	entries, err := c.app.EntryBookings(c, state)
	if err != nil {
		return err
	}
	out := make([]entryJSON, len(entries))
	for i, e := range entries {
		out[i] = entryOf(e.Entry, e.Allocations)
	}
	return c.print(out, func(t *table) {
		for i, e := range out {
			t.row(fmt.Sprint(e.ID), e.Date, e.Amount, e.Payer, e.KID, c.words.say("state."+e.State), bookedOn(e),
				c.words.reason(entries[i].Reason, entries[i].Args))
		}
	})
}

// bookedOn names the documents an entry is booked on, or may be.
func bookedOn(e entryJSON) string {
	text := ""
	for _, a := range e.Allocations {
		text += " " + a.Invoice
	}
	if text == "" {
		for i, s := range e.Suggestions {
			for _, a := range s.Allocations {
				text += fmt.Sprintf(" %d:%s?", i+1, a.Invoice)
			}
		}
	}
	if text == "" {
		return ""
	}
	return text[1:]
}

func bankAccept(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 2); err != nil {
			return err
		}
		id, err := c.id(c.args[0])
		if err != nil {
			return err
		}
		n := 1
		if len(c.args) == 2 {
			if n, err = strconv.Atoi(c.args[1]); err != nil || n < 1 {
				return fmt.Errorf("%w: %q is not the number of a proposal", errUsage, c.args[1])
			}
		}
		if err := c.app.Accept(c, id, n-1); err != nil {
			return err
		}
		return c.printEntry(id)
	}
}

func bankUndo(*flag.FlagSet) body {
	return func(c *call) error {
		id, err := c.onlyID()
		if err != nil {
			return err
		}
		if err := c.app.UndoEntry(c, id); err != nil {
			return err
		}
		return c.printEntry(id)
	}
}

func (c *call) printEntry(id int64) error {
	e, err := c.app.EntryBooking(c, id)
	if err != nil {
		return err
	}
	out := entryOf(e.Entry, e.Allocations)
	return c.print(out, func(t *table) {
		t.row(fmt.Sprint(out.ID), out.Date, out.Amount, out.Payer, c.words.say("state."+out.State), bookedOn(out))
	})
}

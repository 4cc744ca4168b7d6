package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/cal"
	"fakturist/billing/money"
)

// StatementFile is a file from the bank, read: what is stored of it.
type StatementFile struct {
	ID         int64
	SHA256     string // of the bytes as received, hex
	Name       string
	Format     string // "camt.053.001.08"
	Source     string // "camt.053"
	Report     billing.ImportReport
	Quarantine string            // fault code; empty when every gate was passed. Its entries are stored as quarantined.
	Args       map[string]string // values of the reason's sentence
	Balances   []StatementBalance
}

// StatementBalance is what a file says of an account's balance over a span of days.
type StatementBalance struct {
	Account          string
	From, To         cal.Date
	Opening, Closing *money.Amount // nil: the file gives none
}

// ImportStatement stores a file and its entries, and returns the report with new rows and copies counted, and the entries
// that are new, with their ids. The same file again changes nothing. An entry that an earlier file brought (same
// fingerprint and occurrence) is a copy and is not stored again, a quarantined file that passes the gates now is released; equal entries of one file are told apart by their
// occurrence, which is counted here when it is 0.
func (t *Tx) ImportStatement(ctx context.Context, f StatementFile, entries []billing.Entry) (billing.ImportReport, []billing.Entry, error) {
	report, added, err := t.importStatement(ctx, f, entries)
	if err != nil {
		return report, nil, fmt.Errorf("import %q: %w", f.Name, err)
	}
	return report, added, nil
}

func (t *Tx) importStatement(ctx context.Context, f StatementFile, entries []billing.Entry) (billing.ImportReport, []billing.Entry, error) {
	report := f.Report
	report.Quarantined, report.Args = f.Quarantine, f.Args
	known := StatementFile{}
	err := t.get(ctx, `SELECT id, quarantine, args FROM statement_file WHERE sha256 = $1`, []any{f.SHA256}, &known.ID, &known.Quarantine, jsonText{&known.Args})
	if err == nil {
		return t.importAgain(ctx, report, known, len(entries))
	}
	if !errors.Is(err, billing.ErrNotFound) {
		return report, nil, err
	}
	f.ID, err = t.insert(ctx, `INSERT INTO statement_file (sha256, name, format, source, at, report, quarantine, args)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, f.SHA256, f.Name, f.Format, f.Source, moment(t.now), jsonText{report}, f.Quarantine, jsonText{f.Args})
	if err != nil {
		return report, nil, err
	}
	if err = t.insertBalances(ctx, f); err != nil {
		return report, nil, err
	}
	added, err := t.insertEntries(ctx, f, entries)
	if err != nil {
		return report, nil, err
	}
	report.New, report.Duplicates = len(added), len(entries)-len(added)
	return report, added, t.audit(ctx, "statement.import", "statement_file", f.ID, map[string]any{"new": report.New, "copies": report.Duplicates})
}

// importAgain reports a file that is known. One that lies in quarantine and passes every gate now is released: what was wrong
// has been set right, or a person brought the file that came by mail.
func (t *Tx) importAgain(ctx context.Context, report billing.ImportReport, known StatementFile, entries int) (billing.ImportReport, []billing.Entry, error) {
	report.New, report.Duplicates = 0, entries
	if known.Quarantine == "" {
		return report, nil, nil
	}
	if report.Quarantined != "" {
		report.Quarantined, report.Args = known.Quarantine, known.Args
		return report, nil, nil
	}
	released, err := t.ReleaseFile(ctx, known.ID)
	report.New, report.Duplicates = len(released), entries-len(released)
	return report, released, err
}

func (t *Tx) insertBalances(ctx context.Context, f StatementFile) error {
	minor := func(a *money.Amount) any {
		if a == nil {
			return nil
		}
		return a.Minor
	}
	for _, b := range f.Balances {
		cur := money.NOK
		for _, a := range []*money.Amount{b.Opening, b.Closing} {
			if a != nil {
				cur = a.Currency
			}
		}
		_, err := t.exec(ctx, `INSERT INTO statement_balance (file_id, account, currency, from_day, to_day, opening, closing)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, f.ID, b.Account, string(cur), day(b.From), day(b.To), minor(b.Opening), minor(b.Closing))
		if err != nil {
			return err
		}
	}
	return nil
}

// insertEntries stores the entries no earlier file brought. Those that so far only lie in quarantine are vouched for by a file
// that passed every gate: a forged mail must not hold back what the bank itself tells.
func (t *Tx) insertEntries(ctx context.Context, f StatementFile, entries []billing.Entry) ([]billing.Entry, error) {
	seen := map[string]int{}
	added := make([]billing.Entry, 0, len(entries))
	var vouched []billing.Entry
	for i, e := range entries {
		seen[e.Fingerprint]++
		if e.Occurrence == 0 {
			e.Occurrence = seen[e.Fingerprint]
		}
		e.FileID, e.File = f.ID, f.Name
		if e.Source == "" {
			e.Source = f.Source
		}
		if f.Quarantine != "" && e.State != billing.EntryDuplicate { // what is told twice is never booked, released or not
			e.State, e.Reason, e.Args = billing.EntryQuarantined, f.Quarantine, f.Args
		}
		id, err := t.insertEntry(ctx, e)
		if errors.Is(err, billing.ErrConflict) || (err == nil && id == 0) {
			if f.Quarantine == "" {
				if vouched, err = t.vouch(ctx, vouched, e); err != nil {
					return nil, fmt.Errorf("entry %d: %w", i+1, err)
				}
			}
			continue // a copy
		}
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		e.ID = id
		added = append(added, e)
	}
	return append(added, vouched...), t.indexEntries(ctx, added)
}

// released is the state an entry has once it is out of quarantine.
const released = `CASE WHEN reversal = 1 THEN 'reversal' WHEN lump = 1 THEN 'lump' WHEN pending = 1 THEN 'pending'
		WHEN amount <= 0 THEN 'debit' ELSE 'unmatched' END`

// vouch lets a quarantined copy of e out and adds it to the list; any other copy changes nothing.
func (t *Tx) vouch(ctx context.Context, list []billing.Entry, e billing.Entry) ([]billing.Entry, error) {
	err := t.get(ctx, `UPDATE bank_entry SET state = `+released+`, reason = '', args = 'null'
		WHERE fingerprint = $1 AND occurrence = $2 AND state = 'quarantined' RETURNING id, state`, []any{e.Fingerprint, e.Occurrence}, &e.ID, &e.State)
	if errors.Is(err, billing.ErrNotFound) {
		return list, nil
	}
	if err != nil {
		return nil, err
	}
	return append(list, e), t.audit(ctx, "statement.vouch", "statement_file", e.FileID, map[string]any{"entry": e.ID})
}

func (t *Tx) insertEntry(ctx context.Context, e billing.Entry) (int64, error) {
	place := string(e.At)
	if place == "" {
		place = "{}"
	}
	var id int64
	err := t.get(ctx, `INSERT INTO bank_entry (file_id, source, place, account, date, amount, currency, kid, text, payer, payer_account,
		fingerprint, occurrence, reversal, lump, pending, state, reason, args, suggestions)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT (fingerprint, occurrence) DO NOTHING RETURNING id`,
		[]any{e.FileID, e.Source, place, e.Account, day(e.Date), e.Amount.Minor, string(e.Amount.Currency), e.KID, e.Text, e.Payer, e.PayerAccount,
			e.Fingerprint, e.Occurrence, flag(e.Reversal), flag(e.Lump), flag(e.Pending), string(e.State), e.Reason, jsonText{e.Args},
			jsonText{e.Suggestions}}, &id)
	if errors.Is(err, billing.ErrNotFound) {
		return 0, nil // nothing inserted: a copy
	}
	return id, err
}

// StatementFiles are the files read, newest first.
func (t *Tx) StatementFiles(ctx context.Context, limit int) ([]StatementFile, error) {
	return t.statementFiles(ctx, ` ORDER BY id DESC LIMIT $1`, limit)
}

func (t *Tx) statementFiles(ctx context.Context, where string, args ...any) ([]StatementFile, error) {
	var out []StatementFile
	err := t.each(ctx, `SELECT id, sha256, name, format, source, report, quarantine, args FROM statement_file`+where, args,
		func(scan func(...any) error) error {
			var f StatementFile
			err := scan(&f.ID, &f.SHA256, &f.Name, &f.Format, &f.Source, jsonText{&f.Report}, &f.Quarantine, jsonText{&f.Args})
			out = append(out, f)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("list statement files: %w", err)
	}
	return out, nil
}

// QuarantinedFiles are the files that failed a gate and were not released, newest first.
func (t *Tx) QuarantinedFiles(ctx context.Context) ([]StatementFile, error) {
	return t.statementFiles(ctx, ` WHERE quarantine <> '' ORDER BY id DESC`)
}

// ReleaseFile lets the entries of a quarantined file wait to be matched like any others, and returns them: a person has
// looked at it, or what the gate complained of was set right.
func (t *Tx) ReleaseFile(ctx context.Context, id int64) ([]billing.Entry, error) {
	if err := t.change(ctx, `UPDATE statement_file SET quarantine = '', args = 'null' WHERE id = $1 AND quarantine <> ''`, id); err != nil {
		return nil, fmt.Errorf("release statement file %d: %w", id, err)
	}
	_, err := t.exec(ctx, `UPDATE bank_entry SET state = `+released+`, reason = '', args = 'null' WHERE file_id = $1 AND state = 'quarantined'`, id)
	if err != nil {
		return nil, fmt.Errorf("release statement file %d: %w", id, err)
	}
	if err = t.audit(ctx, "statement.release", "statement_file", id, nil); err != nil {
		return nil, err
	}
	return t.entries(ctx, entrySelect+` WHERE e.file_id = $1 ORDER BY e.id`, id)
}

// Balance is the newest closing balance of an account and its day; billing.ErrNotFound when no file gave one.
func (t *Tx) Balance(ctx context.Context, account string) (money.Amount, cal.Date, error) {
	var a money.Amount
	var on cal.Date
	err := t.get(ctx, `SELECT b.closing, b.currency, b.to_day FROM statement_balance b JOIN statement_file f ON f.id = b.file_id
		WHERE b.account = $1 AND b.closing IS NOT NULL AND f.quarantine = '' ORDER BY b.to_day DESC, b.id DESC LIMIT 1`,
		[]any{account}, &a.Minor, &a.Currency, scanDay(&on))
	return a, on, err
}

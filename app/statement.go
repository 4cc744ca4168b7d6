package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fakturist/billing"
	"fakturist/billing/bank"
	"fakturist/billing/bank/camt"
	"fakturist/billing/bank/ocr"
	"fakturist/billing/cal"
	"fakturist/billing/money"
	"fakturist/billing/payref"
	"fakturist/data"
)

// StatementReport is what an import says of one file: the figures of the file, and what became of its entries.
type StatementReport struct {
	billing.ImportReport
	Figures bank.Report
	Skipped bool // nothing was read of it; Quarantined says why
}

// Origin says how a statement file came here: by hand, or by mail from somebody who may be anybody.
type Origin struct {
	Mailed  bool
	Trusted bool // of a mailed file: the sender is on the list
	Sender  string
}

// ImportStatement reads a statement file of any known format and stores its entries; the same file, or the same entries in
// another file, change nothing. A file that fails a gate is stored as quarantined, with the reason. A file that cannot be
// read is refused with file, place and reason (bank-file).
func (c *Company) ImportStatement(ctx context.Context, name string, b []byte, from Origin) (StatementReport, error) {
	file, err := readStatement(name, b)
	if err != nil {
		return StatementReport{}, err
	}
	var report StatementReport
	err = c.update(ctx, func(tx *data.Tx) (err error) {
		report, err = importStatement(ctx, tx, file, from)
		return err
	})
	if err != nil {
		return StatementReport{}, err
	}
	c.signal(billing.StatementRead{Report: report.ImportReport})
	return report, nil
}

// importStatement stores a file that was read, in a transaction of the caller's.
func importStatement(ctx context.Context, tx *data.Tx, file *bank.File, from Origin) (StatementReport, error) {
	report := StatementReport{Figures: file.Report()}
	stored := data.StatementFile{SHA256: hex.EncodeToString(file.SHA256[:]), Name: file.Name, Format: file.Format, Source: file.Source,
		Report: summary(file, report.Figures), Balances: balances(file)}
	var err error
	if stored.Quarantine, stored.Args, err = gate(ctx, tx, file, from); err != nil {
		return report, err
	}
	entries := entriesOf(file)
	if err := markCopies(ctx, tx, file.Source, entries); err != nil {
		return report, err
	}
	var added []billing.Entry
	held, err := inQuarantine(ctx, tx, stored.SHA256)
	if err != nil {
		return report, err
	}
	if report.ImportReport, added, err = tx.ImportStatement(ctx, stored, entries); err != nil || !held {
		return report, err
	}
	return report, markReleased(ctx, tx, added)
}

// readStatement reads a file of any format we know.
func readStatement(name string, b []byte) (*bank.File, error) {
	file, err := bank.Read(name, b, camt.Reader{}, ocr.Reader{})
	if err != nil {
		return nil, fileFault(err)
	}
	return file, nil
}

// fileFault turns what a reader says into a fault with file, place and reason.
func fileFault(err error) error {
	var e *bank.Error
	if !errors.As(err, &e) {
		return err
	}
	args := map[string]string{"file": e.File, "place": e.Place(), "reason": string(e.Reason), "what": e.Error()}
	for k, v := range e.Args {
		if _, taken := args[k]; !taken {
			args[k] = v
		}
	}
	faults := billing.Faults{{Code: "bank-file-" + string(e.Reason), Path: strings.TrimSuffix(e.File+": "+e.Place(), ": "), Args: args}}
	return errors.Join(faults.Err(), err)
}

// summary is the report as it is stored with the file; balances only where the file speaks of one account.
func summary(f *bank.File, figures bank.Report) billing.ImportReport {
	r := billing.ImportReport{File: f.Name, Format: f.Format, Statements: figures.Statements, Entries: figures.Entries, Details: figures.Details,
		Notes: notes(f)}
	credits, debits, _ := f.Totals() // bank.Read has seen that they fit
	r.Credits, r.Debits = first(credits), first(debits)
	if len(f.Statements) == 1 {
		r.Opening, r.Closing = amountOf(f.Statements[0].Opening), amountOf(f.Statements[0].Closing)
	}
	return r
}

// notes are what a reader passed over or read otherwise than it says, as warnings.
func notes(f *bank.File) billing.Faults {
	var out billing.Faults
	for _, n := range f.Notes {
		out = append(out, billing.Fault{Code: "bank-note-" + n.Code, Path: f.Name, Args: n.Args, Warning: true})
	}
	return out
}

func first(amounts []money.Amount) money.Amount {
	if len(amounts) == 0 {
		return money.New(0, money.NOK)
	}
	return amounts[0]
}

func amountOf(b *bank.Balance) *money.Amount {
	if b == nil {
		return nil
	}
	return &b.Amount
}

func balances(f *bank.File) []data.StatementBalance {
	var out []data.StatementBalance
	for _, s := range f.Statements {
		if s.Kind == bank.KindStatement {
			out = append(out, data.StatementBalance{Account: s.Account, From: s.From, To: dayOf(s), Opening: amountOf(s.Opening), Closing: amountOf(s.Closing)})
		}
	}
	return out
}

// dayOf is the last day a statement speaks of.
func dayOf(s bank.Statement) cal.Date {
	switch {
	case s.Closing != nil && !s.Closing.On.IsZero():
		return s.Closing.On
	case !s.To.IsZero():
		return s.To
	}
	return s.From
}

// entriesOf are the payments of a file as they are stored. The fingerprint tells equal rows of a file apart already.
func entriesOf(f *bank.File) []billing.Entry {
	var out []billing.Entry
	for i := range f.Statements {
		s := &f.Statements[i]
		for j := range s.Entries {
			out = append(out, entryOf(f, s, &s.Entries[j]))
		}
	}
	return out
}

func entryOf(f *bank.File, s *bank.Statement, e *bank.Entry) billing.Entry {
	place, err := json.Marshal(e.Place)
	if err != nil {
		place = nil // a Place holds text and numbers only
	}
	kid := e.KID
	if kid == "" {
		kid = e.RF
	}
	out := billing.Entry{Source: f.Source, At: place, Account: s.Account, Date: e.Date(), Amount: e.Amount, KID: kid, Text: e.Text, Payer: e.Payer,
		PayerAccount: e.PayerAccount, Fingerprint: e.Fingerprint, Occurrence: 1, Reversal: e.Reversal, Lump: e.Lump || e.Unpriced,
		Pending: !s.Bookable(e)}
	if e.Role != bank.RolePayment {
		out.Lump = true // charges and differences make a booking come to its amount; nobody paid them
	}
	if out.State = out.NoPayment(); out.State == "" {
		out.State = billing.EntryUnmatched
	}
	if e.Copied() && out.State == billing.EntryUnmatched {
		out.State, out.Reason = billing.EntryDuplicate, "same-reference" // the bank tells one payment twice in a file
	}
	return out
}

// ownAccounts are the accounts whose statements are ours.
func ownAccounts(s billing.Settings) []string {
	var out []string
	for _, a := range append([]string{s["account"], s["iban"]}, strings.Split(s["accounts"], ",")...) {
		if a = payref.NormalAccount(a); a != "" {
			out = append(out, a)
		}
	}
	return out
}

func validAccount(a string) bool { return payref.ValidAccount(a) || payref.ValidIBAN(a) }

// gate tells why nothing of a file may be booked without a person looking at it; empty when it may. Anyone can mail a
// statement, and a forged payment hides a real debt.
func gate(ctx context.Context, tx *data.Tx, f *bank.File, from Origin) (code string, args map[string]string, err error) {
	settings, err := tx.Settings(ctx)
	if err != nil {
		return "", nil, err
	}
	if from.Mailed && !from.Trusted {
		return "sender-unknown", map[string]string{"sender": from.Sender}, nil
	}
	own := ownAccounts(settings)
	for i := range f.Statements {
		s := &f.Statements[i]
		if !slices.Contains(own, s.Account) {
			return "account-not-ours", map[string]string{"account": s.Account}, nil
		}
		switch outcome, diff := s.Check(); outcome {
		case bank.ContinuityDiffers:
			return "balance-differs", map[string]string{"difference": diff.String(), "account": s.Account}, nil
		case bank.ContinuityCurrency:
			return "balance-currency", map[string]string{"account": s.Account}, nil
		}
		if from.Mailed {
			if args, err := gap(ctx, tx, s); args != nil || err != nil {
				return "balance-gap", args, err
			}
		}
	}
	return "", nil, nil
}

// gap tells whether a mailed statement begins with another balance than the one before it ended with. Files by hand are
// not asked: who imports them has seen where they come from, and may well leave a week out.
func gap(ctx context.Context, tx *data.Tx, s *bank.Statement) (map[string]string, error) {
	if s.Opening == nil {
		return nil, nil
	}
	last, day, err := tx.Balance(ctx, s.Account)
	if errors.Is(err, billing.ErrNotFound) {
		return nil, nil // the first one
	}
	if err != nil {
		return nil, err
	}
	if !dayOf(*s).After(day) || last == s.Opening.Amount {
		return nil, nil
	}
	return map[string]string{"account": s.Account, "closing": last.String(), "opening": s.Opening.Amount.String(), "day": day.String()}, nil
}

// markCopies finds payments that another source told already: OCR giro and camt.054 bring the same ones. The n-th of equal
// payments in one source is the n-th in the other; equal payments of one source are several payments.
func markCopies(ctx context.Context, tx *data.Tx, source string, entries []billing.Entry) error {
	known, err := likenesses(ctx, tx, source)
	if err != nil || len(known) == 0 {
		return err
	}
	seen := map[string]int{}
	for i := range entries {
		e := &entries[i]
		key := likeness(*e)
		if key == "" || e.State != billing.EntryUnmatched {
			continue
		}
		seen[key]++
		if seen[key] <= known[key] {
			e.State, e.Reason = billing.EntryDuplicate, "other-source"
		}
	}
	return nil
}

// likenesses counts the payments other sources told.
func likenesses(ctx context.Context, tx *data.Tx, source string) (map[string]int, error) {
	files, err := tx.StatementFiles(ctx, 1_000_000)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(files, func(f data.StatementFile) bool { return f.Source != source }) {
		return nil, nil
	}
	entries, err := tx.Entries(ctx, billing.EntryMatched, billing.EntrySuggested, billing.EntryUnmatched)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, e := range entries {
		if key := likeness(e); key != "" && e.Source != source {
			counts[key]++
		}
	}
	return counts, nil
}

// likeness is what two sources say alike of one payment; empty where they do not say enough.
func likeness(e billing.Entry) string {
	if e.KID == "" {
		return ""
	}
	return fmt.Sprint(e.Account, "|", e.Date, "|", e.Amount.Minor, e.Amount.Currency, "|", e.KID)
}

package data

import (
	"context"
	"encoding/json"
	"fmt"

	"fakturist/billing"
)

const entrySelect = `SELECT e.id, e.file_id, f.name, e.source, e.place, e.account, e.date, e.amount, e.currency, e.kid, e.text, e.payer,
	e.payer_account, e.fingerprint, e.occurrence, e.reversal, e.lump, e.pending, e.state, e.reason, e.args, e.suggestions
	FROM bank_entry e JOIN statement_file f ON f.id = e.file_id`

func scanEntry(scan func(...any) error) (billing.Entry, error) {
	var e billing.Entry
	var place string
	err := scan(&e.ID, &e.FileID, &e.File, &e.Source, &place, &e.Account, scanDay(&e.Date), &e.Amount.Minor, &e.Amount.Currency, &e.KID, &e.Text,
		&e.Payer, &e.PayerAccount, &e.Fingerprint, &e.Occurrence, &e.Reversal, &e.Lump, &e.Pending, &e.State, &e.Reason, jsonText{&e.Args},
		jsonText{&e.Suggestions})
	e.At = json.RawMessage(place)
	return e, err
}

// Entry by id.
func (t *Tx) Entry(ctx context.Context, id int64) (billing.Entry, error) {
	list, err := t.entries(ctx, entrySelect+` WHERE e.id = $1`, id)
	if err == nil && len(list) == 0 {
		err = billing.ErrNotFound
	}
	if err != nil {
		return billing.Entry{}, fmt.Errorf("entry %d: %w", id, err)
	}
	return list[0], nil
}

// Entries are the bank entries of some states, all when none is named, oldest first.
func (t *Tx) Entries(ctx context.Context, states ...billing.EntryState) ([]billing.Entry, error) {
	if len(states) == 0 {
		return t.entries(ctx, entrySelect+` ORDER BY e.id`)
	}
	return t.entries(ctx, entrySelect+` WHERE e.state IN (SELECT value FROM json_each($1)) ORDER BY e.id`, jsonText{states})
}

// EntryPage is a page of bank entries, newest first: at most limit of those stored before the one given (0: from the
// newest), of one state, or of all when it is empty.
func (t *Tx) EntryPage(ctx context.Context, state billing.EntryState, before int64, limit int) ([]billing.Entry, error) {
	if before == 0 {
		before = maxID
	}
	if state == "" {
		return t.entries(ctx, entrySelect+` WHERE e.id < $1 ORDER BY e.id DESC LIMIT $2`, before, limit)
	}
	return t.entries(ctx, entrySelect+` WHERE e.state = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`, string(state), before, limit)
}

// FileEntries are the entries a file brought, in its order.
func (t *Tx) FileEntries(ctx context.Context, fileID int64) ([]billing.Entry, error) {
	return t.entries(ctx, entrySelect+` WHERE e.file_id = $1 ORDER BY e.id`, fileID)
}

// EntryCounts are how many entries stand in each state.
func (t *Tx) EntryCounts(ctx context.Context) (map[billing.EntryState]int, error) {
	out := map[billing.EntryState]int{}
	err := t.each(ctx, `SELECT state, count(*) FROM bank_entry GROUP BY state`, nil, func(scan func(...any) error) error {
		var s billing.EntryState
		var n int
		err := scan(&s, &n)
		out[s] = n
		return err
	})
	return out, err
}

func (t *Tx) entries(ctx context.Context, query string, args ...any) ([]billing.Entry, error) {
	var out []billing.Entry
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		out = append(out, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read bank entries: %w", err)
	}
	return out, nil
}

// SetEntryState records what became of an entry: state, reason with its values, and proposals. The payment itself never
// changes.
func (t *Tx) SetEntryState(ctx context.Context, e billing.Entry) error {
	return t.SetEntryStates(ctx, []billing.Entry{e})
}

// SetEntryStates is SetEntryState for many entries, with one row in the audit log.
func (t *Tx) SetEntryStates(ctx context.Context, entries []billing.Entry) error {
	type change struct {
		ID     int64              `json:"id"`
		State  billing.EntryState `json:"state"`
		Reason string             `json:"reason,omitempty"`
	}
	changes := make([]change, len(entries))
	for i, e := range entries {
		err := t.change(ctx, `UPDATE bank_entry SET state = $1, reason = $2, args = $3, suggestions = $4 WHERE id = $5`,
			string(e.State), e.Reason, jsonText{e.Args}, jsonText{e.Suggestions}, e.ID)
		if err != nil {
			return fmt.Errorf("set state of entry %d: %w", e.ID, err)
		}
		changes[i] = change{e.ID, e.State, e.Reason}
	}
	if len(changes) == 0 {
		return nil
	}
	return t.note("entry.state", "bank_entry", entries[0].ID, changes, "")
}

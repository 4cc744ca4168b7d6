package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
)

// Lookups is the cache of what receivers can take and who they are. It is not audited: it holds what others say, and may be
// thrown away at any time.
type Lookups struct{ s *Store }

// Lookups is the cache in this file.
func (s *Store) Lookups() Lookups { return Lookups{s} }

// Get is what was last answered about a participant, with CheckedAt as its age; billing.ErrNotFound: never asked.
func (l Lookups) Get(ctx context.Context, participant string) (billing.Capability, error) {
	var c billing.Capability
	err := l.s.View(ctx, func(t *Tx) error {
		return t.get(ctx, `SELECT content FROM lookup_cache WHERE participant = $1`, []any{participant}, jsonText{&c})
	})
	if err != nil {
		return billing.Capability{}, fmt.Errorf("cached lookup of %q: %w", participant, err)
	}
	return c, nil
}

// Put keeps what was answered about a participant, in place of an older answer.
func (l Lookups) Put(ctx context.Context, c billing.Capability) error {
	err := l.s.Update(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, `INSERT INTO lookup_cache (participant, content, at) VALUES ($1, $2, $3)
			ON CONFLICT (participant) DO UPDATE SET content = excluded.content, at = excluded.at`, c.Participant, jsonText{c}, moment(c.CheckedAt))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep lookup of %q: %w", c.Participant, err)
	}
	return nil
}

// refreshMark is the row that tells when the cache was gone through last; no participant is called so.
const refreshMark = "*"

// Refreshed is when the answers were gone through last; zero: never.
func (l Lookups) Refreshed(ctx context.Context) (time.Time, error) {
	var at time.Time
	err := l.s.View(ctx, func(t *Tx) error {
		return t.get(ctx, `SELECT at FROM lookup_cache WHERE participant = $1`, []any{refreshMark}, scanMoment(&at))
	})
	if errors.Is(err, billing.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("when receivers were looked up last: %w", err)
	}
	return at, nil
}

// SetRefreshed notes that the answers were gone through.
func (l Lookups) SetRefreshed(ctx context.Context, at time.Time) error {
	return l.Put(ctx, billing.Capability{Participant: refreshMark, CheckedAt: at})
}

// Since are the answers that came at a moment or later, the newest first.
func (l Lookups) Since(ctx context.Context, at time.Time) ([]billing.Capability, error) {
	var out []billing.Capability
	err := l.s.View(ctx, func(t *Tx) error {
		return t.each(ctx, `SELECT content FROM lookup_cache WHERE at >= $1 AND participant <> $2 ORDER BY at DESC, participant`,
			[]any{moment(at), refreshMark}, func(scan func(...any) error) error {
				var c billing.Capability
				err := scan(jsonText{&c})
				out = append(out, c)
				return err
			})
	})
	if err != nil {
		return nil, fmt.Errorf("cached lookups: %w", err)
	}
	return out, nil
}

// CustomersInUse are the buyers, no private persons, that something may soon go to: of drafts, of offers and orders that
// run, of open work, and of documents since a day; and those who pay for them.
func (t *Tx) CustomersInUse(ctx context.Context, since cal.Date) ([]billing.Customer, error) {
	return t.customers(ctx, `WITH used (no) AS (
			SELECT customer_no FROM draft
			UNION SELECT customer_no FROM invoice WHERE series = 'own' AND issue_date >= $1
			UNION SELECT customer_no FROM basis WHERE state IN ('open', 'sent', 'accepted')
			UNION SELECT customer_no FROM work WHERE draft_id IS NULL AND invoice_id IS NULL
		) `+customerSelect+` WHERE c.type <> 'person' AND (c.org_no <> '' OR c.endpoint_id <> '')
			AND c.no IN (SELECT no FROM used UNION SELECT payer FROM customer WHERE no IN (SELECT no FROM used))
		ORDER BY c.seq, c.no`, day(since))
}

// GetRegister is what the company register last said of an organisation number, as JSON, and when; billing.ErrNotFound:
// never asked.
func (l Lookups) GetRegister(ctx context.Context, orgNo string) (json.RawMessage, time.Time, error) {
	var content string
	var at time.Time
	err := l.s.View(ctx, func(t *Tx) error {
		return t.get(ctx, `SELECT content, at FROM register_cache WHERE org_no = $1`, []any{orgNo}, &content, scanMoment(&at))
	})
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("cached register entry of %q: %w", orgNo, err)
	}
	return json.RawMessage(content), at, nil
}

// PutRegister keeps what the company register said, in place of an older answer.
func (l Lookups) PutRegister(ctx context.Context, orgNo string, content json.RawMessage, at time.Time) error {
	if !json.Valid(content) {
		return fmt.Errorf("keep register entry of %q: %w", orgNo, errors.New("not JSON"))
	}
	err := l.s.Update(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, `INSERT INTO register_cache (org_no, content, at) VALUES ($1, $2, $3)
			ON CONFLICT (org_no) DO UPDATE SET content = excluded.content, at = excluded.at`, orgNo, string(content), moment(at))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep register entry of %q: %w", orgNo, err)
	}
	return nil
}

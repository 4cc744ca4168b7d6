package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fakturist/billing"
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

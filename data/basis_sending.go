package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
	"fakturist/billing/cal"
)

const sendingSelect = `SELECT id, basis_id, state, recipient, receipt, reason, detail, at, updated_at FROM basis_sending`

func scanSending(scan func(...any) error) (billing.BasisSending, error) {
	var s billing.BasisSending
	err := scan(&s.ID, &s.BasisID, &s.State, &s.Recipient, &s.Receipt, &s.Reason, &s.Detail, scanMoment(&s.At), scanMoment(&s.UpdatedAt))
	return s, err
}

// BasisSendings are the mails of a basis, oldest first, without frozen bytes.
func (t *Tx) BasisSendings(ctx context.Context, basisID int64) ([]billing.BasisSending, error) {
	return t.sendings(ctx, sendingSelect+` WHERE basis_id = $1 ORDER BY id`, basisID)
}

func (t *Tx) sendings(ctx context.Context, query string, args ...any) ([]billing.BasisSending, error) {
	var out []billing.BasisSending
	err := t.each(ctx, query, args, func(scan func(...any) error) error {
		s, err := scanSending(scan)
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read sendings of bases: %w", err)
	}
	return out, nil
}

// FrozenSending is what a sending carries.
func (t *Tx) FrozenSending(ctx context.Context, id int64) (billing.Frozen, error) {
	var f billing.Frozen
	var digest string
	err := t.get(ctx, `SELECT message_id, recipient, sha256, bytes FROM basis_sending WHERE id = $1`, []any{id}, &f.ID, &f.Recipient, &digest, &f.Bytes)
	if err == nil && billing.Digest(f.Bytes) != digest {
		err = ErrDamaged
	}
	if err != nil {
		return f, fmt.Errorf("frozen sending %d: %w", id, err)
	}
	return f, nil
}

// BeginSending keeps what will leave the machine with a basis that bears the day on, durably once the transaction is
// committed, and only then a byte may leave. It fails with ErrConflict while another sending is under way or unknown.
func (t *Tx) BeginSending(ctx context.Context, basisID int64, on cal.Date, f billing.Frozen) (billing.BasisSending, error) {
	s := billing.BasisSending{BasisID: basisID, State: billing.SendingNow, Recipient: f.Recipient, At: t.now, UpdatedAt: t.now, Frozen: f}
	var err error
	s.ID, err = t.insert(ctx, `INSERT INTO basis_sending (basis_id, state, message_id, recipient, issue_date, receipt, reason, detail, at, updated_at,
		sha256, bytes) VALUES ($1, $2, $3, $4, $5, '', '', '', $6, $6, $7, $8)`,
		basisID, string(s.State), f.ID, f.Recipient, day(on), moment(t.now), billing.Digest(f.Bytes), f.Bytes)
	if err != nil {
		return s, fmt.Errorf("send basis %d: %w", basisID, err)
	}
	return s, t.audit(ctx, "basis_sending.sending", "basis_sending", s.ID, nil)
}

// SaveSending records what became of a sending. One that went makes its basis sent.
func (t *Tx) SaveSending(ctx context.Context, s billing.BasisSending) error {
	var on cal.Date
	err := t.get(ctx, `UPDATE basis_sending SET state = $2, receipt = $3, reason = $4, detail = $5, updated_at = $6 WHERE id = $1 RETURNING issue_date`,
		[]any{s.ID, string(s.State), s.Receipt, s.Reason, s.Detail, moment(t.now)}, scanDay(&on))
	if err == nil {
		err = t.audit(ctx, "basis_sending."+string(s.State), "basis_sending", s.ID, nil)
	}
	if err == nil && s.State == billing.SendingDone {
		err = t.sentBasis(ctx, s.BasisID, on)
	}
	if err != nil {
		return fmt.Errorf("save sending %d of basis %d: %w", s.ID, s.BasisID, err)
	}
	return nil
}

// RecoverSendings turns sendings that were begun and never recorded into unknown ones: the program ended while it sent them.
// Only who knows that nobody sends may call it.
func (t *Tx) RecoverSendings(ctx context.Context) error {
	list, err := t.sendings(ctx, sendingSelect+` WHERE state = 'sending' ORDER BY id`)
	for _, s := range list {
		s.State, s.Reason = billing.SendingUnknown, "interrupted"
		err = errors.Join(err, t.SaveSending(ctx, s))
	}
	return err
}

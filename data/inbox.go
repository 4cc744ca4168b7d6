package data

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fakturist/billing"
)

// InboxCursor is how far a mailbox was read.
type InboxCursor struct {
	Mailbox  string
	Validity uint32 // UIDVALIDITY; another one means the mailbox was made anew
	UID      uint32 // highest UID read
	ReadAt   time.Time
}

// InboxCursor is how far a mailbox was read; the zero cursor when it never was.
func (t *Tx) InboxCursor(ctx context.Context, mailbox string) (InboxCursor, error) {
	c := InboxCursor{Mailbox: mailbox}
	err := t.get(ctx, `SELECT validity, uid, read_at FROM inbox_cursor WHERE mailbox = $1`, []any{mailbox}, &c.Validity, &c.UID, scanMoment(&c.ReadAt))
	if err != nil && !errors.Is(err, billing.ErrNotFound) {
		return c, fmt.Errorf("cursor of mailbox %q: %w", mailbox, err)
	}
	return c, nil
}

// SaveInboxCursor records how far a mailbox was read. It is called in the transaction that imports what was read, so that
// a crash reads a message again and never passes over one. It is not audited: it says nothing about the company.
func (t *Tx) SaveInboxCursor(ctx context.Context, c InboxCursor) error {
	_, err := t.exec(ctx, `INSERT INTO inbox_cursor (mailbox, validity, uid, read_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (mailbox) DO UPDATE SET validity = excluded.validity, uid = excluded.uid, read_at = excluded.read_at`,
		c.Mailbox, c.Validity, c.UID, moment(c.ReadAt))
	if err != nil {
		return fmt.Errorf("save cursor of mailbox %q: %w", c.Mailbox, err)
	}
	return nil
}

// InboxMessage is what became of one message of a mailbox.
type InboxMessage struct {
	ID        int64
	Mailbox   string
	Validity  uint32
	UID       uint32
	MessageID string
	Sender    string
	At        time.Time // when it was read
	Outcome   string    // "imported", "ignored", "quarantined", "refused"
	Reason    string    // fault code; empty when all is well
	Files     []string  // names of its attachments
	Listed    bool      // the sender is on the list
	Skipped   []InboxSkip
}

// InboxSkip is a file of a message that was not read.
type InboxSkip struct {
	File   string `json:"file"`   // the message's subject when the whole of it was not
	Reason string `json:"reason"` // fault code

	Args map[string]string `json:"args,omitempty"` // values of its sentence
}

// SaveInboxMessage records what became of a message, once: billing.ErrConflict says it was recorded before.
func (t *Tx) SaveInboxMessage(ctx context.Context, m InboxMessage) error {
	id, err := t.insert(ctx, `INSERT INTO inbox_message (mailbox, validity, uid, message_id, sender, at, outcome, reason, files, listed, skipped)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, m.Mailbox, m.Validity, m.UID, m.MessageID, m.Sender, moment(m.At), m.Outcome, m.Reason,
		jsonText{m.Files}, flag(m.Listed), jsonText{m.Skipped})
	if err != nil {
		return fmt.Errorf("save message %d of mailbox %q: %w", m.UID, m.Mailbox, err)
	}
	return t.note("inbox."+m.Outcome, "inbox_message", id, map[string]string{"messageId": m.MessageID}, "")
}

// InboxSeen tells whether a message was recorded.
func (t *Tx) InboxSeen(ctx context.Context, mailbox string, validity, uid uint32) (bool, error) {
	var seen bool
	err := t.get(ctx, `SELECT EXISTS (SELECT 1 FROM inbox_message WHERE mailbox = $1 AND validity = $2 AND uid = $3)`, []any{mailbox, validity, uid}, &seen)
	return seen, err
}

// InboxMessages are the messages read, newest first.
func (t *Tx) InboxMessages(ctx context.Context, limit int) ([]InboxMessage, error) {
	var out []InboxMessage
	err := t.each(ctx, `SELECT id, mailbox, validity, uid, message_id, sender, at, outcome, reason, files, listed, skipped FROM inbox_message ORDER BY id DESC LIMIT $1`,
		[]any{limit}, func(scan func(...any) error) error {
			var m InboxMessage
			err := scan(&m.ID, &m.Mailbox, &m.Validity, &m.UID, &m.MessageID, &m.Sender, scanMoment(&m.At), &m.Outcome, &m.Reason, jsonText{&m.Files},
				&m.Listed, jsonText{&m.Skipped})
			out = append(out, m)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("list inbox messages: %w", err)
	}
	return out, nil
}

package data

import (
	"context"
	"errors"
	"fmt"

	"fakturist/billing"
)

// MailTexts are the company's own words of mails, by language and kind.
func (t *Tx) MailTexts(ctx context.Context) ([]billing.MailText, error) {
	var out []billing.MailText
	err := t.each(ctx, `SELECT language, kind, subject, body FROM mail_text ORDER BY language, kind`, nil, func(scan func(...any) error) error {
		m := billing.MailText{Own: true}
		err := scan(&m.Language, &m.Kind, &m.Subject, &m.Body)
		out = append(out, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read mail texts: %w", err)
	}
	return out, nil
}

// SaveMailText stores a text in place of an older one, or of the built-in one. One that cannot be used is refused with
// *billing.FaultError.
func (t *Tx) SaveMailText(ctx context.Context, m billing.MailText) error {
	if err := m.Check().Err(); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO mail_text (language, kind, subject, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (language, kind) DO UPDATE SET subject = excluded.subject, body = excluded.body`, m.Language, m.Kind, m.Subject, m.Body)
	if err != nil {
		return fmt.Errorf("save mail text %s: %w", mailTextID(m), err)
	}
	return t.audit(ctx, "mail-text.save", "mail_text", mailTextID(m), map[string]string{"subject": m.Subject, "body": m.Body})
}

// DeleteMailText goes back to the built-in text. One that is not there is no error.
func (t *Tx) DeleteMailText(ctx context.Context, language string, kind billing.Kind) error {
	m := billing.MailText{Language: language, Kind: kind}
	err := t.get(ctx, `DELETE FROM mail_text WHERE language = $1 AND kind = $2 RETURNING subject, body`, []any{language, kind}, &m.Subject, &m.Body)
	if errors.Is(err, billing.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove mail text %s: %w", mailTextID(m), err)
	}
	return t.note("mail-text.remove", "mail_text", mailTextID(m), map[string]string{"subject": m.Subject, "body": m.Body}, "")
}

// mailTextID is how the audit log calls a text: "nb/invoice".
func mailTextID(m billing.MailText) string { return m.Language + "/" + string(m.Kind) }

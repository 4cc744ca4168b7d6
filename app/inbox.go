package app

import (
	"context"
	"errors"
	"log/slog"

	"fakturist/app/inbox"
	"fakturist/billing"
	"fakturist/billing/bank"
	"fakturist/data"
)

// What became of a message, as it is stored.
const (
	messageImported    = "imported"
	messageIgnored     = "ignored" // holds no statement
	messageQuarantined = "quarantined"
	messageRefused     = "refused" // holds something that cannot be read, or was not
)

// FetchInbox reads the statement mailbox once and imports what is new. Each message is stored, with everything in it and how
// far the mailbox was read, before the next one is asked for. A file that cannot be read is told as a fault and stops no
// other; what fails a gate is stored as quarantined.
func (c *Company) FetchInbox(ctx context.Context) ([]StatementReport, error) {
	var reports []StatementReport
	var faults billing.Faults
	err := c.alone("inbox", func() error {
		w, err := c.openWorld(ctx)
		if err != nil {
			return err
		}
		if w.mailbox.Host == "" {
			return refuse("inbox-not-set-up", "mail.imap.host")
		}
		cursor, err := c.cursor(ctx, w.mailbox)
		if err != nil {
			return err
		}
		after, err := inbox.Fetch(ctx, w.mailbox, w.password("mail.imap"), cursor, func(m inbox.Message) error {
			read, refused, err := c.takeMessage(ctx, w.mailbox, m)
			reports, faults = append(reports, read...), append(faults, refused...)
			return err
		})
		if err != nil {
			return inboxFault(err)
		}
		return c.update(ctx, func(tx *data.Tx) error { return saveCursor(ctx, tx, w.mailbox, after.UIDValidity, after.LastUID) })
	})
	return reports, errors.Join(err, faults.Err())
}

// inboxFault names what keeps the mailbox from being read.
func inboxFault(err error) error {
	if Faults(err) != nil {
		return err
	}
	var coded interface{ Code() string }
	if errors.As(err, &coded) {
		_, detail := reasonOf(err)
		return errors.Join(refuse(coded.Code(), "mail.imap", "detail", detail), err)
	}
	return err
}

func (c *Company) cursor(ctx context.Context, mailbox inbox.Config) (inbox.Cursor, error) {
	var at data.InboxCursor
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		at, err = tx.InboxCursor(ctx, nameOf(mailbox))
		return err
	})
	return inbox.Cursor{Mailbox: mailbox.Mailbox, UIDValidity: at.Validity, LastUID: at.UID}, err
}

// nameOf tells a mailbox from those of other logins and servers.
func nameOf(m inbox.Config) string { return m.User + "@" + m.Host + "/" + m.Mailbox }

func saveCursor(ctx context.Context, tx *data.Tx, mailbox inbox.Config, validity, uid uint32) error {
	return tx.SaveInboxCursor(ctx, data.InboxCursor{Mailbox: nameOf(mailbox), Validity: validity, UID: uid, ReadAt: tx.Now()})
}

// takeMessage imports the statements of one message and moves the cursor behind it, in one transaction.
func (c *Company) takeMessage(ctx context.Context, mailbox inbox.Config, m inbox.Message) ([]StatementReport, billing.Faults, error) {
	if m.Notice != nil {
		m.Attachment, m.Skipped = nil, nil // mail that comes back brings our own files along, often cut short
	}
	files, refused := statementsIn(m)
	left := skippedIn(m, refused)
	var reports []StatementReport
	var noticed []billing.Signal
	err := c.update(ctx, func(tx *data.Tx) (err error) {
		reports = nil
		if noticed, err = c.noticeIn(ctx, tx, m); err != nil {
			return err
		}
		for _, f := range files {
			r, err := importStatement(ctx, tx, f, origin(m))
			if err != nil {
				return err
			}
			reports = append(reports, r)
		}
		if err := noteMessage(ctx, tx, nameOf(mailbox), m, reports, left); err != nil {
			return err
		}
		return saveCursor(ctx, tx, mailbox, m.UIDValidity, m.UID)
	})
	if err != nil {
		return nil, nil, err
	}
	c.signal(noticed...)
	for _, r := range reports {
		c.signal(billing.StatementRead{Report: r.ImportReport})
	}
	slog.Info("message read", "uid", m.UID, "statements", len(reports), "skipped", len(left))
	return append(reports, unread(left[len(refused):])...), refused, nil
}

// origin says how far the sender of a message is to be believed: on the list, and not denied by the server that took it in.
func origin(m inbox.Message) Origin {
	return Origin{Mailed: true, Trusted: m.Listed && m.Authentic != inbox.Fail, Sender: m.From}
}

// statementsIn reads the attachments that are statements. Others, such as a letter in PDF, are passed over; one that began
// as a statement and cannot be read is a fault.
func statementsIn(m inbox.Message) ([]*bank.File, billing.Faults) {
	var files []*bank.File
	var refused billing.Faults
	for _, a := range m.Attachment {
		f, err := readStatement(a.Name, a.Data)
		var broken *bank.Error
		switch {
		case errors.As(err, &broken) && broken.Reason == bank.ReasonFormat:
		case err != nil:
			refused = append(refused, Faults(err)...)
		default:
			files = append(files, f)
		}
	}
	return files, refused
}

// skippedIn is what of a message was not read: first the statements that cannot be, then what was left out before anybody
// looked for statements. Pictures are logos and signatures.
func skippedIn(m inbox.Message, refused billing.Faults) []data.InboxSkip {
	var out []data.InboxSkip
	for _, f := range refused {
		out = append(out, data.InboxSkip{File: f.Args["file"], Reason: f.Code, Args: f.Args})
	}
	for _, s := range m.Skipped {
		if s.Code != inbox.SkipPicture {
			name := orElse(s.Name, m.Subject)
			out = append(out, data.InboxSkip{File: name, Reason: s.Code, Args: map[string]string{"name": name}})
		}
	}
	return out
}

// unread tells of files that were left out as of files that failed a gate: nothing of them is booked.
func unread(left []data.InboxSkip) []StatementReport {
	var out []StatementReport
	for _, s := range left {
		out = append(out, StatementReport{ImportReport: billing.ImportReport{File: s.File, Quarantined: s.Reason, Args: s.Args}, Skipped: true})
	}
	return out
}

func noteMessage(ctx context.Context, tx *data.Tx, mailbox string, m inbox.Message, read []StatementReport, left []data.InboxSkip) error {
	seen, err := tx.InboxSeen(ctx, mailbox, m.UIDValidity, m.UID)
	if seen || err != nil {
		return err
	}
	note := data.InboxMessage{Mailbox: mailbox, Validity: m.UIDValidity, UID: m.UID, MessageID: m.MessageID, Sender: m.From, At: tx.Now(),
		Outcome: messageIgnored, Listed: origin(m).Trusted, Skipped: left}
	for _, a := range m.Attachment {
		note.Files = append(note.Files, a.Name)
	}
	for _, r := range read {
		note.Outcome = messageImported
		if r.Quarantined != "" {
			note.Outcome, note.Reason = messageQuarantined, r.Quarantined
		}
	}
	if len(left) > 0 {
		note.Outcome, note.Reason = messageRefused, left[0].Reason
	}
	return tx.SaveInboxMessage(ctx, note)
}

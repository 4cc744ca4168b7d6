package app

import (
	"bytes"
	"context"
	"errors"
	"net/mail"

	"fakturist/app/channel/email"
	"fakturist/app/inbox"
	"fakturist/billing"
	"fakturist/data"
)

// wantCopy asks for a copy of a mail that was handed over, where the settings want one and the provider keeps none itself.
func wantCopy(ctx context.Context, tx *data.Tx, d billing.Delivery) error {
	if d.Channel != billing.Email {
		return nil
	}
	s, err := tx.Settings(ctx)
	if err != nil || !copiesSent(s) {
		return err
	}
	return tx.WantCopy(ctx, d.ID)
}

// copiesSent tells whether mail that went is to be put into the folder of sent mail.
func copiesSent(s billing.Settings) bool {
	provider, _ := email.ProviderOf(s["mail.smtp.host"])
	return isYes(s["mail.sent.copy"]) && s["mail.imap.sent"] != "" && !provider.KeepsSent
}

// CopySent puts what was mailed into the folder of sent mail, the very bytes that went, each once: one that lies there already,
// since the program ended between putting and noting it, is not put there again. Trouble with the mailbox is told and tried
// again by the next call; it never touches what became of the mail.
func (c *Company) CopySent(ctx context.Context) error {
	err := c.alone("inbox", func() error {
		settings, err := c.Settings(ctx)
		if err != nil {
			return err
		}
		first, err := c.nextCopy(ctx, 0)
		if errors.Is(err, billing.ErrNotFound) || err == nil && settings["mail.imap.sent"] == "" {
			return nil // nothing wanted, or nowhere to put it until the settings name a folder again
		}
		if err != nil {
			return err
		}
		w, err := c.openWorld(ctx)
		if err != nil {
			return err
		}
		folder := w.mailbox
		folder.Mailbox = settings["mail.imap.sent"]
		return c.keepCopies(ctx, folder, w.password("mail.imap"), first)
	})
	return err
}

func (c *Company) keepCopies(ctx context.Context, folder inbox.Config, password passwordFunc, first billing.Delivery) error {
	now, began := first, false
	next := func() (inbox.Copy, bool, error) {
		if began {
			var err error
			if now, err = c.nextCopy(ctx, now.ID); errors.Is(err, billing.ErrNotFound) {
				return inbox.Copy{}, false, nil
			} else if err != nil {
				return inbox.Copy{}, false, err
			}
		}
		began = true
		return copyOf(now), true, ctx.Err()
	}
	kept := func(inbox.Copy) error {
		if err := c.update(ctx, func(tx *data.Tx) error { return tx.CopyKept(ctx, now.ID) }); err != nil {
			return err
		}
		c.signal(billing.DeliveryChanged{ID: now.ID, Invoice: now.Invoice})
		return nil
	}
	return folderFault(inbox.Keep(ctx, folder, password, next, kept), "mail.imap.sent", folder.Mailbox)
}

func (c *Company) nextCopy(ctx context.Context, after int64) (d billing.Delivery, err error) {
	err = c.view(ctx, func(tx *data.Tx) error {
		d, err = tx.NextCopy(ctx, after)
		return err
	})
	return d, err
}

// copyOf is a mail as it went, under the date it bears.
func copyOf(d billing.Delivery) inbox.Copy {
	at := d.UpdatedAt
	if m, err := mail.ReadMessage(bytes.NewReader(d.Frozen.Bytes)); err == nil {
		if date, err := m.Header.Date(); err == nil {
			at = date
		}
	}
	return inbox.Copy{MessageID: d.Frozen.ID, At: at, Bytes: d.Frozen.Bytes}
}

package app

import (
	"context"
	"errors"

	"fakturist/billing"
	"fakturist/data"
)

// SendBasis mails an offer, order confirmation or payment request as PDF with its attachments. What went out and was not
// rewritten since is refused (basis-sent-already), and so is what may have gone out (basis-send-unknown), unless the mail
// server's own folder says what became of it: only ResendBasis sends such a one again. What could not be sent is a refusal
// with the reason.
func (c *Company) SendBasis(ctx context.Context, id int64) error { return c.sendBasis(ctx, id, false) }

// ResendBasis is SendBasis for somebody who knows that it went out before, or may have. What may have gone out goes as the very
// same message, so that a mail program that has it already can tell.
func (c *Company) ResendBasis(ctx context.Context, id int64) error { return c.sendBasis(ctx, id, true) }

// BasisSendings are the mails of a basis, oldest first.
func (c *Company) BasisSendings(ctx context.Context, id int64) ([]billing.BasisSending, error) {
	var out []billing.BasisSending
	err := c.view(ctx, func(tx *data.Tx) (err error) {
		out, err = tx.BasisSendings(ctx, id)
		return err
	})
	return out, err
}

func (c *Company) sendBasis(ctx context.Context, id int64, again bool) error {
	if err := c.mayLeave(ctx); err != nil {
		return err
	}
	err := c.alone("sender", func() error {
		if err := c.update(ctx, func(tx *data.Tx) error { return tx.RecoverSendings(ctx) }); err != nil {
			return err
		}
		b, err := c.Basis(ctx, id)
		if err != nil {
			return err
		}
		w, err := c.openWorld(ctx)
		if err != nil {
			return err
		}
		m := &basisMail{c: c, basis: b, channel: w.channels[billing.Email]}
		return m.send(ctx, again)
	})
	c.signal(billing.BasisChanged{ID: id})
	return err
}

// basisMail is one basis on its way out. Its caller holds the sender's lock.
type basisMail struct {
	c       *Company
	basis   billing.Basis
	channel billing.Channel
}

func (m *basisMail) send(ctx context.Context, again bool) error {
	if m.basis.State.Closed() {
		return refuse("basis-decided", "", "no", m.basis.No, "state", string(m.basis.State))
	}
	before, err := m.c.BasisSendings(ctx, m.basis.ID)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		last := before[len(before)-1]
		switch {
		case last.State == billing.SendingUnknown:
			return m.settle(ctx, last, again)
		case last.State == billing.SendingDone && !again && !m.rewritten(last):
			return refuse("basis-sent-already", "", "no", m.basis.No, "date", billing.Day(last.UpdatedAt).String(), "recipient", last.Recipient)
		}
	}
	return m.sendNew(ctx)
}

// rewritten tells whether a basis says something else than it did when it went out.
func (m *basisMail) rewritten(last billing.BasisSending) bool {
	return m.basis.UpdatedAt.After(last.UpdatedAt)
}

// settle finds out what became of a mail whose answer was lost. When nobody knows, only who asks for it has it sent again.
func (m *basisMail) settle(ctx context.Context, s billing.BasisSending, again bool) error {
	err := m.c.view(ctx, func(tx *data.Tx) (err error) {
		s.Frozen, err = tx.FrozenSending(ctx, s.ID)
		return err
	})
	if err != nil {
		return err
	}
	receipt, err := m.channel.Status(ctx, s.Frozen)
	switch {
	case err == nil:
		return m.record(ctx, s, receipt, nil)
	case errors.Is(err, billing.ErrNotFound):
		s.State, s.Reason = billing.SendingFailed, "mail-not-among-sent"
		if err := m.save(ctx, s); err != nil {
			return err
		}
		return m.sendNew(ctx)
	case !again:
		return refuse("basis-send-unknown", "", "no", m.basis.No, "recipient", s.Recipient, "date", billing.Day(s.At).String())
	}
	s.State = billing.SendingNow
	if err := m.save(ctx, s); err != nil {
		return err
	}
	return m.deliver(ctx, s)
}

// sendNew makes a message, keeps it, and lets it go.
func (m *basisMail) sendNew(ctx context.Context) error {
	p, err := m.c.prepareBasis(ctx, m.basis)
	if err != nil {
		return err
	}
	if code := billing.Skip(billing.Email, p.Document.Buyer); code != "" {
		p.Faults.Add(code, "customer.email")
	}
	if err := p.Faults.Err(); err != nil {
		return err
	}
	frozen, err := m.freeze(ctx, p)
	if err != nil {
		return m.refusal(err)
	}
	var s billing.BasisSending
	err = m.c.update(ctx, func(tx *data.Tx) (err error) {
		s, err = tx.BeginSending(ctx, m.basis.ID, p.Document.IssueDate, frozen)
		return err
	})
	if err != nil {
		return err
	}
	return m.deliver(ctx, s)
}

func (m *basisMail) freeze(ctx context.Context, p billing.Prepared) (billing.Frozen, error) {
	l, err := m.c.look(ctx)
	if err != nil {
		return billing.Frozen{}, err
	}
	doc := m.c.basisDocument(m.basis, p)
	pdf, err := m.c.drawPDF(ctx, m.basis.No, doc)
	if err != nil {
		return billing.Frozen{}, err
	}
	return m.channel.Freeze(ctx, billing.Consignment{Invoice: doc, PDF: pdf, Recipient: billing.Recipient(billing.Email, p.Document.Buyer),
		Language: p.Document.Language, Practice: l.practice})
}

// deliver lets frozen bytes go that are kept as under way.
func (m *basisMail) deliver(ctx context.Context, s billing.BasisSending) error {
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	receipt, err := m.channel.Send(limited, s.Frozen)
	cancel()
	return m.record(context.WithoutCancel(ctx), s, receipt, err)
}

// record writes down what became of a mail; what did not go, or may not have, is a refusal.
func (m *basisMail) record(ctx context.Context, s billing.BasisSending, receipt billing.Receipt, err error) error {
	s.State, s.Receipt, s.Reason, s.Detail = billing.SendingDone, receipt.ID, "", receipt.Detail
	if err != nil {
		s.State = billing.SendingFailed
		if errors.Is(err, billing.ErrOutcomeUnknown) {
			s.State = billing.SendingUnknown
		}
		s.Reason, s.Detail = reasonOf(err)
	}
	return errors.Join(m.save(ctx, s), m.refusal(err))
}

func (m *basisMail) save(ctx context.Context, s billing.BasisSending) error {
	return m.c.update(ctx, func(tx *data.Tx) error { return tx.SaveSending(ctx, s) })
}

// refusal is why a mail did not go, in the words of a delivery's failure.
func (m *basisMail) refusal(err error) error {
	if err == nil {
		return nil
	}
	if Faults(err) != nil {
		return err
	}
	reason, detail := reasonOf(err)
	return errors.Join(refuse(reason, "", "no", m.basis.No, "channel", string(billing.Email), "detail", detail), err)
}

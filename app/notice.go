package app

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"

	"fakturist/app/inbox"
	"fakturist/billing"
	"fakturist/data"

	"golang.org/x/net/idna"
)

// FetchReturns reads the folder returned mail is sorted into, where the settings name one, and tells how many notices in it
// were about mail of ours. The statement mailbox is read for such by FetchInbox.
func (c *Company) FetchReturns(ctx context.Context) (int, error) {
	told := 0
	err := c.alone("inbox", func() error {
		settings, err := c.Settings(ctx)
		if err != nil {
			return err
		}
		folder := settings["mail.imap.bounces"]
		w, err := c.openWorld(ctx)
		if err != nil || folder == "" || strings.EqualFold(folder, w.mailbox.Mailbox) {
			return err
		}
		box := w.mailbox
		if box.Host == "" {
			return refuse("inbox-not-set-up", "mail.imap.host")
		}
		box.Mailbox = folder
		cursor, err := c.cursor(ctx, box)
		if err != nil {
			return err
		}
		after, err := inbox.Fetch(ctx, box, w.password("mail.imap"), cursor, func(m inbox.Message) error {
			n, err := c.takeReturn(ctx, box, m)
			told += n
			return err
		})
		if err != nil {
			return folderFault(err, "mail.imap.bounces", folder)
		}
		return c.update(ctx, func(tx *data.Tx) error { return saveCursor(ctx, tx, box, after.UIDValidity, after.LastUID) })
	})
	return told, err
}

// folderFault is inboxFault for a folder beside the inbox: one that is not there is named.
func folderFault(err error, setting, folder string) error {
	var missing *inbox.Error
	if errors.As(err, &missing) && missing.Code() == inbox.CodeMailbox {
		return errors.Join(refuse("imap-folder-missing", setting, "folder", folder), err)
	}
	return inboxFault(err)
}

// takeReturn takes what one message of the folder tells, and moves the cursor behind it, in one transaction.
func (c *Company) takeReturn(ctx context.Context, box inbox.Config, m inbox.Message) (told int, err error) {
	var changed []billing.Signal
	err = c.update(ctx, func(tx *data.Tx) (err error) {
		if changed, err = c.noticeIn(ctx, tx, m); err != nil {
			return err
		}
		return saveCursor(ctx, tx, box, m.UIDValidity, m.UID)
	})
	if err != nil {
		return 0, err
	}
	c.signal(changed...)
	return min(len(changed), 1), nil
}

// noticeIn takes what a message tells of our mail, if it is a notice.
func (c *Company) noticeIn(ctx context.Context, tx *data.Tx, m inbox.Message) ([]billing.Signal, error) {
	if m.Notice == nil {
		return nil, nil
	}
	return c.takeNotice(ctx, tx, *m.Notice)
}

// takeNotice writes down what a notice says of a mail of ours, and tells what changed by it; nothing when it is about other
// mail.
//
// Anybody may write a notice, and most that do are right. Believed is who names a Message-ID (or the part of it that is in the
// envelope) that we made up at random: it went nowhere but to the receiver's servers and back. Who has it and lies can do no
// more than a receiver can: say that mail did not arrive, whereupon it goes by the next channel, or that it did.
func (c *Company) takeNotice(ctx context.Context, tx *data.Tx, n inbox.Notice) ([]billing.Signal, error) {
	d, err := deliveryOf(ctx, tx, n)
	if err == nil {
		return c.noticeOnDelivery(ctx, tx, d, n)
	}
	if !errors.Is(err, billing.ErrNotFound) {
		return nil, err
	}
	s, err := sendingOf(ctx, tx, n)
	if errors.Is(err, billing.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return noticeOnSending(ctx, tx, s, n)
}

// deliveryOf is the mail delivery a notice is about.
func deliveryOf(ctx context.Context, tx *data.Tx, n inbox.Notice) (billing.Delivery, error) {
	for _, id := range n.MessageIDs {
		d, err := tx.DeliveryByMessage(ctx, id)
		if err == nil && d.Channel == billing.Email {
			return d, nil
		}
		if err != nil && !errors.Is(err, billing.ErrNotFound) {
			return d, err
		}
	}
	for _, envelope := range n.Envelopes {
		d, err := tx.DeliveryByEnvelope(ctx, envelope)
		if err == nil && d.Channel == billing.Email {
			return d, nil
		}
		if err != nil && !errors.Is(err, billing.ErrNotFound) {
			return d, err
		}
	}
	return billing.Delivery{}, billing.ErrNotFound
}

func (c *Company) noticeOnDelivery(ctx context.Context, tx *data.Tx, d billing.Delivery, n inbox.Notice) ([]billing.Signal, error) {
	r, ours := aboutReceiver(n, orElse(d.Frozen.Recipient, d.Recipient))
	slog.Info("notice about a mail", "delivery", d.ID, "state", d.State, "action", r.Action, "status", r.Status, "ours", ours)
	note := billing.DeliveryNote{Delivery: d.ID, Kind: billing.NoteTold, Detail: tellOf(r), Source: sourceOf(n)}
	var err error
	switch {
	case !ours:
		note.Detail = strings.TrimSpace(orElse(r.Final, r.Original) + ": " + note.Detail)
		err = tx.NoteDelivery(ctx, note)
	case r.Action == inbox.ActionFailed:
		err = c.noticeFailed(ctx, tx, d, r, note)
	case r.Action == inbox.ActionDelivered:
		err = noticeDelivered(ctx, tx, d, note)
	case r.Action == inbox.ActionDelayed:
		note.Kind = billing.NoteLate
		err = noticeUnderway(ctx, tx, d, note)
	default: // relayed, expanded
		note.Kind = billing.NoteRelayed
		err = noticeUnderway(ctx, tx, d, note)
	}
	return []billing.Signal{billing.DeliveryChanged{ID: d.ID, Invoice: d.Invoice}}, err
}

// noticeFailed puts a mail that came back on its next channel. One that is settled otherwise stays as it is, with a note: a
// person sees to it.
func (c *Company) noticeFailed(ctx context.Context, tx *data.Tx, d billing.Delivery, r inbox.NoticeRecipient, note billing.DeliveryNote) error {
	reason := bounceReason(r)
	switch d.State {
	case billing.Bounced: // it is the same mail that came back, told twice
		return nil
	case billing.Accepted, billing.Unknown, billing.Sending:
		return returned(ctx, tx, c, d, reason, note.Detail, c.clock())
	}
	note.Kind, note.Reason = billing.NoteReturned, reason
	return tx.NoteDelivery(ctx, note)
}

// noticeDelivered settles a mail the receiver's server has put into the mailbox: also one nobody knew of whether it went, and
// one that waits to be tried again after an attempt that seemed to fail.
func noticeDelivered(ctx context.Context, tx *data.Tx, d billing.Delivery, note billing.DeliveryNote) error {
	switch d.State {
	case billing.Delivered:
		return nil
	case billing.Accepted, billing.Unknown, billing.Sending, billing.Queued:
		d.State, d.Reason, d.Detail = billing.Delivered, "", note.Detail
		return tx.SaveDelivery(ctx, d)
	}
	return tx.NoteDelivery(ctx, note)
}

// noticeUnderway notes what was told of a mail on its way. When nobody knew whether it went, it did.
func noticeUnderway(ctx context.Context, tx *data.Tx, d billing.Delivery, note billing.DeliveryNote) error {
	if d.State == billing.Unknown {
		d.State, d.Reason, d.Detail = billing.Accepted, "", note.Detail
		if err := errors.Join(tx.SaveDelivery(ctx, d), wantCopy(ctx, tx, d)); err != nil {
			return err
		}
	}
	return tx.NoteDelivery(ctx, note)
}

// weight orders what a notice may say of one address that was passed on to several: when one of them has the mail it arrived.
var weight = []string{inbox.ActionDelivered, inbox.ActionFailed, inbox.ActionDelayed, inbox.ActionRelayed, inbox.ActionExpanded}

// aboutReceiver is what a notice says of one address; false when it speaks of others only. A notice that names nobody speaks of
// the mail's one receiver. Mail that was passed on by the receiver's own rules fails under another address, but names ours
// as the one it was sent to.
func aboutReceiver(n inbox.Notice, address string) (inbox.NoticeRecipient, bool) {
	best, ours := n.Recipients[0], false
	for _, r := range n.Recipients {
		if !sameAddress(r.Final, address) && !sameAddress(r.Original, address) && r.Final+r.Original != "" {
			continue
		}
		if !ours || slices.Index(weight, r.Action) < slices.Index(weight, best.Action) {
			best, ours = r, true
		}
	}
	return best, ours
}

// sameAddress compares addresses; a domain beyond ASCII may be written in either way.
func sameAddress(a, b string) bool {
	return a != "" && strings.EqualFold(asciiDomain(a), asciiDomain(b))
}

func asciiDomain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	domain, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + domain
}

// tellOf is what was said of a receiver, for people: what the last server said, and its status where that does not hold it.
func tellOf(r inbox.NoticeRecipient) string {
	told := r.Diagnostic
	if r.Status != "" && !strings.Contains(told, r.Status) && !strings.HasSuffix(r.Status, ".0.0") {
		told = strings.TrimSpace(r.Status + " " + told)
	}
	if r.RemoteMTA != "" && told != "" && !strings.Contains(told, r.RemoteMTA) {
		told += " (" + r.RemoteMTA + ")"
	}
	return told
}

// sourceOf tells a notice from others, so that one read twice is noted once: its Message-ID, else the digest of what it says.
func sourceOf(n inbox.Notice) string {
	if n.MessageID != "" {
		return n.MessageID
	}
	b, err := json.Marshal(n)
	if err != nil { // strings and times only
		return strings.Join(n.MessageIDs, " ")
	}
	return billing.Digest(b)
}

// Reasons of mail that came back, by what keeps it out.
const (
	bounceNoMailbox = "bounce-no-mailbox"
	bounceFull      = "bounce-mailbox-full"
	bounceTooBig    = "bounce-too-big"
	bouncePolicy    = "bounce-policy"
	bounceDomain    = "bounce-domain"
	bounceExpired   = "bounce-expired"
	bounceOther     = "bounce-other"
)

// bounceStatuses map the detail of a status (RFC 3463; null MX: RFC 7505; 5.4.310 and 5.4.316: Exchange Online's list of codes,
// read 2026-11-22) to the reason. The subject as a whole stands in bounceSubjects.
var bounceStatuses = map[string]string{
	"1.2": bounceDomain, "4.4": bounceDomain, "4.310": bounceDomain, "4.3": bounceDomain,
	"1.7": bouncePolicy, "1.8": bouncePolicy, // our own address is not taken
	"2.1": bounceNoMailbox, "2.2": bounceFull, "2.3": bounceTooBig, "3.4": bounceTooBig, "3.1": bounceFull,
	"4.7": bounceExpired, "4.1": bounceExpired, "4.2": bounceExpired, "4.316": bounceExpired,
}

var bounceSubjects = map[string]string{"1": bounceNoMailbox, "7": bouncePolicy}

// bounceReason is why mail came back. What failed for the time being and was given up has expired, unless the status says what
// stood in the way all the time.
func bounceReason(r inbox.NoticeRecipient) string {
	class, rest, _ := strings.Cut(r.Status, ".")
	subject, _, _ := strings.Cut(rest, ".")
	said := strings.ToLower(r.Diagnostic)
	switch {
	case rest == "1.10" && strings.Contains(said, "null mx"):
		return bounceDomain
	case rest == "4.1" && strings.Contains(said, "recipient address rejected"): // QUIRK: Exchange Online's word for an unknown mailbox
		return bounceNoMailbox
	}
	for _, reason := range []string{bounceStatuses[rest], bounceSubjects[subject]} {
		if reason != "" {
			return reason
		}
	}
	if class == "4" {
		return bounceExpired
	}
	return bounceOther
}

// sendingOf is the mail with an offer, order or payment request a notice is about.
func sendingOf(ctx context.Context, tx *data.Tx, n inbox.Notice) (billing.BasisSending, error) {
	for _, id := range n.MessageIDs {
		if s, err := tx.SendingByMessage(ctx, id); !errors.Is(err, billing.ErrNotFound) {
			return s, err
		}
	}
	for _, envelope := range n.Envelopes {
		if s, err := tx.SendingByEnvelope(ctx, envelope); !errors.Is(err, billing.ErrNotFound) {
			return s, err
		}
	}
	return billing.BasisSending{}, billing.ErrNotFound
}

// noticeOnSending settles such a mail. It has no notes: a mail that is late, or was passed on, changes nothing.
func noticeOnSending(ctx context.Context, tx *data.Tx, s billing.BasisSending, n inbox.Notice) ([]billing.Signal, error) {
	r, ours := aboutReceiver(n, s.Recipient)
	open := []billing.SendingState{billing.SendingNow, billing.SendingUnknown}
	switch {
	case ours && r.Action == inbox.ActionFailed && (s.State == billing.SendingDone || slices.Contains(open, s.State)):
		s.State, s.Reason, s.Detail = billing.SendingFailed, bounceReason(r), tellOf(r)
	case ours && r.Action != inbox.ActionFailed && slices.Contains(open, s.State):
		s.State, s.Reason, s.Detail = billing.SendingDone, "", tellOf(r)
	default:
		return nil, nil
	}
	return []billing.Signal{billing.BasisChanged{ID: s.BasisID}}, tx.SaveSending(ctx, s)
}

package app

import (
	"context"
	"errors"
	"time"

	"fakturist/app/channel/letter"
	"fakturist/app/channel/peppol"
	"fakturist/billing"
	"fakturist/data"
)

// returned writes down that what a delivery handed over came back, and puts the document on its next channel, in the
// transaction it is called in. It reads the delivery anew, so that the same notice told twice moves nothing the second time;
// a delivery that is final already stays as it is (note the notice: billing.NoteReturned).
func returned(ctx context.Context, tx *data.Tx, c *Company, d billing.Delivery, reason, detail string, at time.Time) error {
	d, err := tx.Delivery(ctx, d.ID)
	if err != nil {
		return err
	}
	if d.State != billing.Accepted && d.State != billing.Unknown && d.State != billing.Sending {
		return nil
	}
	d.State, d.Reason, d.Detail, d.NotBefore = billing.Bounced, reason, detail, time.Time{}
	return closed(ctx, tx, d, at)
}

// closed saves a delivery that failed for good and puts its document on its next channel.
func closed(ctx context.Context, tx *data.Tx, d billing.Delivery, now time.Time) error {
	if err := tx.SaveDelivery(ctx, d); err != nil {
		return err
	}
	onItsWay, err := onItsWay(ctx, tx, d)
	if err != nil || onItsWay {
		return err
	}
	inv, err := tx.Invoice(ctx, d.InvoiceID)
	if err != nil {
		return err
	}
	if err = queueAfter(ctx, tx, inv, d, now); errors.Is(err, billing.ErrConflict) {
		return nil
	}
	return err
}

// queueAfter puts a document whose delivery failed on its next channel, or on the same one where it has to be made anew.
func queueAfter(ctx context.Context, tx *data.Tx, inv billing.Invoice, failed billing.Delivery, now time.Time) error {
	if madeForAnother(failed) {
		if fault, err := queueBy(ctx, tx, inv, failed.Channel, now); err != nil || fault == "" {
			return err
		}
	}
	_, err := queueNext(ctx, tx, inv, failed.Channel, now)
	return err
}

// madeForAnother tells whether a delivery failed only because its bytes were made for an access point that is not set up any
// more. It never got them, or the delivery would not have been tried again: the document goes by the same channel, made anew.
func madeForAnother(d billing.Delivery) bool {
	return d.State == billing.Refused && (d.Reason == peppol.CodeMoved || d.Reason == letter.CodeElsewhere)
}

// onItsWay tells whether a document goes, or went, to its receiver by another delivery than a failed one: somebody chose
// another channel meanwhile, and the next of the list would bring it twice.
func onItsWay(ctx context.Context, tx *data.Tx, failed billing.Delivery) (bool, error) {
	list, err := tx.InvoiceDeliveries(ctx, failed.InvoiceID)
	for _, d := range list {
		if d.ID != failed.ID && !d.State.Failed() && d.State != billing.Cancelled {
			return true, err
		}
	}
	return false, err
}

// queueNext puts a document on the channel that comes after one in its buyer's list; false when the list ends.
func queueNext(ctx context.Context, tx *data.Tx, inv billing.Invoice, after billing.ChannelName, at time.Time) (bool, error) {
	route, err := routeOf(ctx, tx, inv)
	if err != nil {
		return false, err
	}
	buyer, err := buyerToday(ctx, tx, inv)
	if err != nil {
		return false, err
	}
	next, passed, ok := billing.PickChannel(route, buyer, after)
	if !ok {
		return false, nil
	}
	return true, queue(ctx, tx, billing.Delivery{InvoiceID: inv.ID(), Invoice: inv.Number(), Channel: next, Passed: passed,
		Recipient: billing.Recipient(next, buyer), NotBefore: at})
}

// queueBy puts a document on a channel of somebody's choice; fault says why it cannot go that way.
func queueBy(ctx context.Context, tx *data.Tx, inv billing.Invoice, by billing.ChannelName, at time.Time) (fault string, err error) {
	buyer, err := buyerToday(ctx, tx, inv)
	if err != nil {
		return "", err
	}
	if fault := billing.Skip(by, buyer); fault != "" {
		return fault, nil
	}
	return "", queue(ctx, tx, billing.Delivery{InvoiceID: inv.ID(), Invoice: inv.Number(), Channel: by,
		Recipient: billing.Recipient(by, buyer), NotBefore: at})
}

// queue puts a document on its way. It fails with billing.ErrConflict when it is on its way by that channel already.
func queue(ctx context.Context, tx *data.Tx, d billing.Delivery) error {
	d.State = billing.Queued
	_, err := tx.InsertDelivery(ctx, d)
	return err
}

// buyerToday is a document's buyer with the mail address the customer has today: one that was corrected after mail came back
// counts at once. Everything else stays what the document says, and so does the address when the customer is gone.
func buyerToday(ctx context.Context, tx *data.Tx, inv billing.Invoice) (billing.Party, error) {
	doc := inv.Document()
	if doc.CustomerNo == "" {
		return doc.Buyer, nil
	}
	customer, err := tx.Customer(ctx, doc.CustomerNo)
	if errors.Is(err, billing.ErrNotFound) {
		return doc.Buyer, nil
	}
	doc.Buyer.Email = customer.Email
	return doc.Buyer, err
}

func routeOf(ctx context.Context, tx *data.Tx, inv billing.Invoice) ([]billing.ChannelName, error) {
	seller, err := tx.Company(ctx)
	if err != nil {
		return nil, err
	}
	buyer, err := tx.Customer(ctx, inv.Document().CustomerNo)
	if err != nil && !errors.Is(err, billing.ErrNotFound) {
		return nil, err
	}
	return billing.Route(seller, buyer), nil
}

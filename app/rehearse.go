package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/data"
)

// rehearsalLimit is how many copies one rehearsal sends at most: enough to see what a batch looks like.
var rehearsalLimit = 50

// Rehearse mails a copy of documents to ourselves, so that somebody sees what receivers would get: the PDF, for those who take
// it the EHF beside it, and a subject that says what it is. No numbers means what waits; the address may be left out where
// the settings name one (rehearsal.to, else mail.from). Deliveries stay as they are. It tells how many were sent; documents
// that failed are named each with its reason (ErrPartial when others went), and so are those beyond the limit of one run.
func (c *Company) Rehearse(ctx context.Context, numbers []string, to string) (int, error) {
	if err := c.mayLeave(ctx); err != nil {
		return 0, err
	}
	r, err := c.rehearsal(ctx, to)
	if err != nil {
		return 0, err
	}
	if numbers, err = c.toRehearse(ctx, numbers); err != nil {
		return 0, err
	}
	var left int
	if len(numbers) > rehearsalLimit {
		numbers, left = numbers[:rehearsalLimit], len(numbers)-rehearsalLimit
	}
	if err := r.foresee(ctx, numbers); err != nil {
		return 0, err
	}
	sent, failed, faults := r.run(ctx, numbers)
	if left > 0 {
		faults.Add("rehearsal-limit", "", "limit", strconv.Itoa(rehearsalLimit), "left", strconv.Itoa(left))
	}
	if len(sent)+len(failed) > 0 {
		noted := c.update(context.WithoutCancel(ctx), func(tx *data.Tx) error { return tx.NoteRehearsal(sent, failed) })
		if noted != nil {
			return len(sent), noted
		}
	}
	return len(sent), errors.Join(ctx.Err(), partial(len(sent), faults))
}

// partial is the error of a batch: none, some refused, or all.
func partial(done int, faults billing.Faults) error {
	switch err := faults.Err(); {
	case err == nil:
		return nil
	case done > 0:
		return fmt.Errorf("%w: %w", ErrPartial, err)
	default:
		return err
	}
}

// rehearsal is one run of copies to ourselves.
type rehearsal struct {
	c     *Company
	mail  billing.Channel
	to    string
	rate  int // mails a minute; 0: no limit
	meant map[string]billing.PlannedDelivery
}

// foresee finds out whom the documents would go to.
func (r *rehearsal) foresee(ctx context.Context, numbers []string) error {
	plan, err := r.c.PlanDispatch(ctx, numbers, nil)
	r.meant = make(map[string]billing.PlannedDelivery, len(plan.Rows))
	for _, row := range plan.Rows {
		r.meant[row.Invoice] = row
	}
	return err
}

func (c *Company) rehearsal(ctx context.Context, to string) (*rehearsal, error) {
	settings, err := c.Settings(ctx)
	if err != nil {
		return nil, err
	}
	w, err := c.openWorld(ctx)
	if err != nil {
		return nil, err
	}
	seller, err := c.Seller(ctx)
	if err != nil {
		return nil, err
	}
	mail := w.channels[billing.Email]
	if why := notSetUp(ctx, mail, seller.Practice); why != "" {
		return nil, refuse(why, "")
	}
	to = cmp.Or(to, settings["rehearsal.to"], settings["mail.from"])
	if to == "" && seller.Practice {
		to = practice.User // the box's own mailbox
	}
	if to == "" {
		return nil, refuse("rehearsal-no-address", "to")
	}
	if code := mailAddress(to); code != "" {
		return nil, refuse(code, "to", "email", to)
	}
	r := &rehearsal{c: c, mail: mail, to: to, rate: mailRate(settings)}
	return r, nil
}

// toRehearse are the documents named, checked, or all that wait.
func (c *Company) toRehearse(ctx context.Context, numbers []string) ([]string, error) {
	var out []string
	err := c.view(ctx, func(tx *data.Tx) error {
		var faults billing.Faults
		list, err := firstOf(ctx, tx, numbers, &faults)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, doc := range list {
			if !seen[doc.Number] {
				seen[doc.Number] = true
				out = append(out, doc.Number)
			}
		}
		return faults.Err()
	})
	if err == nil && len(out) == 0 {
		err = refuse("rehearsal-nothing", "")
	}
	return out, err
}

// run sends the copies one after the other; one that fails stops no other, unless none would get through.
func (r *rehearsal) run(ctx context.Context, numbers []string) (sent, failed []string, faults billing.Faults) {
	for i, n := range numbers {
		if r.rate > 0 && i > 0 && i%r.rate == 0 && !sleep(ctx, time.Minute) {
			return sent, failed, faults
		}
		err := r.send(ctx, n)
		if err == nil {
			sent = append(sent, n)
			continue
		}
		if ctx.Err() != nil {
			return sent, failed, faults
		}
		reason, detail := reasonOf(err)
		failed = append(failed, n)
		faults.Add(reason, n, "number", n, "recipient", r.to, "detail", detail)
		if errors.Is(err, billing.ErrUnavailable) || errors.Is(err, billing.ErrNotConfigured) {
			return sent, failed, faults // the next one would meet the same
		}
	}
	return sent, failed, faults
}

// send makes the copy of one document and hands it over.
func (r *rehearsal) send(ctx context.Context, number string) error {
	inv, err := r.c.Invoice(ctx, number)
	if err != nil {
		return err
	}
	goods, err := r.c.consignment(ctx, billing.Delivery{Recipient: r.to}, inv)
	if err != nil {
		return err
	}
	meant := r.meant[number]
	goods.Rehearsal, goods.Meant, goods.MeantWith = true, meant.Recipient, meant.Channel
	frozen, err := r.mail.Freeze(ctx, goods)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	_, err = r.mail.Send(limited, frozen)
	return err
}

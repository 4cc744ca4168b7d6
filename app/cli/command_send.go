package cli

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"

	"fakturist/app"
	"fakturist/billing"
)

func send(fs *flag.FlagSet) body {
	flags := sendFlags{}.register(fs)
	return func(c *call) error {
		if err := flags.check(c); err != nil {
			return err
		}
		switch {
		case *flags.dry:
			return c.dryRun(flags)
		case *flags.rehearse:
			return c.rehearse()
		case *flags.first:
			if err := c.app.SendFirst(c, nil, c.args); err != nil {
				return err
			}
		}
		return c.sendDue()
	}
}

// sendDue runs the outbox once.
func (c *call) sendDue() error {
	due, err := c.app.Send(c, app.Sending{DryRun: true})
	if err != nil {
		return err
	}
	stop := c.watch(len(due), func(change billing.Signal) bool { _, ok := change.(billing.DeliveryChanged); return ok })
	met, err := c.app.Send(c, app.Sending{})
	stop()
	if err != nil {
		return err
	}
	if err := c.printDeliveries(met); err != nil {
		return err
	}
	c.tellResting(due, met)
	return sendOutcome(met)
}

// tellResting tells people on stderr of what was due and did not go, since its channel takes a pause.
func (c *call) tellResting(due, met []billing.Delivery) {
	if c.opt.json {
		return // stderr holds one document then, or none
	}
	for _, ch := range billing.Channels {
		rest, rests := c.app.Resting(c)[ch]
		waiting := 0
		for _, d := range due {
			if d.Channel == ch && !slices.ContainsFunc(met, func(m billing.Delivery) bool { return m.ID == d.ID }) {
				waiting++
			}
		}
		if rests && waiting > 0 {
			fmt.Fprintln(c.p.err, c.words.say("send.rests", "count", strconv.Itoa(waiting), "channel", c.words.say("way."+string(ch)),
				"until", moment(rest.Until), "reason", c.words.reason(rest.Reason, nil)))
		}
	}
}

// sendOutcome is the error of a run in which something did not get out: refused when nothing went, partial when some did.
// A delivery whose document went on by another channel is none.
func sendOutcome(met []billing.Delivery) error {
	out := map[string]bool{} // documents that are on their way
	for _, d := range met {
		if d.State == billing.Accepted || d.State == billing.Delivered {
			out[d.Invoice] = true
		}
	}
	var faults billing.Faults
	for _, d := range met {
		if out[d.Invoice] || d.State == billing.Cancelled {
			continue
		}
		faults.Add(orElse(d.Reason, "delivery-"+string(d.State)), "delivery "+strconv.FormatInt(d.ID, 10), "number", d.Invoice,
			"channel", string(d.Channel), "recipient", d.Recipient, "state", string(d.State), "detail", d.Detail)
	}
	switch {
	case len(faults) == 0:
		return nil
	case len(out) > 0:
		return fmt.Errorf("%w: %w", app.ErrPartial, faults.Err())
	}
	return fmt.Errorf("%w: %w", errNotSent, faults.Err())
}

// errNotSent says that nothing went out; it comes wrapped around the reasons.
var errNotSent = errors.New("nothing went out")

func (c *call) printDeliveries(met []billing.Delivery) error {
	out := make([]deliveryJSON, len(met))
	for i, d := range met {
		out[i] = deliveryOf(d)
	}
	return c.print(out, func(t *table) {
		for _, d := range out {
			c.deliveryRow(t, d)
		}
	})
}

func (c *call) deliveryRow(t *table, d deliveryJSON) {
	when := ""
	if d.NotBefore != nil && d.State == string(billing.Queued) {
		when = *d.NotBefore
	}
	t.row(fmt.Sprint(d.ID), d.Invoice, c.words.say("way."+d.Channel), d.Recipient, c.words.say("delivery-state."+d.State), when,
		c.words.reason(d.Reason, map[string]string{"number": d.Invoice, "detail": d.Detail, "recipient": d.Recipient}))
}

func outboxList(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		rows, err := c.app.Outbox(c)
		if err != nil {
			return err
		}
		out := make([]deliveryJSON, len(rows))
		for i, r := range rows {
			out[i] = deliveryOf(r.Delivery)
		}
		return c.print(out, func(t *table) {
			for _, d := range out {
				c.deliveryRow(t, d)
			}
		})
	}
}

func outboxResolve(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(2, 2); err != nil {
			return err
		}
		id, err := c.id(c.args[0])
		if err != nil {
			return err
		}
		if c.args[1] != "sent" && c.args[1] != "resend" {
			return fmt.Errorf("%w: %q is neither sent nor resend", errUsage, c.args[1])
		}
		d, err := c.app.Resolve(c, id, c.args[1] == "sent")
		if err != nil {
			return err
		}
		out := deliveryOf(d)
		return c.print(out, func(t *table) { c.deliveryRow(t, out) })
	}
}

func (c *call) id(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, fmt.Errorf("%w: %q is not an id", errUsage, s)
	}
	return id, nil
}

// onlyID is the id that is the command's one argument.
func (c *call) onlyID() (int64, error) {
	if err := c.want(1, 1); err != nil {
		return 0, err
	}
	return c.id(c.args[0])
}

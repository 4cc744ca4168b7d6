package cli

import (
	"flag"
	"fmt"
	"strings"
	"time"

	"fakturist/billing"
)

// sendFlags are the flags of send; at most one of the first three.
type sendFlags struct {
	dry, rehearse, first *bool
	all, ask, ready      *bool // of a dry run
}

func (f sendFlags) register(fs *flag.FlagSet) sendFlags {
	f.dry = fs.Bool("dry-run", false, "tell who would get what by which channel, and what it costs; send nothing")
	f.rehearse = fs.Bool("rehearse", false, "mail copies of what waits, or of the documents named, to ourselves")
	f.first = fs.Bool("first", false, "send the documents named and hold the others back until outbox release")
	f.all = fs.Bool("all", false, "with --dry-run: tell too of what waits for later or for somebody")
	f.ask = fs.Bool("ask", false, "with --dry-run: ask receivers that were not asked lately whether they take EHF")
	f.ready = fs.Bool("ready", false, "with --dry-run: tell too of the drafts marked ready")
	return f
}

// check refuses flags that do not go together.
func (f sendFlags) check(c *call) error {
	chosen := 0
	for _, on := range []bool{*f.dry, *f.rehearse, *f.first} {
		if on {
			chosen++
		}
	}
	switch {
	case chosen > 1:
		return fmt.Errorf("%w: --dry-run, --rehearse and --first are three different things", errUsage)
	case !*f.dry && (*f.all || *f.ask || *f.ready):
		return fmt.Errorf("%w: --all, --ask and --ready go with --dry-run", errUsage)
	case *f.first:
		return c.want(1, -1)
	case chosen == 0:
		return c.want(0, 0)
	}
	return nil
}

// dryRun prints the plan of what a run would send now.
func (c *call) dryRun(f sendFlags) error {
	var drafts []int64
	if *f.ready {
		var err error
		if drafts, err = c.app.ReadyIDs(c); err != nil {
			return err
		}
	}
	if *f.ask {
		if _, err := c.app.AskReceivers(c, c.args, nil); err != nil {
			return err
		}
		if _, err := c.app.AskReceivers(c, nil, drafts); len(drafts) > 0 && err != nil {
			return err
		}
	}
	plan, err := c.planned(drafts, *f.all || len(c.args) > 0)
	if err != nil {
		return err
	}
	return c.printPlan(plan)
}

// planned is the plan of what waits, or of the documents named, and of drafts after it.
func (c *call) planned(drafts []int64, all bool) ([]billing.PlannedDelivery, error) {
	plan, err := c.app.PlanDispatch(c, c.args, nil)
	if err != nil {
		return nil, err
	}
	var rows []billing.PlannedDelivery
	for _, row := range plan.Rows {
		if all || !row.Stays() {
			rows = append(rows, row)
		}
	}
	if len(drafts) == 0 {
		return rows, nil
	}
	plan, err = c.app.PlanDispatch(c, nil, drafts)
	return append(rows, plan.Rows...), err
}

// plannedJSON is a row of the plan: that of the outbox as it would become, and more.
type plannedJSON struct {
	deliveryJSON
	Draft    int64            `json:"draft,omitempty"`
	Customer partyRef         `json:"customer"`
	Payable  string           `json:"payable"`
	Currency string           `json:"currency"`
	Passed   []billing.Passed `json:"passed"`         // channels of the list before it, and why not by them
	Waits    string           `json:"waits"`          // why not at once; empty: it goes
	Cost     *string          `json:"cost,omitempty"` // in kroner; absent: not known
}

func plannedOf(r billing.PlannedDelivery) plannedJSON {
	d := billing.Delivery{ID: r.DeliveryID, Invoice: r.Invoice, Channel: r.Channel, Recipient: r.Recipient, State: billing.Queued, NotBefore: r.At, Held: r.Waits == billing.WaitsHeld}
	out := plannedJSON{deliveryJSON: deliveryOf(d), Draft: r.DraftID, Customer: partyRef{r.CustomerNo, r.CustomerName}, Payable: amountOf(r.Payable),
		Currency: string(r.Payable.Currency), Passed: append([]billing.Passed{}, r.Passed...), Waits: r.Waits}
	if r.Cost != nil {
		cost := amountOf(*r.Cost)
		out.Cost = &cost
	}
	return out
}

func (c *call) printPlan(rows []billing.PlannedDelivery) error {
	out := make([]plannedJSON, len(rows))
	for i, r := range rows {
		out[i] = plannedOf(r)
	}
	if err := c.print(out, func(t *table) {
		for i, r := range rows {
			c.planRow(t, r, out[i])
		}
	}); err != nil {
		return err
	}
	for _, s := range billing.PlanOf(rows).Sums {
		key := "plan.sum"
		switch {
		case s.Channel == "":
			key = "plan.none"
		case s.Unpriced == s.Count:
			key = "plan.count"
		}
		c.say(c.words.say(key, "count", s.Count, "way", c.words.say("way."+string(s.Channel)), "cost", amountOf(s.Cost)))
	}
	return nil
}

func (c *call) planRow(t *table, r billing.PlannedDelivery, j plannedJSON) {
	what := r.Invoice
	if r.DraftID != 0 {
		what = c.words.say("plan.draft", "id", r.DraftID)
	}
	cost := ""
	if j.Cost != nil {
		cost = *j.Cost
	}
	var why []string
	for _, p := range r.Passed {
		why = append(why, c.words.say("way."+string(p.Channel))+": "+c.words.reason(p.Reason, nil))
	}
	if r.Waits != "" {
		why = append(why, c.words.reason(r.Waits, nil))
	}
	t.row(what, r.CustomerName, c.words.say("way."+j.Channel), j.Recipient, cost, moment(r.At), strings.Join(why, " "))
}

// rehearse mails copies to ourselves: to the address that comes first, if one does.
func (c *call) rehearse() error {
	to, numbers := "", c.args
	if len(numbers) > 0 && strings.Contains(numbers[0], "@") {
		to, numbers = numbers[0], numbers[1:]
	}
	sent, err := c.app.Rehearse(c, numbers, to)
	if sent == 0 && err != nil {
		return err
	}
	told := c.print(map[string]int{"sent": sent}, func(t *table) { t.row(c.words.say("rehearsal.sent", "count", sent)) })
	if err != nil {
		return err
	}
	return told
}

func outboxRelease(*flag.FlagSet) body {
	return func(c *call) error {
		n, err := c.app.Release(c, c.args)
		if err != nil {
			return err
		}
		return c.print(map[string]int{"released": n}, func(t *table) { t.row(c.words.say("outbox.released", "count", n)) })
	}
}

// storyJSON says why a document went the way it went.
type storyJSON struct {
	Invoice string     `json:"invoice"`
	Of      string     `json:"of"` // whose list of channels: customer, group or company
	Group   string     `json:"group,omitempty"`
	List    []string   `json:"list"`
	Steps   []stepJSON `json:"steps"`
}

type stepJSON struct {
	Channel string `json:"channel"`
	Outcome string `json:"outcome"` // passed, not-needed, not-tried, or a state of a delivery
	Reason  string `json:"reason"`
	Detail  string `json:"detail,omitempty"`
	Place   string `json:"place,omitempty"`
	At      string `json:"at,omitempty"`
}

func storyOf(s billing.RouteStory) storyJSON {
	out := storyJSON{Invoice: s.Invoice, Of: string(s.Of), Group: s.Group, List: channelNames(s.List), Steps: make([]stepJSON, len(s.Steps))}
	for i, step := range s.Steps {
		out.Steps[i] = stepJSON{string(step.Channel), step.Outcome, step.Reason, step.Detail, step.Place, moment(step.At)}
	}
	return out
}

func invoiceWhy(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		story, err := c.app.WhyRoute(c, c.args[0])
		if err != nil {
			return err
		}
		return c.print(storyOf(story), func(t *table) {
			for _, s := range story.Steps {
				at := ""
				if !s.At.IsZero() {
					at = s.At.Local().Format(time.DateTime)
				}
				t.row(c.words.say("way."+string(s.Channel)), c.words.say("route-outcome."+s.Outcome), at, s.Place,
					c.words.reason(s.Reason, map[string]string{"number": story.Invoice, "detail": s.Detail}))
			}
		})
	}
}

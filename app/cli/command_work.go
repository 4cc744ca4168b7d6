package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/billing/money"
)

func workAdd(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		b, err := c.read(c.args[0])
		if err != nil {
			return err
		}
		folder := "."
		if c.args[0] != "-" {
			folder = filepath.Dir(c.args[0])
		}
		rows, faults := app.ReadWorkJSON(b, folder)
		if err := faults.Err(); err != nil {
			return err
		}
		stored, err := c.app.AddWork(c, rows)
		if err != nil {
			return err
		}
		return c.printWork(stored)
	}
}

func workList(fs *flag.FlagSet) body {
	var q billing.WorkQuery
	var from, to dayFlag
	fs.StringVar(&q.CustomerNo, "customer", "", "only work for this customer `number`")
	fs.StringVar(&q.Project, "project", "", "only work for this `project`")
	fs.Var(&from, "from", "only from this `day`")
	fs.Var(&to, "to", "only to this `day`")
	fs.BoolVar(&q.Open, "open", false, "only what stands on no draft and no invoice")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		q.From, q.To = from.day, to.day
		rows, err := c.app.Work(c, q)
		if err != nil {
			return err
		}
		return c.printWork(rows)
	}
}

// printWork prints hours and expenses with where they stand.
func (c *call) printWork(rows []billing.Work) error {
	if rows == nil {
		rows = []billing.Work{}
	}
	return c.print(rows, func(t *table) {
		for _, w := range rows {
			net, err := money.Round(w.Quantity.Mul(w.Price), money.NOK)
			sum := net.String()
			if err != nil {
				sum = "?"
			}
			t.row(fmt.Sprint(w.ID), w.Date.String(), w.CustomerNo, w.Project, w.Person, w.Text, w.Quantity.String()+" "+w.UnitCode(), sum, c.standsOn(w))
		}
	})
}

func (c *call) standsOn(w billing.Work) string {
	switch {
	case w.Invoice != "":
		return c.words.say("work.on.invoice", "number", w.Invoice)
	case w.DraftID != 0:
		return c.words.say("work.on.draft", "id", w.DraftID)
	}
	return ""
}

// workDraftJSON is a draft that was made of hours and expenses.
type workDraftJSON struct {
	Draft    int64    `json:"draft"`
	Customer partyRef `json:"customer"`
	Project  string   `json:"project"`
	Work     []int64  `json:"work"`
	Net      string   `json:"net"`
}

// workInvoice makes a draft for every customer and project with open work. A refusal of one stops no other.
func workInvoice(fs *flag.FlagSet) body {
	customer := fs.String("customer", "", "only work for this customer `number`")
	project := fs.String("project", "", "only work for this `project`")
	by := fs.String("by", string(billing.EachWork), "lines by each, text, person or total")
	timesheet := fs.Bool("timesheet", false, "attach the timesheet")
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		if !slices.Contains([]billing.WorkGrouping{billing.EachWork, billing.ByText, billing.ByPerson, billing.BySumTotal}, billing.WorkGrouping(*by)) {
			return fmt.Errorf("%w: --by %q", errUsage, *by)
		}
		waiting, err := c.app.WorkSummaries(c)
		if err != nil {
			return err
		}
		made := []workDraftJSON{}
		var refused []error
		for _, s := range waiting {
			if *customer != "" && s.CustomerNo != *customer || *project != "" && s.Project != *project {
				continue
			}
			id, err := c.app.InvoiceWork(c, s.IDs, billing.WorkGrouping(*by), *timesheet)
			if err != nil {
				refused = append(refused, err)
				continue
			}
			made = append(made, workDraftJSON{id, partyRef{s.CustomerNo, s.CustomerName}, s.Project, s.IDs, s.Net.String()})
		}
		if err := app.JoinFaults(refused...); err != nil && len(made) == 0 {
			return err
		}
		if err := c.print(made, func(t *table) {
			for _, m := range made {
				t.row(fmt.Sprint(m.Draft), m.Customer.Name, m.Project, m.Net)
			}
		}); err != nil || len(refused) == 0 {
			return err
		}
		return errors.Join(app.ErrPartial, app.JoinFaults(refused...))
	}
}

// workFree lets rows be invoiced again whose invoice was credited whole.
func workFree(*flag.FlagSet) body {
	return func(c *call) error { return c.eachWork(c.app.FreeWork) }
}

func workDelete(*flag.FlagSet) body {
	return func(c *call) error { return c.eachWork(c.app.DeleteWork) }
}

// eachWork does something with each row the arguments name, and stops at the first that is refused.
func (c *call) eachWork(do func(context.Context, int64) error) error {
	if err := c.want(1, -1); err != nil {
		return err
	}
	ids := make([]int64, len(c.args))
	for i, a := range c.args {
		var err error
		if ids[i], err = c.id(a); err != nil {
			return err
		}
	}
	for i, id := range ids {
		if err := do(c, id); err != nil {
			if i > 0 {
				return errors.Join(app.ErrPartial, err)
			}
			return err
		}
	}
	return c.print(ids, func(t *table) {
		for _, id := range ids {
			t.row(fmt.Sprint(id))
		}
	})
}

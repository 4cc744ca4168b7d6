package cli

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"fakturist/app"
	"fakturist/billing"
)

func (c *call) groupOrder() (billing.GroupOrder, error) {
	if err := c.want(1, 1); err != nil {
		return billing.GroupOrder{}, err
	}
	b, err := c.read(c.args[0])
	if err != nil {
		return billing.GroupOrder{}, err
	}
	o, faults := app.ReadGroupOrder(b, folderOf(c.args[0]))
	return o, faults.Err()
}

func groupPreview(*flag.FlagSet) body {
	return func(c *call) error {
		o, err := c.groupOrder()
		if err != nil {
			return err
		}
		rows, err := c.app.PreviewGroup(c, o)
		if err != nil {
			return err
		}
		out := make([]groupRowJSON, len(rows))
		for i, r := range rows {
			out[i] = groupRowJSON{Members: r.Members, Names: r.Names, Buyer: r.Buyer, Excluded: r.Excluded, Currency: string(r.Payable.Currency),
				Payable: r.Payable.String(), Faults: c.faultsOf(r.Faults)}
		}
		return c.print(out, func(t *table) {
			for _, r := range out {
				t.row(strings.Join(r.Names, ", "), r.Buyer, r.Payable, firstMessage(r.Faults))
			}
		})
	}
}

func firstMessage(faults []faultJSON) string {
	if len(faults) == 0 {
		return ""
	}
	return faults[0].Message
}

func groupMake(fs *flag.FlagSet) body {
	ready := fs.Bool("ready", false, "mark the drafts as ready to be issued")
	return func(c *call) error {
		o, err := c.groupOrder()
		if err != nil {
			return err
		}
		ids, err := c.app.MakeGroup(c, o, *ready)
		if err != nil {
			return err
		}
		return c.printDrafts(ids)
	}
}

// invoiceReady shows the queue, or marks drafts as ready and shows those.
func invoiceReady(fs *flag.FlagSet) body {
	not := fs.Bool("not", false, "not ready yet")
	return func(c *call) error {
		var ids []int64
		if len(c.args) > 0 {
			var err error
			if ids, err = c.draftIDs(false); err != nil {
				return err
			}
			if err := c.app.SetReady(c, ids, !*not); err != nil {
				return err
			}
		}
		rows, err := c.app.Ready(c)
		if err != nil {
			return err
		}
		out := []readyJSON{}
		for _, r := range rows {
			if len(ids) == 0 || slices.Contains(ids, r.ID) {
				out = append(out, readyJSON{documentOf(r.InvoiceRow), r.Ready, string(r.Channel), c.faultsOf(r.Faults)})
			}
		}
		return c.print(out, func(t *table) {
			for _, r := range out {
				t.row("#"+fmt.Sprint(r.ID), r.Customer.Name, r.Payable, c.readyText(r), firstMessage(r.Faults))
			}
		})
	}
}

func (c *call) readyText(r readyJSON) string {
	if r.Ready {
		return c.words.say("draft.ready")
	}
	return c.words.say("draft.not-ready")
}

func invoiceDuplicate(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(1, 1); err != nil {
			return err
		}
		id, err := c.app.Duplicate(c, c.args[0])
		if err != nil {
			return err
		}
		return c.printDrafts([]int64{id})
	}
}

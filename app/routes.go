package app

import (
	"context"
	"strings"

	"fakturist/billing"
	"fakturist/data"
)

// PreviewRoutes tells what a new list of channels would change, for the company (group "") or for a group of customers: who
// gets their next document by another channel than now, and why not by the first of the list. An empty list is that of a
// group that goes back to the company's. It goes by what receivers answered last and changes nothing.
func (c *Company) PreviewRoutes(ctx context.Context, list []billing.ChannelName, group string) (billing.RoutePreview, error) {
	key, value := routeSetting(list, group)
	settings, err := c.Settings(ctx)
	if err != nil {
		return billing.RoutePreview{}, err
	}
	settings[key] = value
	if err := checkSettings(billing.Settings{key: value}, settings).Err(); err != nil {
		return billing.RoutePreview{}, err
	}
	after, faults := billing.CompanyFrom(settings)
	if err := faults.Err(); err != nil {
		return billing.RoutePreview{}, err
	}
	w, err := c.openWays(ctx)
	if err != nil {
		return billing.RoutePreview{}, err
	}
	var preview billing.RoutePreview
	err = c.view(ctx, func(tx *data.Tx) error {
		customers, err := concerned(ctx, tx, group)
		if err != nil {
			return err
		}
		if err := w.learn(ctx, tx, participantsOf(customers)); err != nil {
			return err
		}
		preview = w.compare(customers, w.seller, after, group)
		return nil
	})
	return preview, err
}

// SaveRoutes makes a list of channels the company's (group "") or a group's. An empty list removes it: the company goes back
// to what most want, a group to the company's.
func (c *Company) SaveRoutes(ctx context.Context, list []billing.ChannelName, group string) error {
	key, value := routeSetting(list, group)
	return c.SaveSettings(ctx, billing.Settings{key: value})
}

// routeSetting is the setting a list of channels is kept in.
func routeSetting(list []billing.ChannelName, group string) (key, value string) {
	names := make([]string, len(list))
	for i, ch := range list {
		names[i] = string(ch)
	}
	if group == "" {
		return "routes", strings.Join(names, ",")
	}
	return billing.GroupRoutePrefix + group, strings.Join(names, ",")
}

// concerned are the customers a list may count for, by name. A group nobody is in is refused.
func concerned(ctx context.Context, tx *data.Tx, group string) ([]billing.Customer, error) {
	if group == "" {
		return tx.CustomersByName(ctx)
	}
	members, err := tx.CustomersOfGroup(ctx, group)
	if err == nil && len(members) == 0 {
		err = refuse("group-empty", "group", "group", group)
	}
	return members, err
}

func participantsOf(customers []billing.Customer) []string {
	var out []string
	for _, c := range customers {
		if a := c.PeppolAddress(); a.ID != "" {
			out = append(out, a.String())
		}
	}
	return out
}

// compare tells whose first channel differs between two companies.
func (w *ways) compare(customers []billing.Customer, before, after billing.Company, group string) billing.RoutePreview {
	var p billing.RoutePreview
	for _, c := range customers {
		if c.Payer != "" {
			continue // another one gets the documents
		}
		list, of, name := billing.RouteFrom(after, c)
		old, _, _ := billing.RouteFrom(before, c)
		if of == billing.RouteOfCustomer || of == billing.RouteOfGroup && name != group {
			p.Own++
			continue
		}
		p.Customers++
		from := w.after(old, "", c.Party, billing.KindInvoice)
		to := w.after(list, "", c.Party, billing.KindInvoice)
		if from.channel == to.channel {
			continue
		}
		change := billing.RouteChange{CustomerNo: c.No, CustomerName: c.Name, From: from.channel, To: to.channel}
		if len(to.passed) > 0 {
			change.Reason = to.passed[0].Reason
		}
		p.Changes = append(p.Changes, change)
	}
	return p
}

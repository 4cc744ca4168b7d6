package cli

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fakturist/billing"
)

// defaultList is written for no list: a group goes back to the company's, the company to what most senders want.
const defaultList = "default"

// routesJSON are the lists of channels of the company and of groups.
type routesJSON struct {
	Company []string            `json:"company"`
	Groups  map[string][]string `json:"groups"`
}

func routesShow(*flag.FlagSet) body {
	return func(c *call) error {
		if err := c.want(0, 0); err != nil {
			return err
		}
		return c.printRoutes()
	}
}

func (c *call) printRoutes() error {
	seller, err := c.app.Seller(c)
	if err != nil {
		return err
	}
	out := routesJSON{Company: channelNames(seller.Routes), Groups: map[string][]string{}}
	for group, list := range seller.GroupRoutes {
		out.Groups[group] = channelNames(list)
	}
	return c.print(out, func(t *table) {
		t.row(c.words.say("routes.company"), strings.Join(out.Company, ","))
		for _, group := range slices.Sorted(maps.Keys(out.Groups)) {
			t.row(group, strings.Join(out.Groups[group], ","))
		}
	})
}

// previewJSON is what a list of channels would change.
type previewJSON struct {
	Customers int          `json:"customers"` // those the list counts for
	Own       int          `json:"own"`       // with a list of their own, or of another group
	Changes   []changeJSON `json:"changes"`
}

type changeJSON struct {
	Customer partyRef `json:"customer"`
	From     string   `json:"from"` // empty: none
	To       string   `json:"to"`
	Reason   string   `json:"reason"` // why not the first of the list
}

func routesPreview(fs *flag.FlagSet) body {
	group := fs.String("group", "", "the `group` of customers the list is for; else the company's")
	return func(c *call) error {
		list, err := c.channelList()
		if err != nil {
			return err
		}
		preview, err := c.app.PreviewRoutes(c, list, *group)
		if err != nil {
			return err
		}
		return c.printPreview(preview)
	}
}

func (c *call) printPreview(p billing.RoutePreview) error {
	out := previewJSON{Customers: p.Customers, Own: p.Own, Changes: make([]changeJSON, len(p.Changes))}
	for i, ch := range p.Changes {
		out.Changes[i] = changeJSON{partyRef{ch.CustomerNo, ch.CustomerName}, string(ch.From), string(ch.To), ch.Reason}
	}
	c.say(c.words.say("routes.changes", "count", len(p.Changes), "customers", p.Customers, "own", p.Own))
	return c.print(out, func(t *table) {
		for _, ch := range p.Changes {
			t.row(ch.CustomerNo, ch.CustomerName, c.words.say("way."+string(ch.From)), "→ "+c.words.say("way."+string(ch.To)), c.words.reason(ch.Reason, nil))
		}
	})
}

func routesSet(fs *flag.FlagSet) body {
	group := fs.String("group", "", "the `group` of customers the list is for; else the company's")
	return func(c *call) error {
		list, err := c.channelList()
		if err != nil {
			return err
		}
		if err := c.app.SaveRoutes(c, list, *group); err != nil {
			return err
		}
		return c.printRoutes()
	}
}

// channelList is the list that is the command's one argument, such as "ehf,email"; nil for the default. What is no channel is
// refused by the use case.
func (c *call) channelList() ([]billing.ChannelName, error) {
	if err := c.want(1, 1); err != nil {
		return nil, err
	}
	if c.args[0] == defaultList {
		return nil, nil
	}
	var list []billing.ChannelName
	for part := range strings.SplitSeq(c.args[0], ",") {
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			list = append(list, billing.ChannelName(part))
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: give channels, such as ehf,email,letter, or %s", errUsage, defaultList)
	}
	return list, nil
}

func channelNames(list []billing.ChannelName) []string {
	out := make([]string, len(list))
	for i, ch := range list {
		out[i] = string(ch)
	}
	return out
}

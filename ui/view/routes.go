package view

import (
	"slices"
	"strings"

	"fakturist/billing"
)

// RouteList is an order of channels while somebody puts it together: those ticked count, in their order.
type RouteList struct {
	tongue Tongue
	Own    bool // a list of its own; else that of whoever stands above counts
	above  []billing.ChannelName
	order  []billing.ChannelName
	on     map[billing.ChannelName]bool
	was    string
}

// NewRouteList opens a list; an empty one means that above counts.
func NewRouteList(t Tongue, list, above []billing.ChannelName) *RouteList {
	l := &RouteList{tongue: t, above: above}
	l.set(list)
	l.was = l.Key()
	return l
}

// set fills the order: the channels of the list first, ticked, then the others.
func (l *RouteList) set(list []billing.ChannelName) {
	l.Own = len(list) > 0
	if !l.Own {
		list = l.above
	}
	l.on = map[billing.ChannelName]bool{}
	l.order = nil
	for _, ch := range list {
		if !l.on[ch] {
			l.on[ch], l.order = true, append(l.order, ch)
		}
	}
	for _, ch := range billing.Channels {
		if !l.on[ch] {
			l.order = append(l.order, ch)
		}
	}
}

// RouteItem is one channel of the list as it is shown.
type RouteItem struct {
	ID     string
	Title  string
	Detail string // what it needs: "krever e-postadresse"
	On     bool
}

// Items are the channels in their order.
func (l *RouteList) Items() []RouteItem {
	out := make([]RouteItem, len(l.order))
	for i, ch := range l.order {
		out[i] = RouteItem{ID: string(ch), Title: capital(l.tongue.Channel(ch)), Detail: l.tongue.T("route.needs." + string(ch)), On: l.on[ch]}
	}
	return out
}

// Take takes the order and the ticks as somebody changed them.
func (l *RouteList) Take(items []RouteItem) {
	l.Own = true
	l.order, l.on = l.order[:0:0], map[billing.ChannelName]bool{}
	for _, item := range items {
		ch := billing.ChannelName(item.ID)
		l.order = append(l.order, ch)
		l.on[ch] = item.On
	}
}

// Only makes a channel the only one: when it cannot be used, somebody is told, and nothing else is tried.
func (l *RouteList) Only(id string) {
	l.Own = true
	for _, ch := range l.order {
		l.on[ch] = string(ch) == id
	}
}

// Begin makes a list of its own that starts as the one above.
func (l *RouteList) Begin() { l.Own = true }

// Forget goes back to the list above.
func (l *RouteList) Forget() { l.set(nil) }

// List is what counts; nil when that above does.
func (l *RouteList) List() []billing.ChannelName {
	if !l.Own {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.order), func(ch billing.ChannelName) bool { return !l.on[ch] })
}

// RouteList is the customer's list of channels, over what counts without one: that of its groups, else the company's.
func (f *CustomerForm) RouteList(c billing.Company) *RouteList {
	member := f.base
	member.Routes, member.Groups = nil, list(f.Groups)
	return NewRouteList(f.tongue, routeOf(f.Route), billing.Route(c, member))
}

// Key is the list as settings and forms keep it.
func (l *RouteList) Key() string { return routeKey(l.List()) }

// Dirty tells whether it was changed.
func (l *RouteList) Dirty() bool { return l.Key() != l.was }

// Problem says why the list cannot be stored; empty when it can.
func (l *RouteList) Problem() string {
	if l.Own && len(l.List()) == 0 {
		return l.tongue.T("route.none")
	}
	return ""
}

// Text says what the list means.
func (l *RouteList) Text() string {
	list := l.List()
	switch {
	case !l.Own:
		return l.tongue.T("route.as-above", "list", l.tongue.RouteText(routeKey(l.above)))
	case len(list) == 0:
		return l.tongue.T("route.none")
	case len(list) == 1:
		return l.tongue.T("route.only.text", "channel", l.tongue.Channel(list[0]))
	}
	words := make([]string, len(list))
	for i, ch := range list {
		words[i] = l.tongue.Channel(ch)
	}
	return l.tongue.T("route.order.text", "first", words[0], "list", strings.Join(words, " → "))
}

// RoutePreview is what another list would change, in words.
type RoutePreview struct {
	Title   string // "37 kunder bytter kanal"
	Text    string // how many it counts for, and how many have a list of their own
	Rows    []RouteChange
	Reasons bool   // any of the rows says why
	Action  string // the button that stores it
}

// RouteChange is a customer that changes channel.
type RouteChange struct {
	Key      string
	Customer string
	From, To string
	Tone     Tone // of To
	Why      string
}

// RoutePreview puts the preview into words.
func (t Tongue) RoutePreview(p billing.RoutePreview) RoutePreview {
	out := RoutePreview{Title: t.plural("route.changes", len(p.Changes)), Action: t.T("route.save")}
	if len(p.Changes) == 0 {
		out.Title = t.T("route.changes.none")
	}
	out.Text = t.plural("route.counts", p.Customers)
	if p.Own > 0 {
		out.Text = sentences(out.Text, t.plural("route.own", p.Own))
	}
	stranded := 0
	for _, c := range p.Changes {
		row := RouteChange{Key: c.CustomerNo, Customer: c.CustomerName, From: capital(t.way(c.From)), To: capital(t.way(c.To)), Tone: Accent, Why: t.Reason(c.Reason, nil)}
		out.Reasons = out.Reasons || row.Why != ""
		if c.To == "" {
			row.Tone = Bad
			stranded++
		}
		out.Rows = append(out.Rows, row)
	}
	if stranded > 0 {
		out.Text = sentences(out.Text, t.plural("route.stranded", stranded))
	}
	return out
}

// RoutesSpeakOf tells whether the card of the lists of channels holds what somebody looks for among the settings.
func (t Tongue) RoutesSpeakOf(words string) bool {
	words = strings.ToLower(strings.TrimSpace(words))
	texts := []string{t.T("route.title"), t.T("route.text"), t.T("route.only.this")}
	for _, ch := range billing.Channels {
		texts = append(texts, t.Channel(ch))
	}
	return speaksOf(words, texts...)
}

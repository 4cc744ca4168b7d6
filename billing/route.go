package billing

import (
	"maps"
	"slices"
)

// RouteOf is whose list of channels counts for a buyer.
type RouteOf string

// Whose list it is.
const (
	RouteOfCustomer RouteOf = "customer"
	RouteOfGroup    RouteOf = "group"
	RouteOfCompany  RouteOf = "company"
)

// Route is the order of channels for a buyer, best first: the customer's own list, else that of its groups, else the
// company's.
func Route(c Company, buyer Customer) []ChannelName {
	list, _, _ := RouteFrom(c, buyer)
	return list
}

// RouteFrom is Route, whose list it is, and the group's name if it is a group's. Of several groups with a list the first by
// name counts.
func RouteFrom(c Company, buyer Customer) (list []ChannelName, of RouteOf, group string) {
	if len(buyer.Routes) > 0 {
		return buyer.Routes, RouteOfCustomer, ""
	}
	for _, g := range slices.Sorted(maps.Keys(c.GroupRoutes)) {
		if slices.Contains(buyer.Groups, g) {
			return c.GroupRoutes[g], RouteOfGroup, g
		}
	}
	return c.Routes, RouteOfCompany, ""
}

// Skip tells why a channel cannot carry anything to a buyer, by fault code; empty when it can. Whether the receiver takes
// EHF at all is asked before sending, not here.
func Skip(ch ChannelName, buyer Party) string {
	switch ch {
	case EHF:
		if buyer.PeppolAddress().ID == "" {
			return "route-no-orgno"
		}
	case EFaktura, Vipps:
		return skipConsumer(ch, buyer)
	case Email:
		if buyer.Email == "" {
			return "route-no-email"
		}
	case Letter:
		if buyer.Address.City == "" {
			return "route-no-address"
		}
	}
	return ""
}

// skipConsumer tells why a channel for private persons cannot carry to a buyer. A net bank is found by phone or e-mail
// beside the name, Vipps by the phone alone.
func skipConsumer(ch ChannelName, buyer Party) string {
	switch {
	case buyer.Type != Person:
		return "route-not-person"
	case ch == Vipps && buyer.Phone == "":
		return "route-no-phone"
	case buyer.Phone == "" && buyer.Email == "":
		return "route-no-phone-email"
	}
	return ""
}

// NextChannel is the first channel of the list after the given one that can carry to the buyer; after "", or after one that is
// not in the list (any more), it is the first of all. ok is false when the list ends.
func NextChannel(route []ChannelName, buyer Party, after ChannelName) (next ChannelName, ok bool) {
	next, _, ok = PickChannel(route, buyer, after)
	return next, ok
}

// PickChannel is NextChannel with the channels it passed over.
func PickChannel(route []ChannelName, buyer Party, after ChannelName) (next ChannelName, passed []Passed, ok bool) {
	behind := after == "" || !slices.Contains(route, after)
	for _, ch := range route {
		if behind {
			reason := Skip(ch, buyer)
			if reason == "" {
				return ch, passed, true
			}
			passed = append(passed, Passed{Channel: ch, Reason: reason})
		}
		behind = behind || ch == after
	}
	return "", passed, false
}

// Recipient is where a channel carries to.
func Recipient(ch ChannelName, buyer Party) string {
	switch ch {
	case EHF:
		return buyer.PeppolAddress().String()
	case Email:
		return buyer.Email
	case Vipps:
		return buyer.Phone
	case EFaktura:
		if buyer.Phone != "" {
			return buyer.Phone
		}
		return buyer.Email
	}
	return buyer.Name
}

package billing

// Route is the order of channels for a buyer, best first: the customer's own list, else the company's.
func Route(c Company, buyer Customer) []ChannelName {
	if len(buyer.Routes) > 0 {
		return buyer.Routes
	}
	return c.Routes
}

// Skip tells why a channel cannot carry anything to a buyer, by fault code; empty when it can. Whether the receiver takes
// EHF at all is asked before sending, not here.
func Skip(ch ChannelName, buyer Party) string {
	switch ch {
	case EHF:
		if buyer.PeppolAddress().ID == "" {
			return "route-no-orgno"
		}
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

// NextChannel is the first channel of the list after the given one that can carry to the buyer; after "" it is the first
// of all. ok is false when the list ends.
func NextChannel(route []ChannelName, buyer Party, after ChannelName) (next ChannelName, ok bool) {
	passed := after == ""
	for _, ch := range route {
		if passed && Skip(ch, buyer) == "" {
			return ch, true
		}
		passed = passed || ch == after
	}
	return "", false
}

// Recipient is where a channel carries to.
func Recipient(ch ChannelName, buyer Party) string {
	switch ch {
	case EHF:
		return buyer.PeppolAddress().String()
	case Email:
		return buyer.Email
	}
	return buyer.Name
}

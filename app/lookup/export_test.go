package lookup

import "net/netip"

// Parts without a name outside, for the tests.
var (
	CodeOf      = code
	Replacement = replacement
	ReadScutil  = readScutil
)

// Card is what a network card says of resolvers.
type Card struct {
	Up      bool
	Metric  uint32
	Servers []netip.Addr
}

// OfCards are the resolvers of a machine with these cards.
func OfCards(cards ...Card) []string {
	var all []card
	for _, c := range cards {
		all = append(all, card{c.Up, c.Metric, c.Servers})
	}
	return ofCards(all)
}

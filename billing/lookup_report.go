package billing

import "time"

// ResolverReport is what came of asking the address book for EHF about a participant that is known to stand in it: whether
// looking up works from here, and what would help if not.
type ResolverReport struct {
	How         ResolverKind
	Resolvers   []string      // whom is asked, in order: "192.0.2.1:53", or an address of the web
	Zone        string        // the directory that was asked
	Participant string        // whom was asked about
	Found       bool          // the participant stands there
	Publisher   string        // host of its publisher, when found
	Took        time.Duration // until the answer
	Reason      string        // why looking up does not work: a fault code such as "dns-no-data"; empty: it works
	Detail      string        // what was answered, as it came
	Advice      string        // what would help: a fault code such as "lookup-try-https"; empty: nothing has to
	Suggestions []ResolverSuggestion
}

// Works tells whether receivers can be looked up.
func (r ResolverReport) Works() bool { return r.Reason == "" }

// ResolverKind is how names are asked.
type ResolverKind string

// How names are asked.
const (
	ResolverOfMachine ResolverKind = "machine" // whoever the machine asks for everything
	ResolverChosen    ResolverKind = "chosen"  // a name server of the settings
	ResolverHTTPS     ResolverKind = "https"   // DNS over HTTPS, of the settings
)

// ResolverSuggestion is a resolver somebody may choose instead; it learns whom is asked about.
type ResolverSuggestion struct {
	Name    string
	URL     string // value of the setting lookup.dns
	Country string // ISO 3166, or EU
}

// LookupChange is a customer that began, or ceased, to take EHF invoices.
type LookupChange struct {
	CustomerNo   string
	CustomerName string
	Participant  string
	Takes        bool   // now
	Reason       string // why not, as a fault code
	At           time.Time
}

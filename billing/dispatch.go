package billing

import (
	"time"

	"fakturist/billing/money"
)

// PlannedDelivery is what sending one document would do now.
type PlannedDelivery struct {
	DeliveryID   int64 // 0: not queued yet, such as a draft's
	DraftID      int64 // of a draft; 0 for an issued document
	Invoice      string
	Kind         Kind
	CustomerNo   string
	CustomerName string
	Payable      money.Amount
	Channel      ChannelName // empty: there is no way
	Recipient    string
	Passed       []Passed      // and why: what comes before it in the list and cannot be, or does not take it
	Waits        string        // fault code of why it would not go now: the receiver cannot be asked, held, the rate of mails; empty: it goes
	At           time.Time     // when it may go; zero: now
	Cost         *money.Amount // nil: not known
}

// DispatchPlan is who would get what, by which channel, and what it would cost.
type DispatchPlan struct {
	Rows     []PlannedDelivery
	Sums     []ChannelSum
	Cost     money.Amount // of the rows whose cost is known
	Unpriced int          // rows whose cost is not known
}

// ChannelSum is how much goes by one channel.
type ChannelSum struct {
	Channel  ChannelName // empty: no way
	Count    int
	Sum      money.Amount // payable, of those in kroner
	Cost     money.Amount
	Unpriced int // of Count: their cost is not known, and not in Cost
}

// RouteChange is a customer whose first channel would be another one under a new list of channels.
type RouteChange struct {
	CustomerNo   string
	CustomerName string
	From, To     ChannelName // empty: none
	Reason       string      // why not the first of the new list; empty when it is
}

// RoutePreview is what a new list of channels would change.
type RoutePreview struct {
	Customers int           // looked at: those the list counts for
	Own       int           // left out, since they or their group have a list of their own
	Changes   []RouteChange // by name
}

// RouteStep is one channel of a document's list, and what came of it.
type RouteStep struct {
	Channel ChannelName
	Outcome string // "passed", a delivery state, or "not-needed"
	Reason  string // fault code
	Detail  string // what the other side answered
	Place   string
	At      time.Time // zero when it was not tried
}

// RouteStory says why a document went the way it went.
type RouteStory struct {
	Invoice string
	Of      RouteOf
	Group   string
	List    []ChannelName
	Steps   []RouteStep
}

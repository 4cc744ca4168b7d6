package billing

import (
	"slices"

	"fakturist/billing/money"
)

// Why a planned delivery would not go this moment, beside the reasons of its last attempt: fault codes of Waits.
const (
	WaitsHeld = "delivery-held" // a person lets it go
	WaitsUndo = "delivery-undo" // for the time in which a sending can be taken back
	WaitsAsk  = "lookup-first"  // nobody asked the receiver lately: it is asked before sending, and it goes if that says yes
	WaitsRate = "delivery-rate" // the channel carries so many a minute
	WaitsLive = "delivery-live" // it is under way by this channel already
)

// Stays tells whether the delivery would not go with the next run: it is held back, or waits for its time.
func (r PlannedDelivery) Stays() bool {
	return r.Waits != "" && r.Waits != WaitsAsk && r.Waits != WaitsRate
}

// PlanOf adds rows up by channel, in the order most senders want, what has no way last. Credit notes take back of the sums.
func PlanOf(rows []PlannedDelivery) DispatchPlan {
	plan := DispatchPlan{Rows: rows, Cost: money.New(0, money.NOK)}
	sums := map[ChannelName]*ChannelSum{}
	for _, row := range rows {
		s := sums[row.Channel]
		if s == nil {
			s = &ChannelSum{Channel: row.Channel, Sum: money.New(0, money.NOK), Cost: money.New(0, money.NOK)}
			sums[row.Channel] = s
		}
		s.Count++
		if row.Payable.Currency == money.NOK {
			s.Sum.Minor += row.signed()
		}
		switch {
		case row.Cost != nil:
			s.Cost.Minor += row.Cost.Minor
			plan.Cost.Minor += row.Cost.Minor
		case row.Channel != "":
			s.Unpriced++
			plan.Unpriced++
		}
	}
	for _, ch := range append(slices.Clone(Channels), "") {
		if s := sums[ch]; s != nil {
			plan.Sums = append(plan.Sums, *s)
		}
	}
	return plan
}

// signed is what a row asks for, in minor units: a credit note takes back.
func (r PlannedDelivery) signed() int64 {
	if r.Kind == KindCreditNote {
		return -r.Payable.Minor
	}
	return r.Payable.Minor
}

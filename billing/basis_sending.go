package billing

import "time"

// SendingState is where a mail with a basis stands.
type SendingState string

// The states of a sending. Only a person lets an unknown one go again.
const (
	SendingNow     SendingState = "sending" // bytes frozen, under way
	SendingDone    SendingState = "sent"    // the mail server took it
	SendingFailed  SendingState = "failed"  // it did not go; Reason says why
	SendingUnknown SendingState = "unknown" // it may have gone: the program stopped, or the answer was lost
)

// BasisSending is one mail with an offer, order or payment request.
type BasisSending struct {
	ID        int64
	BasisID   int64
	State     SendingState
	Recipient string
	Receipt   string // queue id of the mail server
	Reason    string // fault code of the failure
	Detail    string // what the mail server answered, as it came
	At        time.Time
	UpdatedAt time.Time
	Frozen    Frozen // empty in lists
}

// BasisChanged says that an offer, order or payment request was stored, or what stands of it on drafts and invoices changed.
type BasisChanged struct{ ID int64 }

func (BasisChanged) signal() {}

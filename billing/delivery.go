package billing

import (
	"context"
	"errors"
	"time"
)

// DeliveryState is where one attempt to reach a receiver by one channel stands.
type DeliveryState string

// The states of a delivery. Queued, Sending, Unknown and Accepted are live: one of them at a time per document and channel.
const (
	Queued    DeliveryState = "queued"    // waits for its turn, or for NotBefore
	Sending   DeliveryState = "sending"   // claimed durably, bytes frozen; found at start it means Unknown
	Unknown   DeliveryState = "unknown"   // may or may not have gone out; never sent again silently
	Accepted  DeliveryState = "accepted"  // handed over: SMTP 250, access point took it, put on the print pile
	Delivered DeliveryState = "delivered" // the other side says it arrived, or a person ticked it as posted
	Refused   DeliveryState = "refused"   // permanently: the next channel of the list takes over
	Cancelled DeliveryState = "cancelled" // by a person before it went
)

// Final tells whether nothing more happens to a delivery by itself.
func (s DeliveryState) Final() bool { return s == Delivered || s == Refused || s == Cancelled }

// Errors of a channel. Every other error is temporary and the delivery is tried again later.
var (
	ErrRejected       = errors.New("refused for good")                // wraps: do not try this channel again
	ErrOutcomeUnknown = errors.New("may have been sent")              // wraps: the answer was lost after the bytes left
	ErrNotConfigured  = errors.New("channel is not set up")           // wraps: skip the channel, say why
	ErrNoStatus       = errors.New("the channel cannot tell")         // Status: nobody to ask
	ErrNotAsked       = errors.New("the receiver could not be asked") // look-up: unknown is never "cannot receive"
)

// Delivery is one row of the outbox: one document on its way by one channel.
type Delivery struct {
	ID        int64
	InvoiceID int64
	Invoice   string // document number
	Channel   ChannelName
	Recipient string // e-mail address, participant id, or name for a letter
	State     DeliveryState
	Attempts  int
	NotBefore time.Time // zero: at once
	Frozen    Frozen    // zero until the first attempt
	Receipt   string    // queue id, access point id, file of the print pile
	Reason    string    // fault code of the last failure, such as "smtp-550"; empty when all is well
	Detail    string    // what the other side answered, as it came
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Frozen is what leaves the machine, kept before the first byte leaves and used again for each attempt.
type Frozen struct {
	ID        string // Message-ID with its angle brackets, or the SBDH instance id
	Recipient string
	Bytes     []byte // a whole RFC 5322 message, UBL, or PDF
	Via       string // host it was made for, where another one knows nothing of it; empty: does not matter
}

// Consignment is what a channel is asked to carry.
type Consignment struct {
	Invoice   Invoice
	PDF       []byte
	UBL       []byte // EHF; empty for a buyer who cannot get one
	Recipient string
	Language  string // of the covering words
	Practice  bool   // nothing may leave the machine
}

// Receipt is what the other side answered.
type Receipt struct {
	ID        string // queue id, access point id, file name
	Delivered bool   // the receiver has it; false: handed over
	Detail    string // the answer as it came
}

// Channel is a way out. Implementations run the suite in app/channel/channeltest.
type Channel interface {
	// Name is the channel's name in lists.
	Name() ChannelName
	// Freeze makes the bytes and their id without touching the net. It wraps ErrRejected when the document cannot go this way
	// and ErrNotConfigured when the channel is not set up.
	Freeze(ctx context.Context, c Consignment) (Frozen, error)
	// Send hands the frozen bytes over once. It wraps ErrRejected for a permanent refusal and ErrOutcomeUnknown when the
	// answer was lost after the bytes may have left; every other error is temporary.
	Send(ctx context.Context, f Frozen) (Receipt, error)
	// Status asks what became of frozen bytes. It wraps ErrNotFound when the other side never saw them (safe to send again),
	// ErrRejected when it refused them, and ErrNoStatus when nobody can tell.
	Status(ctx context.Context, f Frozen) (Receipt, error)
}

// Capability is what a receiver can take, as far as we know.
type Capability struct {
	Participant string    // "0192:923609016"
	Registered  *bool     // nil: could not be asked
	Documents   []string  // document type ids it takes
	CheckedAt   time.Time // when it was last asked with an answer
	Reason      string    // why it could not be asked: a fault code such as "dns-timeout"
}

// Takes tells whether the receiver takes EHF of a kind; nil means it is not known.
func (c Capability) Takes(k Kind) *bool {
	if c.Registered == nil || !*c.Registered {
		return c.Registered
	}
	want := DocumentType(k)
	ok := false
	for _, d := range c.Documents {
		ok = ok || d == want
	}
	return &ok
}

// DocumentType is the Peppol document type id of a kind (code lists v9.7).
func DocumentType(k Kind) string {
	root := "Invoice"
	if k == KindCreditNote {
		root = "CreditNote"
	}
	return "urn:oasis:names:specification:ubl:schema:xsd:" + root + "-2::" + root +
		"##urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1"
}

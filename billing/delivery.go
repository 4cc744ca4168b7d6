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
	Bounced   DeliveryState = "bounced"   // handed over and then sent back: the next channel of the list takes over
	Refused   DeliveryState = "refused"   // permanently: the next channel of the list takes over
	Cancelled DeliveryState = "cancelled" // by a person before it went
)

// Final tells whether nothing more happens to a delivery by itself.
func (s DeliveryState) Final() bool { return s == Delivered || s.Failed() || s == Cancelled }

// Failed tells whether the channel did not reach the receiver and nothing more happens by it.
func (s DeliveryState) Failed() bool { return s == Refused || s == Bounced }

// Errors of a channel. Every other error is temporary and the delivery is tried again later.
var (
	ErrRejected       = errors.New("refused for good")            // wraps: do not try this channel again
	ErrOutcomeUnknown = errors.New("may have been sent")          // wraps: the answer was lost after the bytes left
	ErrNotConfigured  = errors.New("channel is not set up")       // wraps: skip the channel, say why
	ErrNoStatus       = errors.New("the channel cannot tell")     // Status: nobody to ask
	ErrUnavailable    = errors.New("the channel is out of order") // wraps, beside being temporary: no other delivery by it gets through just now
)

// Delivery is one row of the outbox: one document on its way by one channel.
type Delivery struct {
	ID        int64
	InvoiceID int64
	Invoice   string // document number
	Channel   ChannelName
	Recipient string // e-mail address, participant id, or name for a letter
	Passed    []Passed
	State     DeliveryState
	Attempts  int
	NotBefore time.Time // zero: at once
	Held      bool      // goes when a person lets it go, not before
	Place     string    // where it was last tried, such as "smtp.example.no:587"; empty before the first attempt
	Frozen    Frozen    // zero until the first attempt
	Receipt   string    // queue id, access point id, file of the print pile
	Reason    string    // fault code of the last failure, such as "smtp-550"; empty when all is well
	Detail    string    // what the other side answered, as it came
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Passed is a channel of the list that was passed over on the way to a delivery, and the fault code that says why.
type Passed struct {
	Channel ChannelName `json:"channel"`
	Reason  string      `json:"reason"`
}

// DeliveryNote is what was told about a delivery without moving it.
type DeliveryNote struct {
	Delivery int64
	At       time.Time
	Kind     string // one of the Note kinds
	Reason   string // fault code, such as "bounce-4.2.2"; empty when Kind says it all
	Detail   string // as it was told
	Source   string // what tells one notice from another, such as its Message-ID; empty for our own
}

// Kinds of notes.
const (
	NoteLate     = "late"     // the mail server is still trying
	NoteRelayed  = "relayed"  // passed on to a server that gives no notices
	NoteReturned = "returned" // came back after the delivery was final already
	NoteCopied   = "copied"   // a copy lies in the folder of sent mail
	NoteTold     = "told"     // something else the other side told
	NotePrinted  = "printed"  // a letter of the pile came out of the printer, or its PDF was written; Detail is the printer
)

// Frozen is what leaves the machine, kept before the first byte leaves and used again for each attempt.
type Frozen struct {
	ID        string // Message-ID with its angle brackets, or the SBDH instance id
	Recipient string
	Bytes     []byte // a whole RFC 5322 message, UBL, or PDF
	Via       string // host it was made for, where another one knows nothing of it; empty: does not matter
	Receipt   string // what the other side called it when it took it; empty before, and not part of what leaves
}

// Consignment is what a channel is asked to carry.
type Consignment struct {
	Invoice   Invoice
	PDF       []byte
	UBL       []byte // EHF; empty for a buyer who cannot get one
	Recipient string
	Language  string // of the covering words
	Practice  bool   // nothing may leave the machine
	Rehearsal bool   // goes to ourselves instead of the buyer, and says so

	Meant     string      // of a rehearsal: whom it would have gone to; empty: nobody
	MeantWith ChannelName // of a rehearsal: by which channel; empty: there is no way
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
	// Place is where it carries to, for people: "smtp.example.no:587", the host of an access point; empty when not set up.
	Place() string
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

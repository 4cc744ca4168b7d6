// Package peppol is the way out by EHF: it hands UBL to an access point under an id of ours and asks what became of it. There
// is one adapter for each kind of access point: phoss-ap, the template of phase4, Storecove, Maventa, and a folder from which
// somebody else carries on. Maventa carries to private persons and to the printer as well.
//
// What takes a repeated id without a word would send the document twice. So a document is posted once; after anything but a
// clear answer its status is asked, and only an access point that never saw the id, or is known to take an id once, gets it
// again. What was made for one access point is neither sent to nor asked of another. The package may import billing,
// billing/ubl and net/http; tokens come in as functions, retries are the outbox's.
package peppol

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"fakturist/billing"
)

// Kind is what sort of access point it is.
type Kind string

// The kinds. The empty one is Phoss.
const (
	Phoss     Kind = "phoss"
	Phase4    Kind = "phase4"
	Storecove Kind = "storecove"
	Maventa   Kind = "maventa"
	Folder    Kind = "folder"
)

// Config is which access point to use. The zero Config is one that is not set up.
type Config struct {
	Kind     Kind
	URL      string        // base address, such as "https://ap.example.no"; http only towards this machine; the path of a folder
	CA       string        // file of certificate authorities, PEM, trusted instead of the system's; empty: the system's
	User     string        // who we are there: Storecove's legal entity id, Maventa's company UUID
	SBDH     bool          // wrap documents in their envelope, where there is a choice
	Journal  string        // file that keeps verdicts Storecove tells only once; empty: they are kept in memory
	Timeout  time.Duration // of one exchange; 0: a minute
	Practice bool          // a practice company: nothing leaves the machine, whatever the address says
}

// Secrets are the tokens an access point asks for.
type Secrets struct {
	Token  TokenFunc // X-Token, API key, Maventa's user API key
	Vendor TokenFunc // Maventa's key of the software maker
}

// defaultTimeout leaves the access point time to reach the receiver's, which it does before it answers.
const defaultTimeout = time.Minute

// adapter is one kind of access point. Freezing touches no net. What submit and status return are a receipt or an error of
// the port: refused (ErrRejected), unknown (ErrOutcomeUnknown), never seen (ErrNotFound), nobody to ask (ErrNoStatus).
type adapter interface {
	// ready tells why it is not set up, nil when it is.
	ready(practice bool) error
	// place is where it stands, for people.
	place() string
	// via is what its documents are marked with, so that another access point does not get them.
	via() string
	// tells says whether status may know more of a document than that it was taken.
	tells() bool
	// carries lists what it carries, EHF first.
	carries() []billing.ChannelName
	// freeze makes the bytes that will leave.
	freeze(name billing.ChannelName, c billing.Consignment, id string) ([]byte, error)
	submit(ctx context.Context, f billing.Frozen) (billing.Receipt, error)
	status(ctx context.Context, f billing.Frozen) (billing.Receipt, error)
}

// Point is an access point. Its channels share its tokens.
type Point struct {
	adapter
	config Config
	random io.Reader
}

// Open makes an access point; clock dates envelopes and tokens, random makes the ids of transmissions. A kind that is not known is
// one that is not set up.
func Open(config Config, secrets Secrets, clock billing.Clock, random io.Reader) *Point {
	if config.Timeout == 0 {
		config.Timeout = defaultTimeout
	}
	p := &Point{config: config, random: random}
	switch config.Kind {
	case "", Phoss:
		p.adapter = &phoss{wire: newWire(config, config.URL), token: secrets.Token, sbdh: config.SBDH, clock: clock}
	case Phase4:
		p.adapter = &phase4{wire: newWire(config, config.URL), token: secrets.Token, sbdh: config.SBDH, clock: clock}
	case Storecove:
		p.adapter = newStorecove(config, secrets.Token)
	case Maventa:
		p.adapter = newMaventa(config, secrets, clock)
	case Folder:
		p.adapter = &folder{dir: config.URL, sbdh: config.SBDH, clock: clock}
	default:
		p.adapter = &phoss{wire: newWire(config, "kind "+string(config.Kind))}
	}
	return p
}

// Channels are the ways out an access point gives, EHF first.
func (p *Point) Channels() []*Channel {
	var all []*Channel
	for _, name := range p.carries() {
		all = append(all, &Channel{name: name, point: p})
	}
	return all
}

// New is the channel for EHF of an access point.
func New(config Config, secrets Secrets, clock billing.Clock, random io.Reader) *Channel {
	return Open(config, secrets, clock, random).Channels()[0]
}

// Channel sends by an access point. It is safe for use by several goroutines.
type Channel struct {
	name  billing.ChannelName
	point *Point
}

var _ billing.Channel = (*Channel)(nil)

// Name is "ehf", or what else the access point carries.
func (c *Channel) Name() billing.ChannelName { return c.name }

// Place is the access point's host, or the folder.
func (c *Channel) Place() string { return c.point.place() }

// Tells says whether Status may come to know that a document arrived, or did not, after it was taken.
func (c *Channel) Tells() bool { return c.point.tells() }

// Freeze gives the document an id of its own. One the rules refuse is not sent: the receiver would refuse it as well.
func (c *Channel) Freeze(_ context.Context, con billing.Consignment) (billing.Frozen, error) {
	if err := c.point.ready(con.Practice || c.point.config.Practice); err != nil {
		return billing.Frozen{}, err
	}
	id, err := uuid(c.point.random)
	if err != nil {
		return billing.Frozen{}, err
	}
	b, err := c.point.freeze(c.name, con, id)
	if err != nil {
		return billing.Frozen{}, err
	}
	return billing.Frozen{ID: id, Recipient: con.Recipient, Bytes: b, Via: c.point.via()}, nil
}

// Send hands the frozen document over once. What the access point has taken is never posted again: a transmission it is
// still trying comes back as a receipt, and Status tells the rest. What was made for another access point is refused, since
// nobody here knows what became of it there.
func (c *Channel) Send(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.point.ready(c.point.config.Practice); err != nil {
		return billing.Receipt{}, err
	}
	if c.foreign(f) {
		return billing.Receipt{}, rejected(CodeMoved, f.Via)
	}
	return c.point.submit(ctx, f)
}

// Status asks the access point what became of a document. While it is still trying, the receipt says "not delivered". An
// access point the document was not made for has never seen its id, which says nothing of the one that may have.
func (c *Channel) Status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.point.ready(c.point.config.Practice); err != nil {
		return billing.Receipt{}, err
	}
	if c.foreign(f) {
		return billing.Receipt{}, &Error{Reason: CodeOtherPoint, Answer: f.Via, Err: billing.ErrNoStatus}
	}
	return c.point.status(ctx, f)
}

// foreign tells whether a document was made for another access point, or for the pile of letters. Documents from before it was
// noted were all for phoss-ap.
func (c *Channel) foreign(f billing.Frozen) bool {
	_, first := c.point.adapter.(*phoss)
	return f.Via != c.point.via() && !(f.Via == "" && first)
}

// uuid is a random id (RFC 9562 version 4).
func uuid(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("make an id for a transmission: %w", err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// onlyEHF is what most access points carry.
func onlyEHF() []billing.ChannelName { return []billing.ChannelName{billing.EHF} }

// ehf checks a document for the network and gives it with its label.
func ehf(c billing.Consignment) (label, error) {
	if len(c.UBL) == 0 {
		return label{}, rejected(CodeNoDocument, "no EHF was made")
	}
	if !participant(c.Recipient) {
		return label{}, rejected(CodeNoAddress, fmt.Sprintf("%q", c.Recipient))
	}
	l, err := read(c.UBL)
	if err != nil {
		return label{}, err
	}
	return l, check(c.UBL)
}

// network makes the bytes for an access point that takes any document of the network: the UBL, or it in its envelope.
func network(c billing.Consignment, id string, sbdh bool, clock billing.Clock) ([]byte, error) {
	l, err := ehf(c)
	if err != nil || !sbdh {
		return c.UBL, err
	}
	return wrap(c.UBL, l, c.Recipient, id, clock())
}

// Try asks the access point about a document nobody sent, to see whether it answers and takes the key. Nothing is sent. It wraps
// billing.ErrNoStatus where the access point answers and yet says nothing of the key.
func (c *Channel) Try(ctx context.Context) error {
	if err := c.point.ready(c.point.config.Practice); err != nil {
		return err
	}
	id, err := uuid(c.point.random)
	if err != nil {
		return err
	}
	if p, ok := c.point.adapter.(interface{ try(context.Context) error }); ok {
		return p.try(ctx)
	}
	_, err = c.point.status(ctx, billing.Frozen{ID: id})
	if errors.Is(err, billing.ErrNotFound) {
		return nil // it looked, and has no such document
	}
	return err
}

// Package letter is the way out by post: it puts the PDF on a pile that a person prints and posts.
//
// Instead of a person a print house may do it, which fetches batches of letters from a folder. Handed over is the most a letter
// can report; that it was posted is ticked by a person. The package may import billing and billing/pile. The pile comes in as a
// port, a folder being the one at hand; printing it as one document is others' work.
package letter

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"fakturist/app/channel"
	"fakturist/billing"
	"fakturist/billing/pile"
)

// Pile is where letters wait to be printed.
type Pile interface {
	// Put lays a letter on the pile under its id, whole or not at all. Putting the same id again changes nothing.
	Put(ctx context.Context, id string, pdf []byte) (where string, err error)
	// Where tells where a letter lies, on the pile or among those printed; billing.ErrNotFound when it never came to lie there.
	Where(ctx context.Context, id string) (where string, err error)
}

// Channel lays letters on a pile. It is safe for use by several goroutines when its pile is.
type Channel struct {
	pile   Pile
	random io.Reader
	house  *House // nil: our own pile
}

var _ billing.Channel = (*Channel)(nil)

// New makes a channel; random makes the letters' ids. Without a pile it is not set up.
func New(pile Pile, random io.Reader) *Channel { return &Channel{pile: pile, random: random} }

// NewHouse makes a channel to a print house; without a folder it is not set up.
func NewHouse(h House, random io.Reader) *Channel {
	c := &Channel{random: random, house: &h}
	if h.Folder != "" {
		c.pile = h
	}
	return c
}

// Name is "letter".
func (c *Channel) Name() billing.ChannelName { return billing.Letter }

// Place is the folder of the print house. It is empty for the pile, which lies beside the company file.
func (c *Channel) Place() string {
	if c.house == nil {
		return ""
	}
	return c.house.Folder
}

// Freeze gives the PDF an id that says which document it is.
func (c *Channel) Freeze(_ context.Context, con billing.Consignment) (billing.Frozen, error) {
	switch {
	case c.pile == nil:
		return billing.Frozen{}, c.notSetUp()
	case !bytes.HasPrefix(con.PDF, []byte("%PDF-")):
		return billing.Frozen{}, &Error{Reason: CodeNoDocument, Answer: "no PDF was made", Kind: billing.ErrRejected}
	case strings.TrimSpace(con.Recipient) == "":
		return billing.Frozen{}, &Error{Reason: CodeNoRecipient, Kind: billing.ErrRejected}
	case con.Invoice.Document().Buyer.Address.City == "":
		return billing.Frozen{}, &Error{Reason: CodeNoAddress, Answer: "no postal address", Kind: billing.ErrRejected}
	}
	var b [4]byte
	if _, err := io.ReadFull(c.random, b[:]); err != nil {
		return billing.Frozen{}, fmt.Errorf("make an id for a letter: %w", err)
	}
	f := billing.Frozen{ID: fileSafe(con.Invoice.Number()) + "-" + hex.EncodeToString(b[:]), Recipient: con.Recipient, Bytes: con.PDF}
	if c.house == nil {
		return f, nil
	}
	var err error
	f.Bytes, err = sealed(c.house.note(f.ID, con), con.PDF)
	return f, err
}

// note is what the house will be told of a letter.
func (h House) note(id string, con billing.Consignment) Note {
	a := con.Invoice.Document().Buyer.Address
	n := Note{ID: id, Number: con.Invoice.Number(), Name: con.Recipient, Lines: []string{}, PostCode: a.PostCode, City: a.City, Country: a.CountryCode(),
		Duplex: h.Duplex, Colour: true}
	for _, line := range []string{a.Street, a.Extra} {
		if line != "" {
			n.Lines = append(n.Lines, line)
		}
	}
	if s, err := pile.Look(con.PDF); err == nil {
		n.Pages = s.Pages
	}
	return n
}

// fileSafe keeps letters, digits, "-" and "_" of a document number, which may come from a former system.
func fileSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, s)
}

// Send lays the letter on the pile. A letter that lies there already is not laid twice.
func (c *Channel) Send(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.usable(ctx); err != nil {
		return billing.Receipt{}, err
	}
	if f.Via != "" { // its bytes are for whoever prints there
		return billing.Receipt{}, &Error{Reason: CodeElsewhere, Answer: f.Via, Kind: billing.ErrRejected}
	}
	where, err := c.pile.Put(ctx, f.ID, f.Bytes)
	if err != nil {
		return billing.Receipt{}, c.failure(err)
	}
	return billing.Receipt{ID: where}, nil
}

// Status tells whether the letter lies on the pile or was printed.
func (c *Channel) Status(ctx context.Context, f billing.Frozen) (billing.Receipt, error) {
	if err := c.usable(ctx); err != nil {
		return billing.Receipt{}, err
	}
	if f.Via != "" {
		return billing.Receipt{}, &Error{Reason: CodeElsewhere, Answer: f.Via, Err: billing.ErrNoStatus}
	}
	where, err := c.pile.Where(ctx, f.ID)
	if errors.Is(err, billing.ErrNotFound) {
		return billing.Receipt{}, &Error{Reason: CodeNotThere, Err: billing.ErrNotFound}
	}
	if err != nil {
		return billing.Receipt{}, c.failure(err)
	}
	return billing.Receipt{ID: where}, nil
}

func (c *Channel) failure(err error) error {
	if c.house != nil {
		return houseFailure(err)
	}
	return pileFailure(err)
}

func (c *Channel) notSetUp() error {
	if c.house != nil {
		return &Error{Reason: CodeNoFolder, Answer: "no folder of a print house", Kind: billing.ErrNotConfigured}
	}
	return &Error{Reason: CodeNotSetUp, Answer: "no print pile", Kind: billing.ErrNotConfigured}
}

func (c *Channel) usable(ctx context.Context) error {
	if c.pile == nil {
		return c.notSetUp()
	}
	if err := ctx.Err(); err != nil {
		return &Error{Reason: CodeCancelled, Answer: err.Error(), Err: err}
	}
	return nil
}

// Error codes of the channel.
const (
	CodeNotSetUp    = "letter-not-set-up"
	CodeNoDocument  = "letter-no-document"  // no PDF
	CodeNoRecipient = "letter-no-recipient" // nobody to write to
	CodeNoAddress   = "letter-no-address"   // the buyer has no postal address
	CodePile        = "letter-pile"         // the pile cannot be reached or written
	CodeDiskFull    = "letter-disk-full"
	CodeCancelled   = "letter-cancelled"
	CodeElsewhere   = "letter-elsewhere"   // made for an access point that prints
	CodeNotThere    = "letter-not-there"   // never came to lie on the pile
	CodeNoFolder    = "letter-folder"      // nobody said where the print house fetches letters
	CodeFolderAway  = "letter-folder-away" // it is not there now
	CodeFolder      = "letter-folder-write"
)

// Error is what went wrong on the way to the pile. Its codes are those above.
type Error = channel.Error

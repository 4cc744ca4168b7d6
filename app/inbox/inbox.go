// Package inbox reads a mailbox over IMAP and takes the attachments out of its messages, a bank's statements first of all, and
// what mail servers say of mail that was sent: that it came back, is late, or arrived.
//
// Reading changes nothing in a mailbox: it is opened read-only, with a cursor instead of flags. Only Keep adds to one, which is
// the folder of sent mail. Of each message it says who sent it and what speaks for that. It may import go-imap and go-message.
// What an attachment holds, whether it was seen before, whether it may be booked and what a notice moves is decided by others.
package inbox

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Security is how the connection to the server is protected.
type Security string

// The ways of protection.
const (
	STARTTLS Security = "starttls" // must be offered
	TLS      Security = "tls"      // from the first byte
	None     Security = "none"     // only towards this machine
)

// Config is a mailbox and whom to believe. The zero Config is an inbox that is not set up.
type Config struct {
	Host     string
	Port     int      // 0: 993 for TLS, else 143
	User     string   //
	Security Security // empty: TLS
	CA       string   // file of certificate authorities, PEM, trusted instead of the system's; empty: the system's
	Mailbox  string   // empty: INBOX
	Senders  []string // addresses ("bank@dnb.no") or domains ("dnb.no") statements may come from; empty: nobody
	// Receiver is the name the receiving server signs its Authentication-Results with; empty: Host.
	Receiver string
	Timeout  time.Duration // of one command; 0: a minute. A message may take five times as long.

	// Token gives an access token to log in with instead of a password (XOAUTH2), another one than the one the server refused;
	// nil: the password is used.
	Token func(ctx context.Context, refused string) (string, error)
}

// Limits of one message.
const (
	MaxMessage    = 25 << 20  // bytes as the server has it
	MaxAttachment = 50 << 20  // bytes of one attachment or archive member
	MaxUnpacked   = 200 << 20 // bytes of everything out of archives
	MaxRatio      = 100       // unpacked to packed
	MaxMembers    = 50        // files in one archive
	MaxParts      = 200       // parts of one message, all levels
	MaxDepth      = 10        // levels of parts and forwarded messages
)

// Cursor is how far a mailbox has been read. The zero Cursor reads everything.
type Cursor struct {
	Mailbox     string `json:"mailbox"`
	UIDValidity uint32 `json:"uidValidity"`
	LastUID     uint32 `json:"lastUid"`
}

// Message is one message with its attachments. Everything in it was written by a stranger.
type Message struct {
	UID         uint32
	UIDValidity uint32
	MessageID   string    // with its angle brackets; may be empty and is not unique
	From        string    // address; empty when there is none or more than one
	Date        time.Time // as the sender wrote it, else as the server took it
	Subject     string
	Size        int64

	Listed     bool    // From is in Config.Senders
	Authentic  Verdict // whether the receiving server vouches for From
	Vouched    string  // what it said, as it came
	Rescanned  bool    // the mailbox was renumbered, so the message may have been read before under another UID
	Attachment []Attachment
	Skipped    []Skip
	Notice     *Notice // what a mail server says of mail that was sent; nil: the message is none
}

// Attachment is one file out of a message.
type Attachment struct {
	Name    string // without folders; may be empty
	Archive string // the archive it was in; empty: attached as it is
	Data    []byte
	SHA256  string // hex
}

// Skip is a file or part that was left out, and why.
type Skip struct {
	Name string
	Code string // one of the Skip codes
}

// Codes of what was left out.
const (
	SkipMessageSize  = "message-too-big"
	SkipUnreadable   = "message-unreadable" // the message, or the rest of it, is no mail
	SkipDepth        = "message-too-deep"
	SkipParts        = "message-too-many-parts"
	SkipSize         = "attachment-too-big"
	SkipBroken       = "attachment-unreadable" // its encoding breaks off
	SkipEmpty        = "attachment-empty"
	SkipPicture      = "attachment-picture" // logos and signatures
	SkipTNEF         = "attachment-winmail" // Outlook's own wrapping
	SkipLocked       = "archive-locked"     // needs a password
	SkipArchive      = "archive-unreadable"
	SkipNested       = "archive-in-archive"
	SkipMembers      = "archive-too-many-files"
	SkipRatio        = "archive-bomb" // unpacks to more than any statement does
	SkipUnpackedSize = "archive-too-big"
)

// PasswordFunc gives the password of Config.User; an empty one without an error means that none is kept.
type PasswordFunc func(ctx context.Context) (string, error)

// Fetch reads the messages after cursor, oldest first, and gives each to take. The cursor it returns stands behind the last
// message take has taken, also when it returns an error, so what take stored is not read again.
func Fetch(ctx context.Context, config Config, password PasswordFunc, cursor Cursor, take func(Message) error) (Cursor, error) {
	s, err := connect(ctx, config, password)
	if err != nil {
		return cursor, err
	}
	defer s.close()
	validity, err := s.examine(ctx)
	if err != nil {
		return cursor, err
	}
	renumbered := cursor.UIDValidity != 0 && cursor.UIDValidity != validity && cursor.Mailbox == s.config.Mailbox
	if cursor.UIDValidity != validity || cursor.Mailbox != s.config.Mailbox {
		cursor = Cursor{Mailbox: s.config.Mailbox, UIDValidity: validity}
	}
	uids, err := s.after(ctx, cursor.LastUID)
	if err != nil {
		return cursor, err
	}
	for _, uid := range uids {
		m, found, err := s.message(ctx, uid)
		if err != nil {
			return cursor, err
		}
		if found {
			m.UIDValidity, m.Rescanned = validity, renumbered
			if err := take(m); err != nil {
				return cursor, fmt.Errorf("store message %d of mailbox: %w", uid, err)
			}
		}
		cursor.LastUID = uint32(uid)
	}
	return cursor, nil
}

// Contains tells whether Config.Mailbox, such as the folder of sent mail, holds a message with an id.
func Contains(ctx context.Context, config Config, password PasswordFunc, messageID string) (bool, error) {
	s, err := connect(ctx, config, password)
	if err != nil {
		return false, err
	}
	defer s.close()
	if _, err := s.examine(ctx); err != nil {
		return false, err
	}
	uids, err := s.search(ctx, byMessageID(messageID))
	return len(uids) > 0, err
}

// after lists the messages with a UID above last. A server answers "n+1:*" with its last message even when that is n or
// below, so those are dropped.
func (s *session) after(ctx context.Context, last uint32) ([]imap.UID, error) {
	uids, err := s.search(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(last) + 1, Stop: 0}}}})
	if err != nil {
		return nil, err
	}
	uids = slices.DeleteFunc(uids, func(u imap.UID) bool { return u <= imap.UID(last) })
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

func (s *session) search(ctx context.Context, criteria *imap.SearchCriteria) (uids []imap.UID, err error) {
	err = s.do(ctx, s.config.Timeout, func() error {
		data, err := s.client.UIDSearch(criteria, nil).Wait()
		if err == nil {
			uids = data.AllUIDs()
		}
		return err
	})
	return uids, err
}

// message fetches one message without marking it as read. found is false when it was deleted meanwhile.
func (s *session) message(ctx context.Context, uid imap.UID) (m Message, found bool, err error) {
	info, err := s.fetch(ctx, uid, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true})
	if err != nil || !info.found {
		return Message{}, false, err
	}
	section := &imap.FetchItemBodySection{Peek: true}
	if info.size > MaxMessage {
		section.Specifier = imap.PartSpecifierHeader
	}
	content, err := s.fetch(ctx, uid, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	if err != nil || !content.found {
		return Message{}, false, err
	}
	m = Read(content.body, s.config)
	if info.size > MaxMessage || len(content.body) > MaxMessage {
		m.Attachment, m.Skipped = nil, []Skip{{Code: SkipMessageSize}}
	}
	m.UID, m.Size = uint32(uid), info.size
	if m.Date.IsZero() {
		m.Date = info.date
	}
	return m, true, nil
}

// fetched is what one FETCH brought.
type fetched struct {
	found bool
	size  int64
	date  time.Time
	body  []byte
}

func (s *session) fetch(ctx context.Context, uid imap.UID, options *imap.FetchOptions) (got fetched, err error) {
	err = s.do(ctx, 5*s.config.Timeout, func() error {
		cmd := s.client.Fetch(imap.UIDSetNum(uid), options)
		for data := cmd.Next(); data != nil; data = cmd.Next() {
			one, err := collect(data)
			if err != nil {
				s.client.Close()
				return err
			}
			// A server may tell of other messages in between; the asked one has a UID that fits.
			if one.found && one.uid == uid {
				got = one.fetched
			}
		}
		return cmd.Close()
	})
	return got, err
}

type fetchedUID struct {
	fetched
	uid imap.UID
}

// collect reads the items of one message, and no more of a body than a message may have.
func collect(data *imapclient.FetchMessageData) (got fetchedUID, err error) {
	for item := data.Next(); item != nil; item = data.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			got.uid, got.found = item.UID, true
		case imapclient.FetchItemDataRFC822Size:
			got.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			got.date = item.Time
		case imapclient.FetchItemDataBodySection:
			if got.body, err = readLimited(item.Literal, MaxMessage+1); err != nil {
				return got, err
			}
		}
	}
	return got, nil
}

package inbox

import (
	"context"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Copy is a mail that was sent, to be kept in a folder as it went.
type Copy struct {
	MessageID string // with its angle brackets
	At        time.Time
	Bytes     []byte
}

// Keep puts mails into Config.Mailbox, marked as read, over one login. next gives one after the other until its second value is
// false; kept is called for each that lies there. A mail whose Message-ID is there already is not put there again: the program may
// have ended after the server took it and before kept was told.
func Keep(ctx context.Context, config Config, password PasswordFunc, next func() (Copy, bool, error), kept func(Copy) error) error {
	var s *session
	defer func() {
		if s != nil {
			s.close()
		}
	}()
	for {
		c, more, err := next()
		if err != nil || !more {
			return err
		}
		if s == nil { // nothing to keep needs no login
			if s, err = connect(ctx, config, password); err != nil {
				return err
			}
			if _, err = s.examine(ctx); err != nil {
				return err
			}
		}
		if err := s.keep(ctx, c); err != nil {
			return err
		}
		if err := kept(c); err != nil {
			return err
		}
	}
}

func (s *session) keep(ctx context.Context, c Copy) error {
	uids, err := s.search(ctx, byMessageID(c.MessageID))
	if err != nil || len(uids) > 0 {
		return err
	}
	return s.do(ctx, 5*s.config.Timeout, func() error {
		cmd := s.client.Append(s.config.Mailbox, int64(len(c.Bytes)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: c.At})
		_, err := cmd.Write(c.Bytes)
		if closed := cmd.Close(); err == nil {
			err = closed
		}
		if _, answer := cmd.Wait(); answer != nil {
			err = answer // says more than a connection that broke under the writing
		}
		return err
	})
}

func byMessageID(id string) *imap.SearchCriteria {
	return &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-Id", Value: id}}}
}

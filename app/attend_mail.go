package app

import (
	"context"
	"time"
)

// How often the mailbox is read, and mail that went is put into the folder of sent mail. Mail that comes back mostly does within
// a minute of being sent, so the mailbox is read soon after that.
const (
	inboxEvery   = 15 * time.Minute
	returnsAfter = 2 * time.Minute
	copyEvery    = time.Minute
)

// mailWork is when the mailbox is looked into next, by the wall clock.
type mailWork struct {
	read, copied     time.Time // done last
	readIn, copyWait time.Duration
}

func newMailWork(now time.Time) mailWork {
	return mailWork{read: now, readIn: inboxEvery, copyWait: copyEvery}
}

// sent lets the mailbox be read soon: some of what went may be on its way back.
func (m *mailWork) sent(now time.Time) {
	if soon := now.Sub(m.read) + returnsAfter; soon > 0 && soon < m.readIn {
		m.readIn = soon
	}
}

// toRead tells whether the mailbox is to be read now, and counts it as read.
func (m *mailWork) toRead(now time.Time) bool {
	if !itIsTime(now, m.read, m.readIn) {
		return false
	}
	m.read, m.readIn = now, inboxEvery
	return true
}

// look does what falls due. After trouble with the folder of sent mail the next try is as far off as the next reading: a server
// that does not answer would keep everything else waiting.
func (m *mailWork) look(ctx context.Context, c *Company, now time.Time) {
	if m.toRead(now) {
		c.attempt("fetch", func() error { return c.fetchAndMatch(ctx) })
		c.attempt("returns", func() error { _, err := c.FetchReturns(ctx); return err })
	}
	if itIsTime(now, m.copied, m.copyWait) {
		m.copied, m.copyWait = now, inboxEvery
		c.attempt("copy", func() error {
			err := c.CopySent(ctx)
			if err == nil {
				m.copyWait = copyEvery
			}
			return err
		})
	}
}

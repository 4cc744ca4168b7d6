package app

import "time"

// What tests look at directly: tables of many rows.
var (
	BounceReason = bounceReason
	CopiesSent   = copiesSent
	SameAddress  = sameAddress
)

// MailWork is when the mailbox is looked into.
type MailWork = mailWork

// NewMailWork begins at a moment.
var NewMailWork = newMailWork

// Sent says that something went.
func (m *mailWork) Sent(now time.Time) { m.sent(now) }

// ToRead tells whether the mailbox is to be read now.
func (m *mailWork) ToRead(now time.Time) bool { return m.toRead(now) }

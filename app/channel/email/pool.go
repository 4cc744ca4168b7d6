package email

import (
	"context"
	"time"
)

// keepFor is how long a connection waits for the next mail, and perConnection how many mails it carries: some servers allow
// no more than a hundred.
const (
	keepFor       = 15 * time.Second
	perConnection = 100
)

// session gives the connection that waits, or a new one.
func (c *Channel) session(ctx context.Context, fresh bool) (*session, error) {
	if s := c.take(); s != nil {
		if !fresh && s.ready(ctx) {
			return s, nil
		}
		s.cut()
	}
	return c.connect(ctx)
}

func (c *Channel) take() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.idle
	c.idle = nil
	if c.expiry != nil {
		c.expiry.Stop()
	}
	return s
}

// keep lets a connection wait for the next mail, unless it is worn out, or err tells that it is broken.
func (c *Channel) keep(s *session, err error) {
	if alone := s.unbind(); !alone || dead(err) {
		s.cut()
		return
	}
	s.sent++
	if s.sent >= perConnection || !c.put(s) {
		s.close()
	}
}

func (c *Channel) put(s *session) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle != nil || c.closed {
		return false
	}
	c.idle = s
	c.expiry = time.AfterFunc(keepFor, func() { c.expire(s) })
	return true
}

// expire closes a connection that has waited long enough, unless it was taken meanwhile.
func (c *Channel) expire(s *session) {
	c.mu.Lock()
	waits := c.idle == s
	if waits {
		c.idle = nil
	}
	c.mu.Unlock()
	if waits {
		s.close()
	}
}

// Close ends the connection that waits for the next mail. The channel may still be used; it keeps no connection then.
func (c *Channel) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	if s := c.take(); s != nil {
		s.close()
	}
	return nil
}

package app

import (
	"sync"

	"fakturist/billing"
)

// Signals tells listeners that something changed. The zero Signals has none; it is safe for use by several goroutines.
type Signals struct {
	mu        sync.Mutex
	next      int
	listeners map[int]func(billing.Signal)
}

// Subscribe calls notify after each change, on the goroutine that made it, until stop is called. notify returns at once.
func (s *Signals) Subscribe(notify func(billing.Signal)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listeners == nil {
		s.listeners = map[int]func(billing.Signal){}
	}
	id := s.next
	s.next++
	s.listeners[id] = notify
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.listeners, id)
	}
}

// Send tells every listener of the changes.
func (s *Signals) Send(changes ...billing.Signal) {
	s.mu.Lock()
	listeners := make([]func(billing.Signal), 0, len(s.listeners))
	for _, l := range s.listeners {
		listeners = append(listeners, l)
	}
	s.mu.Unlock()
	for _, l := range listeners {
		for _, change := range changes {
			l(change)
		}
	}
}

// Subscribe calls notify after each change, on the goroutine that made it, until stop is called. notify returns at once.
func (c *Company) Subscribe(notify func(billing.Signal)) (stop func()) {
	return c.signals.Subscribe(notify)
}

func (c *Company) signal(changes ...billing.Signal) { c.signals.Send(changes...) }

package app

import (
	"sync"

	"fakturist/billing"
)

// signals tells listeners that something changed. The zero signals has none.
type signals struct {
	mu        sync.Mutex
	next      int
	listeners map[int]func(billing.Signal)
}

// Subscribe calls notify after each change, on the goroutine that made it, until stop is called. notify returns at once.
func (c *Company) Subscribe(notify func(billing.Signal)) (stop func()) {
	s := &c.signals
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

func (c *Company) signal(changes ...billing.Signal) {
	s := &c.signals
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

package ui

// RunAtOnce lets the shell do its background work where it stands, so that tests need not wait.
func (s *Shell) RunAtOnce() { s.run = func(work func()) { work() } }

// RunLater gathers the background work and gives it one by one, to answer questions late.
func (s *Shell) RunLater() (next func()) {
	var waiting []func()
	s.run = func(work func()) { waiting = append(waiting, work) }
	return func() {
		work := waiting[0]
		waiting = waiting[1:]
		work()
	}
}

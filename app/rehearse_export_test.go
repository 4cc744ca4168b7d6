package app

// LimitRehearsals lets one rehearsal send so many copies, until restore is called.
func LimitRehearsals(n int) (restore func()) {
	was := rehearsalLimit
	rehearsalLimit = n
	return func() { rehearsalLimit = was }
}

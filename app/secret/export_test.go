package secret

// OpenWith opens a store over a keyring of the test's own.
func OpenWith(o Options, k interface {
	Get(service, user string) (string, error)
	Set(service, user, value string) error
	Delete(service, user string) error
}) Store {
	s := Open(o).(*both)
	s.keyring.(*keyringStore).system = k
	return s
}

package app

import (
	"errors"
	"fmt"
)

// errBusy says that another program is at it.
var errBusy = errors.New("another program is at it")

// alone lets one program at a time do something with the company file, such as sending; another one is refused (sender-busy).
func (c *Company) alone(what string, f func() error) error {
	c.running.Lock() // one of ours at a time; flock alone does not tell our own goroutines apart
	defer c.running.Unlock()
	unlock, err := lockFile(c.Path() + "." + what)
	if errors.Is(err, errBusy) {
		return errors.Join(refuse(what+"-busy", ""), err)
	}
	if err != nil {
		return fmt.Errorf("lock %s of %q: %w", what, c.Path(), err)
	}
	return errors.Join(f(), unlock())
}

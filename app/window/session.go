// Package window joins the window to the use cases: Session is what ui asks for, over whichever company file is open. It is
// the only package that knows both ui and app; fakt does not import it and so links no graphics.
package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/ui"
)

var _ ui.Services = (*Session)(nil)

// Session is the window's services. It holds at most one open company file and works on it in the background.
type Session struct {
	opt     app.Options
	signals app.Signals

	mu      sync.Mutex
	company *app.Company
	stop    func() // ends the background work and waits for it
}

// NewSession makes a session without an open file.
func NewSession(opt app.Options) *Session {
	return &Session{opt: opt}
}

// errNoCompany says that no company file is open.
var errNoCompany = fmt.Errorf("no company file is open: %w", billing.ErrNotFound)

// open is the company file that is open.
func (s *Session) open() (*app.Company, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.company == nil {
		return nil, errNoCompany
	}
	return s.company, nil
}

// Subscribe calls notify, on any goroutine, after each change, until stop is called. notify returns at once.
func (s *Session) Subscribe(notify func(billing.Signal)) (stop func()) {
	return s.signals.Subscribe(notify)
}

func (s *Session) signal(change billing.Signal) { s.signals.Send(change) }

// use makes a company file the open one: the one before stops working and is closed.
func (s *Session) use(c *app.Company) error {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	unsubscribe := c.Subscribe(s.signal)
	go func() {
		defer close(done)
		c.Attend(ctx)
	}()
	s.mu.Lock()
	before, stop := s.company, s.stop
	s.company = c
	s.stop = func() { unsubscribe(); cancel(); <-done }
	s.mu.Unlock()
	err := closeCompany(before, stop)
	s.signal(billing.CompanyOpened{})
	return err
}

func closeCompany(c *app.Company, stop func()) error {
	if c == nil {
		return nil
	}
	stop()
	return c.Close()
}

// Close stops the work and closes the open file.
func (s *Session) Close() error {
	s.mu.Lock()
	c, stop := s.company, s.stop
	s.company, s.stop = nil, nil
	s.mu.Unlock()
	return closeCompany(c, stop)
}

// OpenLast opens the file that was open last; billing.ErrNotFound when there is none.
func (s *Session) OpenLast(ctx context.Context) error {
	path := app.LastCompany()
	if path == "" {
		return errNoCompany
	}
	return s.OpenCompany(ctx, path)
}

// CreateCompany makes a file at path with these settings and opens it; it never overwrites. An empty path chooses one in the
// user's data folder, named after the company.
func (s *Session) CreateCompany(ctx context.Context, path string, settings billing.Settings) error {
	if path == "" {
		var err error
		if path, err = freePath(settings["name"]); err != nil {
			return err
		}
	}
	c, err := app.Create(ctx, path, settings, s.opt)
	if err != nil {
		return err
	}
	return errors.Join(s.use(c), app.Remember(path))
}

// freePath is a file name nobody has in the user's data folder.
func freePath(name string) (string, error) {
	folder, err := app.DataFolder()
	if err != nil {
		return "", err
	}
	base := fileName(name)
	for n := 1; ; n++ {
		path := filepath.Join(folder, base+".fakt")
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s-%d.fakt", base, n))
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		} else if err != nil {
			return "", fmt.Errorf("look for a free name: %w", err)
		}
	}
}

// fileName is a company's name as a file may be called anywhere.
func fileName(name string) string {
	name = strings.NewReplacer("æ", "ae", "ø", "o", "å", "a", "é", "e", "ö", "o", "ä", "a", "ü", "u").Replace(strings.ToLower(strings.TrimSpace(name)))
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
	name = strings.Trim(name, "-")
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if name == "" {
		return "firma"
	}
	return name[:min(len(name), 60)]
}

// OpenCompany closes the open file and opens another. When the other cannot be opened, the one that was open stays open.
func (s *Session) OpenCompany(ctx context.Context, path string) error {
	c, err := app.Open(ctx, path, s.opt)
	if err != nil {
		return err
	}
	return errors.Join(s.use(c), app.Remember(path))
}

// OpenPractice builds a practice company anew and opens it. Nothing leaves the machine from it.
func (s *Session) OpenPractice(ctx context.Context) error {
	c, err := app.NewPractice(ctx, s.opt)
	if err != nil {
		return err
	}
	return s.use(c)
}

package window

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"time"

	"fakturist/app"
	"fakturist/billing"
	"fakturist/ui"
	"fakturist/ui/theme"
)

// Begin reads the command line of the window program ([-light|-dark] [FILE]) and opens the company file it names, else the
// one that was open last. A file that cannot be opened is no reason to show nothing: the window says why and offers others.
func Begin(args []string) (*Session, ui.Options) {
	flags := flag.NewFlagSet("fakturist", flag.ExitOnError)
	light := flags.Bool("light", false, "light colours, whatever the desktop says")
	dark := flags.Bool("dark", false, "dark colours, whatever the desktop says")
	_ = flags.Parse(args) // ExitOnError: it does not come back with one
	options := ui.Options{Language: language(), Clock: time.Now}
	switch {
	case *light:
		options.Mode = theme.Light
	case *dark:
		options.Mode = theme.Dark
	}
	session := NewSession(app.Options{Passphrase: func() string { return os.Getenv("FAKT_PASSPHRASE") }})
	options.Trouble = session.openFirst(context.Background(), flags.Arg(0))
	return session, options
}

// openFirst opens the file named, else the last one; having none is no trouble.
func (s *Session) openFirst(ctx context.Context, path string) error {
	if path != "" {
		return s.OpenCompany(ctx, path)
	}
	err := s.OpenLast(ctx)
	if errors.Is(err, billing.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		slog.Warn("last company file could not be opened", "error", err)
	}
	return err
}

// language is the one the system speaks, as its environment names it.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

package app

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strconv"
	"strings"

	"fakturist/app/channel/email"
	"fakturist/app/channel/letter"
	"fakturist/app/inbox"
	"fakturist/app/lookup"
	"fakturist/app/oauth"
	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/data"
)

// world is everything outside the company file: the ways out, the look-up, the mailbox, and in a practice company the box
// they end in. It is made from settings and made anew when they change.
type world struct {
	channels  map[billing.ChannelName]billing.Channel // nil: not made yet
	directory *lookup.Lookup
	receives  receives
	mailbox   inbox.Config
	mail      *email.Channel // the one of channels, for what only mail can do
	login     oauth.Config   // at the mail provider; may be the zero one
	tokens    *oauth.Source  // of that login; nil: mail goes by password
	password  func(name string) passwordFunc
	box       *practice.Box // nil but for a practice company
}

// forget lets everything be made anew; the box goes on running.
func (w *world) forget() { w.channels = nil }

// closeWorld stops the box of a practice company.
func (c *Company) closeWorld() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.world.mail != nil {
		c.world.mail.Close()
	}
	if c.world.box == nil {
		return nil
	}
	box := c.world.box
	c.world.box = nil
	return box.Close()
}

// openWorld gives the ways out and in as the settings say now.
func (c *Company) openWorld(ctx context.Context) (world, error) {
	settings, err := c.Settings(ctx)
	if err != nil {
		return world{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.world.channels != nil {
		return c.world, nil
	}
	seller, faults := billing.CompanyFrom(settings)
	if err := faults.Err(); err != nil {
		return world{}, err
	}
	fresh := c.world.box == nil
	if seller.Practice {
		if settings, err = c.practiceSettings(ctx, settings); err != nil {
			return world{}, err
		}
	}
	if fresh && c.world.box != nil {
		if err := c.fillBox(ctx, c.world.box); err != nil {
			return world{}, err
		}
	}
	texts, err := c.ownMailTexts(ctx)
	if err != nil {
		return world{}, err
	}
	if err := c.makeWorld(settings, seller, texts); err != nil {
		return world{}, err
	}
	return c.world, nil
}

func (c *Company) makeWorld(s billing.Settings, seller billing.Company, texts []billing.MailText) error {
	w := &c.world
	w.password = c.passwords(seller)
	var err error
	if w.directory, err = lookup.New(lookup.Config{Resolver: s["lookup.dns"], Zone: s["lookup.zone"], CA: s["lookup.ca"],
		Register: s["lookup.register"], Practice: seller.Practice, Private: isYes(s["lookup.private"])},
		c.store.Lookups(), c.store.Lookups(), c.clock); err != nil {
		return fmt.Errorf("set up look-up: %w", err)
	}
	c.setLogin(s, seller, w)
	w.mailbox = inbox.Config{Host: s["mail.imap.host"], Port: port(s["mail.imap.port"]), User: s["mail.imap.user"],
		Security: inbox.Security(s["mail.imap.security"]), CA: s["mail.ca"], Mailbox: orElse(s["mail.imap.mailbox"], "INBOX"),
		Senders: commaList(s["mail.imap.senders"]), Token: w.tokenFor(s["mail.imap.user"])}
	channels := map[billing.ChannelName]billing.Channel{}
	if w.mail, err = c.makeMail(s, texts, w); err != nil {
		return err
	}
	channels[billing.Email] = w.mail
	channels[billing.Letter] = c.makeLetters(s, seller.Practice)
	ways, receives := c.makePoint(s, seller.Practice, w.password)
	maps.Copy(channels, ways)
	w.receives = receives
	w.channels = channels
	return nil
}

// sentFolder looks for a mail in the folder of sent mail, where the settings name one; it settles what became of a mail whose
// answer was lost.
func (w *world) sentFolder(name string) func(context.Context, string) (bool, error) {
	if name == "" {
		return nil
	}
	config := w.mailbox
	config.Mailbox = name
	return func(ctx context.Context, messageID string) (bool, error) {
		return inbox.Contains(ctx, config, w.password("mail.imap"), messageID)
	}
}

// pile is the folder where letters wait to be printed.
func (c *Company) pile() letter.Folder { return letter.Folder(c.beside("brev")) }

// beside is the name of a folder beside the company file.
func (c *Company) beside(what string) string {
	path := c.Path()
	if full, err := filepath.Abs(path); err == nil {
		path = full // receipts name files, and the next program may stand elsewhere
	}
	return strings.TrimSuffix(path, filepath.Ext(path)) + "-" + what
}

func isYes(s string) bool {
	switch strings.ToLower(s) {
	case "yes", "true", "ja", "1":
		return true
	}
	return false
}

// port reads a port that was checked when it was set; 0 is the channel's own.
func port(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func commaList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
}

var _ lookup.Cache = data.Lookups{}

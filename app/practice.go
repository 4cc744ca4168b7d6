package app

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"fakturist/app/practice"
	"fakturist/billing"
)

// practiceSettings fills in what a practice company leaves unsaid with the servers of its box, which is opened now. What
// the settings say themselves counts for more, so that a rehearsal can run against servers of one's own.
func (c *Company) practiceSettings(ctx context.Context, s billing.Settings) (billing.Settings, error) {
	if says(s, "mail.") && says(s, "accesspoint.") && says(s, "lookup.") {
		return s, nil
	}
	if c.world.box == nil {
		box, err := practice.Start(context.WithoutCancel(ctx), practice.Options{Clock: c.clock})
		if err != nil {
			return nil, fmt.Errorf("open the practice box: %w", err)
		}
		c.world.box = box
	}
	out := maps.Clone(s)
	for group, fill := range c.boxSettings() {
		if !says(s, group) {
			maps.Copy(out, fill)
		}
	}
	return out, nil
}

// says tells whether settings hold any key of a group.
func says(s billing.Settings, group string) bool {
	for k, v := range s {
		if v != "" && strings.HasPrefix(k, group) {
			return true
		}
	}
	return false
}

// Addresses of the practice company in its box.
const (
	practiceBank = "kontoutskrift@bank.test" // where statements come from
)

// boxSettings are the settings that lead to the servers of the box, in groups: whoever says one of a group says all of it.
func (c *Company) boxSettings() map[string]billing.Settings {
	box := c.world.box
	return map[string]billing.Settings{
		"mail.": {
			"mail.from": practice.User, "mail.ca": box.CAFile, "mail.imap.senders": practiceBank,
			"mail.smtp.host": box.Mail.Host, "mail.smtp.port": itoa(box.Mail.SMTPPort), "mail.smtp.user": practice.User, "mail.smtp.security": "starttls",
			"mail.imap.host": box.Mail.Host, "mail.imap.port": itoa(box.Mail.IMAPSPort), "mail.imap.user": practice.User, "mail.imap.security": "tls",
		},
		"accesspoint.": {"accesspoint.kind": "phoss", "accesspoint.url": box.Access.URL, "accesspoint.ca": box.CAFile},
		"lookup.":      {"lookup.dns": box.DNS.Addr, "lookup.zone": practice.Zone, "lookup.ca": box.CAFile, "lookup.register": box.Register.URL},
	}
}

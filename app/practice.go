package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"fakturist/app/practice"
	"fakturist/billing"
	"fakturist/data"
)

// receiversKey is the setting of a practice company that says which receivers stand in the box's address book, separated by
// commas. Without it every receiver does.
const receiversKey = "practice.receivers"

// practiceSettings fills in what a practice company leaves unsaid with the servers of its box, which is opened now. Servers
// the settings name themselves count for more, so that a rehearsal can run against servers of one's own. What else is set,
// such as how many mails a minute may leave, holds towards the box too.
func (c *Company) practiceSettings(ctx context.Context, s billing.Settings) (billing.Settings, error) {
	unsaid := slices.DeleteFunc(slices.Sorted(maps.Keys(addressKeys)), func(group string) bool { return says(s, group) })
	if len(unsaid) == 0 {
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
	fill := boxSettings(c.world.box, s["accesspoint.kind"])
	for _, group := range unsaid {
		maps.Copy(out, fill[group])
	}
	return out, nil
}

// addressKeys are, for each group of settings, those that name a server: whoever says one of them says the whole group.
var addressKeys = map[string][]string{
	"mail.":        {"mail.smtp.host", "mail.imap.host"},
	"accesspoint.": {"accesspoint.url"}, // the kind says which of the box's access points
	"lookup.":      {"lookup.dns", "lookup.zone", "lookup.register", ratesKey},
}

// says tells whether settings name a server of a group.
func says(s billing.Settings, group string) bool {
	return slices.ContainsFunc(addressKeys[group], func(k string) bool { return s[k] != "" })
}

// boxSettings are the settings that lead to the servers of a box, in groups.
func boxSettings(box *practice.Box, kind string) map[string]billing.Settings {
	return map[string]billing.Settings{
		"mail.": {
			"mail.from": practice.User, "mail.ca": box.CAFile, "mail.imap.senders": box.Bank.Address,
			"mail.smtp.host": box.Mail.Host, "mail.smtp.port": itoa(box.Mail.SMTPPort), "mail.smtp.user": practice.User, "mail.smtp.security": "starttls",
			"mail.imap.host": box.Mail.Host, "mail.imap.port": itoa(box.Mail.IMAPSPort), "mail.imap.user": practice.User, "mail.imap.security": "tls",
			"mail.oauth.provider": "other", "mail.oauth.client": practice.Client, "mail.oauth.authorize": box.OAuth.Plain, "mail.oauth.token": box.OAuth.Token,
			"mail.oauth.device": box.OAuth.Device, "mail.oauth.scopes": practice.MailScope + " " + practice.StayScope, "mail.oauth.ca": box.CAFile,
		},
		"accesspoint.": boxPoint(box, kind),
		"lookup.":      {"lookup.dns": box.DNS.Addr, "lookup.zone": practice.Zone, "lookup.ca": box.CAFile, "lookup.register": box.Register.URL, ratesKey: box.Rates.Plain},
	}
}

// fillBox tells the box's register and address book about the company's customers.
func (c *Company) fillBox(ctx context.Context, box *practice.Box) error {
	return c.view(ctx, func(tx *data.Tx) error {
		settings, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		customers, err := tx.AllCustomers(ctx)
		if err != nil {
			return err
		}
		known := commaList(settings[receiversKey])
		_, chosen := settings[receiversKey]
		for _, customer := range customers {
			if customer.OrgNo == "" || customer.Type == billing.Person {
				continue
			}
			box.Register.Add(unitOf(customer.Party))
			if !chosen {
				known = append(known, customer.PeppolAddress().String())
			}
		}
		for _, participant := range known {
			box.AddReceiver(participant)
		}
		return nil
	})
}

func unitOf(p billing.Party) practice.Unit {
	form := "AS"
	if p.Type == billing.Public {
		form = "KOMM"
	}
	return practice.Unit{OrgNo: p.OrgNo, Name: p.Name, Form: form, Street: p.Address.Street, PostCode: p.Address.PostCode, City: p.Address.City,
		VAT: p.VATNo != "", Enterprise: form == "AS"}
}

// NewPractice builds a practice company anew in the user's data folder and opens it: documents issued and sent, some paid,
// some waiting. Nothing leaves the machine from it. Practice companies of earlier days are removed when nobody has them open.
func NewPractice(ctx context.Context, opt Options) (*Company, error) {
	folder, err := DataFolder()
	if err != nil {
		return nil, err
	}
	folder = filepath.Join(folder, "practice")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("folder of practice companies: %w", err)
	}
	removeOld(folder)
	path := filepath.Join(folder, "practice-"+Now().UTC().Format("20060102-150405.000")+".fakt")
	story := &story{opt: opt, path: path, tell: func(string, ...any) {}}
	if err := story.run(ctx); err != nil {
		return nil, errors.Join(err, story.close())
	}
	return story.company, nil
}

// removeOld removes practice companies nobody has open. What cannot be removed stays for the next time.
func removeOld(folder string) {
	files, err := filepath.Glob(filepath.Join(folder, "practice-*"))
	if err != nil {
		return
	}
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && Now().Sub(info.ModTime()).Hours() > 24 {
			_ = os.RemoveAll(f)
		}
	}
}

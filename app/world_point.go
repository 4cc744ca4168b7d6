package app

import (
	"crypto/rand"
	"fmt"

	"fakturist/app/channel/peppol"
	"fakturist/app/secret"
	"fakturist/billing"
)

// vendorSecret is the key Maventa gives to the maker of a program.
const vendorSecret = secret.AccessPoint + ".vendor"

// makePoint gives the ways out of the access point the settings name: EHF by every kind, and by Maventa the ways to private
// persons and, where letters are its job, the letter. One that is not set up gives EHF, which says so.
func (c *Company) makePoint(s billing.Settings, practice bool, password func(name string) passwordFunc) (map[billing.ChannelName]billing.Channel, error) {
	point, err := peppol.Open(peppol.Config{Kind: peppol.Kind(s["accesspoint.kind"]), URL: s["accesspoint.url"], CA: s["accesspoint.ca"],
		User: s["accesspoint.user"], SBDH: isYes(s["accesspoint.sbdh"]), Journal: c.beside("storecove.jsonl"), Practice: practice},
		peppol.Secrets{Token: password(secret.AccessPoint), Vendor: password(vendorSecret)}, c.clock, rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("set up access point: %w", err)
	}
	ways := map[billing.ChannelName]billing.Channel{}
	for _, ch := range point.Channels() {
		if ch.Name() != billing.Letter || s["letter.by"] == "accesspoint" {
			ways[ch.Name()] = ch
		}
	}
	return ways, nil
}

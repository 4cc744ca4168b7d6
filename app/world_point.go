package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"fakturist/app/channel/peppol"
	"fakturist/app/practice"
	"fakturist/app/secret"
	"fakturist/billing"
)

// makePoint gives the ways out of the access point the settings name: EHF by every kind, and by Maventa the ways to private
// persons and, where letters are its job, the letter. One that is not set up gives EHF, which says so.
func (c *Company) makePoint(s billing.Settings, practice bool, password func(name string) passwordFunc) (ways map[billing.ChannelName]billing.Channel, receives receives) {
	point := peppol.Open(peppol.Config{Kind: peppol.Kind(s["accesspoint.kind"]), URL: s["accesspoint.url"], CA: s["accesspoint.ca"],
		User: s["accesspoint.user"], SBDH: isYes(s["accesspoint.sbdh"]), Journal: c.beside("storecove.jsonl"), Practice: practice},
		peppol.Secrets{Token: peppol.TokenFunc(password(secret.AccessPoint)), Vendor: peppol.TokenFunc(password(secret.Vendor))}, c.clock, rand.Reader)
	ways = map[billing.ChannelName]billing.Channel{}
	for _, ch := range point.Channels() {
		if ch.Name() != billing.Letter || s["letter.by"] == "accesspoint" {
			ways[ch.Name()] = ch
		}
	}
	return ways, point.Receives
}

// receives asks an access point whether a participant takes EHF; an error when it cannot tell.
type receives func(ctx context.Context, participant string) (bool, error)

// lookUp asks the directory what a receiver can take. Where no name server answers, the access point is asked, if it has a
// call for that: its yes counts, its no may be an outage of its own and does not.
func (w *world) lookUp(ctx context.Context, participant string, about ...string) billing.Capability {
	known := w.directory.Capability(ctx, participant, about...)
	if known.Registered != nil || !strings.HasPrefix(known.Reason, "dns-") {
		return known
	}
	if yes, err := w.receives(ctx, participant); err != nil || !yes {
		return known
	}
	known.Registered, known.Reason = new(true), ""
	known.Documents = []string{billing.DocumentType(billing.KindInvoice), billing.DocumentType(billing.KindCreditNote)}
	return known
}

// boxPoint are the settings that lead to the access point of a kind in a box. A folder is none of them: what watches it sends
// for real.
func boxPoint(box *practice.Box, kind string) billing.Settings {
	s := billing.Settings{"accesspoint.kind": cmp.Or(kind, string(peppol.Phoss)), "accesspoint.ca": box.CAFile}
	switch peppol.Kind(kind) {
	case peppol.Phase4:
		s["accesspoint.url"] = box.Phase4.URL
	case peppol.Storecove:
		s["accesspoint.url"], s["accesspoint.user"] = box.Storecove.URL, strconv.Itoa(practice.StorecoveEntity)
	case peppol.Maventa:
		s["accesspoint.url"], s["accesspoint.user"] = box.Maventa.URL, practice.MaventaCompany
	case peppol.Folder:
	default:
		s["accesspoint.url"] = box.Access.URL
	}
	return s
}

// checkPoint notes what cannot be the place of an access point, or our name there. What is still missing is no fault here: it is
// told when something is to be sent.
func checkPoint(changed, all billing.Settings, faults *billing.Faults) {
	kind, place, user := peppol.Kind(all["accesspoint.kind"]), all["accesspoint.url"], all["accesspoint.user"]
	if kind == peppol.Folder {
		_, asked := changed["accesspoint.url"]
		if !asked {
			_, asked = changed["accesspoint.kind"]
		}
		if asked && place != "" && !wholeFolder(place) { // later it may be on a disk that is away
			faults.Add("setting-not-folder", "accesspoint.url", "key", "accesspoint.url", "value", place)
		}
	} else if code := webAddress(place); place != "" && code != "" {
		faults.Add(code, "accesspoint.url", "key", "accesspoint.url", "value", place)
	}
	if user != "" && !userOf(kind, user) {
		faults.Add("setting-not-user", "accesspoint.user", "key", "accesspoint.user", "value", user)
	}
	if all["letter.by"] == "accesspoint" && kind != peppol.Maventa {
		faults.Add("setting-letter-maventa", "letter.by", "key", "letter.by")
	}
}

// wholeFolder tells whether a path leads to a folder from wherever one stands.
func wholeFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() && filepath.IsAbs(path)
}

var companyUUID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// userOf tells whether an access point of a kind can know us by a name.
func userOf(kind peppol.Kind, user string) bool {
	switch kind {
	case peppol.Storecove:
		n, err := strconv.Atoi(user)
		return err == nil && n > 0
	case peppol.Maventa:
		return companyUUID.MatchString(user)
	}
	return true
}

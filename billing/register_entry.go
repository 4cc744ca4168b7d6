package billing

import (
	"time"

	"fakturist/billing/cal"
)

// RegisterStatus is where a unit of the company register stands in its life.
type RegisterStatus string

// The states of a unit, as Enhetsregisteret tells them.
const (
	RegisterUnasked        RegisterStatus = ""                   // could not be asked, and nothing is kept
	RegisterActive         RegisterStatus = "active"             // nothing to warn of
	RegisterSubUnit        RegisterStatus = "sub-unit"           // a part of another unit; invoices need that one's number
	RegisterReconstruction RegisterStatus = "reconstruction"     // negotiates with its creditors
	RegisterLiquidation    RegisterStatus = "liquidation"        // being wound up of its own will
	RegisterForced         RegisterStatus = "forced-dissolution" // being wound up by a court
	RegisterBankrupt       RegisterStatus = "bankrupt"           // bankrupt, here or abroad
	RegisterDeleted        RegisterStatus = "deleted"            // struck off
	RegisterUnknown        RegisterStatus = "unknown"            // no such number
)

// RegisterMark is one thing the register warns of, and the day it began when the register says so.
type RegisterMark struct {
	Status RegisterStatus
	Since  cal.Date // zero: not told
}

// RegisterSource tells where an entry comes from.
type RegisterSource string

// The sources of an entry.
const (
	FromRegister RegisterSource = "register" // answered just now
	FromCache    RegisterSource = "cache"    // answered earlier, see Age
)

// RegisterEntry is what the company register (Enhetsregisteret) says of an organisation number.
type RegisterEntry struct {
	Party        Party          // name, numbers, type, e-mail, telephone and the address for post; Register is Foretaksregisteret
	Site         Address        // where it does business, when post goes elsewhere the other address (BG-5 of a seller)
	Municipality string         // where Site is
	OrgForm      string         // AS, ENK, FLI, KOMM …
	Industry     string         // first industry code (SN), such as 06.100
	Sector       string         // institutional sector code, such as 6100
	Website      string         // as registered, mostly without https://
	Language     string         // nb or nn
	Voluntary    bool           // in Frivillighetsregisteret
	Head         *RegisterEntry // of a sub-unit: who it belongs to; only Party.OrgNo is sure
	Marks        []RegisterMark // what to warn of, worst first
	CheckedAt    time.Time      // when the register said so; zero: never
	Age          time.Duration  // since CheckedAt, as of the look-up
	Source       RegisterSource // empty: nothing is known
	Reason       string         // code of what kept the register from being asked now, empty when it was
}

// Found tells whether the register knows the number, now or before it was struck off.
func (e RegisterEntry) Found() bool { return e.Source != "" && e.Status() != RegisterUnknown }

// Usable tells whether the entry may fill in a customer: it is known and not struck off.
func (e RegisterEntry) Usable() bool { return e.Found() && !e.Has(RegisterDeleted) }

// Status is the worst the register says.
func (e RegisterEntry) Status() RegisterStatus {
	switch {
	case len(e.Marks) > 0:
		return e.Marks[0].Status
	case e.Source == "":
		return RegisterUnasked
	}
	return RegisterActive
}

// Has tells whether a mark is set.
func (e RegisterEntry) Has(s RegisterStatus) bool {
	for _, m := range e.Marks {
		if m.Status == s {
			return true
		}
	}
	return false
}

// Warnings are what to tell who wants to invoice this unit: its marks, those of the unit it belongs to, and that the register
// could not be asked. Path is the field the number stands in.
func (e RegisterEntry) Warnings(path string) Faults {
	faults := e.MarkWarnings(path)
	if e.Reason == "" {
		return faults
	}
	if e.Source == "" {
		faults.Warn("register-offline", path, "orgNo", e.Party.OrgNo, "reason", e.Reason)
	} else {
		faults.Warn("register-offline-kept", path, "orgNo", e.Party.OrgNo, "reason", e.Reason, "date", Day(e.CheckedAt).String())
	}
	return faults
}

// MarkWarnings are the warnings that stand in the register itself, wherever the entry comes from.
func (e RegisterEntry) MarkWarnings(path string) Faults {
	var faults Faults
	for _, m := range e.Marks {
		e.warn(m, path, &faults)
	}
	if e.Head != nil {
		for _, m := range e.Head.Marks {
			if m.Status != RegisterUnknown {
				e.Head.warn(m, path, &faults)
			}
		}
	}
	return faults
}

func (e RegisterEntry) warn(m RegisterMark, path string, faults *Faults) {
	name, no, since := e.called(), e.Party.OrgNo, ""
	if !m.Since.IsZero() {
		since = m.Since.String()
	}
	switch m.Status {
	case RegisterUnknown:
		faults.Warn("register-unknown", path, "orgNo", no)
	case RegisterDeleted:
		if since == "" {
			faults.Warn("register-deleted-undated", path, "name", name, "orgNo", no)
			return
		}
		faults.Warn("register-deleted", path, "name", name, "orgNo", no, "date", since)
	case RegisterBankrupt:
		faults.Warn("register-bankrupt", path, "name", name, "orgNo", no, "date", since)
	case RegisterForced:
		faults.Warn("register-forced-dissolution", path, "name", name, "orgNo", no, "date", since)
	case RegisterLiquidation:
		faults.Warn("register-liquidation", path, "name", name, "orgNo", no, "date", since)
	case RegisterReconstruction:
		faults.Warn("register-reconstruction", path, "name", name, "orgNo", no, "date", since)
	case RegisterSubUnit:
		e.warnSubUnit(path, faults)
	}
}

// warnSubUnit says whose number an invoice needs.
func (e RegisterEntry) warnSubUnit(path string, faults *Faults) {
	if e.Head == nil || e.Head.Party.OrgNo == "" {
		faults.Warn("register-subunit-headless", path, "name", e.called(), "orgNo", e.Party.OrgNo)
		return
	}
	faults.Warn("register-subunit", path, "name", e.called(), "orgNo", e.Party.OrgNo, "head", e.Head.called(), "headNo", e.Head.Party.OrgNo)
}

// called is the name, or the number of a unit whose name is not known.
func (e RegisterEntry) called() string {
	if e.Party.Name != "" {
		return e.Party.Name
	}
	return e.Party.OrgNo
}

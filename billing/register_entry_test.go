package billing_test

import (
	"strings"
	"testing"
	"time"

	"fakturist/billing"
	"fakturist/billing/cal"
)

func TestRegisterEntry_SilenceIsNoAnswer(t *testing.T) {
	asked := billing.RegisterEntry{Source: billing.FromRegister, Party: billing.Party{OrgNo: "923609016", Name: "X"}}
	silent := billing.RegisterEntry{Reason: "register-unreachable", Party: billing.Party{OrgNo: "923609016"}}
	unknown, deleted := asked, asked
	unknown.Marks = []billing.RegisterMark{{Status: billing.RegisterUnknown}}
	deleted.Marks = []billing.RegisterMark{{Status: billing.RegisterDeleted, Since: cal.On(2026, time.March, 1)}}
	for name, test := range map[string]struct {
		entry         billing.RegisterEntry
		status        billing.RegisterStatus
		found, usable bool
		warns         string
	}{
		"active": {asked, billing.RegisterActive, true, true, ""}, "silent": {silent, billing.RegisterUnasked, false, false, "register-offline"},
		"unknown": {unknown, billing.RegisterUnknown, false, false, "register-unknown"},
		"deleted": {deleted, billing.RegisterDeleted, true, false, "register-deleted"},
	} {
		e := test.entry
		warns := e.Warnings("customer.orgNo")
		if e.Status() != test.status || e.Found() != test.found || e.Usable() != test.usable || strings.Join(warns.Codes(), " ") != test.warns {
			t.Errorf("%s: %q, found %v, usable %v, warns %v", name, e.Status(), e.Found(), e.Usable(), warns.Codes())
		}
		if len(warns.Fatal()) > 0 {
			t.Errorf("%s: the register stops nobody: %v", name, warns.Fatal())
		}
	}
}

func TestRegisterEntry_WarningsNameWhoAndSinceWhen(t *testing.T) {
	head := &billing.RegisterEntry{Party: billing.Party{OrgNo: "991825827"}, Marks: []billing.RegisterMark{{Status: billing.RegisterBankrupt, Since: cal.On(2026, time.March, 12)}}}
	e := billing.RegisterEntry{Source: billing.FromCache, Reason: "register-timeout", CheckedAt: time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC), Head: head,
		Party: billing.Party{OrgNo: "924203617", Name: "AVD SØR"}, Marks: []billing.RegisterMark{{Status: billing.RegisterSubUnit}}}
	warns := e.Warnings("customer.orgNo")
	if got := strings.Join(warns.Codes(), " "); got != "register-subunit register-bankrupt register-offline-kept" {
		t.Fatal(got)
	}
	if a := warns[0].Args; a["name"] != "AVD SØR" || a["headNo"] != "991825827" || a["head"] != "991825827" {
		t.Errorf("sub-unit: %v", a)
	}
	if a := warns[1].Args; a["name"] != "991825827" || a["date"] != "2026-03-12" {
		t.Errorf("its head: %v", a)
	}
	if a := warns[2].Args; a["date"] != "2026-11-21" { // the day in Norway
		t.Errorf("kept: %v", a)
	}
	if got := strings.Join(e.MarkWarnings("").Codes(), " "); got != "register-subunit register-bankrupt" {
		t.Errorf("marks alone: %s", got)
	}
}

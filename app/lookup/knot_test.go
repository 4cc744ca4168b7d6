package lookup_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fakturist/app/lookup"
	"fakturist/app/realtest"
	"fakturist/billing"
)

// TestAsk_AgainstARealNameServer asks Knot, which answers as the directory's own servers do: authority records, truncation
// and refusals are its own.
func TestAsk_AgainstARealNameServer(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	const noData, cut, odd, ordered = "0192:974760673", "0192:991825827", "0192:999000118", "0192:999001106"
	label := func(participant string) string {
		return strings.TrimSuffix(lookup.Host(participant, box.DNS.Zone), "."+box.DNS.Zone)
	}
	naptr := func(participant, order, service, expression string) string {
		return fmt.Sprintf("%s NAPTR %s 10 \"U\" %q %q .", label(participant), order, service, expression)
	}
	records := []string{naptr(receiver, "100", "Meta:SMP", "!.*!"+box.SMP.URL+"!"), label(noData) + " A 127.0.0.1",
		naptr(odd, "100", "Meta:SMP", "!^(.*)$!https://\\\\1.example!"),
		naptr(ordered, "300", "Meta:SMP", "!.*!https://nowhere.example!"), naptr(ordered, "20", "meta:smp", "!^.*$!"+box.SMP.URL+"!"),
		naptr(ordered, "1", "Meta:CPPA3", "!.*!https://nowhere.example!")}
	for i := range 40 { // beyond what a UDP answer carries
		records = append(records, naptr(cut, fmt.Sprint(500+i), "Meta:SMP", "!.*!https://nowhere.example/"+strings.Repeat("x", 100)+"!"))
	}
	records = append(records, naptr(cut, "100", "Meta:SMP", "!.*!"+box.SMP.URL+"!"))
	box.SMP.Add(cut, billing.DocumentType(billing.KindInvoice))
	box.SMP.Add(ordered, billing.DocumentType(billing.KindInvoice))
	c := config(box)
	c.Resolver = realtest.DNS(t, box.DNS.Zone, records...)
	for _, test := range []struct {
		name, participant, want, reason string
	}{
		{"a record", receiver, "yes", ""},
		{"no such name", "0192:999999999", "no", ""},
		{"a name without record", noData, "unknown", lookup.CodeNoData},
		{"an answer over TCP", cut, "yes", ""},
		{"a record nobody can read", odd, "unknown", lookup.CodeBadRecord},
		{"the first by order", ordered, "yes", ""},
	} {
		got := start(t, c, newMemory()).Ask(context.Background(), test.participant)
		if said(got.Takes(billing.KindInvoice)) != test.want || got.Reason != test.reason {
			t.Errorf("%s: %+v, want %s, %q", test.name, got, test.want, test.reason)
		}
	}
	for answer, zone := range map[string]string{"REFUSED": lookup.ProductionZone, "SERVFAIL": realtest.UnloadedZone} { // not kept, not loaded
		c.Zone = zone
		l := start(t, c, newMemory())
		if got := l.Ask(context.Background(), receiver); got.Registered != nil || got.Reason != lookup.CodeDNSFailed {
			t.Errorf("%s: %+v", answer, got)
		}
		if r := l.Check(context.Background(), receiver); r.Works() || r.Detail != answer {
			t.Errorf("%s: %+v", answer, r)
		}
	}
	c.Zone = box.DNS.Zone
	if r := start(t, c, newMemory()).Check(context.Background(), receiver); !r.Works() || !r.Found || r.Publisher != "localhost" {
		t.Errorf("check: %+v", r)
	}
}

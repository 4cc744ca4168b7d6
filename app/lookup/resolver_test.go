package lookup_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"fakturist/app/lookup"
	"fakturist/billing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// nameServer answers as the test says, over UDP alone.
func nameServer(t *testing.T, answer func(q *dns.Msg) *dns.Msg) string {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{PacketConn: pc, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		if m := answer(q); m != nil {
			_ = w.WriteMsg(m) // the asker may have given up
		}
	})}
	started := make(chan struct{})
	server.NotifyStartedFunc = func() { close(started) }
	go server.ActivateAndServe() //nolint:errcheck // ends with Shutdown
	<-started
	t.Cleanup(func() { server.Shutdown() }) //nolint:errcheck // the test is over
	return pc.LocalAddr().String()
}

// reply starts the answer to a question.
func reply(q *dns.Msg, code int, records ...dns.RR) *dns.Msg {
	m := new(dns.Msg)
	m.SetRcode(q, code)
	for _, r := range records {
		if _, authority := r.(*dns.SOA); authority {
			m.Ns = append(m.Ns, r)
		} else {
			m.Answer = append(m.Answer, r)
		}
	}
	return m
}

func soa(zone string) *dns.SOA {
	return &dns.SOA{Hdr: dns.RR_Header{Name: dns.Fqdn(zone), Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 60}, Ns: "ns.", Mbox: "root."}
}

func naptr(name, flags, service, expression string, order uint16) *dns.NAPTR {
	return &dns.NAPTR{Hdr: dns.RR_Header{Name: name, Rrtype: dns.TypeNAPTR, Class: dns.ClassINET, Ttl: 60}, Order: order,
		Flags: flags, Service: service, Regexp: expression, Replacement: "."}
}

// TestAsk_OnlyTheDirectorySaysNo: every other answer of a resolver leaves it unknown, with its own reason.
func TestAsk_OnlyTheDirectorySaysNo(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(q *dns.Msg) *dns.Msg
		want   string // reason; empty: a plain no
	}{
		{"NXDOMAIN of the zone", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeNameError, soa(lookup.ProductionZone)) }, ""},
		{"of a zone below", func(q *dns.Msg) *dns.Msg {
			return reply(q, dns.RcodeNameError, soa("iso6523-actorid-upis."+lookup.ProductionZone))
		}, ""},
		{"of a zone above, the directory in it", func(q *dns.Msg) *dns.Msg {
			if q.Question[0].Qtype == dns.TypeSOA {
				return reply(q, dns.RcodeSuccess)
			}
			return reply(q, dns.RcodeNameError, soa("peppol.org"))
		}, ""},
		{"of a zone above, the directory gone", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeNameError, soa("peppol.org")) }, lookup.CodeNoZone},
		{"of another zone", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeNameError, soa("firma.example")) }, lookup.CodeNoZone},
		{"of a top-level domain", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeNameError, soa("org")) }, lookup.CodeNoZone},
		{"of nobody", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeNameError) }, lookup.CodeNoZone},
		{"REFUSED", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeRefused) }, lookup.CodeDNSFailed},
		{"SERVFAIL", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeServerFailure) }, lookup.CodeDNSFailed},
		{"NOTIMP", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeNotImplemented) }, lookup.CodeDNSFailed},
		{"no record", func(q *dns.Msg) *dns.Msg { return reply(q, dns.RcodeSuccess, soa(lookup.ProductionZone)) }, lookup.CodeNoData},
		{"another question", func(q *dns.Msg) *dns.Msg {
			m := reply(q, dns.RcodeNameError, soa(lookup.ProductionZone))
			m.Question[0].Name = "other." + lookup.ProductionZone + "."
			return m
		}, lookup.CodeBadRecord},
		{"cut, and no TCP", func(q *dns.Msg) *dns.Msg {
			m := reply(q, dns.RcodeSuccess)
			m.Truncated = true
			return m
		}, lookup.CodeDNSDown},
		{"another service", func(q *dns.Msg) *dns.Msg {
			return reply(q, dns.RcodeSuccess, naptr(q.Question[0].Name, "U", "meta:cppa3", "!.*!https://smp.example!", 10))
		}, lookup.CodeNoData},
		{"another flag", func(q *dns.Msg) *dns.Msg {
			return reply(q, dns.RcodeSuccess, naptr(q.Question[0].Name, "S", "Meta:SMP", "!.*!https://smp.example!", 10))
		}, lookup.CodeNoData},
	} {
		l := start(t, lookup.Config{Resolver: nameServer(t, test.answer)}, newMemory())
		c := l.Ask(context.Background(), receiver)
		want := "unknown"
		if test.want == "" {
			want = "no"
		}
		if said(c.Registered) != want || c.Reason != test.want {
			t.Errorf("%s: %s, %q; want %s, %q", test.name, said(c.Registered), c.Reason, want, test.want)
		}
	}
}

func TestAsk_TakesGarbageForNoAnswer(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer pc.Close()
	go func() {
		b := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(b)
			if err != nil {
				return
			}
			// the id and flags of an answer, and counts that promise records which are not there
			_, _ = pc.WriteTo(append(b[:2:2], 0x81, 0x80, 0, 1, 0, 9, 0, 0, 0, 0, 0xc0, byte(n)), from)
		}
	}()
	c := start(t, lookup.Config{Resolver: pc.LocalAddr().String()}, newMemory()).Ask(context.Background(), receiver)
	if c.Registered != nil || c.Reason != lookup.CodeBadRecord {
		t.Errorf("%+v", c)
	}
}

func TestAsk_AsksAResolverTooOldForEDNS(t *testing.T) {
	at := nameServer(t, func(q *dns.Msg) *dns.Msg {
		if q.IsEdns0() != nil {
			return reply(q, dns.RcodeFormatError)
		}
		return reply(q, dns.RcodeNameError, soa(lookup.ProductionZone))
	})
	if c := start(t, lookup.Config{Resolver: at}, newMemory()).Ask(context.Background(), receiver); said(c.Registered) != "no" {
		t.Errorf("%+v", c)
	}
}

// overHTTPS answers questions over HTTPS; answer may change the reply.
func overHTTPS(t *testing.T, box string, answer func(w http.ResponseWriter, packed []byte)) lookup.Config {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		q := new(dns.Msg)
		if err != nil || q.Unpack(body) != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/dns-message" || q.Id != 0 {
			t.Errorf("%s %s, id %d, %v", r.Method, r.Header.Get("Content-Type"), q.Id, err)
		}
		m, err := dns.Exchange(q, box)
		if err != nil {
			t.Error(err)
			return
		}
		m.Id = 0
		packed, err := m.Pack()
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/dns-message")
		answer(w, packed)
	}))
	t.Cleanup(server.Close)
	return lookup.Config{Resolver: server.URL, CA: writeCA(t, server), Practice: true}
}

func TestAsk_AsksOverHTTPS(t *testing.T) {
	box := open(t)
	for _, test := range []struct {
		name   string
		answer func(w http.ResponseWriter, packed []byte)
		want   string // reason; empty: a plain no
	}{
		{"answered", func(w http.ResponseWriter, b []byte) { _, _ = w.Write(b) }, ""},
		{"with parameters", func(w http.ResponseWriter, b []byte) {
			w.Header().Set("Content-Type", "application/dns-message; charset=binary")
			_, _ = w.Write(b)
		}, ""},
		{"415", func(w http.ResponseWriter, b []byte) { w.WriteHeader(http.StatusUnsupportedMediaType) }, lookup.CodeDNSFailed},
		{"429", func(w http.ResponseWriter, b []byte) { w.WriteHeader(http.StatusTooManyRequests); _, _ = w.Write(b) }, lookup.CodeDNSFailed},
		{"a page of the hotel", func(w http.ResponseWriter, b []byte) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>log in</html>"))
		}, lookup.CodeDNSFailed},
		{"nothing", func(w http.ResponseWriter, b []byte) {}, lookup.CodeBadRecord},
		{"cut", func(w http.ResponseWriter, b []byte) { _, _ = w.Write(b[:len(b)-9]) }, lookup.CodeBadRecord},
		{"endless", func(w http.ResponseWriter, b []byte) { _, _ = w.Write([]byte(strings.Repeat(string(b), 4000))) }, lookup.CodeBadRecord},
	} {
		c := overHTTPS(t, box.DNS.Addr, test.answer)
		c.Zone = box.DNS.Zone
		got := start(t, c, newMemory()).Ask(context.Background(), receiver)
		if got.Reason != test.want || (test.want == "") != (said(got.Registered) == "no") {
			t.Errorf("%s: %+v, want %q", test.name, got, test.want)
		}
	}
}

func TestPublicResolvers_SayWhereTheyAreFrom(t *testing.T) {
	for _, r := range lookup.PublicResolvers {
		if r.Name == "" || !strings.HasPrefix(r.URL, "https://") || r.Country == "" || r.Source == "" || r.Checked && !strings.Contains(r.Source, "read 20") {
			t.Errorf("%+v", r)
		}
	}
}

func TestCheck_TellsWhetherLookingUpWorksFromHere(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	ctx := context.Background()
	r := start(t, config(box), newMemory()).Check(ctx, receiver)
	want := billing.ResolverReport{How: billing.ResolverChosen, Resolvers: []string{box.DNS.Addr}, Zone: box.DNS.Zone, Participant: receiver, Found: true, Publisher: "localhost"}
	if diff := cmp.Diff(want, r); diff != "" || !r.Works() {
		t.Error(diff)
	}
	if r = start(t, config(box), newMemory()).Check(ctx, "0192:999999999"); !r.Works() || r.Found || r.Advice != "" {
		t.Errorf("a plain no is an answer: %+v", r)
	}
	box.DNS.Trouble(receiver, 3) // no data
	if r = start(t, config(box), newMemory()).Check(ctx, receiver); r.Works() || r.Reason != lookup.CodeNoData || r.Advice != lookup.AdviceMachine || r.Detail == "" {
		t.Errorf("no data: %+v", r)
	}
	closed := config(box)
	closed.Resolver = ""
	if r = start(t, closed, newMemory()).Check(ctx, receiver); r.Reason != lookup.CodePractice || r.Advice != "" || r.How != billing.ResolverOfMachine {
		t.Errorf("practice: %+v", r)
	}
	https := overHTTPS(t, box.DNS.Addr, func(w http.ResponseWriter, b []byte) { w.WriteHeader(http.StatusForbidden) })
	if r = start(t, https, newMemory()).Check(ctx, receiver); r.How != billing.ResolverHTTPS || r.Advice != lookup.AdviceMachine || len(r.Suggestions) != 0 {
		t.Errorf("https: %+v", r)
	}
}

func TestOfCards_AsksTheWayThingsGoFirst(t *testing.T) {
	ip := netip.MustParseAddr
	got := lookup.OfCards(
		lookup.Card{Up: true, Metric: 50, Servers: []netip.Addr{ip("10.8.0.1"), ip("192.168.1.1")}},
		lookup.Card{Up: false, Metric: 1, Servers: []netip.Addr{ip("10.0.0.1")}},
		lookup.Card{Up: true, Metric: 25, Servers: []netip.Addr{ip("192.168.1.1"), ip("fe80::1%7"), ip("fec0:0:0:ffff::1"), ip("fec0:0:0:ffff::2%1"), {}, ip("0.0.0.0"), ip("ff02::fb")}},
		lookup.Card{Up: true, Metric: 60, Servers: []netip.Addr{ip("2001:db8::1"), ip("2001:db8::2")}})
	if diff := cmp.Diff([]string{"192.168.1.1:53", "[fe80::1%7]:53", "10.8.0.1:53", "[2001:db8::1]:53"}, got); diff != "" {
		t.Error(diff)
	}
	if got := lookup.OfCards(); len(got) != 0 {
		t.Error(got)
	}
}

// scutil is what "scutil --dns" of macOS 13 prints, shortened.
const scutil = `DNS configuration

resolver #1
  search domain[0] : lan
  nameserver[0] : 192.168.1.1
  nameserver[1] : fe80::1%en0
  if_index : 12 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  timeout  : 5
  flags    : Request A records, Request AAAA records
  reach    : 0x00000000 (Not Reachable)
  order    : 300000

resolver #3
  domain   : firma.example
  nameserver[0] : 10.1.1.1
  flags    : Supplemental, Request A records

DNS configuration (for scoped queries)

resolver #1
  search domain[0] : lan
  nameserver[0] : 192.168.1.1
  nameserver[1] : 192.168.1.2
  nameserver[2] : no address
  if_index : 12 (en0)
  flags    : Scoped, Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)
`

func TestReadScutil_FindsTheGeneralResolvers(t *testing.T) {
	got := lookup.OfCards(lookup.Card{Up: true, Servers: lookup.ReadScutil([]byte(scutil))})
	if diff := cmp.Diff([]string{"192.168.1.1:53", "[fe80::1%en0]:53", "192.168.1.2:53"}, got); diff != "" {
		t.Error(diff)
	}
	for _, none := range []string{"", "No DNS configuration available\n", "resolver #1\n  nameserver[0] :\n", strings.Repeat("x", 1<<17)} {
		if got := lookup.ReadScutil([]byte(none)); len(got) != 0 {
			t.Errorf("%q: %v", none[:min(len(none), 20)], got)
		}
	}
}

func FuzzReadScutil(f *testing.F) {
	f.Fuzz(func(t *testing.T, out []byte) {
		for _, ip := range lookup.ReadScutil(out) {
			if !ip.IsValid() {
				t.Errorf("%q: an address that is none", out)
			}
		}
	})
}

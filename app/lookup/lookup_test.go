package lookup_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fakturist/app/lookup"
	"fakturist/app/practice"
	"fakturist/billing"
)

const receiver = "0192:923609016"

var moment = time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)

// memory is a cache in a map, and the clock of the test.
type memory struct {
	now      time.Time
	answers  map[string]billing.Capability
	register map[string]json.RawMessage
	at       map[string]time.Time
}

func newMemory() *memory {
	return &memory{moment, map[string]billing.Capability{}, map[string]json.RawMessage{}, map[string]time.Time{}}
}

func (m *memory) clock() time.Time { return m.now }

func (m *memory) Get(_ context.Context, p string) (billing.Capability, error) {
	if c, ok := m.answers[p]; ok {
		return c, nil
	}
	return billing.Capability{}, billing.ErrNotFound
}

func (m *memory) Put(_ context.Context, c billing.Capability) error {
	m.answers[c.Participant] = c
	return nil
}

func (m *memory) GetRegister(_ context.Context, no string) (json.RawMessage, time.Time, error) {
	if c, ok := m.register[no]; ok {
		return c, m.at[no], nil
	}
	return nil, time.Time{}, billing.ErrNotFound
}

func (m *memory) PutRegister(_ context.Context, no string, content json.RawMessage, at time.Time) error {
	m.register[no], m.at[no] = content, at
	return nil
}

func open(t *testing.T) *practice.Box {
	t.Helper()
	box, err := practice.Start(context.Background(), practice.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Errorf("close practice servers: %v", err)
		}
	})
	return box
}

func config(box *practice.Box) lookup.Config {
	return lookup.Config{Resolver: box.DNS.Addr, Zone: box.DNS.Zone, CA: box.CAFile, Register: box.Register.URL, Practice: true}
}

func start(t *testing.T, c lookup.Config, m *memory) *lookup.Lookup {
	t.Helper()
	l, err := lookup.New(c, m, m, m.clock)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestHost_IsAsPeppolHashes holds the vectors of peppol-commons and of ELMA.
func TestHost_IsAsPeppolHashes(t *testing.T) {
	for participant, label := range map[string]string{
		"0088:123abc":        "y7dzfxaf3d4cjz4kcgrxtec6twvcga4ky7zwa5boif6mswd4tdrq",
		"0088:123ABC":        "y7dzfxaf3d4cjz4kcgrxtec6twvcga4ky7zwa5boif6mswd4tdrq",
		"9915:test":          "eh5boavaktmbgzyh2a63dz4qov33fvp5nsdvqklucfraayoodw6a",
		"0010:5798000000001": "xukhfqabqziki3ykvr2fhr4snfa3pf5vpq6k4tonv3lmvsy5arvq",
		"0192:923609016":     "xqk4t3fmtezduy5bovjmtnaq45n7e4tibyhwfpgot75bsp7uyg2a",
		"0192:974760673":     "n7xqxd72mcn4tdkkox5hzpke3kwlv6txp5samlssxx7se6eoqndq",
		"0192:991825827":     "7i2243uolq5qzb6jxfvi6yei4iq7sfipkv55htzfnr6s54y6yufa",
	} {
		want := label + ".iso6523-actorid-upis." + lookup.ProductionZone
		if got := lookup.Host(participant, lookup.ProductionZone); got != want {
			t.Errorf("%s: %s, want %s", participant, got, want)
		}
	}
}

func TestAsk_SaysYesAndNo(t *testing.T) {
	box, m := open(t), newMemory()
	box.AddReceiver(receiver)
	box.SMP.Add("0192:974760673", billing.DocumentType(billing.KindInvoice))
	box.DNS.Add("0192:974760673", box.SMP.URL)
	box.DNS.Add("0192:991825827", box.SMP.URL) // in the directory, unknown to its publisher
	l := start(t, config(box), m)
	for _, test := range []struct {
		participant     string
		invoice, credit bool
	}{
		{receiver, true, true}, {"0192:974760673", true, false}, {"0192:991825827", false, false}, {"0192:123456785", false, false},
	} {
		c := l.Ask(context.Background(), test.participant)
		invoice, credit := c.Takes(billing.KindInvoice), c.Takes(billing.KindCreditNote)
		if invoice == nil || credit == nil || *invoice != test.invoice || *credit != test.credit {
			t.Errorf("%s: %+v", test.participant, c)
		}
		if c.Reason != "" || !c.CheckedAt.Equal(moment) {
			t.Errorf("%s: reason %q, checked at %s", test.participant, c.Reason, c.CheckedAt)
		}
	}
	if len(m.answers) != 4 {
		t.Errorf("%d answers kept, want all four", len(m.answers))
	}
}

// TestAsk_NeverTakesSilenceForNo makes every trouble there is; none of them may come out as "cannot receive", nor be kept.
func TestAsk_NeverTakesSilenceForNo(t *testing.T) {
	box := open(t)
	for _, test := range []struct {
		name    string
		trouble practice.Trouble
		want    string
	}{
		{"server fails", practice.ServerFails, lookup.CodeDNSFailed},
		{"no data", practice.NoData, lookup.CodeNoData},
		{"bad record", practice.BadRecord, lookup.CodeBadRecord},
		{"private address", practice.OtherHost, lookup.CodeAddress},
		{"silence", practice.NoAnswer, lookup.CodeDNSTimeout},
	} {
		m := newMemory()
		box.DNS.Trouble(receiver, test.trouble)
		c := start(t, config(box), m).Ask(context.Background(), receiver)
		if c.Registered != nil || c.Takes(billing.KindInvoice) != nil || c.Reason != test.want || len(m.answers) != 0 {
			t.Errorf("%s: %+v, want %s", test.name, c, test.want)
		}
	}
	box.DNS.Trouble(receiver, practice.NoTrouble)
	box.AddReceiver(receiver)
	box.SMP.SetDown(true)
	if c := start(t, config(box), newMemory()).Ask(context.Background(), receiver); c.Registered != nil || c.Reason != lookup.CodeSMPDown {
		t.Errorf("publisher down: %+v", c)
	}
	untrusted := config(box)
	untrusted.CA = ""
	box.SMP.SetDown(false)
	if c := start(t, untrusted, newMemory()).Ask(context.Background(), receiver); c.Registered != nil || c.Reason != lookup.CodeSMPTLS {
		t.Errorf("publisher nobody vouches for: %+v", c)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if c := start(t, config(box), newMemory()).Ask(cancelled, receiver); c.Registered != nil || c.Reason != lookup.CodeCancelled {
		t.Errorf("cancelled: %+v", c)
	}
	if c := start(t, config(box), newMemory()).Ask(context.Background(), "923609016"); c.Registered != nil || c.Reason != lookup.CodeParticipant {
		t.Errorf("no scheme: %+v", c)
	}
}

func TestAsk_AsksAgainOverTCPWhenTheAnswerWasCut(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	box.DNS.Trouble(receiver, practice.Truncated)
	if c := start(t, config(box), newMemory()).Ask(context.Background(), receiver); c.Registered == nil || !*c.Registered {
		t.Errorf("%+v", c)
	}
}

func TestAsk_APracticeCompanyAsksThisMachineOnly(t *testing.T) {
	box := open(t)
	c := config(box)
	c.Resolver, c.Register = "", ""
	l := start(t, c, newMemory())
	if got := l.Ask(context.Background(), receiver); got.Registered != nil || got.Reason != lookup.CodePractice {
		t.Errorf("directory: %+v", got)
	}
}

// TestAsk_RefusesThisMachineOutsidePractice keeps a record in DNS from making us ask our own network.
func TestAsk_RefusesThisMachineOutsidePractice(t *testing.T) {
	box := open(t)
	asked := false
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer inside.Close()
	_, port, err := net.SplitHostPort(inside.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	real := config(box)
	real.Practice = false
	for _, publisher := range []string{
		"https://localhost:" + port, "https://localhost", "http://smp.example.org", "https://user@smp.example.org", "https://[::1]",
		"https://169.254.169.254", "https://10.0.0.1", "https://100.64.0.1", "https://[::ffff:127.0.0.1]", "https://", "ftp://x", "https://0.0.0.0",
	} {
		box.DNS.Add(receiver, publisher)
		if c := start(t, real, newMemory()).Ask(context.Background(), receiver); c.Registered != nil || c.Reason != lookup.CodeAddress && c.Reason != lookup.CodeBadRecord {
			t.Errorf("%s: %+v", publisher, c)
		}
	}
	if asked {
		t.Error("a server on this machine was asked")
	}
}

func TestAsk_AsksPrivatePublishersWhenTheSettingsSaySo(t *testing.T) {
	box := open(t)
	box.AddReceiver(receiver)
	c := config(box)
	c.Practice, c.Private = false, true
	if got := start(t, c, newMemory()).Ask(context.Background(), receiver); got.Registered == nil || !*got.Registered {
		t.Errorf("%+v", got)
	}
}

// publisher is a metadata publisher that answers as the test says.
func publisher(t *testing.T, box *practice.Box, handler http.HandlerFunc) lookup.Config {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	box.DNS.Add(receiver, server.URL)
	c := config(box)
	c.CA = writeCA(t, server)
	return c
}

func TestAsk_TakesNoNonsenseForAnAnswer(t *testing.T) {
	box := open(t)
	const ns = `xmlns="http://busdox.org/serviceMetadata/publishing/1.0/" xmlns:id="http://busdox.org/transport/identifiers/1.0/"`
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"error page", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>ok</html>")) }, lookup.CodeSMPAnswer},
		{"500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, lookup.CodeSMPFailed},
		{"403", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, lookup.CodeSMPFailed},
		{"endless", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(strings.Repeat("x", 2<<20))) }, lookup.CodeSMPAnswer},
		{"no scheme", func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`<ServiceGroup ` + ns + `><id:ParticipantIdentifier>0192:974760673</id:ParticipantIdentifier></ServiceGroup>`))
		}, lookup.CodeSMPAnswer},
		{"somebody else's list", func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`<ServiceGroup ` + ns + `><id:ParticipantIdentifier scheme="iso6523-actorid-upis">0192:974760673</id:ParticipantIdentifier></ServiceGroup>`))
		}, lookup.CodeOther},
		{"document type", func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`<!DOCTYPE x><ServiceGroup ` + ns + `><id:ParticipantIdentifier scheme="iso6523-actorid-upis">` + receiver + `</id:ParticipantIdentifier></ServiceGroup>`))
		}, lookup.CodeSMPAnswer},
		{"other host", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.org/", http.StatusFound)
		}, lookup.CodeAddress},
		{"endless redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) }, lookup.CodeAddress},
	} {
		c := start(t, publisher(t, box, test.handler), newMemory()).Ask(context.Background(), receiver)
		if c.Registered != nil || c.Reason != test.want {
			t.Errorf("%s: %+v, want %s", test.name, c, test.want)
		}
	}
}

func TestCapability_AgesAnswers(t *testing.T) {
	box, m := open(t), newMemory()
	box.AddReceiver(receiver)
	l, ctx := start(t, config(box), m), context.Background()
	yes := func(c billing.Capability) bool { return c.Registered != nil && *c.Registered }
	if !yes(l.Capability(ctx, receiver)) || box.DNS.Asked() != 1 {
		t.Fatalf("first: asked %d times", box.DNS.Asked())
	}
	m.now = moment.Add(23 * time.Hour)
	if c := l.Capability(ctx, receiver); !yes(c) || box.DNS.Asked() != 1 || !c.CheckedAt.Equal(moment) {
		t.Errorf("after 23 hours: %+v, asked %d times", c, box.DNS.Asked())
	}
	m.now = moment.Add(25 * time.Hour)
	if c := l.Capability(ctx, receiver); !yes(c) || box.DNS.Asked() != 2 || !c.CheckedAt.Equal(m.now) {
		t.Errorf("after 25 hours: %+v, asked %d times", c, box.DNS.Asked())
	}
	m.now = moment.AddDate(0, 0, -1)
	if c := l.Capability(ctx, receiver); !yes(c) || box.DNS.Asked() != 3 {
		t.Errorf("an answer of tomorrow, since the clock was set back: %+v, asked %d times", c, box.DNS.Asked())
	}
	m.now = m.now.AddDate(0, 0, 31)
	box.DNS.Trouble(receiver, practice.ServerFails)
	if c := l.Capability(ctx, receiver); !yes(c) || c.Reason != lookup.CodeDNSFailed || c.CheckedAt.Equal(m.now) {
		t.Errorf("old yes while nobody answers: %+v", c)
	}
	no := "0192:974760673"
	if c := l.Capability(ctx, no); c.Registered == nil || *c.Registered {
		t.Fatalf("not registered: %+v", c)
	}
	m.now = m.now.Add(25 * time.Hour)
	box.DNS.Trouble(no, practice.ServerFails)
	if c := l.Capability(ctx, no); c.Registered != nil {
		t.Errorf("an old no while nobody answers is unknown: %+v", c)
	}
	box.DNS.Trouble(no, practice.NoTrouble)
	box.AddReceiver(no)
	if c := l.Capability(ctx, no); !yes(c) {
		t.Errorf("registered meanwhile: %+v", c)
	}
}

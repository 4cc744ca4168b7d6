package realtest

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// UnloadedZone is a zone Knot should keep and cannot load: every question about it is answered SERVFAIL.
const UnloadedZone = "unloaded.test"

// DNS starts Knot for one zone and gives its address. Each record is a line of a zone file without its origin, such as
// `@ A 127.0.0.1` or `label.iso6523-actorid-upis NAPTR 100 10 "U" "Meta:SMP" "!.*!https://smp.test!" .`; start of authority and
// name server are there already. Names of the zone that have no record are NXDOMAIN; other zones are refused, and UnloadedZone
// fails.
func DNS(t testing.TB, zone string, records ...string) string {
	t.Helper()
	wanted(t, "knot", "knotd")
	dir := workFolder(t, "run", "db")
	port := free(t, 1)[0]
	zone = strings.TrimSuffix(zone, ".")
	lines := append([]string{"$ORIGIN " + zone + ".", "$TTL 60", "@ SOA ns hostmaster 1 60 60 60 60", "@ NS ns", "ns A 127.0.0.1"}, records...)
	must(t, os.WriteFile(dir+"/zone", []byte(strings.Join(lines, "\n")+"\n"), 0o644))
	knot := start(t, "knotd", "-c", fill(t, "knot.conf", dir, struct {
		Dir, Zone, Unloaded string
		Port                int
	}{dir, zone, UnloadedZone, port}))
	knot.await(t, func() error {
		m := new(dns.Msg)
		m.SetQuestion(dns.Fqdn(zone), dns.TypeSOA)
		r, err := dns.Exchange(m, address(port))
		if err == nil && (r.Rcode != dns.RcodeSuccess || len(r.Answer) == 0) {
			err = errors.New(dns.RcodeToString[r.Rcode])
		}
		return err
	})
	return address(port)
}

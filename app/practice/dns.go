package practice

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// KnownParticipant is one to ask about when all that matters is whether the name server answers; nobody sends to it.
const KnownParticipant = "9915:praksis"

// NameServer answers NAPTR questions for participants of Zone over UDP and TCP: a record for those it knows, NXDOMAIN for
// all others, and trouble for those it was told to make trouble for.
type NameServer struct {
	Addr string // "127.0.0.1:53000"
	Zone string

	mu      sync.Mutex
	known   map[string]string // host to URL of the publisher
	trouble map[string]Trouble
	asked   int
}

// Trouble is what can go wrong with a question.
type Trouble int

// The troubles.
const (
	NoTrouble   Trouble = iota
	ServerFails         // SERVFAIL
	NoAnswer            // silence
	NoData              // the name exists without a NAPTR record: what some home routers make of it
	Truncated           // cut over UDP, whole over TCP
	BadRecord           // a NAPTR record whose regexp is nonsense
	OtherHost           // a record that points to a private address
)

func startNameServer(w *world) (*NameServer, func() error, error) {
	n := &NameServer{Zone: Zone, known: map[string]string{}, trouble: map[string]Trouble{}}
	pc, ln, err := listenDNS()
	if err != nil {
		return nil, nil, err
	}
	n.Addr = pc.LocalAddr().String()
	udp := &dns.Server{PacketConn: pc, Handler: dns.HandlerFunc(n.answer)}
	tcp := &dns.Server{Listener: ln, Handler: dns.HandlerFunc(n.answer)}
	var run group
	for _, server := range []*dns.Server{udp, tcp} {
		ready := make(chan struct{})
		server.NotifyStartedFunc = func() { close(ready) }
		run.serve(server.ActivateAndServe)
		<-ready
	}
	return n, func() error {
		err := errors.Join(udp.Shutdown(), tcp.Shutdown())
		run.Wait()
		return err
	}, nil
}

// listenDNS finds a port that is free for both UDP and TCP.
func listenDNS() (net.PacketConn, net.Listener, error) {
	var last error
	for range 20 {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, fmt.Errorf("listen for names: %w", err)
		}
		ln, err := net.Listen("tcp", pc.LocalAddr().String())
		if err == nil {
			return pc, ln, nil
		}
		pc.Close()
		last = err
	}
	return nil, nil, fmt.Errorf("listen for names: %w", last)
}

// Host is the name whose NAPTR record tells where a participant ("0192:923609016") is published.
func (n *NameServer) Host(participant string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(participant)))
	label := strings.ToLower(strings.TrimRight(base32.StdEncoding.EncodeToString(sum[:]), "="))
	return label + ".iso6523-actorid-upis." + n.Zone + "."
}

// Add registers a participant at a publisher.
func (n *NameServer) Add(participant, publisher string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.known[n.Host(participant)] = publisher
}

// Remove strikes a participant off.
func (n *NameServer) Remove(participant string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.known, n.Host(participant))
}

// Trouble makes trouble for questions about a participant.
func (n *NameServer) Trouble(participant string, t Trouble) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.trouble[n.Host(participant)] = t
}

// Asked counts the questions so far.
func (n *NameServer) Asked() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked
}

func (n *NameServer) answer(w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg)
	m.SetReply(q)
	m.Authoritative = true
	if len(q.Question) != 1 {
		m.Rcode = dns.RcodeFormatError
	} else if silent := n.fill(m, q.Question[0], w.LocalAddr().Network()); silent {
		return
	}
	// The asker may be gone; it will ask again.
	_ = w.WriteMsg(m)
}

// fill writes the answer to one question and tells whether to keep silent instead.
func (n *NameServer) fill(m *dns.Msg, q dns.Question, network string) (silent bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	host := strings.ToLower(q.Name)
	publisher, known := n.known[host]
	switch n.trouble[host] {
	case NoAnswer:
		return true
	case ServerFails:
		m.Rcode = dns.RcodeServerFailure
		return false
	case NoData:
		return false
	case Truncated:
		if network == "udp" {
			m.Truncated = true
			return false
		}
	case BadRecord:
		m.Answer = append(m.Answer, naptr(q.Name, "https:no-delimiters"))
		return false
	case OtherHost:
		m.Answer = append(m.Answer, naptr(q.Name, "!.*!https://10.0.0.1/!"))
		return false
	}
	if !known {
		m.Rcode = dns.RcodeNameError
		m.Ns = append(m.Ns, authority())
		return false
	}
	if q.Qtype == dns.TypeNAPTR {
		m.Answer = append(m.Answer, naptr(q.Name, "!.*!"+publisher+"!"))
	}
	return false
}

// authority is the zone's record that goes with "no such name".
func authority() *dns.SOA {
	return &dns.SOA{Hdr: dns.RR_Header{Name: dns.Fqdn(Zone), Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: 60},
		Ns: "ns." + dns.Fqdn(Zone), Mbox: "root." + dns.Fqdn(Zone), Serial: 1, Refresh: 60, Retry: 60, Expire: 60, Minttl: 60}
}

func naptr(name, expression string) *dns.NAPTR {
	return &dns.NAPTR{
		Hdr:   dns.RR_Header{Name: name, Rrtype: dns.TypeNAPTR, Class: dns.ClassINET, Ttl: 60},
		Order: 100, Preference: 10, Flags: "U", Service: "Meta:SMP", Regexp: expression, Replacement: ".",
	}
}

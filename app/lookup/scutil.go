package lookup

import (
	"bufio"
	"bytes"
	"net/netip"
	"strings"
)

// readScutil finds the name servers in the output of macOS's "scutil --dns". Resolvers of single domains, of multicast DNS
// and of single network cards ("scoped") know too little of the rest of the world, and come last or not at all.
func readScutil(out []byte) []netip.Addr {
	var general, scoped []netip.Addr
	var block []netip.Addr
	special, inScoped := false, false
	flush := func() {
		switch {
		case special:
		case inScoped:
			scoped = append(scoped, block...)
		default:
			general = append(general, block...)
		}
		block, special = nil, false
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case strings.HasPrefix(line, "resolver #"):
			flush()
		case strings.HasPrefix(line, "DNS configuration"):
			flush()
			inScoped = strings.Contains(line, "scoped")
		case key == "domain", key == "options" && strings.Contains(value, "mdns"):
			special = true
		case strings.HasPrefix(key, "nameserver["):
			if ip, err := netip.ParseAddr(value); err == nil {
				block = append(block, ip)
			}
		}
	}
	flush()
	return append(general, scoped...)
}

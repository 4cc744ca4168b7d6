package lookup

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
)

// systemServers are the resolvers of the machine. Windows keeps them with each network card.
func systemServers() ([]string, error) {
	first, err := adapters()
	if err != nil {
		return nil, err
	}
	var cards []card
	for a := first; a != nil; a = a.Next {
		c := card{metric: a.Ipv4Metric, up: a.OperStatus == windows.IfOperStatusUp && a.IfType != windows.IF_TYPE_SOFTWARE_LOOPBACK}
		for d := a.FirstDnsServerAddress; d != nil; d = d.Next {
			ip, ok := netip.AddrFromSlice(d.Address.IP())
			if !ok {
				continue
			}
			if ip = ip.Unmap(); ip.IsLinkLocalUnicast() && ip.Is6() {
				ip = ip.WithZone(strconv.FormatUint(uint64(a.Ipv6IfIndex), 10))
			}
			c.servers = append(c.servers, ip)
		}
		cards = append(cards, c)
	}
	return ofCards(cards), nil
}

// adapters asks for the list of network cards with what belongs to DNS. The list may grow between two questions, so the room
// for it is asked for again.
func adapters() (*windows.IpAdapterAddresses, error) {
	const flags = windows.GAA_FLAG_SKIP_UNICAST | windows.GAA_FLAG_SKIP_ANYCAST | windows.GAA_FLAG_SKIP_MULTICAST | windows.GAA_FLAG_SKIP_FRIENDLY_NAME
	size := uint32(16 << 10) // what Microsoft recommends
	for range 4 {
		room := make([]uint64, (size+7)/8) // aligned as the structure is
		first := (*windows.IpAdapterAddresses)(unsafe.Pointer(unsafe.SliceData(room)))
		err := windows.GetAdaptersAddresses(windows.AF_UNSPEC, flags, 0, first, &size)
		switch {
		case err == nil && size == 0, errors.Is(err, windows.ERROR_NO_DATA):
			return nil, nil
		case err == nil:
			return first, nil
		case !errors.Is(err, windows.ERROR_BUFFER_OVERFLOW):
			return nil, fmt.Errorf("list network cards: %w", err)
		}
	}
	return nil, errors.New("list network cards: the list keeps growing")
}

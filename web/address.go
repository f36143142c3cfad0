package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress is whom a request counts for: the nearest address that is no
// trusted proxy's. An IPv6 client counts by its /64, of which it has all.
func (s *Server) clientAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	at = at.Unmap()
	// Each proxy appends the address it was called from. What stands before
	// the last untrusted one is hearsay.
	var hops []string
	for _, line := range r.Header.Values("X-Forwarded-For") {
		hops = append(hops, strings.Split(line, ",")...)
	}
	for i := len(hops) - 1; i >= 0 && within(s.proxies, at); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = hop.Unmap()
	}
	if at.Is6() {
		if p, err := at.WithZone("").Prefix(64); err == nil {
			return p.Addr().String()
		}
	}
	return at.String()
}

// within reports whether an address is in one of the networks.
func within(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// parseNetworks reads addresses and networks: 10.0.0.0/8, 127.0.0.1.
func parseNetworks(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		if a, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("网络地址“%s”写法不对，应如 10.0.0.0/8 或 127.0.0.1", text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"clausewise/assistant"
	"clausewise/calculators/quantity"
)

// mcpHandler is the MCP server over stateless HTTP. With ?rules=true every
// rule is a tool of its own.
func (s *Server) mcpHandler() (http.Handler, error) {
	servers := map[bool]*MCP{}
	for _, rules := range []bool{false, true} {
		server, err := NewMCP(MCPConfig{
			Library: s.libraryAt, Today: s.today, Rules: rules, Version: s.version, Log: s.log,
		})
		if err != nil {
			return nil, err
		}
		servers[rules] = server
	}
	h := mcp.NewStreamableHTTPHandler(func(r *http.Request) *mcp.Server {
		return servers[r.URL.Query().Get("rules") == "true"].server
	}, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, Logger: s.log, MaxRequestBodyBytes: maxBody,
		// hostAllowed takes its place: it knows the sites of this service.
		DisableLocalhostProtection: true,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hostAllowed(r) || !s.pageAllowed(r) {
			s.fail(w, r, &fault{code: codeOrigin})
			return
		}
		h.ServeHTTP(w, r)
	}), nil
}

// pageAllowed keeps pages that point a name of their own at this server, on
// whatever address it listens (DNS rebinding), from calling it: to the browser
// such a page is of the same origin. Browsers name the origin of a page that
// posts, and no program has to. A page may call from a site that was
// configured, or from an address that no name was resolved to.
func (s *Server) pageAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || s.origins[origin] {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host && literal(u.Hostname())
}

// literal reports whether a host is a name of this machine alone or an address.
func literal(host string) bool {
	_, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil
}

func (s *Server) today() quantity.Date { return assistant.Today(s.now()) }

// hostAllowed keeps pages that point a name of their own at this machine (DNS
// rebinding) from calling it: a request that arrives on the loopback address
// must name it, or a site that was configured, as a proxy on the same machine
// passes on.
func (s *Server) hostAllowed(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true
	}
	at, err := netip.ParseAddrPort(local.String())
	if err != nil || !at.Addr().Unmap().IsLoopback() {
		return true
	}
	if s.origins["https://"+r.Host] || s.origins["http://"+r.Host] {
		return true
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	named, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && named.IsLoopback()
}

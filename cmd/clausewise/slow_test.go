package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"clausewise/web"
)

// hurried is a service that waits for no client long, and for itself without
// end. The limit on what the tests wait is below all other deadlines there
// are, so that one that is not set shows.
var hurried = waits{service: web.Timing{
	Header: 500 * time.Millisecond, Request: time.Second, Pong: time.Second, Idle: 2 * time.Second, Goodbye: 200 * time.Millisecond,
	Turn: atLeisure, Store: atLeisure, Write: atLeisure, Ping: atLeisure,
}}

const hurriedWithin = 90 * time.Second // net/http keeps an idle connection for 120

// patient is a client that speaks TCP itself.
type patient struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func (s *service) raw(t *testing.T) *patient {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &patient{t, conn, bufio.NewReader(conn)}
}

// upgrade opens a websocket.
func (p *patient) upgrade(host string) error {
	_, err := fmt.Fprintf(p.conn, "GET /ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", host)
	if err != nil {
		return err
	}
	r, err := http.ReadResponse(p.in, nil)
	if err != nil {
		return err
	}
	r.Body.Close()
	if r.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("upgrading: %s", r.Status)
	}
	return nil
}

// header is that of a websocket frame of n bytes, masked with zeros.
func frameHeader(first byte, n uint64) []byte {
	h := binary.BigEndian.AppendUint64([]byte{first, 0x80 | 127}, n)
	return append(h, 0, 0, 0, 0)
}

// untilClosed reads to the end of the connection and returns what came.
func (p *patient) untilClosed() (string, error) {
	if err := p.conn.SetReadDeadline(time.Now().Add(hurriedWithin)); err != nil {
		return "", err
	}
	data, err := io.ReadAll(p.in)
	if e, ok := err.(net.Error); ok && e.Timeout() {
		return string(data), err
	}
	return string(data), nil // ended or reset
}

// trickle writes piece again and again, slowly, until the connection ends.
func (p *patient) trickle(piece []byte, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-time.After(50 * time.Millisecond):
		}
		if _, err := p.conn.Write(piece); err != nil {
			return
		}
	}
}

// staffHeaders signs an editor in, at a service that lets him take his time,
// and gives the headers of his requests.
func staffHeaders(t *testing.T, data string) string {
	t.Helper()
	if c := try(t, testPassword+"\n", "user", "add", "editor", "--role", "editor", "--data", data); c.code != 0 {
		t.Fatal(c.stderr)
	}
	s := serve(t, "--data", data)
	defer s.end()
	editor := newBrowser(t, s)
	editor.signIn("editor")
	r, err := http.NewRequest("GET", s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range editor.client.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	return "Cookie: " + r.Header.Get("Cookie") + "\r\nSec-Fetch-Site: same-origin\r\n"
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// givenBack waits until the heap is about as small as before: the handler of
// a connection that has ended may still be at its end.
func givenBack(t *testing.T, before uint64) {
	t.Helper()
	waitFor(t, fmt.Sprintf("a heap of little more than %d KiB", before>>10), func() bool { return heap() <= before+16<<20 })
}

// TestSlowClients lets many clients of each kind hold their connections by
// saying almost nothing. Each is closed within its deadline, memory does not
// grow, and others are answered meanwhile.
func TestSlowClients(t *testing.T) {
	data := t.TempDir()
	staff := staffHeaders(t, data)
	s := serveWith(t, time.Now, hurried, "--data", data, "--limit-address", "0", "--limit-token", "0")
	host := strings.TrimPrefix(s.url, "http://")
	post := func(path, headers string) string {
		return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n" + headers
	}
	const many = 20
	for _, tt := range []struct {
		name  string
		opens func(p *patient) error
		piece []byte // what trickles; nil says nothing more
	}{
		{"silent from the beginning", func(*patient) error { return nil }, nil},
		{"headers a byte at a time", begin("GET / HTTP/1.1\r\nHost: " + host + "\r\nX-Slow: "), []byte("a")},
		{"websocket handshake stalled", begin("GET /ws HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"), nil},
		{"websocket handshake trickled", begin("GET /ws HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\nX-Slow: "), []byte("a")},
		{"REST body trickled", begin(post("/api/v1/ask", "Content-Length: 4000\r\n\r\n{\"question\":\"")), []byte("a")},
		{"REST body trickled in chunks", begin(post("/api/v1/calculate", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")), []byte("1\r\n \r\n")},
		{"MCP body trickled", begin(post("/mcp", "Content-Length: 4000\r\n\r\n{\"jsonrpc\":\"2.0\",")), []byte(" ")},
		{"sign-in trickled", begin(post("/api/v1/session", "Content-Length: 4000\r\n\r\n{\"name\":\"")), []byte("a")},
		{"upload trickled", begin(post("/api/v1/packs?name=a.txt&dry_run=true", staff+"Content-Length: 4000000\r\n\r\n")), []byte("a")},
		{"upload of a stranger trickled", begin(post("/api/v1/packs?name=a.txt", "Content-Length: 4000000\r\n\r\n")), []byte("a")},
		{"websocket silent, pings unanswered", func(p *patient) error { return p.upgrade(host) }, nil},
		{"websocket frame trickled", func(p *patient) error {
			err := p.upgrade(host)
			if err == nil {
				_, err = p.conn.Write(frameHeader(0x81, 4000))
			}
			return err
		}, []byte("a")},
		// An unsolicited pong between two fragments is a sign of life.
		{"websocket fragments trickled between pongs", func(p *patient) error {
			err := p.upgrade(host)
			if err == nil {
				_, err = p.conn.Write([]byte{0x01, 0x81, 0, 0, 0, 0, 'a'})
			}
			return err
		}, []byte{0x8a, 0x80, 0, 0, 0, 0, 0x00, 0x81, 0, 0, 0, 0, 'a'}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := heap()
			done := make(chan struct{})
			var trickling, waiting sync.WaitGroup
			began := time.Now()
			for range many {
				// A starved machine misses these deadlines itself now and then.
				var p *patient
				waitFor(t, "a connection", func() bool {
					p = s.raw(t)
					return tt.opens(p) == nil
				})
				if tt.piece != nil {
					trickling.Go(func() { p.trickle(tt.piece, done) })
				}
				waiting.Go(func() {
					if said, err := p.untilClosed(); err != nil {
						t.Errorf("after %v still open; said %q", time.Since(began), said)
					}
				})
			}
			// Others are served while these hold on.
			waitFor(t, "an answer to others", func() bool {
				r, err := http.Post(s.url+"/api/v1/calculate", "application/json", strings.NewReader(`{"rule":"`+site+`","inputs":{"expense_yuan":"85万","has_record":true}}`))
				if err != nil {
					return false
				}
				defer r.Body.Close()
				got, err := io.ReadAll(r.Body)
				return err == nil && strings.Contains(string(got), "290000.00")
			})
			waiting.Wait()
			close(done)
			trickling.Wait()
			givenBack(t, before)
		})
	}
}

// begin opens with the text.
func begin(text string) func(p *patient) error {
	return func(p *patient) error {
		_, err := io.WriteString(p.conn, text)
		return err
	}
}

// TestOversizedInput sends each listener more than it takes: it is refused in
// words, or closed, and no more than a bounded part is read.
func TestOversizedInput(t *testing.T) {
	data := t.TempDir()
	staff := staffHeaders(t, data)
	waits := unhurried // it is the size that ends these
	waits.service.Goodbye = 200 * time.Millisecond
	s := serveWith(t, time.Now, waits, "--data", data, "--limit-address", "0", "--limit-token", "0")
	host := strings.TrimPrefix(s.url, "http://")
	post := func(path, headers string) string {
		return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n" + headers
	}
	chunk := "10000\r\n" + strings.Repeat(" ", 1<<16) + "\r\n"
	const chunked = "Transfer-Encoding: chunked\r\n\r\n"
	// What the two ends of the connection hold in their buffers comes on top.
	const buffers = 12 << 20
	for _, tt := range []struct {
		name  string
		opens func(p *patient) error
		piece string
		most  int    // bytes that may be taken in
		says  string // in what comes back; "" says nothing
	}{
		{"headers", begin("GET / HTTP/1.1\r\nHost: " + host + "\r\n"), "X-Large: " + strings.Repeat("a", 1000) + "\r\n", 64 << 10, " 431 "},
		{"REST body without end", begin(post("/api/v1/ask", chunked)), chunk, 1 << 20, " 413 "},
		{"MCP body without end", begin(post("/mcp", chunked)), chunk, 1 << 20, " 413 "},
		{"receipt without end", begin(post("/api/v1/verify", chunked)), chunk, 4 << 20, " 413 "},
		{"sign-in without end", begin(post("/api/v1/session", chunked)), chunk, 1 << 20, " 413 "},
		{"upload without end", begin(post("/api/v1/packs?name=a.txt&dry_run=true", staff+chunked)), chunk, 34 << 20, " 413 "},
		{"upload of a stranger without end", begin(post("/api/v1/packs?name=a.txt", chunked)), chunk, 1 << 20, " 401 "},
		{"websocket frame said to be huge", func(p *patient) error {
			err := p.upgrade(host)
			if err == nil {
				_, err = p.conn.Write(frameHeader(0x81, 1<<40))
			}
			return err
		}, strings.Repeat("a", 1<<16), 1 << 20, "\x03\xf1"}, // close code 1009
		{"websocket fragments without end", func(p *patient) error {
			err := p.upgrade(host)
			if err == nil {
				_, err = p.conn.Write([]byte{0x01, 0x80, 0, 0, 0, 0})
			}
			return err
		}, string(frameHeader(0x00, 1<<16)) + strings.Repeat("a", 1<<16), 2 << 20, "\x03\xf1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := heap()
			p := s.raw(t)
			if err := tt.opens(p); err != nil {
				t.Fatal(err)
			}
			sent := make(chan int, 1)
			go func() {
				n := 0
				for n < tt.most+8*buffers {
					k, err := io.WriteString(p.conn, tt.piece)
					n += k
					if err != nil {
						break
					}
				}
				sent <- n
			}()
			said, err := p.untilClosed()
			if err != nil {
				t.Errorf("still open; said %.200q", said)
			}
			p.conn.Close()
			if n := <-sent; n > tt.most+buffers {
				t.Errorf("%d bytes were taken, at most %d are needed", n, tt.most)
			}
			// A reset may overtake the words.
			if said != "" && !strings.Contains(said, tt.says) {
				t.Errorf("said %.300q, want %q", said, tt.says)
			}
			givenBack(t, before)
			s.in(t).get("/healthz")
		})
	}
}

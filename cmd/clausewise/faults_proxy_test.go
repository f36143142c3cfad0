package main

import (
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// cuttingProxy passes bytes on, late, until it cuts.
type cuttingProxy struct {
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]bool
}

func newCuttingProxy(t *testing.T, to string) *cuttingProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &cuttingProxy{listener: l, open: map[net.Conn]bool{}}
	var pumps sync.WaitGroup
	pumps.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			p.mu.Lock()
			p.open[in], p.open[out] = true, true
			p.mu.Unlock()
			pumps.Go(func() { p.pump(in, out) })
			pumps.Go(func() { p.pump(out, in) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		p.mu.Lock()
		for c := range p.open {
			c.Close()
		}
		p.mu.Unlock()
		pumps.Wait()
	})
	return p
}

func (p *cuttingProxy) pump(from, to net.Conn) {
	buffer := make([]byte, 700)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			time.Sleep(time.Millisecond)
			if _, err := to.Write(buffer[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range []net.Conn{from, to} {
		c.Close()
		delete(p.open, c)
	}
}

// cut breaks about half of the connections, some with a reset.
func (p *cuttingProxy) cut(random *rand.Rand) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		if random.IntN(2) == 0 {
			continue
		}
		if tcp, ok := c.(*net.TCPConn); ok && random.IntN(2) == 0 {
			_ = tcp.SetLinger(0)
		}
		c.Close()
	}
}

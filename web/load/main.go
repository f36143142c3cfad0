// Load puts users on a running service and prints what they saw: make load.
//
// It is a process of its own, so that the service's memory and processor time
// are the service's alone. Traffic goes to loopback addresses only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are the size of the load.
type options struct {
	url    string
	pid    int
	idle   int
	active int
	think  time.Duration
	last   time.Duration
	report time.Duration
}

func run(ctx context.Context) error {
	var o options
	flag.StringVar(&o.url, "url", "", "the service, as http://127.0.0.1:PORT")
	flag.IntVar(&o.pid, "pid", 0, "its process, for memory and processor time")
	flag.IntVar(&o.idle, "idle", 10_000, "websockets that only wait")
	flag.IntVar(&o.active, "active", 500, "users who ask, read and ask again")
	flag.DurationVar(&o.think, "think", 5*time.Second, "how long a user reads an answer, on average")
	flag.DurationVar(&o.last, "for", time.Minute, "how long the active users go on")
	flag.DurationVar(&o.report, "report", 30*time.Second, "how often memory and goroutines are printed")
	flag.Parse()
	u, err := url.Parse(o.url)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return errors.New("the service must be on a loopback address")
	}
	l := &load{options: o, socket: "ws://" + u.Host + "/ws"}
	return l.run(ctx)
}

// load is one run.
type load struct {
	options
	socket string

	mu    sync.Mutex
	took  []time.Duration
	fails atomic.Int64
	first atomic.Pointer[error] // of the failures
}

func (l *load) fail(err error) {
	l.fails.Add(1)
	l.first.CompareAndSwap(nil, &err)
}

func (l *load) run(ctx context.Context) error {
	before, err := readProcess(l.pid)
	if err != nil {
		return err
	}
	fmt.Printf("before: %s\n", before)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var idle, active sync.WaitGroup
	defer idle.Wait()
	defer cancel()
	open := make(chan struct{}, 100) // handshakes at once
	for range l.idle {
		open <- struct{}{}
		idle.Go(func() { l.wait(ctx, func() { <-open }) })
	}
	for range cap(open) {
		open <- struct{}{}
	}
	if err := l.trouble(); err != nil {
		return err
	}
	waiting, err := readProcess(l.pid)
	if err != nil {
		return err
	}
	fmt.Printf("with %d idle websockets: %s", l.idle, waiting)
	if l.idle > 0 {
		fmt.Printf(" (%.1f KiB each)", float64(waiting.resident-before.resident)/1024/float64(l.idle))
	}
	fmt.Println()

	began := time.Now()
	asking, done := context.WithTimeout(ctx, l.last)
	defer done()
	for i := range l.active {
		active.Go(func() { l.ask(asking, i) })
	}
	finished := make(chan struct{})
	go func() {
		active.Wait()
		close(finished)
	}()
	tick := time.NewTicker(l.report)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-finished:
			running = false
		case <-tick.C:
			now, err := readProcess(l.pid)
			if err != nil {
				return err
			}
			l.mu.Lock()
			n := len(l.took)
			l.mu.Unlock()
			fmt.Printf("%5.0fs: %d answers, %d errors, %s, %s goroutines\n", time.Since(began).Seconds(), n, l.fails.Load(), now, goroutines(l.url))
		}
	}
	after, err := readProcess(l.pid)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.took)
	if n == 0 {
		return errors.Join(errors.New("no answers"), l.trouble())
	}
	slices.Sort(l.took)
	at := func(p float64) time.Duration {
		return l.took[min(n-1, int(p*float64(n)))].Round(10 * time.Microsecond)
	}
	elapsed := time.Since(began)
	fmt.Printf("%d users for %s: %d answers (%.0f a second), %d errors\n", l.active, elapsed.Round(time.Second), n, float64(n)/elapsed.Seconds(), l.fails.Load())
	fmt.Printf("time to the whole answer: p50 %s, p95 %s, p99 %s, longest %s\n", at(.50), at(.95), at(.99), l.took[n-1].Round(10*time.Microsecond))
	fmt.Printf("processor time an answer: %s; after: %s\n", ((after.busy - waiting.busy) / time.Duration(n)).Round(time.Microsecond), after)
	return l.trouble()
}

// trouble is the first failure, with how many there were.
func (l *load) trouble() error {
	if err := l.first.Load(); err != nil {
		return fmt.Errorf("%d failures, the first: %w", l.fails.Load(), *err)
	}
	return nil
}

func (l *load) dial(ctx context.Context) (*websocket.Conn, error) {
	d := websocket.Dialer{HandshakeTimeout: 30 * time.Second, ReadBufferSize: 4 << 10, WriteBufferSize: 1 << 10}
	ws, _, err := d.DialContext(ctx, l.socket, nil)
	return ws, err
}

// wait keeps a websocket open until ctx ends, answering pings.
func (l *load) wait(ctx context.Context, opened func()) {
	ws, err := l.dial(ctx)
	opened()
	if err != nil {
		l.fail(fmt.Errorf("opening a websocket: %w", err))
		return
	}
	stop := context.AfterFunc(ctx, func() { ws.Close() })
	defer stop()
	defer ws.Close()
	if _, _, err := ws.ReadMessage(); err != nil && ctx.Err() == nil {
		l.fail(fmt.Errorf("an idle websocket ended: %w", err))
	}
}

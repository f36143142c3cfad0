package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/ingest"
	"clausewise/retrieval"
	"clausewise/web/access"
)

// Asker answers questions; assistant.Service is one.
type Asker interface {
	Ask(ctx context.Context, r assistant.Request) (assistant.Answer, int64, error)
}

// Library lists documents and their rows; every retrieval.Store is one.
type Library interface {
	Documents(ctx context.Context) ([]retrieval.Document, error)
	Rows(ctx context.Context, document string, version int) ([]retrieval.Row, error)
}

// Config is what a Server works with. Everything without a default named
// here is required.
type Config struct {
	Asker         Asker
	Conversations assistant.Conversations
	Library       Library
	// Handoffs keeps questions for a person; nil takes none.
	Handoffs assistant.Handoffs
	// Book gives the rules as they stood on a day.
	Book func(ctx context.Context, day quantity.Date) (*calculators.Book, error)
	// LibraryAt gives the clauses and rules as they stood on a day, for the
	// tools.
	LibraryAt assistant.LibraryAt
	// Receipts issues receipts and verifies them; nil offers neither.
	Receipts Receipts
	// Version of the program, for clients of MCP and readers of openapi.json.
	Version string
	// Ready says why the service cannot answer just now, nil where it can.
	Ready func(ctx context.Context) error

	// Access knows the staff; nil lets nobody sign in.
	Access *access.Service
	// Desk is what staff see of conversations; nil offers them none.
	Desk assistant.Desk
	// Packs is what the policy office reads and changes; nil offers it
	// nothing. CheckPack holds the rules of a pack against its text and cases;
	// SamplePack runs its worked cases with the figures a rule has now and with
	// those of a changed rules.yaml;
	// Stored brings vectors and index up to date after a change.
	Packs      Packs
	CheckPack  func(p ingest.Pack) calculators.Report
	SamplePack func(p ingest.Pack, changed []byte, rule string) ([]calculators.Sample, error)
	Stored     func(ctx context.Context) error
	// Plain answers without a model, for what staff look at while they type
	// and for explanations; by default Asker.
	Plain Asker
	// OpenID signs staff in elsewhere; nil where only passwords do.
	OpenID *OpenID

	// Origins are the sites, beside the server's own, whose pages may open
	// the chat: https://www.example.gov.cn, compared exactly.
	Origins []string
	// Forget removes a conversation and all that is kept of it; nil offers
	// that to nobody.
	Forget func(ctx context.Context, conversation string) error
	// Limits are how much one party may ask for; Limiter counts, by default in
	// this process.
	Limits  Limits
	Limiter access.Limiter
	// Proxies are those whose X-Forwarded-For is believed: 10.0.0.0/8.
	Proxies []string
	// Scrapers are the networks that may read /metrics, beside this machine.
	Scrapers []string
	// Tracer makes spans; nil makes none.
	Tracer trace.Tracer
	// Assets replaces the embedded page and widget and is read anew on every
	// request; nil serves the embedded ones.
	Assets fs.FS

	Log    *slog.Logger
	Now    func() time.Time // default time.Now
	Random io.Reader        // default crypto/rand
	Timing Timing           // zero values take the defaults
}

// Timing is how long things may take.
type Timing struct {
	Turn    time.Duration // a question, from its turn in the queue to its stored answer; 60 s
	Store   time.Duration // what the store does for a frame or request; 10 s
	Write   time.Duration // one frame to a client; 10 s
	Ping    time.Duration // between pings; 25 s
	Pong    time.Duration // without any sign of life; 60 s
	Idle    time.Duration // without a frame from the client; 30 min
	Goodbye time.Duration // for the client to answer a close frame; 2 s
	Header  time.Duration // for the headers of a request to arrive; 10 s
	Request time.Duration // for a request to arrive, its body included; 30 s
}

func (t Timing) withDefaults() Timing {
	for _, d := range []struct {
		at    *time.Duration
		value time.Duration
	}{
		{&t.Turn, time.Minute},
		{&t.Store, 10 * time.Second},
		{&t.Write, 10 * time.Second},
		{&t.Ping, 25 * time.Second},
		{&t.Pong, time.Minute},
		{&t.Idle, 30 * time.Minute},
		{&t.Goodbye, 2 * time.Second},
		{&t.Header, 10 * time.Second},
		{&t.Request, 30 * time.Second},
	} {
		if *d.at <= 0 {
			*d.at = d.value
		}
	}
	return t
}

// Server is the HTTP and websocket service. New makes one.
type Server struct {
	asker         Asker
	conversations assistant.Conversations
	library       Library
	handoffs      assistant.Handoffs
	book          func(ctx context.Context, day quantity.Date) (*calculators.Book, error)
	libraryAt     assistant.LibraryAt
	version       string
	receipts      Receipts
	shelf         toolShelf
	mcp           http.Handler
	access        *access.Service
	openID        *OpenID
	desk          assistant.Desk
	plain         Asker
	packs         Packs
	checkPack     func(p ingest.Pack) calculators.Report
	samplePack    func(p ingest.Pack, changed []byte, rule string) ([]calculators.Sample, error)
	stored        func(ctx context.Context) error
	// own refuses what other sites' pages do in somebody's name, those that
	// may embed the chat included.
	own        *http.CrossOriginProtection
	ready      func(context.Context) error
	origins    map[string]bool
	limits     Limits
	limiter    access.Limiter
	proxies    []netip.Prefix
	scrapers   []netip.Prefix
	metrics    *metrics
	forgetting func(ctx context.Context, conversation string) error
	tracer     trace.Tracer
	log        *slog.Logger
	now        func() time.Time
	random     io.Reader
	timing     Timing
	handler    http.Handler
	http       *http.Server
	buffers    sync.Pool

	// base is the parent of every turn; stopTurns is Shutdown's last resort.
	base      context.Context
	stopTurns context.CancelFunc

	turns   sync.WaitGroup // questions being answered
	sockets struct {
		sync.WaitGroup // websocket handlers
		// of counts those of an address; guarded by mu.
		of map[string]int
	}

	mu       sync.Mutex
	draining bool
	chats    map[string]*conversation
	conns    map[*connection]struct{}
}

// New returns a Server. It fails where an origin is not one or the assets
// cannot be read.
func New(c Config) (*Server, error) {
	s := &Server{
		asker: c.Asker, conversations: c.Conversations, library: c.Library, handoffs: c.Handoffs, book: c.Book, ready: c.Ready,
		libraryAt: c.LibraryAt, version: c.Version, receipts: c.Receipts, access: c.Access, openID: c.OpenID, own: http.NewCrossOriginProtection(),
		desk: c.Desk, plain: c.Plain, packs: c.Packs, checkPack: c.CheckPack, samplePack: c.SamplePack, stored: c.Stored,
		origins: map[string]bool{}, log: c.Log, now: c.Now, random: lockedReader(c.Random),
		timing: c.Timing.withDefaults(), chats: map[string]*conversation{}, conns: map[*connection]struct{}{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.plain == nil {
		s.plain = s.asker
	}
	s.sockets.of = map[string]int{}
	s.limits, s.limiter, s.forgetting = c.Limits, c.Limiter, c.Forget
	if s.limiter == nil {
		s.limiter = access.NewLocalLimiter(s.now)
	}
	var err error
	if s.proxies, err = parseNetworks(c.Proxies); err != nil {
		return nil, err
	}
	if s.scrapers, err = parseNetworks(c.Scrapers); err != nil {
		return nil, err
	}
	if s.tracer = c.Tracer; s.tracer == nil {
		s.tracer = noop.NewTracerProvider().Tracer("")
	}
	s.metrics = newMetrics(s)
	if s.ready == nil {
		s.ready = func(context.Context) error { return nil }
	}
	protection := http.NewCrossOriginProtection()
	for _, o := range c.Origins {
		if err := protection.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("允许的来源“%s”写法不对，应如 https://www.example.gov.cn（不带路径）：%w", o, err)
		}
		s.origins[o] = true
	}
	a, err := newAssets(c.Assets)
	if err != nil {
		return nil, err
	}
	if s.mcp, err = s.mcpHandler(); err != nil {
		return nil, err
	}
	s.base, s.stopTurns = context.WithCancel(context.Background())
	s.handler = s.middleware(s.readable(s.acrossOrigins(protection, s.limited(s.routes(a)))))
	s.http = &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: s.timing.Header,
		ReadTimeout:       s.timing.Request,
		WriteTimeout:      s.timing.Turn + 30*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(c.Log.Handler(), slog.LevelWarn),
	}
	return s, nil
}

// Handler is the whole service as one handler.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers on l until Shutdown, and then returns nil.
func (s *Server) Serve(l net.Listener) error {
	if s.desk != nil {
		ctx, stop := context.WithCancel(s.base)
		followed := make(chan struct{})
		go func() {
			defer close(followed)
			s.followStaff(ctx)
		}()
		defer func() {
			stop()
			<-followed
		}()
	}
	if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// Shutdown stops accepting, waits until the questions in flight are answered,
// stored and sent, and closes every websocket with "going away". When ctx ends
// first, it stops the questions and cuts the connections, and says so.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.draining = true
	s.mu.Unlock()

	closed := make(chan error, 1)
	go func() { closed <- s.http.Shutdown(ctx) }()

	err := wait(ctx, s.turns.Wait)
	s.stopTurns()
	if err != nil {
		// Answering stops at once where it heeds its context; a turn that does
		// not is left behind rather than waited for.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timing.Goodbye)
		_ = wait(last, s.turns.Wait)
		cancel()
	}
	for _, c := range s.connections() {
		c.stop(closing{websocket.CloseGoingAway, "going away"})
	}
	if e := wait(ctx, s.sockets.Wait); e != nil {
		for _, c := range s.connections() {
			_ = c.ws.NetConn().Close()
		}
		s.sockets.Wait()
		err = errors.Join(err, e)
	}
	return errors.Join(err, <-closed)
}

// wait waits for f, at most until ctx ends.
func wait(ctx context.Context, f func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Server) connections() []*connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*connection, 0, len(s.conns))
	for c := range s.conns {
		out = append(out, c)
	}
	return out
}

// track counts a connection in, false where Shutdown has begun.
func (s *Server) track(c *connection) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = struct{}{}
	return !s.draining
}

func (s *Server) untrack(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

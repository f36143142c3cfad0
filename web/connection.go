package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxStrikes faulty frames in a row close a connection.
const maxStrikes = 10

// closing is how a connection is to end.
type closing struct {
	code   int
	reason string
}

// connection is one websocket. Its reader runs in the handler's goroutine and
// its writer in another one; everybody else only puts frames into the queue.
type connection struct {
	server *Server
	ws     *websocket.Conn
	log    *slog.Logger
	// address is whom the limits count for.
	address string

	// out is bounded: a client that does not read is cut off rather than
	// held in memory. An element may hold several frames (a replay).
	out chan [][]byte
	// end is closed once by stop, after how it ends was set.
	end      chan struct{}
	endOnce  sync.Once
	how      closing
	readEnd  chan struct{} // closed when the reader has returned
	language string        // set by the reader alone, before it hands turns over
	site     string
	// origin is what the browser said; trusted pages speak without a token,
	// others once theirs has vouched for them. The reader's alone.
	origin  string
	trusted bool
	vouched bool
	strikes int

	// chat and sent belong to the conversation's lock once attached.
	chat *conversation
	sent int64 // the highest sequence number of an answer put into out
	// before numbers frames that precede every conversation.
	before int64
}

// put queues frames. A full queue means a client too slow to keep.
func (c *connection) put(frames ...[]byte) {
	if len(frames) == 0 {
		return
	}
	select {
	case <-c.end:
	case c.out <- frames:
	default:
		c.server.metrics.slowClients.Inc()
		c.log.Warn("slow client cut off", "queued", len(c.out))
		c.stop(closing{websocket.ClosePolicyViolation, "too slow"})
		// The writer may hang in a write; closing below it is what frees it.
		_ = c.ws.NetConn().Close()
	}
}

// putSpare queues a frame the client can do without, where there is room: a
// delta, whose text the answer repeats.
func (c *connection) putSpare(f serverFrame) {
	if len(c.out) < cap(c.out)/2 {
		c.putFrame(f)
	}
}

// stop ends the connection after what is queued has been sent.
func (c *connection) stop(how closing) {
	c.endOnce.Do(func() {
		c.how = how
		close(c.end)
	})
}

// write sends what is queued until stop, then says goodbye. It alone writes.
func (c *connection) write() {
	t := c.server.timing
	ping := time.NewTicker(t.Ping)
	defer ping.Stop()
	defer c.ws.Close()
	for {
		select {
		case frames := <-c.out:
			if !c.writeAll(frames) {
				c.stop(closing{websocket.CloseAbnormalClosure, ""})
				return
			}
		case <-ping.C:
			if err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(t.Write)); err != nil {
				c.stop(closing{websocket.CloseAbnormalClosure, ""})
				return
			}
		case <-c.end:
			c.goodbye()
			return
		}
	}
}

// goodbye drains the queue and closes in the way the protocol asks for.
func (c *connection) goodbye() {
	for {
		select {
		case frames := <-c.out:
			if !c.writeAll(frames) {
				return
			}
			continue
		default:
		}
		break
	}
	if c.how.code == websocket.CloseAbnormalClosure {
		return
	}
	deadline := time.Now().Add(c.server.timing.Goodbye)
	message := websocket.FormatCloseMessage(c.how.code, c.how.reason)
	if c.ws.WriteControl(websocket.CloseMessage, message, deadline) != nil {
		return
	}
	// The client answers with its own close frame, which ends the reader.
	select {
	case <-c.readEnd:
	case <-time.After(time.Until(deadline)):
	}
}

func (c *connection) writeAll(frames [][]byte) bool {
	for _, frame := range frames {
		if c.ws.SetWriteDeadline(time.Now().Add(c.server.timing.Write)) != nil {
			return false
		}
		if c.ws.WriteMessage(websocket.TextMessage, frame) != nil {
			return false
		}
	}
	return true
}

// read handles frames until the connection ends or stop was called and the
// client has answered it.
func (c *connection) read(ctx context.Context) {
	defer close(c.readEnd)
	defer c.stop(closing{websocket.CloseAbnormalClosure, ""})
	t := c.server.timing
	// Larger frames than maxFrame are refused in words; only what is far too
	// large is cut off by the protocol.
	c.ws.SetReadLimit(maxDiscard)
	active := time.Now()
	until := active.Add(t.Idle)
	extend := func() error {
		return c.ws.SetReadDeadline(earlier(time.Now().Add(t.Pong), until))
	}
	c.ws.SetPongHandler(func(string) error { return extend() })
	for {
		if extend() != nil {
			return
		}
		kind, r, err := c.ws.NextReader()
		if err != nil {
			c.readFailed(err, time.Since(active) >= t.Idle)
			return
		}
		// A message that has begun gets no more time for signs of life between
		// its pieces.
		if until = earlier(until, time.Now().Add(t.Pong)); extend() != nil {
			return
		}
		data, err := io.ReadAll(io.LimitReader(r, maxFrame+1))
		if err != nil {
			c.readFailed(err, false)
			return
		}
		active = time.Now()
		until = active.Add(t.Idle)
		if f := c.take(ctx, kind, data); f == nil {
			c.strikes = 0
			continue
		} else {
			c.fail(f)
		}
		if c.strikes++; c.strikes >= maxStrikes {
			c.fail(&fault{code: codeTooMany})
			c.stop(closing{websocket.ClosePolicyViolation, "too many faulty frames"})
		}
	}
}

// take handles one frame and returns what was wrong with it. After stop it
// only swallows, while the client's close frame is awaited.
func (c *connection) take(ctx context.Context, kind int, data []byte) *fault {
	select {
	case <-c.end:
		return nil
	default:
	}
	switch {
	case kind != websocket.TextMessage:
		return &fault{code: codeBinary}
	case len(data) > maxFrame:
		return &fault{code: codeFrameSize, about: "64 KiB"}
	}
	frame, f := decodeFrame(data)
	if f != nil {
		return f
	}
	frame.size = len(data)
	return c.server.handle(ctx, c, frame)
}

func (c *connection) readFailed(err error, idle bool) {
	timeout, ok := errors.AsType[net.Error](err)
	switch {
	case ok && timeout.Timeout() && idle:
		c.stop(closing{websocket.CloseNormalClosure, "idle"})
	case ok && timeout.Timeout():
		c.log.Debug("client stopped answering pings")
	default:
		c.log.Debug("connection ended", "error", err)
	}
}

// fail tells the client what went wrong, in its language.
func (c *connection) fail(f *fault) {
	if f.cause != nil && f.code.status() >= 500 {
		c.log.Error("frame failed", "code", f.code, "error", f.cause)
	}
	frame := serverFrame{Type: "error", ID: f.id, Code: f.code, Message: f.message(c.language)}
	if c.chat != nil {
		c.chat.tell(c, frame)
		return
	}
	c.before++
	frame.Seq = c.before
	c.putFrame(frame)
}

func (c *connection) putFrame(f serverFrame) {
	data, err := f.encode()
	if err != nil {
		c.log.Error("frame could not be encoded", "type", f.Type, "error", err)
		return
	}
	c.put(data)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"sync"
)

// turnGap is how many numbers a turn leaves free below its answer for status
// and delta frames. The answer's number is the one stored with the turn, and
// it must lie above theirs before anyone knows how many there will be.
const turnGap = 1024

// conversation is a chat while somebody is connected to it or a question of
// it is being answered. The stored chat outlives it.
type conversation struct {
	id string

	mu  sync.Mutex
	seq int64 // the last number given out
	// limit is the number of the answer being worked on, 0 between turns:
	// other frames stay below it.
	limit int64
	conns map[*connection]struct{}
	queue []*turn // the first is being answered
	busy  bool    // a goroutine is working the queue off
	// older says that turns may be stored that this process has not seen.
	older bool
	asked map[string]struct{} // ids of questions answered here
	// staffed says that staff answer it, at this process or another: turns may
	// be stored between those that are answered here.
	staffed bool

	refs int // connections and workers; guarded by Server.mu
}

// next gives the next number, ok false where the turn in progress has used
// its gap up. Call with mu held.
func (c *conversation) next() (seq int64, ok bool) {
	if c.limit > 0 && c.seq+1 >= c.limit {
		return c.seq, false
	}
	c.seq++
	return c.seq, true
}

// tell sends a frame to one connection under the next number.
func (c *conversation) tell(to *connection, f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.Seq, _ = c.next()
	to.putFrame(f)
}

// broadcast sends how far an answer has come to every connection. What has no
// number left is dropped: the answer says it all again.
func (c *conversation) broadcast(f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seq, ok := c.next()
	if !ok {
		return
	}
	f.Seq = seq
	for conn := range c.conns {
		if f.Type == "delta" {
			conn.putSpare(f)
		} else {
			conn.putFrame(f)
		}
	}
}

// answered takes a question off the queue and sends its stored answer to every
// connection that has not had it, in one step: who asks again finds either the
// question waiting or its answer stored, and nobody falls between the two.
func (c *conversation) answered(t *turn, f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Who asked again gets it, also where a resume has just brought it.
	for conn := range t.again {
		if _, here := c.conns[conn]; here && conn.sent >= f.Seq {
			conn.putFrame(f)
		}
	}
	c.hand(f)
	c.done(t)
}

// repeated takes a question off the queue that had been answered before, and
// sends the stored answer to those who asked again. It keeps its stored
// number, as after a resume.
func (c *conversation) repeated(t *turn, f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.askedAgain(t.from)
	for conn := range t.again {
		if _, here := c.conns[conn]; here {
			conn.sent = max(conn.sent, f.Seq)
			conn.putFrame(f)
		}
	}
	c.done(t)
}

// failed takes a question off the queue that could not be answered, and says
// so to every connection.
func (c *conversation) failed(t *turn, f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.Seq, _ = c.next()
	for conn := range c.conns {
		conn.putFrame(f)
	}
	c.limit, c.queue = 0, c.queue[1:]
}

// done takes an answered question off the queue. Call with mu held.
func (c *conversation) done(t *turn) {
	c.asked[t.id] = struct{}{}
	c.limit, c.queue = 0, c.queue[1:]
}

// hand sends a stored turn to every connection that has not had it. Call with
// mu held.
func (c *conversation) hand(f serverFrame) {
	c.seq = max(c.seq, f.Seq)
	for conn := range c.conns {
		if conn.sent < f.Seq {
			conn.sent = f.Seq
			conn.putFrame(f)
		}
	}
}

// attach lets a connection have what the conversation says from now on; sent
// is the number of the last turn it has had. Call with mu held.
func (c *conversation) attach(conn *connection, sent int64) {
	c.conns[conn] = struct{}{}
	conn.sent = sent
}

// join makes the conversation with this id a connection's. It hears nothing of
// it before attach.
func (s *Server) join(c *connection, id string, older bool) *conversation {
	s.leave(c)
	s.mu.Lock()
	chat := s.chats[id]
	if chat == nil {
		chat = &conversation{id: id, conns: map[*connection]struct{}{}, asked: map[string]struct{}{}, older: older}
		s.chats[id] = chat
	}
	chat.refs++
	s.mu.Unlock()

	chat.mu.Lock()
	defer chat.mu.Unlock()
	chat.seq = max(chat.seq, c.before)
	c.chat = chat
	return chat
}

// leave detaches a connection from its conversation, if it has one.
func (s *Server) leave(c *connection) {
	chat := c.chat
	if chat == nil {
		return
	}
	chat.mu.Lock()
	delete(chat.conns, c)
	c.before = max(c.before, chat.seq)
	chat.mu.Unlock()
	c.chat = nil
	s.release(chat)
}

// release forgets a conversation that nobody uses any more.
func (s *Server) release(chat *conversation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if chat.refs--; chat.refs == 0 {
		delete(s.chats, chat.id)
	}
}

// newSecret makes the secret of a conversation: 32 random bytes in base64url.
func newSecret(random io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("making a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// hashSecret is what the store keeps of a secret.
func hashSecret(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// secretMatches compares in constant time.
func secretMatches(secret string, hash []byte) bool {
	return subtle.ConstantTimeCompare(hashSecret(secret), hash) == 1
}

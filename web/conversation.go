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

// broadcast sends a frame to every connection. Deltas that have no number
// left are dropped: the answer says it all again.
func (c *conversation) broadcast(f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seq, ok := c.next()
	if !ok && f.Type != "error" {
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

// answered sends a stored answer to every connection that has not had it.
func (c *conversation) answered(f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limit = 0
	c.seq = max(c.seq, f.Seq)
	c.asked[f.ID] = struct{}{}
	for conn := range c.conns {
		if conn.sent >= f.Seq {
			continue
		}
		conn.sent = f.Seq
		conn.putFrame(f)
	}
}

// repeat sends a stored answer once more to the connection that asked again.
// It keeps its stored number, as after a resume.
func (c *conversation) repeat(to *connection, f serverFrame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked[f.ID] = struct{}{}
	if _, here := c.conns[to]; here {
		to.sent = max(to.sent, f.Seq)
		to.putFrame(f)
	}
}

// join attaches a connection to the conversation with this id.
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
	chat.conns[c] = struct{}{}
	c.chat = chat
	c.sent = 0
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

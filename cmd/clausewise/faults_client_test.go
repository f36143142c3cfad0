package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// faultTurns is how many questions a fault test asks; make test-faults sets
// many more.
func faultTurns(t *testing.T) int {
	text := os.Getenv("CLAUSEWISE_FAULT_TURNS")
	if text == "" {
		return 96
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// stubborn is a client as the widget is one: it keeps its conversation, comes
// back after every loss to whatever node answers, and asks again what it has
// no answer to.
type stubborn struct {
	t       *testing.T
	nodes   []func() string
	random  *rand.Rand
	ws      *websocket.Conn
	chat    frame // conversation and secret
	seq     int64 // of the last answer
	answers map[string]string
	losses  int
	asked   int
	last    error         // of what was lost
	count   *atomic.Int64 // answers of all clients
}

func (c *stubborn) connect() bool {
	url := c.nodes[c.random.IntN(len(c.nodes))]()
	d := websocket.Dialer{HandshakeTimeout: time.Minute}
	ws, _, err := d.Dial(url, nil)
	if err != nil {
		c.last = err
		return false
	}
	c.ws = ws
	if c.chat.Conversation == "" {
		return true
	}
	return ws.WriteJSON(map[string]any{"type": "resume", "conversation": c.chat.Conversation, "secret": c.chat.Secret, "seq": c.seq}) == nil
}

// ask puts a question until its answer has come.
func (c *stubborn) ask(id, text string) {
	deadline := time.Now().Add(hang)
	for c.answers[id] == "" {
		if time.Now().After(deadline) {
			c.t.Errorf("no answer to question %s; %d connections lost, the last: %v", id, c.losses, c.last)
			return
		}
		if c.ws == nil && !c.connect() {
			c.drop()
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if err := c.ws.WriteJSON(map[string]any{"type": "ask", "id": id, "text": text}); err != nil {
			c.drop()
			continue
		}
		for c.answers[id] == "" && c.read(id) {
		}
	}
}

// read takes one frame; false ends this connection, or says to ask again.
func (c *stubborn) read(id string) bool {
	if c.ws.SetReadDeadline(time.Now().Add(time.Minute)) != nil {
		c.drop()
		return false
	}
	_, data, err := c.ws.ReadMessage()
	if err != nil {
		c.last = err
		c.drop()
		return false
	}
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		c.t.Errorf("%s: %v", data, err)
		return false
	}
	switch f.Type {
	case "conversation":
		// Only the first tells the secret.
		if f.Secret != "" {
			c.chat = f
		}
	case "answer":
		if had := c.answers[f.ID]; had != "" && had != f.Answer.ID {
			c.t.Errorf("question %s was answered twice: %s and %s", f.ID, had, f.Answer.ID)
		}
		if c.answers[f.ID] == "" {
			c.count.Add(1)
		}
		c.answers[f.ID] = f.Answer.ID
		c.seq = max(c.seq, f.Seq)
	case "error":
		if f.ID == id || f.Code == "unavailable" || f.Code == "going_away" {
			time.Sleep(50 * time.Millisecond)
			return false
		}
		c.t.Errorf("refused: %s", data)
	}
	return true
}

func (c *stubborn) drop() {
	c.losses++
	if c.ws != nil {
		c.ws.Close()
		c.ws = nil
	}
}

// check compares what the client has seen with what the store holds.
func (c *stubborn) check(asked int) {
	c.drop()
	for !c.connect() {
		c.drop()
		time.Sleep(50 * time.Millisecond)
	}
	defer c.ws.Close()
	// Everything once more, from the beginning.
	if err := c.ws.WriteJSON(map[string]any{"type": "resume", "conversation": c.chat.Conversation, "secret": c.chat.Secret, "seq": 0}); err != nil {
		c.t.Error(err)
		return
	}
	stored := map[string]string{}
	for len(stored) < asked {
		if err := c.ws.SetReadDeadline(time.Now().Add(hang)); err != nil {
			c.t.Error(err)
			return
		}
		var f frame
		if err := c.ws.ReadJSON(&f); err != nil {
			c.t.Errorf("%d of %d turns are stored: %v", len(stored), asked, err)
			return
		}
		if f.Type == "answer" {
			if had := stored[f.ID]; had != "" && had != f.Answer.ID {
				c.t.Errorf("question %s is stored twice", f.ID)
			}
			stored[f.ID] = f.Answer.ID
		}
	}
	for id, answer := range c.answers {
		if stored[id] != answer {
			c.t.Errorf("answer %s to question %s was sent, %q is stored", answer, id, stored[id])
		}
	}
}

// besiege has clients ask while trouble is made, and checks that no answer was
// lost and none given twice.
func besiege(t *testing.T, nodes []func() string, trouble func(random *rand.Rand)) {
	const clients, leastTroubles = 8, 3
	turns := faultTurns(t) / clients
	done := make(chan struct{})
	var troubles, count atomic.Int64
	var maker, users sync.WaitGroup
	maker.Go(func() {
		random := rand.New(rand.NewPCG(26, 11))
		for {
			// On a busy machine all would starve if each start were followed by
			// the next trouble: some answers come first, however long they take.
			enough := count.Load() + clients
			for first := true; first || count.Load() < enough; first = false {
				select {
				case <-done:
					return
				case <-time.After(time.Duration(50+random.IntN(400)) * time.Millisecond):
				}
			}
			trouble(random)
			troubles.Add(1)
		}
	})
	var losses atomic.Int64
	all := make([]*stubborn, clients)
	for i := range clients {
		c := &stubborn{t: t, nodes: nodes, random: rand.New(rand.NewPCG(7, uint64(i))), answers: map[string]string{}, count: &count}
		all[i] = c
		users.Go(func() {
			// A fast machine is through before the first trouble.
			for n := 0; n < turns || troubles.Load() < leastTroubles; n++ {
				c.ask(fmt.Sprint(i, "-", n), fmt.Sprintf("苏州独立站花了%d万，有交易记录，能补多少", 51+n%50))
				c.asked++
				if t.Failed() {
					break
				}
			}
			losses.Add(int64(c.losses))
		})
	}
	users.Wait()
	close(done)
	maker.Wait()
	if t.Failed() {
		return
	}
	asked := 0
	for _, c := range all {
		c.check(c.asked)
		asked += c.asked
	}
	t.Logf("%d turns, %d troubles, connections lost %d times", asked, troubles.Load(), losses.Load())
	if losses.Load() == 0 {
		t.Error("nothing was ever lost: this test has tested nothing")
	}
}

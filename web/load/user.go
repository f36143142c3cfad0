package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// questions are of all kinds, so that a mean over them means something.
var questions = []string{
	"苏州独立站花了85万，有交易记录，能补多少",
	"那120万呢？",
	"株洲呢？",
	"产业园奖励最高多少",
	"海外仓有什么支持",
	"江苏省示范企业要多少员工",
	"退货的商品要在多久之内退回来",
	"南通建独立站补多少",
	"征求意见稿现在还有效吗",
	"哪个部门负责跨境电商品牌",
	"杭州的政策呢",
	"We spent RMB 850,000 on our own website in Suzhou. How much?",
}

// answerWithin is when a user gives up.
const answerWithin = 30 * time.Second

// ask plays one user until ctx ends: ask, wait for the answer, read it.
func (l *load) ask(ctx context.Context, user int) {
	// Seeded by the user: every run asks the same.
	random := rand.New(rand.NewPCG(1, uint64(user)))
	pause := func() bool {
		t := time.NewTimer(time.Duration(random.ExpFloat64() * float64(l.think)))
		defer t.Stop()
		select {
		case <-ctx.Done():
			return false
		case <-t.C:
			return true
		}
	}
	if !pause() {
		return
	}
	ws, err := l.dial(ctx)
	if err != nil {
		if ctx.Err() == nil {
			l.fail(fmt.Errorf("opening a websocket: %w", err))
		}
		return
	}
	defer ws.Close()
	for n := 0; ctx.Err() == nil; n++ {
		id := strconv.Itoa(n)
		began := time.Now()
		if err := ws.WriteJSON(map[string]string{"type": "ask", "id": id, "text": questions[random.IntN(len(questions))]}); err != nil {
			l.fail(fmt.Errorf("asking: %w", err))
			return
		}
		if err := ws.SetReadDeadline(began.Add(answerWithin)); err != nil {
			l.fail(err)
			return
		}
		for {
			_, data, err := ws.ReadMessage()
			if err != nil {
				l.fail(fmt.Errorf("waiting for an answer: %w", err))
				return
			}
			var f struct{ Type, ID, Code, Message string }
			if err := json.Unmarshal(data, &f); err != nil {
				l.fail(err)
				return
			}
			if f.Type == "error" {
				l.fail(fmt.Errorf("%s: %s", f.Code, f.Message))
				break
			}
			if f.Type == "answer" && f.ID == id {
				took := time.Since(began)
				l.mu.Lock()
				l.took = append(l.took, took)
				l.mu.Unlock()
				break
			}
		}
		if !pause() {
			return
		}
	}
}

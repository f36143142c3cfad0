package main

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
)

// TestReceiptsUnderLoad has many users ask at once: every answer with a result
// gets its receipt, for what is worked out again beside other answers comes
// out the same. Nothing an answer is made of may be written to by another.
func TestReceiptsUnderLoad(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	e := testEnvironment(t)
	e.log = slog.New(slog.NewTextHandler(&log, nil))
	a, err := open(e, storeFlags{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	service := a.service.WithReceipts(a.notary(e.now))
	questions := amountQuestions(t)
	const users, each = 16, 40
	var all sync.WaitGroup
	var mu sync.Mutex
	receipts, results := 0, 0
	for user := range users {
		if user%2 == 0 {
			if err := a.store.CreateConversation(t.Context(), assistant.Conversation{ID: fmt.Sprint("c", user/2), CreatedAt: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		all.Go(func() {
			random := rand.New(rand.NewPCG(26, uint64(user)))
			// Two ask in one conversation under the same ids: one of them gets
			// the other's answer, read from the store.
			id := fmt.Sprint("c", user/2)
			for n := range each {
				q := questions[random.IntN(len(questions))].Question
				answer, _, err := service.Ask(t.Context(), assistant.Request{Conversation: id, ID: fmt.Sprint(n), Text: q})
				if err != nil {
					t.Errorf("%s: %v", q, err)
					return
				}
				mu.Lock()
				if len(answer.Quotes) > 0 {
					results++
				}
				if answer.Receipt != "" {
					receipts++
				} else if len(answer.Quotes) > 0 {
					t.Errorf("no receipt for %s", q)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if results < users*each/2 || receipts < results {
		t.Errorf("%d receipts for %d answers with quotes of %d", receipts, results, users*each)
	}
	if said := log.String(); strings.Contains(said, "no receipt issued") {
		t.Errorf("%.2000s", said)
	}
}

// TestReceiptOfASum takes the receipt of an answer that adds measures up: the
// parts stand behind the sum in the answer, and within it in the receipt.
func TestReceiptOfASum(t *testing.T) {
	t.Parallel()
	a, notary := notary(t)
	service := a.service.WithReceipts(notary)
	if err := a.store.CreateConversation(t.Context(), assistant.Conversation{ID: "c", CreatedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	answer, _, err := service.Ask(t.Context(), assistant.Request{Conversation: "c", Text: "苏州：转关车费50万，集货仓费用40万（认定过，有实绩），加在一起补多少"})
	if err != nil || len(answer.Results) != 3 {
		t.Fatalf("%d results, %v", len(answer.Results), err)
	}
	stored, err := notary.Stored(t.Context(), answer.Receipt)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := receipt.Read(stored.Data)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := notary.PublicKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := receipt.Verify(kept, keys, a.library.Current(), assistant.Simplified)
	if count, _, err := service.Ask(t.Context(), assistant.Request{Conversation: "c", Text: "株洲的省级公共海外仓能补多少"}); err != nil || count.Receipt == "" {
		t.Errorf("one of a number of things has no receipt: %+v %v", count.Results, err)
	}
	if !v.Same || v.Recomputed != 1 || len(kept.Results) != 1 || len(kept.Results[0].Parts) != 2 || kept.Results[0].Yuan != "280000.00" {
		t.Errorf("%+v\n%+v", v, kept.Results)
	}
}

package storagetest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/assistant/receipt"
)

var receiptTests = []test{
	{"a receipt is stored with its turn", receiptWithTurn},
	{"the same request has one receipt", receiptOnce},
	{"receipts that cannot be stored are refused with their turn", receiptRefused},
	{"one key is in use, earlier ones are kept", signingKeys},
	{"of many first keys at once one stands", firstKeyAtOnce},
}

func receiptOf(answer string) *assistant.StoredReceipt {
	return &assistant.StoredReceipt{ID: "r-" + answer, Answer: answer, Data: []byte("{\"a\":\"一\"}\x00\xff"), StoredAt: noon}
}

func answerOf(id string) json.RawMessage { return json.RawMessage(`{"id":"` + id + `"}`) }

func receiptWithTurn(t *testing.T, db database) {
	one, two := db.handle(t), db.handle(t)
	newConversation(t, one, "c")
	turn := appendTurn(t, one, assistant.Turn{Conversation: "c", Question: "补多少", Answer: answerOf("a"), AskedAt: noon, Receipt: receiptOf("a")})
	if turn.Receipt != nil {
		t.Error("the turn came back with its receipt")
	}
	got, err := two.Receipt(t.Context(), "r-a")
	if err != nil {
		t.Fatal(err)
	}
	want := *receiptOf("a")
	want.StoredAt = kept(noon)
	equal(t, "receipt", got, want)
	for _, id := range []string{"", "a", "r-", "R-A", "r-b"} {
		if _, err := two.Receipt(t.Context(), id); !errors.Is(err, receipt.ErrNotFound) {
			t.Errorf("Receipt(%q): %v", id, err)
		}
	}
}

func receiptOnce(t *testing.T, db database) {
	s := db.handle(t)
	newConversation(t, s, "c")
	for _, id := range []string{"a", "b"} {
		stored := appendTurn(t, s, assistant.Turn{Conversation: "c", Request: "1", Answer: answerOf(id), AskedAt: noon, Receipt: receiptOf(id)})
		if string(stored.Answer) != `{"id":"a"}` {
			t.Errorf("stored %s", stored.Answer)
		}
	}
	if _, err := s.Receipt(t.Context(), "r-b"); !errors.Is(err, receipt.ErrNotFound) {
		t.Errorf("the receipt of an answer that was not stored: %v", err)
	}
}

func receiptRefused(t *testing.T, db database) {
	s, ctx := db.handle(t), t.Context()
	newConversation(t, s, "c")
	appendTurn(t, s, assistant.Turn{Conversation: "c", Answer: answerOf("a"), AskedAt: noon, Receipt: receiptOf("a")})
	for name, r := range map[string]*assistant.StoredReceipt{
		"no id":          {Answer: "b", Data: []byte("{}"), StoredAt: noon},
		"no answer":      {ID: "r-b", Data: []byte("{}"), StoredAt: noon},
		"no data":        {ID: "r-b", Answer: "b", StoredAt: noon},
		"a NUL":          {ID: "r-\x00", Answer: "b", Data: []byte("{}"), StoredAt: noon},
		"an id twice":    {ID: "r-a", Answer: "b", Data: []byte("{}"), StoredAt: noon},
		"an answer once": {ID: "r-b", Answer: "a", Data: []byte("{}"), StoredAt: noon},
	} {
		if _, err := s.AppendTurn(ctx, assistant.Turn{Conversation: "c", Answer: answerOf("b"), AskedAt: noon, Receipt: r}); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
	if turns, err := s.Turns(ctx, "c", 0); err != nil || len(turns) != 1 {
		t.Errorf("turns: %d, %v", len(turns), err)
	}
}

// keyNamed makes the same key for the same number.
func keyNamed(n byte, at time.Time) receipt.SigningKey {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
	public, ok := private.Public().(ed25519.PublicKey)
	if !ok {
		panic("an Ed25519 key has an Ed25519 public key")
	}
	return receipt.SigningKey{ID: receipt.KeyID(public), Public: public, Private: private, CreatedAt: at}
}

func signingKeys(t *testing.T, db database) {
	one, two, ctx := db.handle(t), db.handle(t), t.Context()
	if keys, err := one.SigningKeys(ctx); err != nil || len(keys) != 0 {
		t.Fatalf("SigningKeys: %v, %v", keys, err)
	}
	add := func(k receipt.SigningKey, replaces string) receipt.SigningKey {
		t.Helper()
		inUse, err := one.AddSigningKey(ctx, k, replaces)
		if err != nil {
			t.Fatalf("AddSigningKey: %v", err)
		}
		return inUse
	}
	keptKey := func(k receipt.SigningKey) receipt.SigningKey {
		k.CreatedAt = kept(k.CreatedAt)
		return k
	}
	first, second, third := keyNamed(1, noon), keyNamed(2, noon.Add(time.Hour)), keyNamed(3, noon.Add(2*time.Hour))
	if k := add(first, "somebody else's"); k.ID != "" {
		t.Errorf("a key replaced one that is not there: %s", k.ID)
	}
	equal(t, "first", add(first, ""), keptKey(first))
	equal(t, "another first", add(second, ""), keptKey(first))
	equal(t, "rotated", add(second, first.ID), keptKey(second))
	equal(t, "rotated too late", add(third, first.ID), keptKey(second))
	equal(t, "rotated again", add(third, second.ID), keptKey(third))
	first, second, third = keptKey(first), keptKey(second), keptKey(third)
	first.RetiredAt, second.RetiredAt = second.CreatedAt, third.CreatedAt
	keys, err := two.SigningKeys(ctx)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "keys", keys, []receipt.SigningKey{third, second, first})
}

func firstKeyAtOnce(t *testing.T, db database) {
	const n = 8
	handles := []Stores{db.handle(t), db.handle(t)}
	got := make(chan string, n)
	for i := range n {
		go func() {
			k, err := handles[i%2].AddSigningKey(t.Context(), keyNamed(byte(i+1), noon), "")
			if err != nil {
				k.ID = fmt.Sprint(err)
			}
			got <- k.ID
		}()
	}
	seen := map[string]bool{}
	for range n {
		seen[<-got] = true
	}
	if len(seen) != 1 {
		t.Errorf("keys in use: %v", seen)
	}
	if keys, err := handles[0].SigningKeys(t.Context()); err != nil || len(keys) != 1 {
		t.Errorf("keys: %d, %v", len(keys), err)
	}
}

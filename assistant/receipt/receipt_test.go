package receipt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/assistant/assistanttest"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

var askedOn = quantity.Date{Year: 2026, Month: 11, Day: 22}

func unchanged(s string) string { return s }

// sample is a library of one small policy, passed through change.
func sample(t testing.TB, change func(string) string) *assistant.Library {
	t.Helper()
	return assistant.NewLibrary(assistanttest.Sample(t, change))
}

func newAssistant(t testing.TB, lib *assistant.Library) *assistant.Assistant {
	t.Helper()
	a, err := assistant.New(func(context.Context, quantity.Date) (*assistant.Library, error) { return lib, nil }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ask is the answer that the receipts of these tests are of.
func ask(t testing.TB, lib *assistant.Library) assistant.Answer {
	t.Helper()
	answer, _, err := newAssistant(t, lib).Answer(t.Context(), assistant.Query{Text: "苏州建独立站花了85万，有交易记录，能补多少？", AsOf: askedOn})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// drawer keeps keys and receipts for the length of a test.
type drawer struct{ keys []SigningKey }

func (d *drawer) SigningKeys(context.Context) ([]SigningKey, error) { return slices.Clone(d.keys), nil }

func (d *drawer) AddSigningKey(_ context.Context, k SigningKey, replaces string) (SigningKey, error) {
	if len(d.keys) > 0 {
		if d.keys[0].ID != replaces {
			return d.keys[0], nil
		}
		d.keys[0].RetiredAt = k.CreatedAt
	}
	d.keys = slices.Insert(d.keys, 0, k)
	return k, nil
}

func (d *drawer) Receipt(context.Context, string) (assistant.StoredReceipt, error) {
	return assistant.StoredReceipt{}, ErrNotFound
}

// chats are conversations that keep their turns.
type chats struct {
	assistant.Conversations
	turns []assistant.Turn
}

func (c *chats) LastTurn(context.Context, string) (assistant.Turn, error) {
	if len(c.turns) == 0 {
		return assistant.Turn{}, assistant.ErrNotFound
	}
	return c.turns[len(c.turns)-1], nil
}

func (c *chats) AppendTurn(_ context.Context, t assistant.Turn) (assistant.Turn, error) {
	t.Seq = int64(len(c.turns)) + 1
	c.turns = append(c.turns, t)
	return t, nil
}

type watch struct{ at time.Time }

func (w *watch) now() time.Time { return w.at }

func newNotary(lib *assistant.Library) (*Notary, *drawer, *watch) {
	d, w := &drawer{}, &watch{time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)}
	return NewNotary(d, func(context.Context, quantity.Date) (*assistant.Library, error) { return lib, nil }, "clausewise test", w.now), d, w
}

// issued is the receipt of an answer over the sample library.
func issued(t *testing.T, n *Notary, lib *assistant.Library) (Receipt, []byte, assistant.Answer) {
	t.Helper()
	a := ask(t, lib)
	a.ID = "a1"
	stored, err := n.Answer(t.Context(), a)
	if err != nil || stored == nil {
		t.Fatalf("no receipt: %v", err)
	}
	if stored.Answer != "a1" || stored.ID == "" {
		t.Errorf("stored as %q of %q", stored.ID, stored.Answer)
	}
	r, err := Read(stored.Data)
	if err != nil {
		t.Fatal(err)
	}
	return r, stored.Data, a
}

func publicOf(t *testing.T, n *Notary) []PublicKey {
	t.Helper()
	keys, err := n.PublicKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func kindsFound(v Verification) []string {
	var kinds []string
	for _, f := range v.Findings {
		kinds = append(kinds, string(f.Kind))
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func TestReceiptOfAnswer(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, _ := newNotary(lib)
	r, data, a := issued(t, n, lib)
	if r.Answer == nil || r.Answer.Text != a.Text || r.Answer.Question != a.Question || r.AsOf != "2026-11-22" || r.MadeAt != "2026-11-22T04:00:00Z" {
		t.Errorf("answer: %+v", r)
	}
	if len(r.Results) != 1 || r.Results[0].Yuan != "290000.00" || r.Results[0].Inputs["expense_yuan"] != "850000" || r.Results[0].Inputs["has_record"] != "true" {
		t.Errorf("results: %+v", r.Results)
	}
	book, _ := lib.Rules.ClauseOf("sample/independent-site")
	at := slices.IndexFunc(r.Clauses, func(c Clause) bool { return c.Clause == "二/9" })
	if at < 0 || r.Clauses[at].Hash != book.Hash() || r.Clauses[at].Text != assistanttest.SiteClause {
		t.Errorf("clauses: %+v", r.Clauses)
	}
	if v := Verify(r, publicOf(t, n), lib, assistant.Simplified); !v.Same || v.Signature != SignatureValid || v.Recomputed != 1 {
		t.Errorf("verification: %+v", v)
	}
	// It is canonical, and holds no number that two programs could write in two ways.
	if bytes.ContainsAny(data, "\n\t") || bytes.Contains(data, []byte(": ")) {
		t.Errorf("not canonical: %s", data)
	}
}

func TestNoReceiptWithoutAnything(t *testing.T) {
	n, d, _ := newNotary(sample(t, unchanged))
	for _, a := range []assistant.Answer{
		{ID: "a", AsOf: "2026-11-22", Kind: assistant.Chat, Text: "您好"},
		{ID: "a", AsOf: "2026-11-22", Kind: assistant.Clarification, Results: []calculators.Result{{Rule: "sample/independent-site", Outcome: calculators.NeedsInput}}},
	} {
		if r, err := n.Answer(t.Context(), a); r != nil || err != nil {
			t.Errorf("%s: %v, %v", a.Kind, r, err)
		}
	}
	if len(d.keys) != 0 {
		t.Error("a key was made for nothing")
	}
}

// TestReceiptOfWhatIsNotSo refuses to sign a result that the rules do not give.
func TestReceiptOfWhatIsNotSo(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, _ := newNotary(lib)
	r, err := lib.Rules.Evaluate("sample/independent-site", map[string]any{"expense_yuan": "85万"}, calculators.Options{AsOf: askedOn})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*calculators.Result){
		"amount": func(r *calculators.Result) { r.Amount = &calculators.Yuan{Yuan: "8000000.00"} },
		"step":   func(r *calculators.Result) { r.Steps[0].Value = "1" },
		"sum":    func(r *calculators.Result) { r.Steps[2].Expression = "200000 + 4 × 30000" },
		"inputs": func(r *calculators.Result) { r.Inputs = map[string]string{"expense_yuan": "950000"} },
		"rule":   func(r *calculators.Result) { r.Rule = "sample/other" },
		"state":  func(r *calculators.Result) { r.Conditions[1].State = calculators.Failed },
	} {
		forged := r
		forged.Steps, forged.Conditions = slices.Clone(r.Steps), slices.Clone(r.Conditions)
		change(&forged)
		if _, err := n.Result(t.Context(), forged, askedOn, assistant.Simplified); !errors.Is(err, ErrNotReproduced) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := n.Result(t.Context(), r, askedOn, assistant.Simplified); err != nil {
		t.Errorf("the true result: %v", err)
	}
}

// TestTamperedReceipt changes every text of a receipt, one at a time.
func TestTamperedReceipt(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, _ := newNotary(lib)
	_, data, _ := issued(t, n, lib)
	keys := publicOf(t, n)
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	tried := 0
	var walk func(at string, v any, set func(any))
	walk = func(at string, v any, set func(any)) {
		switch x := v.(type) {
		case map[string]any:
			for k, inner := range x {
				walk(at+"."+k, inner, func(v any) { x[k] = v })
			}
		case []any:
			for i, inner := range x {
				walk(at+"[]", inner, func(v any) { x[i] = v })
			}
		case bool, string:
			changed := any("改" + strings.TrimPrefix(asText(x), "改"))
			if b, ok := x.(bool); ok {
				changed = !b
			}
			set(changed)
			altered, err := canonical(tree)
			set(x)
			if err != nil {
				t.Fatal(err)
			}
			tried++
			r, err := Read(altered)
			if err != nil {
				return // not even a receipt
			}
			if v := Verify(r, keys, lib, assistant.Simplified); v.Same || v.Signature == SignatureValid {
				t.Errorf("%s changed: %s", at, v.Signature)
			}
		}
	}
	walk("", tree, nil)
	if tried < 40 {
		t.Errorf("only %d texts were changed", tried)
	}
}

func asText(v any) string {
	s, _ := v.(string)
	return s
}

func TestReadReceipt(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, _ := newNotary(lib)
	_, data, _ := issued(t, n, lib)
	for _, end := range []string{"", "\n", "\r\n"} {
		if _, err := Read(append(slices.Clone(data), end...)); err != nil {
			t.Errorf("with %q at the end: %v", end, err)
		}
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"nothing":          nil,
		"no JSON":          []byte("凭证"),
		"a list":           []byte("[]"),
		"an empty object":  []byte("{}"),
		"indented":         pretty.Bytes(),
		"more behind it":   append(slices.Clone(data), "{}"...),
		"an unknown field": bytes.Replace(data, []byte(`"as_of"`), []byte(`"aa":"","as_of"`), 1),
		"a field twice":    bytes.Replace(data, []byte(`"as_of"`), []byte(`"as_of":"2020-01-01","as_of"`), 1),
		"a newer format":   bytes.Replace(data, []byte(Format), []byte("clausewise-receipt/2"), 1),
		"cut short":        data[:len(data)/2],
	} {
		if _, err := Read(bad); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeysOfReceipts(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, w := newNotary(lib)
	first, _, _ := issued(t, n, lib)
	made := w.at
	w.at = made.Add(time.Hour)
	if _, err := n.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	second, _, _ := issued(t, n, lib)
	if first.Key == second.Key {
		t.Fatal("rotating changed no key")
	}
	keys := publicOf(t, n)
	state := func(r Receipt, keys []PublicKey) SignatureState {
		return Verify(r, keys, lib, assistant.English).Signature
	}
	if len(keys) != 2 || state(first, keys) != SignatureValid || state(second, keys) != SignatureValid {
		t.Errorf("after a rotation: %s, %s with %d keys", state(first, keys), state(second, keys), len(keys))
	}
	if s := state(second, keys[1:]); s != SignatureUnknown {
		t.Errorf("without its key: %s", s)
	}
	// A key list is data of others: an id that does not follow from the key is
	// not believed.
	swapped := slices.Clone(keys)
	swapped[0].Public, swapped[1].Public = keys[1].Public, keys[0].Public
	if s := state(second, swapped); s != SignatureUnknown {
		t.Errorf("with keys under each other's ids: %s", s)
	}
	// Who has stolen a retired key cannot date a receipt after its retirement.
	old := SigningKey{ID: n.store.(*drawer).keys[1].ID, Public: n.store.(*drawer).keys[1].Public, Private: n.store.(*drawer).keys[1].Private}
	late := second
	data, err := late.seal(old)
	if err != nil {
		t.Fatal(err)
	}
	if late, err = Read(data); err != nil {
		t.Fatal(err)
	}
	if s := state(late, keys); s != SignatureValid {
		t.Errorf("within the grace: %s", s)
	}
	late.MadeAt = made.Add(2 * time.Hour).Format(time.RFC3339)
	if _, err = late.seal(old); err != nil {
		t.Fatal(err)
	}
	if s := state(late, keys); s != SignatureRetired {
		t.Errorf("after the retirement: %s", s)
	}
}

// TestReceiptAfterAChange verifies a receipt against a library whose clause,
// figure and rule have changed since.
func TestReceiptAfterAChange(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, _ := newNotary(lib)
	r, _, _ := issued(t, n, lib)
	keys := publicOf(t, n)
	changed := func(old, now string) *assistant.Library {
		return sample(t, func(s string) string { return strings.ReplaceAll(s, old, now) })
	}
	for _, tt := range []struct {
		name  string
		now   *assistant.Library
		kinds []string
		says  string
	}{
		{"nothing", changed("无此文字", ""), nil, ""},
		{"a label", changed("当年度独立站费用支出, en", "全年独立站费用支出, en"), nil, ""},
		{"the departments", changed("（市商务局、市科技局）", "（市商务局）"), []string{"clause_changed"}, "市科技局"},
		{
			"the step", sample(t, func(s string) string {
				return strings.ReplaceAll(strings.ReplaceAll(s, "再给予3万元", "再给予4万元"), "value: 30000", "value: 40000")
			}),
			[]string{"clause_changed", "figure_differs", "rule_changed"},
			"320000.00",
		},
		{"a reading is added", changed("- {id: pro_rata", "- {id: pro_rata, default: false"), nil, ""},
		{"the condition", changed("  conditions:\n    - {id: has_record", "  conditions:\n    - {id: has_records"), []string{"figure_differs", "rule_changed"}, "has_record"},
		{"the figure alone", changed("value: 30000", "value: 40000"), []string{"rule_gone"}, "已停用"},
		{"the rule is gone", changed("- id: sample/independent-site", "- id: sample/other-site"), []string{"rule_gone"}, "没有这条规则"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := Verify(r, keys, tt.now, assistant.Simplified)
			if got := kindsFound(v); !slices.Equal(got, tt.kinds) {
				t.Errorf("found %v, want %v: %+v", got, tt.kinds, v.Findings)
			}
			var text strings.Builder
			for _, f := range v.Findings {
				text.WriteString(f.Text + "\n")
			}
			if v.Same != (tt.kinds == nil) || !strings.Contains(text.String(), tt.says) {
				t.Errorf("same %v, text %s", v.Same, text.String())
			}
		})
	}
}

// TestServiceIssuesReceipts stores the receipt with the turn that names it.
func TestServiceIssuesReceipts(t *testing.T) {
	lib := sample(t, unchanged)
	n, _, _ := newNotary(lib)
	c := &chats{}
	s := assistant.NewService(newAssistant(t, lib), c, func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }).WithReceipts(n)
	for _, tt := range []struct {
		text string
		want bool
	}{{"苏州建独立站花了85万，有交易记录，能补多少？", true}, {"你好", false}} {
		answer, _, err := s.Ask(t.Context(), assistant.Request{Conversation: "c", Text: tt.text})
		if err != nil {
			t.Fatal(err)
		}
		turn := c.turns[len(c.turns)-1]
		if got := turn.Receipt != nil; got != tt.want {
			t.Fatalf("%s: receipt %v", tt.text, got)
		}
		if !tt.want {
			if answer.Receipt != "" {
				t.Errorf("%s names receipt %s", tt.text, answer.Receipt)
			}
			continue
		}
		if turn.Receipt.ID != answer.Receipt || turn.Receipt.Answer != answer.ID {
			t.Errorf("answer %s names %s; stored %s of %s", answer.ID, answer.Receipt, turn.Receipt.ID, turn.Receipt.Answer)
		}
	}
}

func BenchmarkReceipt(b *testing.B) {
	lib := sample(b, unchanged)
	n, _, _ := newNotary(lib)
	answer := ask(b, lib)
	answer.ID = "a"
	for b.Loop() {
		if r, err := n.Answer(b.Context(), answer); err != nil || r == nil {
			b.Fatal(err)
		}
	}
}

package main

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"clausewise/assistant/receipt"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/policies"
)

// notary opens a library of the built-in packs in a directory of its own,
// with what issues receipts over it.
func notary(t *testing.T) (*app, *receipt.Notary) {
	t.Helper()
	f := storeFlags{Data: t.TempDir()}
	a, err := open(testEnvironment(t), f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, a.notary(testEnvironment(t).now)
}

func testEnvironment(t *testing.T) *environment {
	return &environment{
		ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: time.Now,
		log: slog.New(slog.DiscardHandler), waits: unhurried,
	}
}

// workedCases are the cases of all packs, as their rules take them.
func workedCases(t *testing.T) []calculators.Case {
	t.Helper()
	names, err := fs.Glob(policies.FS, "*/cases.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var all []calculators.Case
	for _, name := range names {
		data, err := fs.ReadFile(policies.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		var cases []calculators.Case
		if err := yaml.Unmarshal(data, &cases); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, cases...)
	}
	return all
}

// TestReceiptsOfWorkedCases signs the result of every worked case and has it
// verified: whatever can be calculated must come out the same from what its
// receipt keeps.
func TestReceiptsOfWorkedCases(t *testing.T) {
	t.Parallel()
	a, n := notary(t)
	day := quantity.Date{Year: 2026, Month: 11, Day: 22}
	lib, err := a.library.At(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	keys := func() []receipt.PublicKey {
		keys, err := n.PublicKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	signed := 0
	for _, c := range workedCases(t) {
		for _, language := range []string{calculators.Simplified, calculators.English} {
			r, err := lib.Rules.Evaluate(c.Rule, c.Inputs, calculators.Options{AsOf: day, Language: language})
			if err != nil {
				t.Fatalf("%s: %v", c.Rule, err)
			}
			if r.Outcome == calculators.NeedsInput || r.Outcome == calculators.InvalidInput {
				continue
			}
			data, err := n.Result(context.Background(), r, day, language)
			if err != nil {
				t.Errorf("%s %v: %v", c.Rule, c.Inputs, err)
				continue
			}
			kept, err := receipt.Read(data)
			if err != nil {
				t.Fatalf("%s: %v", c.Rule, err)
			}
			v := receipt.Verify(kept, keys(), lib, language)
			if !v.Same || v.Recomputed != 1 {
				t.Errorf("%s %v: %+v", c.Rule, c.Inputs, v)
			}
			signed++
		}
	}
	if signed < 300 {
		t.Errorf("%d receipts: too few to prove anything", signed)
	}
}

func unmarshal[T any](t *testing.T, data string) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(strings.NewReader(data)).Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

// TestReceiptThroughAllChannels asks over the websocket, downloads the
// receipt, and verifies it here, on another machine that has only the public
// keys, and after the office has changed the clause and its rule.
func TestReceiptThroughAllChannels(t *testing.T) {
	t.Parallel()
	data, elsewhere := t.TempDir(), t.TempDir()
	s := serve(t, "--data", data)
	ws := s.dial()
	s.send(ws, map[string]any{"type": "ask", "id": "1", "text": "苏州建独立站花了85万，有交易记录，能补多少？"})
	answer := s.until(ws, "answer").Answer
	if answer.Receipt == "" {
		t.Fatal("the answer names no receipt")
	}
	issued := s.get("/api/v1/receipts/" + answer.Receipt)
	if !strings.Contains(issued, `"yuan":"290000.00"`) {
		t.Errorf("receipt: %s", issued)
	}
	if v := unmarshal[receipt.Verification](t, s.post("/api/v1/verify", issued)); !v.Same {
		t.Errorf("verified by the service: %+v", v)
	}
	keys := write(t, "keys.json", s.get("/api/v1/receipt-keys"))
	file := write(t, "receipt.json", issued)
	direct := write(t, "direct.json", s.post("/api/v1/receipts", `{"rule":"suzhou-measures/independent-site","inputs":{"expense_yuan":"八十五万","has_record":true}}`))
	s.end()

	for _, f := range []string{file, direct} {
		if c := try(t, "", "verify", "--data", data, f); c.code != 0 || !strings.Contains(c.stdout, "核验  通过") || !strings.Contains(c.stdout, "29万元") {
			t.Errorf("verify: %d\n%s%s", c.code, c.stdout, c.stderr)
		}
		if c := try(t, "", "verify", "--data", elsewhere, "--keys", keys, f); c.code != 0 {
			t.Errorf("verify elsewhere: %d\n%s%s", c.code, c.stdout, c.stderr)
		}
	}
	if c := try(t, issued, "verify", "--data", elsewhere, "-"); c.code != 1 || !strings.Contains(c.stdout, "--keys") {
		t.Errorf("verify without keys: %d\n%s%s", c.code, c.stdout, c.stderr)
	}
	if c := try(t, strings.Replace(issued, `"yuan":"290000.00"`, `"yuan":"900000.00"`, 1), "verify", "--data", data, "-"); c.code != 1 ||
		!strings.Contains(c.stdout, "签名  无效") || !strings.Contains(c.stdout, "凭证上是 900000.00，现在算出 290000.00") {
		t.Errorf("verify a forgery: %d\n%s%s", c.code, c.stdout, c.stderr)
	}

	ingestChanged(t, data)
	c := try(t, "", "verify", "--data", data, "--json", file)
	v := unmarshal[verified](t, c.stdout)
	if c.code != 1 || v.Same || v.Signature != receipt.SignatureValid || v.AsIssued == nil || !v.AsIssued.Same {
		t.Errorf("after a change: %d %+v as issued %+v", c.code, v, v.AsIssued)
	}
	found := map[receipt.FindingKind]bool{}
	for _, f := range v.Findings {
		found[f.Kind] = true
	}
	for _, kind := range []receipt.FindingKind{receipt.FindingClause, receipt.FindingRule, receipt.FindingFigure} {
		if !found[kind] {
			t.Errorf("no %s among %+v", kind, v.Findings)
		}
	}
	if c := try(t, "", "verify", "--data", data, file); !strings.Contains(c.stdout, "3万元补助") || !strings.Contains(c.stdout, "按签发时的版本重算：完全一致") {
		t.Errorf("what differs is not said:\n%s", c.stdout)
	}
}

// ingestChanged stores a pack whose grant has another sum, in its clause and in
// its rule.
func ingestChanged(t *testing.T, data string) {
	t.Helper()
	changed := t.TempDir()
	for name, file := range suzhou(t, 5).Files {
		if err := os.WriteFile(filepath.Join(changed, name), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if c := try(t, "", "ingest", "--data", data, changed); c.code != 0 {
		t.Fatalf("ingest: %s%s", c.stdout, c.stderr)
	}
}

// TestReceiptKeysOnBothStores makes, uses and rotates the key of a store
// through two nodes.
func TestReceiptKeysOnBothStores(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s backend, c *clock) {
		storeAt(t, s, c, time.Date(2026, time.January, 10, 2, 0, 0, 0, time.UTC), builtinPacks(t)...)
		lib := readLibrary(t, s)
		day := date(2026, time.November, 22)
		result, err := lib.Current().Rules.Evaluate("suzhou-measures/independent-site", map[string]any{"expense_yuan": "85万"}, calculators.Options{AsOf: day})
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		node := func() *receipt.Notary {
			return receipt.NewNotary(s, lib.At, "test", func() time.Time { return now })
		}
		one, two := node(), node()
		sign := func(n *receipt.Notary) receipt.Receipt {
			data, err := n.Result(t.Context(), result, day, calculators.Simplified)
			if err != nil {
				t.Fatal(err)
			}
			r, err := receipt.Read(data)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		first := sign(one)
		if other := sign(two); other.Key != first.Key {
			t.Errorf("two nodes sign with %s and %s", first.Key, other.Key)
		}
		if _, err := one.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * time.Minute)
		second := sign(two)
		if second.Key == first.Key {
			t.Error("the other node signs with the old key two minutes later")
		}
		keys, err := two.PublicKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []receipt.Receipt{first, second} {
			if v := receipt.Verify(r, keys, lib.Current(), calculators.Simplified); !v.Same {
				t.Errorf("%+v", v)
			}
		}
	})
}

// TestReceiptKeyRotation rotates the key on the command line and, as an
// administrator, over REST; both stand in the audit log.
func TestReceiptKeyRotation(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if c := try(t, "", "keys", "--data", data); c.code != 0 || !strings.Contains(c.stdout, "还没有密钥") {
		t.Errorf("keys of an empty store: %d %s%s", c.code, c.stdout, c.stderr)
	}
	for range 2 {
		if c := try(t, "", "keys", "--data", data, "--rotate"); c.code != 0 {
			t.Fatalf("rotate: %s", c.stderr)
		}
	}
	if c := try(t, "一个很长的密码，够用了\n", "user", "add", "--data", data, "--role", "admin", "guan"); c.code != 0 {
		t.Fatalf("user add: %s", c.stderr)
	}
	s := serve(t, "--data", data)
	response, err := http.Post(s.url+"/api/v1/receipt-keys", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("anybody may rotate the key: %d", response.StatusCode)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	admin := &http.Client{Jar: jar}
	defer admin.CloseIdleConnections()
	post := func(path, body string) string {
		response, err := admin.Post(s.url+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s %v", path, response.StatusCode, text, err)
		}
		return string(text)
	}
	post("/api/v1/session", `{"name":"guan","password":"一个很长的密码，够用了"}`)
	keys := unmarshal[[]receipt.PublicKey](t, post("/api/v1/receipt-keys", ""))
	if len(keys) != 3 || !keys[0].RetiredAt.IsZero() || keys[1].RetiredAt.IsZero() || keys[2].RetiredAt.IsZero() {
		t.Errorf("keys: %+v", keys)
	}
	log, err := admin.Get(s.url + "/api/v1/audit")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := io.ReadAll(log.Body)
	log.Body.Close()
	if err != nil || strings.Count(string(entries), `"key.rotate"`) != 3 {
		t.Errorf("audit: %s, %v", entries, err)
	}
	s.end()
	if c := try(t, "", "keys", "--data", data); strings.Count(c.stdout, "停用于") != 2 || strings.Count(c.stdout, "在用") != 1 {
		t.Errorf("keys: %s", c.stdout)
	}
}

func TestReceiptCommandsRefuse(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "r.json")
	args := []string{"calculate", "suzhou-measures/independent-site", "expense_yuan=85万", "--receipt", file}
	if c := try(t, "", args...); c.code != 0 {
		t.Fatalf("%s", c.stderr)
	}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{args, "已经有了"},
		{[]string{"calculate", "suzhou-measures/independent-site", "--receipt", file + "2"}, "还没有结果"},
		{[]string{"verify", file + "3"}, "检查路径"},
		{[]string{"verify", "--keys", file, file}, "公钥文件"},
		{[]string{"verify", write(t, "x.json", "{}")}, "凭证"},
		{[]string{"verify"}, "缺少参数"},
	} {
		if c := try(t, "", tt.args...); c.code == 0 || !strings.Contains(c.stderr, tt.says) {
			t.Errorf("%v: %d %s", tt.args, c.code, c.stderr)
		}
	}
}

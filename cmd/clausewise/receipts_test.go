package main

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/policies"
)

// notary opens a library of the built-in packs in a directory of its own,
// with what issues receipts over it.
func notary(t *testing.T) (*app, *assistant.Notary) {
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
		log: slog.New(slog.DiscardHandler),
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
	a, n := notary(t)
	day := quantity.Date{Year: 2026, Month: 11, Day: 22}
	lib, err := a.library.At(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	keys := func() []assistant.PublicKey {
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
			receipt, err := assistant.ReadReceipt(data)
			if err != nil {
				t.Fatalf("%s: %v", c.Rule, err)
			}
			v := assistant.VerifyReceipt(receipt, keys(), lib, language)
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

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"clausewise/assistant"
)

// TestFitIsTheSameEachTime: questions are asked side by side, which must not
// show in the weights or in the report.
func TestFitIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	const questions = 12
	data, err := os.ReadFile("testdata/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	some := filepath.Join(dir, "some.jsonl")
	if err := os.WriteFile(some, bytes.Join(bytes.SplitAfterN(data, []byte("\n"), questions+1)[:questions], nil), 0o600); err != nil {
		t.Fatal(err)
	}
	fitted := func(name string) (report, weights string) {
		out := filepath.Join(dir, name)
		report = try(t, "", "eval", "--fit", out, some).stdout
		written, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return report, string(written)
	}
	report, weights := fitted("first.txt")
	again, sameWeights := fitted("second.txt")
	if again != report || sameWeights != weights {
		t.Errorf("a second fit differs:\n%s\n%s\n%s\n%s", report, again, weights, sameWeights)
	}
	w, err := assistant.ParseWeights(weights)
	if err != nil {
		t.Fatal(err)
	}
	for _, choice := range []string{"evaluate", "lookup", "rule", "match"} {
		if len(w[choice]) == 0 {
			t.Errorf("no weights of %s were written", choice)
		}
	}
}

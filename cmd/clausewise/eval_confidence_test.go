package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clausewise/retrieval"
)

// TestEvalConfidence fits to the questions beside the command and holds the
// parameters in use to what a fit without the question at hand comes to.
func TestEvalConfidence(t *testing.T) {
	files, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no questions: %v", err)
	}
	out := filepath.Join(t.TempDir(), "confidence.txt")
	args := append([]string{"eval", "confidence", "--json", "--fit", out, "--outside", "testdata/outside/questions.jsonl"}, files...)
	scores := lines[confidenceScore](t, try(t, "", args...).stdout)
	if len(scores) != 1 || len(scores[0].Curves) != 2 {
		t.Fatalf("%+v", scores)
	}
	for i, c := range scores[0].Curves {
		inUse := i == 0 // what people get; the other is what a new fit would give
		if c.AUC < 0.92 || c.Brier > 0.05 {
			t.Errorf("%s: AUC %.3f, Brier %.4f", c.Name, c.AUC, c.Brier)
		}
		for _, a := range c.Thresholds {
			if a.Threshold == 0.8 && (a.Kept < 0.92 || a.Refused < 0.75) || a.Threshold == 0.5 && (a.Kept < 0.97 || a.Refused < 0.6 || a.Precision < 0.95) {
				t.Errorf("%s: abstaining below %.2f keeps %.3f of the answerable, refuses %.3f of the others", c.Name, a.Threshold, a.Kept, a.Refused)
			}
		}
		asked := 0
		for _, b := range c.Bins {
			asked += b.Questions
			// Of few questions the share says little.
			if d := math.Abs(b.Confidence - b.Answered); inUse && d > 0.08+1/math.Sqrt(float64(b.Questions)) {
				t.Errorf("%s: confidence %.3f, answered %.3f of %d", c.Name, b.Confidence, b.Answered, b.Questions)
			}
		}
		if asked != scores[0].Questions {
			t.Errorf("%s: %d questions in the bins, want %d", c.Name, asked, scores[0].Questions)
		}
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	written, err := retrieval.ParseCalibration(string(data))
	if err != nil {
		t.Fatal(err)
	}
	if f := scores[0].Fitted; math.Abs(f.Base-written.Base) > 0.01 || math.Abs(f.Coverage-written.Coverage) > 0.01 {
		t.Errorf("fitted %+v, wrote %+v", f, written)
	}
}

// TestEvalConfidenceNeedsBothKinds says what is wrong with the questions.
func TestEvalConfidenceNeedsBothKinds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.jsonl")
	if err := os.WriteFile(file, []byte(`{"id":"1","question":"独立站怎么补","kind":"amount","verdict":"info"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := try(t, "", "eval", "confidence", file); got.code == 0 || !strings.Contains(got.stderr, "abstain") {
		t.Errorf("code %d, %s", got.code, got.stderr)
	}
}

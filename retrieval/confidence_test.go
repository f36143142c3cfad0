package retrieval

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestConfidence tells questions the library answers from those it does not,
// on the sets of questions beside the command, and prints the curve.
func TestConfidence(t *testing.T) {
	_, x := embedded(t)
	files, err := filepath.Glob("../cmd/clausewise/testdata/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no questions: %v", err)
	}
	var answered, unanswered []float64
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var q struct {
				Question, Kind, Verdict string
				History                 []any
			}
			if err := json.Unmarshal([]byte(line), &q); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if q.Verdict == "" || q.Verdict == "refuse" || q.Kind == "followup" || q.Kind == "adversarial" || len(q.History) > 0 {
				continue
			}
			c := x.Confidence(q.Question, search(t, x, Query{Text: q.Question}))
			if q.Verdict == "abstain" {
				unanswered = append(unanswered, c)
			} else {
				answered = append(answered, c)
			}
		}
	}
	from := func(list []float64, low, high float64) (n int) {
		for _, c := range list {
			if c >= low && c < high {
				n++
			}
		}
		return n
	}
	edges := []float64{0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 1.01}
	for i, low := range edges[:len(edges)-1] {
		yes, no := from(answered, low, edges[i+1]), from(unanswered, low, edges[i+1])
		t.Logf("confidence %.2f to %.2f: %3d questions, %.3f of them answered", low, edges[i+1], yes+no, float64(yes)/float64(max(1, yes+no)))
	}
	kept := float64(from(answered, 0.8, 2)) / float64(len(answered))
	refused := float64(from(unanswered, 0, 0.8)) / float64(len(unanswered))
	t.Logf("at 0.8: %.3f of %d kept, %.3f of %d refused", kept, len(answered), refused, len(unanswered))
	if kept < 0.95 || refused < 0.65 {
		t.Error("the confidence no longer tells questions apart")
	}
	// Sure means right: of a hundred questions above 0.95 hardly one has no answer.
	if no, all := from(unanswered, 0.95, 2), from(answered, 0.95, 2)+from(unanswered, 0.95, 2); float64(no) > 0.02*float64(all) {
		t.Errorf("%d of %d questions of the highest confidence have no answer", no, all)
	}
}

// TestConfidenceOfACitation needs no words in common.
func TestConfidenceOfACitation(t *testing.T) {
	_, x := embedded(t)
	ask := func(text string) float64 { return x.Confidence(text, search(t, x, Query{Text: text})) }
	if c := ask("第九条"); c != citedConfidence {
		t.Errorf("confidence %v of a clause cited", c)
	}
	if here, there := ask("苏州海外仓补贴"), ask("杭州海外仓补贴"); here < 0.95 || there > 0.5 {
		t.Errorf("confidence %v in Suzhou, %v in Hangzhou, of which there is no document", here, there)
	}
}

package intake

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/assistant"
	"clausewise/ingest"
)

// TestNeedle encodes answers as they are stored and looks for the needle.
func TestNeedle(t *testing.T) {
	for document, want := range map[string]string{
		"suzhou-measures": "suzhou-measures", "plan_2.v1": "plan_2.v1",
		"中文": "", "a&b": "", "a<b>": "", "引\"号": "", "a b": "", "": "",
	} {
		needle := Needle(document)
		if needle != want {
			t.Errorf("Needle(%q) = %q, want %q", document, needle, want)
		}
		stored, err := json.Marshal(map[string]string{"document": document})
		if err != nil || !strings.Contains(string(stored), needle) {
			t.Errorf("an answer on %q does not hold %q (%v)", document, needle, err)
		}
	}
}

func TestQuotes(t *testing.T) {
	const stored = `{"id":"a","text":"…","quotes":[
		{"id":"q1","document":"d","version":2,"clause":"二/9","number":"9","text":"…","start":3,"end":8},
		{"id":"q2","document":"d","version":1,"clause":"二/9","start":3,"end":8},
		{"id":"q3","document":"e","version":2,"clause":"二/9","start":3,"end":8},
		{"id":"q4","document":"d","version":2,"clause":"二/10","start":3,"end":8}]}`
	turn := assistant.Turn{Conversation: "c", Seq: 4, Question: "?", Answer: json.RawMessage(stored)}
	got, err := Quotes(turn, "d", 2, []string{"一", "二/9"})
	want := []ingest.PastAnswer{{Conversation: "c", Seq: 4, Question: "?", Answer: "a", Document: "d", Version: 2, Clause: "二/9", Start: 3, End: 8}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := Quotes(assistant.Turn{}, "d", 2, []string{"二/9"}); err != nil || len(got) != 0 {
		t.Errorf("a turn without an answer: %v, %v", got, err)
	}
	for _, broken := range []string{`{`, `[]`, `{"quotes":{}}`, `{"quotes":[{"version":"2"}]}`} {
		if _, err := Quotes(assistant.Turn{Conversation: "c", Seq: 4, Answer: json.RawMessage(broken)}, "d", 2, nil); err == nil || !strings.Contains(err.Error(), "turn 4 in conversation c") {
			t.Errorf("%s: %v", broken, err)
		}
	}
}

package intake

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"clausewise/assistant"
)

func TestGroundsOf(t *testing.T) {
	for name, tt := range map[string]struct {
		answer string
		want   Grounds
	}{
		"quotes and rules": {
			`{"id":"a","text":"…","results":[{"rule":"d/cap","parts":[{"rule":"d/x","cap":"d/cap"},{"rule":"d/a"}]}],"quotes":[
			{"id":"q1","document":"d","version":2,"clause":"二/9","number":"9","text":"…","start":3,"end":8},
			{"id":"q2","document":"e","version":1,"clause":"二/9","start":3,"end":8},
			{"id":"q3","document":"d","version":2,"clause":"二/9","start":9,"end":10}]}`,
			Grounds{
				Quotes: []Quoted{{"d", 2, "二/9", 3, 8}, {"e", 1, "二/9", 3, 8}, {"d", 2, "二/9", 9, 10}},
				Rules: []RuleAsked{
					{"d/a", "d", 2}, {"d/a", "e", 1}, {"d/cap", "d", 2}, {"d/cap", "e", 1}, {"d/x", "d", 2}, {"d/x", "e", 1},
				},
			},
		},
		"no answer":          {"", Grounds{}},
		"nothing quoted":     {`{"id":"a","results":[{"rule":"d/x"}]}`, Grounds{}},
		"of another shape":   {`{"quotes":{}}`, Grounds{}},
		"no object":          {`[]`, Grounds{}},
		"cut":                {`{`, Grounds{}},
		"what no column has": {`{"quotes":[{"document":"d\u0000","clause":"一"},{"document":"","clause":"一"},{"document":"d","version":9999999999,"clause":"一"},{"document":"d","version":1,"clause":"一","start":-1}]}`, Grounds{}},
	} {
		got := GroundsOf(assistant.Turn{Answer: json.RawMessage(tt.answer)})
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

package storagetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"clausewise/assistant"
	"clausewise/ingest"
)

var answerTests = []test{
	{"answers are found by the clauses they quote", answersOn},
	{"a document's name is no part of another's", answersOnNames},
	{"answers are found by the rules they calculate by", answersBy},
	{"a loop over answers may stop and may ask the store", answersOnNested},
}

// quoting is an answer with quotes of clauses, each of ten characters.
func quoting(id, document string, version int, keys ...string) json.RawMessage {
	type quote struct {
		ID       string `json:"id"`
		Document string `json:"document"`
		Version  int    `json:"version"`
		Clause   string `json:"clause"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
	}
	a := struct {
		ID     string  `json:"id"`
		Text   string  `json:"text"`
		Quotes []quote `json:"quotes"`
	}{ID: id, Text: "据" + document}
	for i, key := range keys {
		a.Quotes = append(a.Quotes, quote{fmt.Sprint("q", i+1), document, version, key, 10 * i, 10*i + 10})
	}
	data, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return data
}

func foundOn(t *testing.T, s Stores, document string, version int, keys ...string) []string {
	t.Helper()
	var got []string
	for a, err := range s.AnswersOn(t.Context(), document, version, keys) {
		if err != nil {
			t.Fatalf("AnswersOn(%s, %d, %v): %v", document, version, keys, err)
		}
		got = append(got, a.Answer+" "+a.Clause)
	}
	return got
}

func answersOn(t *testing.T, db database) {
	s := db.handle(t)
	newConversation(t, s, "c1")
	newConversation(t, s, "c2")
	for _, turn := range []assistant.Turn{
		{Conversation: "c2", Question: "后问的", Answer: quoting("a4", "doc", 1, "第2条"), AskedAt: noon.Add(time.Hour)},
		{Conversation: "c1", Question: "先问的", Answer: quoting("a1", "doc", 1, "第1条", "第2条", "第2条"), AskedAt: noon},
		{Conversation: "c1", Question: "另一版", Answer: quoting("a2", "doc", 2, "第1条"), AskedAt: noon},
		{Conversation: "c2", Question: "同一刻", Answer: quoting("a3", "doc", 1, "第1条/(一)"), AskedAt: noon},
		{Conversation: "c2", Question: "没有引文", Answer: json.RawMessage(`{"id":"a5","text":"doc 第1条"}`), AskedAt: noon},
		{Conversation: "c2", Question: "没有答复", AskedAt: noon},
	} {
		appendTurn(t, s, turn)
	}
	for _, tt := range []struct {
		document string
		version  int
		keys     []string
		want     []string
	}{
		{"doc", 1, []string{"第1条", "第1条/(一)"}, []string{"a1 第1条", "a3 第1条/(一)"}},
		{"doc", 1, []string{"第2条"}, []string{"a1 第2条", "a1 第2条", "a4 第2条"}},
		{"doc", 2, []string{"第1条", "第2条"}, []string{"a2 第1条"}},
		{"doc", 3, []string{"第1条"}, nil},
		{"doc", 1, []string{"第3条"}, nil},
		{"doc", 1, nil, nil},
		{"do", 1, []string{"第1条"}, nil},
		{"", 1, []string{"第1条"}, nil},
	} {
		equal(t, fmt.Sprintf("answers on %s %d %v", tt.document, tt.version, tt.keys), foundOn(t, s, tt.document, tt.version, tt.keys...), tt.want)
	}
	for a, err := range s.AnswersOn(t.Context(), "doc", 1, []string{"第2条"}) {
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "the first answer", a, ingest.PastAnswer{
			Conversation: "c1", Seq: 1, AskedAt: kept(noon), Question: "先问的", Answer: "a1",
			Document: "doc", Version: 1, Clause: "第2条", Start: 10, End: 20,
		})
		break
	}
}

func answersOnNames(t *testing.T, db database) {
	s := db.handle(t)
	newConversation(t, s, "c")
	names := []string{"plan", "plan-2", "中文<编号>&\"引号\"", "100%_plan"}
	for i, name := range names {
		appendTurn(t, s, assistant.Turn{Conversation: "c", Answer: quoting(fmt.Sprint("a", i), name, 1, "一"), AskedAt: noon})
	}
	for i, name := range names {
		equal(t, "answers on "+name, foundOn(t, s, name, 1, "一"), []string{fmt.Sprintf("a%d 一", i)})
	}
}

func answersBy(t *testing.T, db database) {
	s := db.handle(t)
	newConversation(t, s, "c")
	for i, answer := range []string{
		`{"id":"a0","results":[{"rule":"d/x"}],"quotes":[{"document":"d","version":1,"clause":"一"},{"document":"d","version":1,"clause":"二"}]}`,
		`{"id":"a1","results":[{"rule":"d/cap","parts":[{"rule":"d/x"},{"rule":"d/y","cap":"d/cap"}]}],"quotes":[{"document":"d","version":2,"clause":"一"}]}`,
		`{"id":"a2","results":[{"rule":"d/y"}],"quotes":[{"document":"e","version":1,"clause":"一"},{"document":"d","version":1,"clause":"一"}]}`,
		`{"id":"a3","results":[{"rule":"d/x"}]}`,
		`{"id":"a4","quotes":[{"document":"d","version":1,"clause":"d/x"}]}`,
		`{"id":"a5","results":"d/x","quotes":3}`,
	} {
		appendTurn(t, s, assistant.Turn{Conversation: "c", Question: fmt.Sprint("问", i), Answer: json.RawMessage(answer), AskedAt: noon.Add(-time.Duration(i) * time.Hour)})
	}
	for _, tt := range []struct {
		document string
		version  int
		rules    []string
		want     []string
	}{
		{"d", 1, []string{"d/x", "d/y"}, []string{"a2 d/y", "a0 d/x"}},
		{"d", 2, []string{"d/x", "d/cap"}, []string{"a1 d/cap", "a1 d/x"}},
		{"e", 1, []string{"d/y"}, []string{"a2 d/y"}},
		{"d", 1, []string{"d/cap"}, nil},
		{"d", 1, nil, nil},
	} {
		var got []string
		for a, err := range s.AnswersBy(t.Context(), tt.document, tt.version, tt.rules) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, a.Answer+" "+a.Rule)
			if a.Conversation != "c" || a.Question == "" || a.AskedAt.IsZero() || a.Clause != "" || a.Document != tt.document || a.Version != tt.version {
				t.Errorf("%+v", a)
			}
		}
		equal(t, fmt.Sprintf("answers by %v of %s %d", tt.rules, tt.document, tt.version), got, tt.want)
	}
}

func answersOnNested(t *testing.T, db database) {
	s := db.handle(t)
	newConversation(t, s, "c")
	for i := range 20 {
		appendTurn(t, s, assistant.Turn{Conversation: "c", Answer: quoting(fmt.Sprint("a", i), "doc", 1, "一"), AskedAt: noon})
	}
	// Many more loops than there are connections: each gives its own back.
	for range 30 {
		for a, err := range s.AnswersOn(t.Context(), "doc", 1, []string{"一"}) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Turns(t.Context(), a.Conversation, 0); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
}

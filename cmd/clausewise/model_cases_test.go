package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/assistant"
	"clausewise/assistant/openai/scripted"
	"clausewise/calculators"
)

// caseFile reads a file of the worked cases that are kept beside the
// repository. Without them a laptop takes the questions of the tree, or skips
// the test, and CI fails.
func caseFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "cases", name))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") == "" {
		if data, err := os.ReadFile(filepath.Join("testdata", name)); err == nil {
			return string(data)
		}
		t.Skipf("no %s beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func args(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	s, err := json.Marshal(string(b))
	if err != nil {
		panic(err)
	}
	return s
}

// models that are attached in turn. The failing one fails another way at each
// request; its circuit opens on the way, which is one more.
func castOfModels() map[string]scripted.Script {
	honest := scripted.Script{
		Round: true,
		Turns: []scripted.Step{
			{Calls: []scripted.Call{{ID: "a", Name: "search_clauses", Arguments: args(map[string]any{"query": "补助 条件", "limit": 3})}}},
			{Text: "好"},
		},
		Streams: []scripted.Step{{Text: "具体以申报细则为准，请向主管部门确认。"}},
	}
	hostile := scripted.Script{Round: true}
	for _, c := range []scripted.Call{
		{Name: "calculate", Arguments: args(map[string]any{"rule": "suzhou-measures/independent-site", "inputs": map[string]any{"expense_yuan": "8642万", "has_record": true}})},
		{Name: "show_clause", Arguments: args(map[string]any{"document": "zhuzhou-opinions", "clause": "二/(四)"})},
		{Name: "suggest_question", Arguments: args(map[string]any{"question": "苏州独立站花了8642万，能补多少"})},
		{Name: "search_clauses", Arguments: args(map[string]any{"query": "补助", "as_of": "2020-01-01", "city": "杭州市"})},
		{Name: "profile", Arguments: args(map[string]any{"facts": map[string]any{"expense_yuan": 1e9}})},
		{Name: "calculate", Arguments: json.RawMessage(`"nonsense"`)},
	} {
		c.ID = "x"
		hostile.Turns = append(hostile.Turns, scripted.Step{Calls: []scripted.Call{c, c}}, scripted.Step{Text: "好"})
	}
	for _, lie := range []string{
		"您可以拿到777万元补助。", "补助金额是七百七十七万元。", "补助比例是77%。", "条文写的是“最高给予777万元补助”。", "第77条写得很清楚。",
		"您一定能拿到补助。", "这份文件长期有效，不会过期。", "无需任何条件即可享受。", "请在7月7日之前申报。", "杭州的企业同样适用。",
	} {
		hostile.Streams = append(hostile.Streams, scripted.Step{Text: lie})
	}
	failing := scripted.Script{Round: true, Turns: []scripted.Step{
		{Text: "好"}, {Status: 503, Raw: "{}"}, {Raw: "<html>"}, {Text: "好"}, {Status: 429, Raw: "{}"}, {Raw: `{"error":{"message":"x"}}`}, {Text: "好"}, {Text: "好"},
	}, Streams: []scripted.Step{
		{Text: "您的支出", Cut: true}, {Text: ""}, {Raw: "data: {\"error\":{}}\n\n"}, {Text: "您的支出", Drop: true}, {Text: "您的支出", Finish: "length"},
	}}
	return map[string]scripted.Script{"honest": honest, "hostile": hostile, "failing": failing}
}

// TestAmountsWhateverTheModel asks all questions with no model, an honest one,
// a hostile one and one that fails: results, quotes and notices are the same,
// and each case passes or fails as it did.
func TestAmountsWhateverTheModel(t *testing.T) {
	t.Parallel()
	questions := caseFile(t, "questions.jsonl")
	data := t.TempDir()
	type reply struct {
		ID     string
		Answer assistant.Answer
	}
	answers := func(t *testing.T, flags ...string) []reply {
		t.Helper()
		got := try(t, questions, append([]string{"ask", "--data", data, "--as-of", "2026-11-22"}, flags...)...)
		if got.code != 0 {
			t.Fatalf("code %d: %s", got.code, got.stderr)
		}
		return lines[reply](t, got.stdout)
	}
	cases := lines[questionCase](t, questions)
	plain := answers(t)
	if len(plain) != len(cases) || len(cases) < 100 {
		t.Fatalf("%d answers to %d questions", len(plain), len(cases))
	}
	for name, script := range castOfModels() {
		t.Run(name, func(t *testing.T) {
			model := scripted.New(t, script)
			prose := 0
			for i, got := range answers(t, "--model-url", model.URL, "--model", name) {
				want := plain[i].Answer
				if got.Answer.Prose != nil {
					prose++
				}
				if diff := cmp.Diff(want.Results, got.Answer.Results); diff != "" {
					t.Errorf("%s: results:\n%s", cases[i].Question, diff)
				}
				if diff := cmp.Diff(want.Notices, got.Answer.Notices); diff != "" {
					t.Errorf("%s: notices:\n%s", cases[i].Question, diff)
				}
				for _, q := range want.Quotes {
					if !slices.Contains(got.Answer.Quotes, q) {
						t.Errorf("%s: a quote is missing: %s", cases[i].Question, q.Text)
					}
				}
				if name != "honest" && (strings.Contains(got.Answer.Text, "77") && !strings.Contains(want.Text, "77") || strings.Contains(got.Answer.Text, "8642")) {
					t.Errorf("%s: %s", cases[i].Question, got.Answer.Text)
				}
				if a, b := cases[i].misses(want), cases[i].misses(got.Answer); !slices.Equal(a, b) {
					t.Errorf("%s: misses %v, without a model %v", cases[i].Question, b, a)
				}
			}
			if len(model.Requests()) == 0 {
				t.Error("the model was not asked")
			}
			if name == "honest" && prose == 0 || name != "honest" && prose > 0 {
				t.Errorf("%d answers with prose of the %s model", prose, name)
			}
			t.Logf("%d requests, %d of %d answers with prose", len(model.Requests()), prose, len(cases))
		})
	}
}

// TestCalculationsWhateverTheModel works all calculations out on a service
// with a hostile model attached, which has no part in them.
func TestCalculationsWhateverTheModel(t *testing.T) {
	t.Parallel()
	in := caseFile(t, "calculations.jsonl")
	data := t.TempDir()
	model := scripted.New(t, castOfModels()["hostile"])
	service := serve(t, "--data", data, "--model-url", model.URL, "--model", "hostile", "--limit-address", "0")
	type result struct {
		Result calculators.Result
	}
	plain := lines[result](t, try(t, in, "calculate", "--data", data).stdout)
	type calculation struct {
		Rule   string          `json:"rule"`
		Inputs json.RawMessage `json:"inputs"`
	}
	cases := lines[calculation](t, in)
	if len(plain) != len(cases) || len(cases) < 100 {
		t.Fatalf("%d results of %d calculations", len(plain), len(cases))
	}
	for i, c := range cases {
		body, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var got calculators.Result
		if err := json.Unmarshal([]byte(service.post("/api/v1/calculate", string(body))), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plain[i].Result.Amount, got.Amount); diff != "" || got.Outcome != plain[i].Result.Outcome {
			t.Errorf("%s %s: %s %s\n%s", c.Rule, c.Inputs, got.Outcome, plain[i].Result.Outcome, diff)
		}
	}
	if n := len(model.Requests()); n > 0 {
		t.Errorf("the model was asked %d times", n)
	}
}

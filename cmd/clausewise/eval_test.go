package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"clausewise/assistant"
	"clausewise/calculators"
)

// good is an answer that passes the case beside it.
func good() (questionCase, assistant.Answer) {
	amount := decimal.NewFromInt(290000)
	q := questionCase{
		ID: "q", Question: "独立站花了85万，能补100万吗", Kind: "calculate", Verdict: "exact", ExpectedDocs: []string{"suzhou-measures"},
		MustContain: []string{"29万|290000", "征求意见稿"}, MustNot: []string{"44万"}, Amount: &amount,
	}
	a := assistant.Answer{
		Kind: assistant.Calculation, Text: "可补助 29 万元。",
		Results: []calculators.Result{{Outcome: calculators.Amount, Amount: &calculators.Yuan{Yuan: "290000.00"}}},
		Quotes:  []calculators.Quote{{Document: "suzhou-measures", Text: "再给予3万元补助"}},
		Notices: []assistant.Notice{{Kind: assistant.NoticeDraft, Text: "徵求意見稿"}},
	}
	return q, a
}

func TestQuestionScoring(t *testing.T) {
	t.Parallel()
	if q, a := good(); len(q.misses(a)) != 0 {
		t.Fatalf("a right answer misses %v", q.misses(a))
	}
	for _, c := range []struct {
		name   string
		change func(q *questionCase, a *assistant.Answer)
		miss   string // "" where it must still pass
	}{
		{"another outcome", func(_ *questionCase, a *assistant.Answer) { a.Results[0].Outcome = calculators.UpTo }, "结果应为"},
		{"no result", func(_ *questionCase, a *assistant.Answer) { a.Results = nil }, "结果应为"},
		{"another amount", func(_ *questionCase, a *assistant.Answer) { a.Results[0].Amount.Yuan = "290000.01" }, "金额应为"},
		{"another document", func(_ *questionCase, a *assistant.Answer) { a.Quotes[0].Document = "zhuzhou-opinions" }, "没有引用"},
		{"no quote", func(_ *questionCase, a *assistant.Answer) { a.Quotes = nil }, "没有引用"},
		{"part of a larger number", func(_ *questionCase, a *assistant.Answer) { a.Text = "可补助129万元" }, "没有说到 29万"},
		{"plain digits", func(_ *questionCase, a *assistant.Answer) { a.Text = "可补助290000元" }, ""},
		{"notice missing", func(_ *questionCase, a *assistant.Answer) { a.Notices = nil }, "没有说到 征求意见稿"},
		{"said in a question back", func(_ *questionCase, a *assistant.Answer) {
			a.Notices, a.Questions = nil, []assistant.Question{{Text: "您看过征求意见稿吗？"}}
		}, ""},
		{"said only in a title", func(_ *questionCase, a *assistant.Answer) {
			a.Notices, a.Quotes[0].Title = nil, "征求意见稿"
		}, "没有说到 征求意见稿"},
		{"says what it must not", func(_ *questionCase, a *assistant.Answer) { a.Text += "也可能是44万元。" }, "不该说 44万"},
		{"denies what was asked", func(q *questionCase, a *assistant.Answer) {
			q.MustNot = []string{"100万"}
			a.Text += "不能补100万元。"
		}, ""},
		{"grants what was asked", func(q *questionCase, a *assistant.Answer) {
			q.MustNot = []string{"100万"}
			a.Text += "可以补100万元。"
		}, "不该说 100万"},
		{"denies what was not asked", func(q *questionCase, a *assistant.Answer) { a.Text += "不是44万元。" }, "不该说 44万"},
		{"asked back", func(q *questionCase, a *assistant.Answer) { q.Verdict = "ask" }, "应当反问"},
		{"an amount nobody asked for", func(q *questionCase, a *assistant.Answer) { q.Verdict = "info" }, "没有问金额"},
		{"refusal wanted", func(q *questionCase, a *assistant.Answer) { q.Verdict = "refuse" }, "应当说明答不了"},
		{"refusal with an amount", func(q *questionCase, a *assistant.Answer) { q.Verdict, a.Kind = "refuse", assistant.Refusal }, "不应给出金额"},
		{"no amount wanted", func(q *questionCase, a *assistant.Answer) { q.Verdict = "no_amount" }, "没有写金额"},
		{"information that was withheld", func(q *questionCase, a *assistant.Answer) { q.Verdict, a.Kind = "info", assistant.NoAnswer }, "从文件中回答"},
		{"not eligible is zero", func(q *questionCase, a *assistant.Answer) {
			q.Verdict, q.Amount = "not_eligible", &decimal.Zero
			a.Results = []calculators.Result{{Outcome: calculators.NotEligible}}
		}, ""},
		{"a limit that is read", func(q *questionCase, a *assistant.Answer) {
			q.Verdict, q.Amount, a.Results, a.Kind = "upper_bound", nil, nil, assistant.Lookup
		}, ""},
		{"a limit that was to be computed", func(q *questionCase, a *assistant.Answer) { q.Verdict, a.Results = "upper_bound", nil }, "结果应为"},
		{"unknown verdict", func(q *questionCase, a *assistant.Answer) { q.Verdict = "maybe" }, "不认识"},
	} {
		q, a := good()
		c.change(&q, &a)
		got := strings.Join(q.misses(a), "；")
		if c.miss == "" && got != "" || !strings.Contains(got, c.miss) {
			t.Errorf("%s: misses %q, want %q", c.name, got, c.miss)
		}
	}
}

func TestCalculationScoring(t *testing.T) {
	t.Parallel()
	result := func(o calculators.Outcome, yuan string) calculators.Result {
		r := calculators.Result{Outcome: o}
		if yuan != "" {
			r.Amount = &calculators.Yuan{Yuan: yuan}
		}
		return r
	}
	conditional := result(calculators.UpTo, "200000.00")
	conditional.Needs = []string{"has_performance"}
	conditional.Conditions = []calculators.ConditionState{{ID: "has_performance", State: calculators.Unconfirmed}}
	asking := calculators.Result{Outcome: calculators.NeedsInput, Needs: []string{"expense_yuan"}}
	readings := result(calculators.Amount, "290000.00")
	readings.Readings = []calculators.ReadingResult{{ID: "pro_rata", Amount: &calculators.Yuan{Yuan: "305000.00"}}}
	for _, c := range []struct {
		name, expected string
		result         calculators.Result
		pass           bool
	}{
		{"exact", `{"kind":"exact","amount_yuan":290000}`, result(calculators.Amount, "290000.00"), true},
		{"a cent off", `{"kind":"exact","amount_yuan":290000}`, result(calculators.Amount, "290000.01"), false},
		{"bound given as grant", `{"kind":"upper_bound","amount_yuan":290000}`, result(calculators.Amount, "290000.00"), false},
		{"not eligible, zero", `{"kind":"not_eligible","eligible":false,"amount_yuan":0}`, result(calculators.NotEligible, "0.00"), true},
		{"not eligible, no amount", `{"kind":"not_eligible","eligible":false}`, result(calculators.NotEligible, ""), true},
		{"eligible", `{"kind":"exact","eligible":true}`, result(calculators.Eligible, ""), true},
		{"not eligible where eligible", `{"kind":"exact","eligible":true}`, result(calculators.NotEligible, ""), false},
		{"asks for it", `{"kind":"not_computable","reason":"missing_input","ask":["expense_yuan"]}`, asking, true},
		{"asks for something else", `{"kind":"not_computable","reason":"missing_input","ask":["year"]}`, asking, false},
		{"conditional on it", `{"kind":"not_computable","reason":"missing_input","ask":["has_performance"]}`, conditional, true},
		{"conditional on something else", `{"kind":"not_computable","reason":"missing_input","ask":["fee_yuan"]}`, conditional, false},
		{"invalid", `{"kind":"not_computable","reason":"invalid_input"}`, result(calculators.InvalidInput, ""), true},
		{"also acceptable", `{"kind":"not_computable","reason":"invalid_input","also_acceptable":["exact 8000000 with a warning"]}`, result(calculators.Amount, "8000000.00"), true},
		{"acceptable kind, other amount", `{"kind":"not_computable","reason":"invalid_input","also_acceptable":["exact 8000000 with a warning"]}`, result(calculators.Amount, "1.00"), false},
		{"no amount", `{"kind":"not_computable","reason":"no_amount_in_document"}`, result(calculators.NoAmount, ""), true},
		{"reading shown", `{"kind":"exact","amount_yuan":290000,"alternatives":[{"reading":"pro_rata","amount_yuan":305000}]}`, readings, true},
		{"reading missing", `{"kind":"exact","amount_yuan":290000,"alternatives":[{"reading":"pro_rata","amount_yuan":305001}]}`, readings, false},
		{"value", `{"kind":"exact","value":150,"unit":"家"}`, calculators.Result{Outcome: calculators.ValueOutcome, Value: &calculators.Value{Number: "150", Unit: "家"}}, true},
		{"value in another unit", `{"kind":"exact","value":150,"unit":"家"}`, calculators.Result{Outcome: calculators.ValueOutcome, Value: &calculators.Value{Number: "150", Unit: "个"}}, false},
		{"no date", `{"kind":"exact","date":"2026-05-20"}`, calculators.Result{Outcome: calculators.DateOutcome}, false},
	} {
		var k calculationCase
		if err := json.Unmarshal([]byte(`{"expected":`+c.expected+`}`), &k); err != nil {
			t.Fatal(err)
		}
		if got := k.misses(c.result); (len(got) == 0) != c.pass {
			t.Errorf("%s: misses %v", c.name, got)
		}
	}
}

// questionsFile is the shared questions where they are, else the copy of a few.
func questionsFile(t *testing.T) (string, []byte) {
	t.Helper()
	for _, name := range []string{"../../../shared/cases/questions.jsonl", "testdata/questions.jsonl"} {
		if data, err := os.ReadFile(name); err == nil {
			return name, data
		}
	}
	t.Fatal("no questions")
	return "", nil
}

// Answerers without knowledge must not score, whatever they say to everything.
func TestEmptyAnswerersScoreNearZero(t *testing.T) {
	t.Parallel()
	name, data := questionsFile(t)
	amount := func(yuan string) []calculators.Result {
		return []calculators.Result{{Outcome: calculators.Amount, Amount: &calculators.Yuan{Yuan: yuan}}}
	}
	for what, reply := range map[string]func(q questionCase) assistant.Answer{
		"yes": func(questionCase) assistant.Answer {
			return assistant.Answer{Kind: assistant.Eligibility, Text: "可以，符合条件。", Results: []calculators.Result{{Outcome: calculators.Eligible}}}
		},
		"yes with a footer": func(q questionCase) assistant.Answer {
			a := assistant.Answer{
				Kind: assistant.Eligibility, Results: []calculators.Result{{Outcome: calculators.Eligible}},
				Text: "可以，符合条件，最高可享受。本文件是征求意见稿，有效期至2025年12月31日，已过期，没有写明的以主管部门解释为准，没有写金额。" + q.Question,
			}
			for _, d := range []string{
				"suzhou-measures", "suzhou-action-plan", "suzhou-pilot-zone", "zhuzhou-opinions", "huaian-action-plan", "nantong-action-plan",
				"jiangsu-demonstration-enterprise", "return-goods-2023-4",
			} {
				a.Quotes = append(a.Quotes, calculators.Quote{Document: d, Text: "以正式文件和申报细则为准"})
			}
			return a
		},
		"parrot": func(q questionCase) assistant.Answer {
			return assistant.Answer{Kind: assistant.Calculation, Text: "可以，" + q.Question, Results: amount("290000.00")}
		},
		"quotes one document": func(q questionCase) assistant.Answer {
			return assistant.Answer{
				Kind: assistant.Lookup, Text: "可以，最高300万元，征求意见稿，2025年12月31日。" + q.Question,
				Quotes: []calculators.Quote{{Document: "suzhou-measures", Text: "给予20万元补助"}}, Results: amount("200000.00"),
			}
		},
	} {
		s, err := scoreFile(name, data, func(q questionCase) (assistant.Answer, error) { return reply(q), nil }, nil)
		if err != nil {
			t.Fatal(err)
		}
		if s.share() > 0.05 {
			t.Errorf("%s: %d of %d pass: %+v", what, s.Passed, s.Total, s.Kinds)
		}
	}
}

func TestScoreFile(t *testing.T) {
	t.Parallel()
	ask := func(q questionCase) (assistant.Answer, error) {
		if q.ID == "broken" {
			return assistant.Answer{}, errors.New("it broke")
		}
		_, a := good()
		return a, nil
	}
	line := func(id string) string {
		return fmt.Sprintf(`{"id":%q,"question":"x","kind":"calculate","verdict":"exact","amount_yuan":290000}`, id)
	}
	s, err := scoreFile("f", []byte(line("a")+"\n\n"+line("broken")+"\n"), ask, nil)
	if err != nil || s.Total != 2 || s.Passed != 1 || s.share() != 0.5 || len(s.Failures) != 1 || s.Failures[0].Reasons[0] != "it broke" {
		t.Errorf("%+v, %v", s, err)
	}
	for _, bad := range []string{"", "nonsense", `{"id":"a"}`, `{"question":5}`} {
		if _, err := scoreFile("f", []byte(bad), ask, nil); err == nil {
			t.Errorf("%q was scored", bad)
		}
	}
}

func TestHoldsWholeNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, part string
		want       bool
	}{
		{"可补助29万元", "29万", true},
		{"可补助129万元", "29万", false},
		{"可补助0.29万元", "29万", false},
		{"共1,290,000元", "290,000", false},
		{"代码96100", "9610", false},
		{"129万，另29万", "29万", true},
		{"见第3.29万", "29万", false},
		{"abc", "", true},
	} {
		if got := holds(c.text, c.part); got != c.want {
			t.Errorf("%q in %q: %v", c.part, c.text, got)
		}
	}
}

func TestEvalCommand(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	cases := write(t, "calculations.jsonl", `{"id":"a","rule":"`+site+`","inputs":{"expense_yuan":850000},"expected":{"kind":"exact","amount_yuan":290000}}
{"id":"b","rule":"`+site+`","inputs":{"expense_yuan":850000},"expected":{"kind":"exact","amount_yuan":440000}}
{"id":"c","rule":"no/such","inputs":{},"expected":{"kind":"exact","amount_yuan":1}}
`)
	got := try(t, "", "eval", "-v", cases)
	if got.code != 0 || !strings.Contains(got.stdout, "33.3%") || !strings.Contains(got.stdout, "金额应为 440000") || !strings.Contains(got.stdout, "no/such") {
		t.Errorf("%+v", got)
	}
	if got := try(t, "", "eval", "--min=0.6", cases); got.code != 1 || !strings.Contains(got.stderr, "60%") {
		t.Errorf("%+v", got)
	}
	if got := try(t, "", "eval", "--min=0.3", "--json", cases); got.code != 0 || !strings.Contains(got.stdout, `"passed":1`) {
		t.Errorf("%+v", got)
	}
}

package main

import (
	"os"
	"slices"
	"testing"

	"clausewise/assistant"
	"clausewise/assistant/openai/scripted"
	"clausewise/calculators"
)

// TestListeningModel attaches a model that listens well: to questions that are
// not read without it, it proposes a clearer one. The user is asked, no amount
// comes of it by itself, and the question he confirms gets the right rule.
func TestListeningModel(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/listening.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	model := scripted.New(t, scripted.Script{})
	with := serve(t, "--data", data, "--model-url", model.URL, "--model", "listener")
	without := serve(t, "--data", data, "--limit-address", "0")
	has := func(a assistant.Answer, rule, yuan string) bool {
		return slices.ContainsFunc(a.Results, func(r calculators.Result) bool {
			return r.Rule == rule && (yuan == "" || r.Amount != nil && r.Amount.Yuan == yuan)
		})
	}
	read, heard := 0, 0
	all := lines[struct{ Question, Meant, Rule, Yuan string }](t, string(raw))
	for _, c := range all {
		plain := without.converse(c.Question)
		if has(plain.answer, c.Rule, c.Yuan) {
			read++ // and no model is needed for it any more
			heard++
			continue
		}
		model.Play(scripted.Script{Turns: []scripted.Step{
			{Calls: []scripted.Call{{ID: "a", Name: "suggest_question", Arguments: args(map[string]string{"question": c.Meant})}}},
			{Text: "好"},
		}})
		ws := with.dial()
		got := with.say(ws, "1", c.Question).answer
		if len(got.Results) != len(plain.answer.Results) {
			t.Errorf("%s: %d results, without the model %d", c.Question, len(got.Results), len(plain.answer.Results))
		}
		i := slices.IndexFunc(got.Questions, func(q assistant.Question) bool { return q.Input == "meant" })
		if i < 0 || !slices.Equal(got.Questions[i].Choices, []string{c.Meant}) {
			t.Errorf("%s: the user is not asked: %+v", c.Question, got.Questions)
			ws.Close()
			continue
		}
		model.Play(scripted.Script{})
		if confirmed := with.say(ws, "2", got.Questions[i].Choices[0]).answer; has(confirmed, c.Rule, c.Yuan) {
			heard++
		} else {
			t.Errorf("%s: %+v", c.Meant, confirmed.Results)
		}
		ws.Close()
	}
	t.Logf("of %d questions the right rule was found without a model for %d, with one that listens for %d", len(all), read, heard)
	if heard <= read || heard != len(all) {
		t.Errorf("%d read, %d heard of %d", read, heard, len(all))
	}
}

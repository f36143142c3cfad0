package assistant

import (
	"strings"
	"testing"
)

func TestAloud(t *testing.T) {
	for in, want := range map[string]string{
		"可补助29万元。":         "可补助二十九万元。",
		"按5%给予支持":          "按百分之五给予支持",
		"若则为30.5万元":        "若则为三十万五千元",
		"有效期到2025年12月31日。": "有效期到二〇二五年十二月三十一日。",
		"依据 第9条":           "依据 第九条",
		"监管代码9610":         "监管代码九六一〇",
		"满6个月":             "满六个月",
	} {
		if got := aloud(in, Simplified); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := aloud("the grant comes to RMB 290,000.", English); got != "the grant comes to RMB 290,000." {
		t.Errorf("English was changed: %s", got)
	}
}

// The short form and what is read aloud hold the conclusion, the state of the
// document and the question, and pass the gate like the text.
func TestShortForm(t *testing.T) {
	lib := sample(t)
	a, _ := ask(t, newAssistant(t, lib), State{}, "苏州独立站花了85万，能补多少")
	for _, want := range []string{"29万元", "征求意见稿", "2025年12月31日", "独立站有磋商或交易记录吗？"} {
		if !strings.Contains(a.Short, want) {
			t.Errorf("short lacks %s: %s", want, a.Short)
		}
	}
	if strings.Contains(a.Short, "依据") || len(a.Short) >= len(a.Text) || !strings.Contains(a.Spoken, "二十九万元") || strings.ContainsFunc(a.Spoken, digitRune) {
		t.Errorf("short %q\nspoken %q", a.Short, a.Spoken)
	}
	if len(a.Questions) != 1 {
		t.Errorf("%d questions at once", len(a.Questions))
	}
}

func TestUndoAndAlone(t *testing.T) {
	a := newAssistant(t, sample(t))
	var state State
	for _, step := range []struct{ ask, yuan string }{
		{"苏州独立站花了58万，有订单，补多少", "200000.00"},
		{"那120万呢？", "410000.00"},
		{"撤销", "200000.00"},
		{"那98万呢？", "320000.00"},
		{"如果没有订单呢", "0.00"},
		{"撤销", "320000.00"},
		{"撤销", "200000.00"},
	} {
		var answer Answer
		answer, state = ask(t, a, state, step.ask)
		if len(answer.Results) == 0 || answer.Results[0].Amount == nil || answer.Results[0].Amount.Yuan != step.yuan {
			t.Errorf("%s: want %s\n%s", step.ask, step.yuan, answer.Text)
		}
	}
	if answer, _ := ask(t, a, State{}, "撤销"); answer.Kind != Chat {
		t.Errorf("nothing to undo: %s %s", answer.Kind, answer.Text)
	}
}

func TestWeightsReadBack(t *testing.T) {
	w, err := DefaultWeights()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseWeights(w.String())
	if err != nil || again.String() != w.String() {
		t.Errorf("%v\n%s", err, again)
	}
	for _, bad := range []string{"lookup any", "lookup any x", "lookup any 1\nlookup any 2"} {
		if _, err := ParseWeights(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	for choice, list := range w {
		if choice != ruleChoice && choice != matchChoice && !strings.Contains(strings.Join(Acts(), " "), choice) {
			t.Errorf("weights for %s, which is no act: %v", choice, list)
		}
	}
}

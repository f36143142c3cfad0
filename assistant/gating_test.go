package assistant

import (
	"strings"
	"testing"

	"clausewise/assistant/gate"
)

// honest is a true answer of the sample library to start from.
func honest(t *testing.T) (gate.Gate, Answer) {
	t.Helper()
	lib := sample(t)
	a, _ := ask(t, newAssistant(t, lib), State{}, "苏州独立站花了85万，有交易记录，能补多少")
	if a.Kind != Calculation || !strings.Contains(a.Text, "29万元") {
		t.Fatalf("the sample answer is off: %s %q", a.Kind, a.Text)
	}
	return gate.Gate{Index: lib.Index, Rules: lib.Rules, AsOf: askedOn}, a
}

func TestGatePassesTrueAnswers(t *testing.T) {
	g, a := honest(t)
	passed, breaches := enforce(g, a)
	if len(breaches) > 0 {
		t.Errorf("breaches in a true answer: %+v", breaches)
	}
	if passed.Text != a.Text {
		t.Errorf("text changed:\n%s\n%s", a.Text, passed.Text)
	}
}

func TestGateHoldsBackUntracedNumbers(t *testing.T) {
	for _, lie := range []string{
		"另外还可以再拿45万元。", "另外还可以再拿四十五万元。", "另外还可以再拿４５万元。", "补助比例是30%。", "比例为百分之三十。",
		"有效期延长到2027年12月31日。", "请在6月30日前申报。", "最多可以拿到RMB 930,000 in all。", "相当于费用的三成。", "第11条也适用。",
		"一共有六十家企业拿到过。", "您说的45万元与测算不符。", "您提到的850万元没有计入。", "最高可达1亿元。", "这笔钱大约是45 万。",
	} {
		g, a := honest(t)
		a.Text += "\n" + lie
		passed, breaches := enforce(g, a)
		if len(breaches) == 0 || strings.Contains(passed.Text, lie) {
			t.Errorf("%s: sent", lie)
		}
		// What stands beside a lie is not trusted either: the quotes alone.
		if strings.Contains(passed.Text, "29万元") || len(passed.Results) > 0 || !strings.Contains(passed.Text, "给予20万元补助") {
			t.Errorf("%s: not the quotes alone: %q", lie, passed.Text)
		}
	}
}

func TestGateDropsAnswerWhoseConclusionIsUntraced(t *testing.T) {
	g, a := honest(t)
	a.Text = strings.Replace(a.Text, "29万元", "44万元", 1)
	passed, breaches := enforce(g, a)
	if len(breaches) == 0 || strings.Contains(passed.Text, "44万") {
		t.Errorf("a false conclusion was sent: %q", passed.Text)
	}
	if passed.Kind != Lookup || !strings.Contains(passed.Text, "给予20万元补助") {
		t.Errorf("want the quotes alone, got %s %q", passed.Kind, passed.Text)
	}
}

func TestGateRefusesFalseQuotes(t *testing.T) {
	for name, forge := range map[string]func(*Answer){
		"changed word":   func(a *Answer) { a.Quotes[0].Text = strings.Replace(a.Quotes[0].Text, "20万", "30万", 1) },
		"shifted span":   func(a *Answer) { a.Quotes[0].Start++ },
		"another clause": func(a *Answer) { a.Quotes[0].Clause = "六/(二)" },
		"no such clause": func(a *Answer) { a.Quotes[0].Clause = "二/99" },
		"other version":  func(a *Answer) { a.Quotes[0].Version = 2 },
	} {
		g, a := honest(t)
		forge(&a)
		if passed, breaches := enforce(g, a); len(breaches) == 0 || strings.Contains(passed.Text, "可补助") {
			t.Errorf("%s: sent %q", name, passed.Text)
		}
	}
}

func TestGateChecksNoticesAndQuestions(t *testing.T) {
	g, a := honest(t)
	a.Notices = append(a.Notices, Notice{NoticeCap, "合计最高900万元。"})
	a.Questions = append(a.Questions, Question{Text: "要不要申请70万元？"})
	a.Suggestions = append(a.Suggestions, "申请70万元")
	passed, breaches := enforce(g, a)
	if len(breaches) != 3 {
		t.Errorf("got %d breaches, want 3: %+v", len(breaches), breaches)
	}
	for _, n := range passed.Notices {
		if strings.Contains(n.Text, "900") {
			t.Error("an untraced notice was sent")
		}
	}
}

// A figure that is left out is said as the user said it, in any language, with
// more text behind it.
func TestGatePassesWhatIsLeftOut(t *testing.T) {
	a := newAssistant(t, sample(t))
	for question, says := range map[string]string{
		"Our independent site in Suzhou cost RMB 850,000, with orders; the office lost RMB 1,200,000. How much?": "The RMB 1,200,000 you mention is not counted.",
		"苏州独立站花了85万，有订单，去年亏了-100万，能补多少":                                                                          "您提到的-100万元没有计入。",
	} {
		if got, _ := ask(t, a, State{}, question); got.Kind != Calculation || !strings.Contains(got.Text, says) {
			t.Errorf("%s: %s %s", question, got.Kind, got.Text)
		}
	}
}

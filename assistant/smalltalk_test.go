package assistant

import "testing"

// Who says nothing but a greeting, thanks or that it is understood gets an
// answer in kind, that the gate lets pass, and questions to begin with.
func TestSmallTalk(t *testing.T) {
	a := newAssistant(t, sample(t))
	for text, want := range map[string]struct {
		kind Kind
		open bool
	}{
		"你好":         {Chat, true},
		"您好，在吗？":     {Chat, true},
		"早上好":        {Chat, true},
		"請問一下":       {Chat, true},
		"能帮我一下吗":     {Chat, true},
		"Hello":      {Chat, true},
		"你是谁":        {Chat, true},
		"你们的数据准吗":    {Chat, true},
		"有没有人工客服":    {Chat, false},
		"谢谢":         {Chat, false},
		"好的，知道了":     {Chat, false},
		"OK, got it": {Chat, false},
		"你好，我想问一下苏州独立站花了85万能补多少": {Calculation, false},
		"你好，我想咨询一下社保怎么交":         {NoAnswer, false},
	} {
		why := &Explanation{}
		answer, _, err := a.Answer(t.Context(), Query{Text: text, AsOf: askedOn, Explain: why})
		if err != nil {
			t.Fatal(err)
		}
		if answer.Kind != want.kind || len(why.Held) > 0 {
			t.Errorf("%s: %s, held %q\n%s", text, answer.Kind, why.Held, answer.Text)
		}
		if want.kind == Chat && want.open != (len(answer.Suggestions) > 0) {
			t.Errorf("%s: suggestions %q", text, answer.Suggestions)
		}
	}
}

package assistant

import (
	"strings"
	"testing"
	"unicode"

	"clausewise/assistant/gate"
)

// mutations are small lies made of a true text: what a careless or hostile
// writer could get wrong.
func mutations(text string) map[string]string {
	runes := []rune(text)
	out := make(map[string]string)
	at := func(i int, r rune) string {
		changed := append([]rune(nil), runes...)
		changed[i] = r
		return string(changed)
	}
	quoted := false
	for i, r := range runes {
		switch {
		case r == '“':
			quoted = true
		case r == '”':
			quoted = false
		case r >= '0' && r <= '9':
			out[string(runes[max(0, i-8):min(len(runes), i+8)])+" digit"] = at(i, '0'+(r-'0'+4)%10)
		case quoted && unicode.Is(unicode.Han, r):
			out[string(runes[max(0, i-8):min(len(runes), i+8)])+" quoted letter"] = at(i, '龘')
		}
	}
	for from, to := range map[string]string{
		"苏州": "南通", "可补助29万元": "可补助20万元", "征求意见稿": "正式文件", "过期": "生效", "50万": "60万", "超过50万元的，给予": "超过50万元的，不给",
	} {
		if strings.Contains(text, from) {
			out[from+" → "+to] = strings.ReplaceAll(text, from, to)
		}
	}
	return out
}

func TestGateCatchesEveryMutation(t *testing.T) {
	for _, question := range []string{
		"苏州独立站花了85万，有交易记录，能补多少", "苏州独立站花了3000万，有交易记录，能补多少", "苏州独立站花了30万，有订单",
		"苏州给独立站补50%对吧", "苏州单个企业最高多少",
	} {
		lib := sample(t)
		a, _ := ask(t, newAssistant(t, lib), State{}, question)
		g := gate.Gate{Index: lib.Index, Rules: lib.Rules, AsOf: askedOn}
		if _, breaches := enforce(g, a); len(breaches) > 0 {
			t.Errorf("%s: breaches in a true answer: %+v", question, breaches)
			continue
		}
		n := 0
		for what, lie := range mutations(a.Text) {
			changed := a
			changed.Text = lie
			n++
			if _, breaches := enforce(g, changed); len(breaches) == 0 {
				t.Errorf("%s: %s was sent:\n%s", question, what, lie)
			}
		}
		if n < 20 {
			t.Errorf("%s: only %d mutations", question, n)
		}
	}
}

// A cap that cut the sum must be said; one that did not need not be.
func TestGateCatchesADroppedCap(t *testing.T) {
	g, a := honest(t)
	for _, bound := range []bool{true, false} {
		a.Results[0].CapBound = bound
		a.Text = strings.NewReplacer("封顶", "", "上限", "").Replace(a.Text)
		if _, breaches := enforce(g, a); (len(breaches) > 0) != bound {
			t.Errorf("bound %v: %+v", bound, breaches)
		}
	}
}

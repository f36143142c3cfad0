package assistant

import (
	"slices"
	"testing"
)

const twoFees = "苏州独立站花了85万，其中推广30万，有订单，补多少"

func TestMatchingsAreWeighedByTheTable(t *testing.T) {
	lib := sample(t)
	spent := func(a *Assistant, why *Explanation, by Matching) string {
		t.Helper()
		answer, _, err := a.Answer(t.Context(), Query{Text: twoFees, AsOf: askedOn, Explain: why, Matching: by})
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Results) == 0 {
			t.Fatalf("no result: %s", answer.Text)
		}
		return answer.Results[0].Inputs["expense_yuan"]
	}
	a := newAssistant(t, lib)
	var why Explanation
	// The input of this rule is no sum, so a part of it would narrow it down.
	first := spent(a, &why, Matching{})
	chosen := slices.IndexFunc(why.Matchings, func(m WeighedMatching) bool { return m.Chosen })
	if len(why.Matchings) != 3 || chosen < 0 || why.Matchings[chosen].Inputs["expense_yuan"] == "" {
		t.Fatalf("matchings %+v", why.Matchings)
	}
	heaviest := slices.MaxFunc(why.Matchings, func(x, y WeighedMatching) int {
		if x.Score > y.Score {
			return 1
		}
		return -1
	})
	if heaviest.N != why.Matchings[chosen].N {
		t.Errorf("chose %+v, heaviest %+v", why.Matchings[chosen], heaviest)
	}
	w, err := ParseWeights(a.weights.String())
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range w[matchChoice] {
		if x.Feature == "narrows" {
			w[matchChoice][i].Value = -x.Value
		}
	}
	var other Explanation
	if got := spent(a.WithWeights(w), &other, Matching{}); got == first {
		t.Errorf("another table gives the same %s", got)
	}
	for _, m := range why.Matchings {
		var forced Explanation
		if m.Inputs["expense_yuan"] == "" {
			continue
		}
		spent(a, &forced, m.Matching)
		if i := slices.IndexFunc(forced.Matchings, func(x WeighedMatching) bool { return x.Chosen }); i < 0 || forced.Matchings[i].N != m.N {
			t.Errorf("asked for matching %d, got %+v", m.N, forced.Matchings)
		}
	}
}

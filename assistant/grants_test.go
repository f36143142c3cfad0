package assistant

import (
	"strings"
	"testing"
)

// Who asks what there is gets every clause that pays, each with its number, and
// can choose one: the choice asks no longer what there is.
func TestAllGrants(t *testing.T) {
	lib := sample(t)
	a := newAssistant(t, lib)
	for _, text := range []string{"苏州有哪些补贴", "蘇州有什麼補貼", "What subsidies are there in Suzhou?"} {
		answer, state := ask(t, a, State{}, text)
		if answer.Kind != Lookup || len(answer.Questions) != 1 || len(answer.Quotes) == 0 {
			t.Errorf("%s: %s, %d quotes\n%s", text, answer.Kind, len(answer.Quotes), answer.Text)
			continue
		}
		for _, choice := range answer.Questions[0].Choices {
			if !strings.Contains(answer.Text, choice) {
				t.Errorf("%s: %s is a choice and not listed", text, choice)
			}
		}
		chosen, _ := ask(t, a, state, answer.Questions[0].Choices[0])
		if len(chosen.Questions) == 0 && len(chosen.Results) == 0 {
			t.Errorf("%s, then %s: %s", text, answer.Questions[0].Choices[0], chosen.Text)
		}
	}
}

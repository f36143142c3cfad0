package assistant

import (
	"slices"
	"strings"
)

// subjectless reports that a message asks for money or gives a figure, in a
// place or in none, and says not a word of what for: 85万, 昆山的企业能享受吗.
func (t *turn) subjectless() bool {
	if t.follows || t.own() || t.beyond() || t.reading.has("status", "compare", "target", "which_place", "original") {
		return false
	}
	return t.hasInput() || t.reading.has("money") || len(t.scope.places) > 0
}

// whichSubject asks what a message is about, with what the documents of its
// place grant as choices.
func (t *turn) whichSubject() Answer {
	const most = 8
	var titles []string
	for _, r := range t.lib.Rules.Rules() {
		if _, sum := partsInput(r); sum || !r.GrantsMoney() || !slices.Contains(t.scope.documents, r.Document) {
			continue
		}
		title := r.Title.In(t.reading.language)
		if len(titles) < most && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	w := t.writer()
	if len(titles) == 0 {
		w.say(phrase{"请说明想问的是哪项政策。", "Please say which support you mean."})
	} else {
		w.say(phrase{"请说明问的是什么补贴，例如：%s。", "Please say which one you mean, for instance: %s."}, strings.Join(titles, w.in(phrase{"、", "; "})))
	}
	t.next.Open = t.reading.text
	a := Answer{
		Kind:      Clarification,
		Questions: []Question{{Input: "subject", Text: w.in(phrase{"您问的是什么补贴？", "Which one do you mean?"}), Choices: titles}},
	}
	w.finish(&a)
	return a
}

package assistant

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// What a model may hand to a calculator is what the user said. These keys of
// a tool's arguments hold such values; the others hold ids and words to search.
var userValues = []string{"inputs", "facts"}

// unsaid names the first value in a tool's arguments that stands nowhere in
// the conversation, "" where there is none.
func (m *modelTurn) unsaid(arguments map[string]any) string {
	for _, key := range userValues {
		values, ok := arguments[key].(map[string]any)
		if !ok {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if !m.said(name, values[name]) {
				text, err := json.Marshal(values[name])
				if err != nil {
					text = []byte("…")
				}
				return fmt.Sprintf("用户没有说过 %s = %s，不能代填；请用用户的原话，没有说的就不要填", name, clipRunes(string(text), 60))
			}
		}
	}
	return ""
}

// said reports whether a value stands in the user's own words: a number by
// its value, a yes or no by words about it, anything else to the letter.
func (m *modelTurn) said(name string, value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return m.spokenOf(name)
	case float64:
		return m.saidNumber(fmt.Sprintf("%v", v)) || m.saidNumber(fmt.Sprintf("%.2f", v))
	case string:
		folded := strings.TrimSpace(hanzi.Fold(v).Text)
		switch {
		case folded == "":
			return true
		case strings.Contains(m.userWords(), folded):
			return true
		case len(quantity.Numbers(v)) > 0:
			return m.saidNumber(v)
		}
		return m.spokenOf(name)
	case []any:
		return !slices.ContainsFunc(v, func(x any) bool { return !m.said(name, x) })
	}
	return false
}

// saidNumber reports whether every number of text is one of the user's, in
// value: 850000 where the user said 85万.
func (m *modelTurn) saidNumber(text string) bool {
	users := quantity.Numbers(m.userWords())
	mentions := quantity.Numbers(text)
	for _, n := range mentions {
		if !slices.ContainsFunc(users, func(u quantity.Mention) bool { return u.Value.Equal(n.Value) }) {
			return false
		}
	}
	return len(mentions) > 0
}

// spokenOf reports whether the user said anything about an input or
// condition: a pair of characters of its label or one of its words.
func (m *modelTurn) spokenOf(name string) bool {
	_, name, qualified := cutLast(name, "/")
	if !qualified {
		name = strings.TrimSpace(name)
	}
	words := m.userWords()
	said := func(label string) bool {
		return slices.ContainsFunc(pairsOf(hanzi.Fold(label).Text), func(p string) bool { return strings.Contains(words, p) })
	}
	for _, r := range m.library.Rules.Rules() {
		if in, ok := r.Input(name); ok && (said(in.Label.Zh) || slices.ContainsFunc(in.Words, said)) {
			return true
		}
		if c, ok := r.Condition(name); ok && said(c.Label.Zh) {
			return true
		}
	}
	return false
}

// newFigure names a number or a place in a question of the model's wording
// that the user never said.
func (m *modelTurn) newFigure(text string) string {
	for _, n := range quantity.Numbers(text) {
		if !m.saidNumber(n.Text) {
			return "用户没有说过这个数字：" + n.Text
		}
	}
	said := place.Find(m.userWords())
	for _, p := range place.Find(text) {
		if !slices.ContainsFunc(said, func(s place.Mention) bool { return s.Place.Name == p.Place.Name }) {
			return "用户没有说过这个地方：" + p.Text
		}
	}
	return ""
}

// userWords is all the user has said in the conversation, folded.
func (m *modelTurn) userWords() string {
	var b strings.Builder
	for _, h := range m.history {
		if h.Role == "user" {
			b.WriteString(h.Content)
			b.WriteByte('\n')
		}
	}
	b.WriteString(m.query.Text)
	return hanzi.Fold(b.String()).Text
}

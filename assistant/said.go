package assistant

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// structural are the arguments of tools that say what to look at, and nothing
// of the user. The values of all others must be the user's: a tool that gets a
// new argument is strict about it until it is named here.
var structural = []string{"rule", "document", "clause", "query", "subjects", "input", "limit", "offset", "context", "detail", "all", "question"}

// unsaid names the first value in a tool's arguments that stands nowhere in
// the conversation, "" where there is none.
func (m *modelTurn) unsaid(arguments map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(arguments)) {
		if slices.Contains(structural, key) {
			continue
		}
		values, ok := arguments[key].(map[string]any)
		if !ok {
			values = map[string]any{key: arguments[key]}
		}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if m.said(name, values[name]) {
				continue
			}
			text, err := json.Marshal(values[name])
			if err != nil {
				text = []byte("…")
			}
			return fmt.Sprintf("用户没有说过 %s = %s，不能代填；请用用户的原话，没有说的就不要填", clipRunes(name, 60), clipRunes(string(text), 60))
		}
	}
	return ""
}

// said reports whether a value is the user's, or a rule's own default: taken
// so by the reading without a model, or standing in the user's messages as the
// same kind of thing.
func (m *modelTurn) said(name string, value any) bool {
	if _, id, qualified := cutLast(name, "/"); qualified {
		name = id
	}
	switch v := value.(type) {
	case nil:
		return true
	case []any:
		return !slices.ContainsFunc(v, func(x any) bool { return !m.said(name, x) })
	case bool:
		return m.taken(name, v) || m.told(name, v)
	case float64:
		d := decimal.NewFromFloat(v)
		return m.taken(name, d.String()) || m.figured(name, d, quantity.Number, quantity.Exact) || m.standard(name, d)
	case string:
		if strings.TrimSpace(v) == "" || m.taken(name, v) {
			return true
		}
		mentions := quantity.Find(hanzi.Fold(v).Text, quantity.Options{Today: m.query.AsOf})
		if len(mentions) == 0 {
			return len(quantity.Numbers(v)) == 0 && m.worded(name, v)
		}
		for _, n := range mentions {
			if !m.figured(name, n.Value, n.Kind, n.Bound) && !(n.Bound == quantity.Exact && m.standard(name, n.Value)) {
				return false
			}
		}
		return true
	}
	return false
}

// taken reports whether the reading without a model has the same value for an
// input or condition of any rule, in this turn or from earlier ones.
func (m *modelTurn) taken(name string, value any) bool {
	same := func(v any) bool {
		if fmt.Sprint(v) == fmt.Sprint(value) {
			return true
		}
		a, errA := decimal.NewFromString(fmt.Sprint(v))
		b, errB := decimal.NewFromString(fmt.Sprint(value))
		return errA == nil && errB == nil && a.Equal(b)
	}
	for _, claims := range [][]Claim{m.query.State.Claims, m.claims} {
		for _, c := range claims {
			if v, ok := c.Inputs[name]; ok && same(v) {
				return true
			}
		}
	}
	return false
}

// told reports whether the user's words say yes or no of a condition.
func (m *modelTurn) told(name string, value bool) bool {
	known := false
	for _, r := range m.library.Rules.Rules() {
		for i := range m.users() {
			state, ok := m.users()[i].told(r)[name]
			if ok && state != value {
				return false
			}
			known = known || ok
		}
	}
	return known
}

// figured reports whether a number is one that the user gave about himself, as
// vague as he was and of the kind the input takes; what he hopes to get is only a wish.
func (m *modelTurn) figured(name string, value decimal.Decimal, kind quantity.Kind, bound quantity.Bound) bool {
	in, known := m.inputNamed(name)
	for _, u := range m.users() {
		for _, a := range u.reading.amounts {
			wish := name == "wish" && a.role == roleClaim
			if !a.Value.Equal(value) || a.Bound != bound || a.role != roleInput && !wish {
				continue
			}
			if kind != quantity.Number && a.Kind != kind && a.Kind != quantity.Number {
				continue
			}
			if known && (in.Type == calculators.MoneyInput) != (a.Kind == quantity.Money) && a.Kind != quantity.Number {
				continue
			}
			return true
		}
		if (kind == quantity.Year || known && in.Type == calculators.YearInput) && slices.Contains(u.reading.years, int(value.IntPart())) {
			return true
		}
	}
	return false
}

// standard reports whether a number is the default of an input.
func (m *modelTurn) standard(name string, value decimal.Decimal) bool {
	in, ok := m.inputNamed(name)
	return ok && in.Default != nil && in.Default.Equal(value)
}

// worded reports whether a text stands in the user's words, or is a choice
// whose words do.
func (m *modelTurn) worded(name, value string) bool {
	words := m.userWords()
	stands := func(text string) bool {
		folded := strings.TrimSpace(hanzi.Fold(text).Text)
		return len([]rune(folded)) >= 2 && strings.Contains(words, folded)
	}
	if stands(value) {
		return true
	}
	for _, r := range m.library.Rules.Rules() {
		in, ok := r.Input(name)
		if !ok {
			continue
		}
		for _, o := range in.Options {
			if o.Value == value && (stands(o.Label.Zh) || stands(o.Label.En) || slices.ContainsFunc(o.Words, stands)) {
				return true
			}
		}
	}
	return false
}

// inputNamed finds an input of any rule by its id.
func (m *modelTurn) inputNamed(name string) (calculators.Input, bool) {
	for _, r := range m.library.Rules.Rules() {
		if in, ok := r.Input(name); ok {
			return in, true
		}
	}
	return calculators.Input{}, false
}

// unfit says what is wrong with a question in the model's wording that the
// user would be asked to confirm: it may say only what the user did, in other
// words.
func (m *modelTurn) unfit(text string) string {
	if r, bad := strange(text); bad || text == "" {
		return "问题里有不能用的字符：" + string(r)
	}
	folded := hanzi.Fold(text).Text
	runes := []rune(folded)
	words := m.userWords()
	theirs := quantity.Numbers(words)
	for _, n := range quantity.Numbers(folded) {
		if !slices.ContainsFunc(theirs, func(u quantity.Mention) bool { return sameNumber(n, u) && n.Bound == u.Bound }) {
			return "用户没有说过这个数字：" + n.Text
		}
		for i := n.Start; i < n.End; i++ {
			runes[i] = ' '
		}
	}
	for _, name := range []cue{"prose_number", "prose_forbidden", "prose_promise", "prose_status", "prose_time"} {
		for _, h := range m.lexicon.find(name, runes) {
			if w := string(runes[h.start:h.end]); !strings.Contains(words, w) {
				return "用户没有说过：" + w
			}
		}
	}
	said := append(place.Find(words), place.Find(strings.Join(m.query.State.Places, "，"))...)
	for _, p := range place.Find(folded) {
		if !slices.ContainsFunc(said, func(s place.Mention) bool { return s.Place.Name == p.Place.Name }) {
			return "用户没有说过这个地方：" + p.Text
		}
	}
	asks := m.hear(text)
	for _, r := range m.library.Rules.Rules() {
		for name, state := range asks.told(r) {
			if !m.told(name, state) {
				return "用户没有说过是否满足这个条件：" + name
			}
		}
	}
	return ""
}

// hear reads a message as the user's are read.
func (m *modelTurn) hear(text string) *turn {
	return &turn{
		Assistant: m.assistant, lib: m.library, asOf: m.query.AsOf,
		reading: m.assistant.read(text, m.query.Language, m.query.AsOf, m.library.Index),
	}
}

// users are the user's messages, the last one with it, each with its reading.
func (m *modelTurn) users() []*turn {
	if m.read == nil {
		m.read = []*turn{}
		for _, text := range m.userMessages() {
			m.read = append(m.read, m.hear(text))
		}
	}
	return m.read
}

func (m *modelTurn) userMessages() []string {
	var list []string
	for _, h := range m.history {
		if h.Role == "user" {
			list = append(list, h.Content)
		}
	}
	return append(list, m.query.Text)
}

// userWords is all the user has said in the conversation, folded.
func (m *modelTurn) userWords() string {
	return hanzi.Fold(strings.Join(m.userMessages(), "\n")).Text
}

package calculators

import (
	"fmt"
	"strings"

	"clausewise/retrieval/hanzi"
)

// none is support that the document promises without a figure: 给予政策支持,
// 享受有关政策. There is nothing to compute, whatever figures are given; the
// passage that comes nearest is quoted first.
type none struct {
	Topic  string  `yaml:"topic,omitempty" json:"topic,omitempty"` // the input
	Topics []topic `yaml:"topics" json:"topics"`
}

// topic is one promise.
type topic struct {
	ID     string   `yaml:"id" json:"id"`
	Label  Text     `yaml:"label" json:"label"`
	Words  []string `yaml:"words,omitempty" json:"words,omitempty"`
	Clause string   `yaml:"clause,omitempty" json:"clause,omitempty"`
	Quote  string   `yaml:"quote" json:"quote"`
	// Names is the policy the passage points to, where it names one.
	Names string `yaml:"names,omitempty" json:"names,omitempty"`
	// Subjects are what the promise is about, for setting cities side by side.
	Subjects []string `yaml:"subjects,omitempty" json:"subjects,omitempty"`
}

func (n *none) modes() []string { return nil }

func (n *none) uses() []use {
	if n.Topic == "" {
		return nil
	}
	return []use{{input: n.Topic, types: []InputType{TextInput}, optional: true}}
}

func (n *none) gates() []Requirement { return nil }

func (n *none) parameters(Rule) []parameter { return nil }

func (n *none) sound(Rule) error {
	for _, t := range n.Topics {
		if t.ID == "" || t.Label.Zh == "" || t.Quote == "" {
			return fmt.Errorf("none 的每个 topic 要有 id、label 和 quote")
		}
	}
	return nil
}

func (n *none) citations() []topicQuote {
	out := make([]topicQuote, len(n.Topics))
	for i, t := range n.Topics {
		out[i] = topicQuote{id: t.ID, clause: t.Clause, quote: t.Quote}
	}
	return out
}

func (n *none) compute(r *run) computed {
	if t, ok := n.match(r.values[n.Topic].text); ok {
		for _, q := range r.rule.topics {
			if q.id == t.ID {
				r.leading = q.ref
			}
		}
		text := Text{Zh: t.Label.Zh + "：文件没有写金额", En: t.Label.In(English) + ": the document states no amount"}
		if t.Names != "" {
			text.Zh += "，要查《" + t.Names + "》"
			text.En += "; see 《" + t.Names + "》"
		}
		r.notes = append(r.notes, Note{Kind: "open", Text: r.word(text)})
	}
	return computed{outcome: NoAmount}
}

// match finds the topic that a text speaks of: the most of its words.
func (n *none) match(text string) (topic, bool) {
	said := hanzi.Fold(text).Text
	best, score := topic{}, 0
	for _, t := range n.Topics {
		s := 0
		for _, w := range append([]string{t.ID, t.Label.Zh}, t.Words...) {
			if said != "" && strings.Contains(said, hanzi.Fold(w).Text) {
				s += len(w)
			}
		}
		if s > score {
			best, score = t, s
		}
	}
	return best, score > 0
}

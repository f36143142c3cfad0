package ingest

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// RuleChange is a rule that calculates otherwise in a new version of a pack,
// or is gone there.
type RuleChange struct {
	Kind     ChangeKind `json:"kind"` // RuleChanged or RuleRemoved
	Rule     string     `json:"rule"`
	Document string     `json:"document"`
	Clause   string     `json:"clause,omitempty"` // in the old version
}

// What becomes of a rule.
const (
	RuleChanged ChangeKind = "rule_changed"
	RuleRemoved ChangeKind = "rule_removed"
)

// shown are the fields of a rule that are said to people and calculate
// nothing, at any depth.
var shown = []string{"title", "label", "words", "ask", "warn", "see", "topics", "topic"}

// RuleChanges lists the rules of old that differ in new by more than their
// wording, in the order of old. A file that cannot be read has no rules: the
// rules it would hold are out of force.
func RuleChanges(old, new Pack) []RuleChange {
	now := map[string][]byte{}
	for _, r := range rulesOf(new) {
		now[r.change.Rule] = r.calculates
	}
	var out []RuleChange
	for _, r := range rulesOf(old) {
		switch calculates, ok := now[r.change.Rule]; {
		case !ok:
			r.change.Kind = RuleRemoved
		case !bytes.Equal(calculates, r.calculates):
			r.change.Kind = RuleChanged
		default:
			continue
		}
		out = append(out, r.change)
	}
	return out
}

// plainRule is a rule without its wording.
type plainRule struct {
	change     RuleChange
	calculates []byte
}

func rulesOf(p Pack) []plainRule {
	var nodes []yaml.Node
	if err := yaml.Unmarshal(p.Files["rules.yaml"], &nodes); err != nil {
		return nil
	}
	var out []plainRule
	for i := range nodes {
		var head struct{ ID, Document, Clause string }
		if err := nodes[i].Decode(&head); err != nil || head.ID == "" {
			continue
		}
		r := plainRule{change: RuleChange{Rule: head.ID, Document: head.Document, Clause: head.Clause}}
		if r.change.Document == "" && len(p.Documents) == 1 {
			r.change.Document = p.Documents[0].ID
		}
		var b bytes.Buffer
		canonical(&b, &nodes[i], 0)
		r.calculates = b.Bytes()
		out = append(out, r)
	}
	return out
}

// canonical writes what a node says, whatever its style, the order of its
// fields and its comments.
func canonical(b *bytes.Buffer, n *yaml.Node, depth int) {
	const deepest = 100 // aliases may go round in circles
	if depth > deepest {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		var fields [][]byte
		for i := 0; i+1 < len(n.Content); i += 2 {
			if slices.Contains(shown, n.Content[i].Value) {
				continue
			}
			var field bytes.Buffer
			fmt.Fprintf(&field, "%q:", n.Content[i].Value)
			canonical(&field, n.Content[i+1], depth+1)
			fields = append(fields, field.Bytes())
		}
		slices.SortFunc(fields, bytes.Compare)
		fmt.Fprintf(b, "{%s}", bytes.Join(fields, []byte(",")))
	case yaml.AliasNode:
		canonical(b, n.Alias, depth+1)
	case yaml.ScalarNode:
		fmt.Fprintf(b, "%q", n.Value)
	default:
		b.WriteByte('[')
		for _, c := range n.Content {
			canonical(b, c, depth+1)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	}
}

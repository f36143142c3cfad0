package ingest

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// RuleChange is a rule that calculates otherwise in a new version of a pack,
// is gone there, or is new.
type RuleChange struct {
	Kind     ChangeKind `json:"kind"` // RuleChanged, RuleRemoved or RuleAdded
	Rule     string     `json:"rule"`
	Document string     `json:"document"`
	Clause   string     `json:"clause,omitempty"` // in the old version
}

// What becomes of a rule.
const (
	RuleChanged ChangeKind = "rule_changed"
	RuleRemoved ChangeKind = "rule_removed"
	RuleAdded   ChangeKind = "rule_added"
)

// shown are the fields of a rule that are said to people and calculate
// nothing, at any depth.
var shown = []string{"title", "label", "words", "deny", "ask", "warn", "open", "departments", "see", "topics", "topic", "fact", "subjects"}

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

// RuleEdits lists everything about the rules of a pack that calculates
// otherwise in new: the changes of RuleChanges, then the rules that are new,
// and, as a change without a rule, what holds for whole documents (their
// period, what keeps apart). A file that is not readable is such a change.
func RuleEdits(old, new Pack) []RuleChange {
	out := RuleChanges(old, new)
	before := map[string]bool{}
	for _, r := range rulesOf(old) {
		before[r.change.Rule] = true
	}
	for _, r := range rulesOf(new) {
		if !before[r.change.Rule] {
			r.change.Kind = RuleAdded
			out = append(out, r.change)
		}
	}
	if !bytes.Equal(headOf(old), headOf(new)) {
		out = append(out, RuleChange{Kind: RuleChanged})
	}
	return out
}

// headOf is what a rules.yaml says beside its rules, or the whole file where
// it is not readable.
func headOf(p Pack) []byte {
	data := p.Files["rules.yaml"]
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return data
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	top := *root.Content[0]
	top.Content = nil
	for i := 0; i+1 < len(root.Content[0].Content); i += 2 {
		switch key := root.Content[0].Content[i]; key.Value {
		case "documents", "apart":
			top.Content = append(top.Content, key, root.Content[0].Content[i+1])
		}
	}
	if len(top.Content) == 0 {
		return nil
	}
	var b bytes.Buffer
	canonical(&b, &top, 0)
	return b.Bytes()
}

// plainRule is a rule without its wording.
type plainRule struct {
	change     RuleChange
	calculates []byte
}

func rulesOf(p Pack) []plainRule {
	nodes := ruleNodes(p.Files["rules.yaml"])
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

// ruleNodes are the rules of a rules.yaml, which is a list or says under rules.
func ruleNodes(data []byte) []yaml.Node {
	var nodes []yaml.Node
	if yaml.Unmarshal(data, &nodes) == nil {
		return nodes
	}
	var file struct {
		Rules []yaml.Node `yaml:"rules"`
	}
	if yaml.Unmarshal(data, &file) != nil {
		return nil
	}
	return file.Rules
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

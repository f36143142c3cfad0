package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/web/access"
)

// ruleEditRoutes change the figures of rules, each with the quote that states
// it.
func (s *Server) ruleEditRoutes() []route {
	if s.packs == nil {
		return nil
	}
	return []route{
		{method: "POST", path: "/api/v1/packs/{id}/parameters", action: access.ProposalsCreate, handle: s.editParameters, about: taking[parameterEdits](giving[parameterOutcome](
			does("editParameters", "office", "改规则的参数及其引文；dry_run 时只看会怎样", "change figures of a rule with their quotes; with dry_run only what would come of it").
				inPath("id", "政策包编号", "pack id"))).failing(codeMalformed, codeInvalid, codeNotFound, codeRefused)},
	}
}

// parameterEdits are changes to the figures of one rule.
type parameterEdits struct {
	Rule   string          `json:"rule"`
	Edits  []parameterEdit `json:"edits"`
	Note   string          `json:"note"`
	DryRun bool            `json:"dry_run"`
	// UpdateCases says that the worked cases whose results the change moves are
	// to expect the new ones: whoever sends it has seen them as samples.
	UpdateCases bool `json:"update_cases"`
}

// parameterEdit names a figure by what it is now, and says what it becomes.
type parameterEdit struct {
	Value    string `json:"value"`
	Quote    string `json:"quote"`
	NewValue string `json:"new_value"`
	NewQuote string `json:"new_quote"`
}

// parameterOutcome says what comes, or would come, of edits.
type parameterOutcome struct {
	published
	// Lines are those of rules.yaml that change.
	Lines []lineChange `json:"lines"`
	// Samples are worked cases with what they give now and would give.
	Samples []calculators.Sample `json:"samples"`
	Check   calculators.Report   `json:"check"`
	OK      bool                 `json:"ok"` // nothing of the check keeps the change from being stored
}

// lineChange is a line of a file that changes.
type lineChange struct {
	Line int    `json:"line"` // from 1
	Old  string `json:"old"`
	New  string `json:"new"`
}

func (s *Server) editParameters(w http.ResponseWriter, r *http.Request) {
	var in parameterEdits
	if err := decodeBody(w, r, &in); err != nil {
		s.fail(w, r, err)
		return
	}
	p, version, err := s.packOf(r, "")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	before := p.Files["rules.yaml"]
	after, err := editRules(before, in.Rule, in.Edits)
	if err != nil {
		s.fail(w, r, &fault{code: codeRefused, detail: err.Error(), cause: err})
		return
	}
	files := map[string][]byte{}
	for _, name := range fileNames(p) {
		files[name] = p.Files[name]
	}
	files["rules.yaml"] = after
	samples, err := s.samplePack(p, after, in.Rule)
	if err != nil {
		s.fail(w, r, &fault{code: codeRefused, detail: err.Error(), cause: err})
		return
	}
	if in.UpdateCases {
		if files["cases.yaml"], err = editCases(files["cases.yaml"], samples); err != nil {
			s.fail(w, r, &fault{code: codeRefused, detail: err.Error(), cause: err})
			return
		}
	}
	pack, err := ingest.Proposal{Pack: p.ID, Origin: ingest.OriginConsole, Over: version, Files: files}.Read(r.Context())
	if err != nil {
		s.fail(w, r, &fault{code: codeRefused, detail: err.Error(), cause: err})
		return
	}
	out := parameterOutcome{Lines: changedLines(before, after), Samples: append([]calculators.Sample{}, samples...), Check: s.checkPack(pack)}
	wrong, err := s.obstacles(r.Context(), pack, version, out.Check)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out.OK, out.Pack = wrong.OK(), p.ID
	if in.DryRun {
		s.write(w, r, out)
		return
	}
	out.published, err = s.publish(r.Context(), identityOf(r), pack, version, in.Rule+" "+clip(in.Note, 1000))
	s.reply(w, r, out, err)
}

// editRules changes figures in a rules.yaml and nothing else: every other byte
// stays, comments and layout included.
func editRules(data []byte, rule string, edits []parameterEdit) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("rules.yaml 读不出来：%w", err)
	}
	node := ruleNode(&root, rule)
	if node == nil {
		return nil, fmt.Errorf("这个政策包里没有规则“%s”", clip(rule, maxID))
	}
	var swaps []swap
	for _, e := range edits {
		value, quote := figureNodes(node, e.Value, e.Quote)
		if value == nil {
			return nil, fmt.Errorf("规则里没有参数“%s”（引文“%s”），可能已被别人改过，请刷新后再改", clip(e.Value, 60), clip(e.Quote, 120))
		}
		for _, n := range []struct {
			node *yaml.Node
			text string
		}{{value, e.NewValue}, {quote, e.NewQuote}} {
			if strings.ContainsAny(n.text, "\n\r\x00") || strings.TrimSpace(n.text) == "" {
				return nil, fmt.Errorf("参数和引文要写在一行里，不能空着")
			}
			if n.node.Value != n.text {
				swaps = append(swaps, swap{n.node, n.text})
			}
		}
	}
	return applySwaps(data, swaps)
}

// editCases lets the worked cases that a change of figures moves expect what
// they give then, and changes nothing else of a cases.yaml. What a case says
// beyond its result (which inputs are asked for) stays, and is checked.
func editCases(data []byte, samples []calculators.Sample) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("cases.yaml 读不出来：%w", err)
	}
	var swaps []swap
	for _, s := range samples {
		if !s.Changed {
			continue
		}
		for _, list := range root.Content {
			for _, n := range list.Content {
				if n.Line == s.Line {
					swaps = append(swaps, caseSwaps(n, s.After)...)
				}
			}
		}
	}
	return applySwaps(data, swaps)
}

// caseSwaps put a new result into a worked case.
func caseSwaps(n *yaml.Node, now calculators.SampleGives) []swap {
	var out []swap
	put := func(at *yaml.Node, text string) {
		if text != "" && at.Value != text {
			out = append(out, swap{at, text})
		}
	}
	readings := map[string]string{}
	for _, r := range now.Readings {
		if readings[r.ID] = string(r.Outcome); r.Amount != nil {
			readings[r.ID] = r.Amount.Yuan
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		at := n.Content[i+1]
		switch n.Content[i].Value {
		case "outcome":
			put(at, string(now.Outcome))
		case "yuan":
			if now.Amount != nil {
				put(at, now.Amount.Yuan)
			}
		case "cap_bound":
			put(at, strconv.FormatBool(now.CapBound))
		case "date":
			put(at, now.Date)
		case "value":
			if now.Value != nil {
				put(at, now.Value.Number)
			}
		case "readings":
			for k := 0; k+1 < len(at.Content); k += 2 {
				to := readings[at.Content[k].Value]
				if now.Outcome == calculators.NotEligible {
					to = string(calculators.NotEligible)
				}
				put(at.Content[k+1], to)
			}
		}
	}
	return out
}

// ruleNode finds a rule by its id, in a list or under "rules".
func ruleNode(n *yaml.Node, id string) *yaml.Node {
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "id" && n.Content[i+1].Value == id {
				return n
			}
		}
	}
	for _, c := range n.Content {
		if found := ruleNode(c, id); found != nil {
			return found
		}
	}
	return nil
}

// figureNodes finds the figure with this value and quote below a node.
func figureNodes(n *yaml.Node, value, quote string) (v, q *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			switch n.Content[i].Value {
			case "value":
				v = n.Content[i+1]
			case "quote":
				q = n.Content[i+1]
			}
		}
		if v != nil && q != nil && v.Value == value && q.Value == quote {
			return v, q
		}
	}
	for _, c := range n.Content {
		if v, q := figureNodes(c, value, quote); v != nil && q != nil {
			return v, q
		}
	}
	return nil, nil
}

// swap replaces a scalar.
type swap struct {
	node *yaml.Node
	text string
}

// applySwaps replaces scalars where they stand, from the end of the file.
func applySwaps(data []byte, swaps []swap) ([]byte, error) {
	slices.SortFunc(swaps, func(x, y swap) int {
		if x.node.Line != y.node.Line {
			return y.node.Line - x.node.Line
		}
		return y.node.Column - x.node.Column
	})
	lines := bytes.SplitAfter(data, []byte("\n"))
	for _, s := range swaps {
		line := []rune(string(lines[s.node.Line-1]))
		rest := string(line[s.node.Column-1:])
		old, fresh := s.node.Value, s.text
		switch s.node.Style {
		case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
			mark := rest[:1]
			old, fresh = mark+old+mark, yamlQuoted(fresh)
		case 0:
			if !plainScalar(fresh) {
				fresh = yamlQuoted(fresh)
			}
		default:
			return nil, fmt.Errorf("第%d行的写法不能在这里改，请用文件修改", s.node.Line)
		}
		if !strings.HasPrefix(rest, old) {
			return nil, fmt.Errorf("第%d行的写法不能在这里改，请用文件修改", s.node.Line)
		}
		lines[s.node.Line-1] = []byte(string(line[:s.node.Column-1]) + fresh + strings.TrimPrefix(rest, old))
	}
	return bytes.Join(lines, nil), nil
}

// plainScalar reports whether a text may stand unquoted in a flow mapping.
func plainScalar(s string) bool {
	return !strings.ContainsAny(s, `,:{}[]#&*!|>'"%@`+"`") && strings.TrimSpace(s) == s && !strings.HasPrefix(s, "-") && !strings.HasPrefix(s, "?")
}

// yamlQuoted is a text as a single-quoted scalar.
func yamlQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// changedLines lists the lines that differ; edits never add or remove one.
func changedLines(before, after []byte) []lineChange {
	out := []lineChange{}
	old, fresh := strings.Split(string(before), "\n"), strings.Split(string(after), "\n")
	for i := range min(len(old), len(fresh)) {
		if old[i] != fresh[i] {
			out = append(out, lineChange{i + 1, strings.TrimSpace(old[i]), strings.TrimSpace(fresh[i])})
		}
	}
	return out
}

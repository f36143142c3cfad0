package calculators

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"clausewise/calculators/quantity"
)

// Case is a worked case of a pack: what a rule must give for some inputs.
type Case struct {
	Rule    string         `yaml:"rule" json:"rule"`
	Inputs  map[string]any `yaml:"inputs" json:"inputs"`
	Outcome Outcome        `yaml:"outcome" json:"outcome"`
	Yuan    string         `yaml:"yuan,omitempty" json:"yuan,omitempty"`
	Date    quantity.Date  `yaml:"date,omitempty" json:"date,omitzero"`
	Value   string         `yaml:"value,omitempty" json:"value,omitempty"`
	// Operator and Unit are those of a value: ">" and "万平方米".
	Operator string `yaml:"operator,omitempty" json:"operator,omitempty"`
	Unit     string `yaml:"unit,omitempty" json:"unit,omitempty"`
	// Needs are inputs or conditions that must be asked for.
	Needs []string `yaml:"needs,omitempty" json:"needs,omitempty"`
	// Failed are the conditions that must fail, and no others; nil is not tested.
	Failed []string `yaml:"failed,omitempty" json:"failed,omitempty"`
	// Readings are the amounts other readings must give, or their outcomes
	// (eligible, not_eligible), by reading id.
	Readings map[string]string `yaml:"readings,omitempty" json:"readings,omitempty"`
	// Cap is the rule whose cap the amount stands under; CapBound says that it
	// holds the amount down.
	Cap      string `yaml:"cap,omitempty" json:"cap,omitempty"`
	CapBound bool   `yaml:"cap_bound,omitempty" json:"cap_bound,omitempty"`
	// Expired says, for a rule of shape validity, whether the result must remark
	// that the day is past the document's own validity.
	Expired *bool  `yaml:"expired,omitempty" json:"expired,omitempty"`
	Why     string `yaml:"why,omitempty" json:"why,omitempty"`

	Line int `yaml:"-" json:"line,omitempty"`
}

// readCases reads a cases.yaml. Numbers keep the digits they are written with.
func readCases(s Source) ([]Case, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(s.Data, &root); err != nil {
		return nil, fmt.Errorf("不是有效的 YAML：%w", err)
	}
	if len(root.Content) == 0 {
		return nil, nil
	}
	list := root.Content[0]
	if list.Kind != yaml.SequenceNode {
		return nil, errors.New("算例文件应当是算例的列表")
	}
	out := make([]Case, 0, len(list.Content))
	for _, n := range list.Content {
		if bad := unknownFields(n, reflect.TypeFor[Case]()); len(bad) > 0 {
			return nil, errors.New(strings.Join(bad, "；"))
		}
		var c Case
		if err := n.Decode(&c); err != nil {
			return nil, fmt.Errorf("第%d行：算例读不出来：%w", n.Line, err)
		}
		c.Line = n.Line
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "inputs" {
				c.Inputs, _ = literal(n.Content[i+1]).(map[string]any)
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// literal is a YAML value with numbers and dates as they are written, so that
// no figure passes through a float.
func literal(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return literal(n.Alias)
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = literal(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := make([]any, len(n.Content))
		for i, c := range n.Content {
			l[i] = literal(c)
		}
		return l
	}
	switch n.Tag {
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}

// mismatch says how a result differs from what the case wants, "" if it does not.
func (c Case) mismatch(res Result) string {
	var out []string
	differ := func(what, want, got string) {
		if want != got {
			out = append(out, fmt.Sprintf("%s应为 %s，算得 %s", what, want, got))
		}
	}
	differ("结果", string(c.Outcome), string(res.Outcome))
	got := ""
	if res.Amount != nil {
		got = res.Amount.Yuan
	}
	if c.Yuan != "" {
		differ("金额", c.Yuan, got)
	}
	if !c.Date.IsZero() {
		differ("日期", c.Date.String(), res.Date.String())
	}
	value := Value{}
	if res.Value != nil {
		value = *res.Value
	}
	for _, x := range []struct{ what, want, got string }{
		{"数值", c.Value, value.Number}, {"比较", c.Operator, value.Operator}, {"单位", c.Unit, value.Unit},
	} {
		if x.want != "" {
			differ(x.what, x.want, x.got)
		}
	}
	for _, id := range c.Needs {
		if !slices.Contains(res.Needs, id) {
			out = append(out, fmt.Sprintf("应当询问 %s，询问的是 %v", id, res.Needs))
		}
	}
	for id, want := range c.Readings {
		got := "（没有）"
		if res.Outcome == NotEligible {
			got = string(NotEligible) // readings that give nothing either are not shown
		}
		for _, r := range res.Readings {
			if r.ID != id {
				continue
			}
			if got = string(r.Outcome); r.Amount != nil && want != got {
				got = r.Amount.Yuan
			}
		}
		differ("口径 "+id+" ", want, got)
	}
	if c.Failed != nil {
		var failed []string
		for _, k := range res.Conditions {
			if k.State == Failed {
				failed = append(failed, k.ID)
			}
		}
		differ("不符合的条件", strings.Join(c.Failed, "、"), strings.Join(failed, "、"))
	}
	if c.Cap != "" {
		differ("封顶", c.Cap, res.Cap)
	}
	if c.CapBound && !res.CapBound {
		out = append(out, "应当触及封顶")
	}
	if c.Expired != nil {
		said := slices.ContainsFunc(res.Notes, func(n Note) bool { return n.Kind == "period" })
		differ("文件已过有效期的提示", strconv.FormatBool(*c.Expired), strconv.FormatBool(said))
	}
	slices.Sort(out)
	return strings.Join(out, "；")
}

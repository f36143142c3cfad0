package tool

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// longestName is what the callers of functions accept.
const longestName = 64

// ruleToolName is the name of a rule's own tool: / becomes __, and a name too
// long for callers ends in a hash of the whole.
func ruleToolName(rule string) string {
	name := strings.ReplaceAll(rule, "/", "__")
	if len(name) <= longestName {
		return name
	}
	sum := sha256.Sum256([]byte(rule))
	return name[:longestName-9] + "_" + hex.EncodeToString(sum[:4])
}

// perRule are the tools of single rules.
func (b *toolbox) perRule(ctx context.Context) ([]Tool, error) {
	s, err := b.look(ctx, "", quantity.Date{}, "")
	if err != nil {
		return nil, err
	}
	var tools []Tool
	for _, r := range s.library.Rules.Rules() {
		if d, _ := s.library.Index.Document(r.Document); !s.sees(d) {
			continue
		}
		input, err := ruleInput(s.library.Rules.Schema(r.ID), r)
		if err != nil {
			return nil, fmt.Errorf("schema of %s: %w", r.ID, err)
		}
		d, _ := s.library.Index.Document(r.Document)
		t := Tool{
			Name: ruleToolName(r.ID), Title: r.Title, Rule: r.ID, Input: input, Output: resultSchema(), Out: reflect.TypeFor[calculators.Result](),
			Description: calculators.Text{
				Zh: fmt.Sprintf("%s《%s》的规则：%s", d.Jurisdiction, d.Title, about(r)),
				En: fmt.Sprintf("A rule of %s for %s. Pass only what the user has told; amounts come from this tool alone.", d.ID, d.Jurisdiction),
			},
		}
		t.call = func(ctx context.Context, arguments json.RawMessage) (any, error) {
			s, err := b.look(ctx, "", quantity.Date{}, "")
			if err != nil {
				return nil, err
			}
			inputs, err := inputsOf(arguments)
			if err != nil {
				return nil, err
			}
			return s.calculate(r.ID, inputs)
		}
		tools = append(tools, t)
	}
	return tools, nil
}

// about is what a rule's tool says of itself: the words it rests on.
func about(r calculators.Rule) string {
	if r.Quote == "" {
		return r.Title.Zh + "。只填用户说过的；金额只以本工具的结果为准。"
	}
	return "“" + r.Quote + "”只填用户说过的；金额只以本工具的结果为准。"
}

// ruleInput is the schema of a rule's inputs as a tool takes them: every value
// may also be text as a user wrote it.
func ruleInput(from map[string]any, r calculators.Rule) (*jsonschema.Schema, error) {
	data, err := json.Marshal(from)
	if err != nil {
		return nil, err
	}
	out := new(jsonschema.Schema)
	if err := json.Unmarshal(data, out); err != nil {
		return nil, err
	}
	for _, in := range r.Inputs {
		p := out.Properties[in.ID]
		switch in.Type {
		case calculators.MoneyInput:
			p.Type, p.Types = "", []string{"string", "number"}
			unit := in.Currency
			if unit == "" || unit == "CNY" {
				unit = "元"
			}
			p.Description += "；写数字则单位是" + unit + " (a bare number is in " + unit + ")"
		case calculators.IntInput, calculators.YearInput:
			p.Type, p.Types = "", []string{"integer", "string"}
		case calculators.BoolInput:
			p.Type, p.Types = "", []string{"boolean", "string"}
		case calculators.DateInput:
			p.Format = ""
			p.Description += "，如 2024-05-20 (such as 2024-05-20)"
		case calculators.EnumInput:
			var words []string
			for _, o := range in.Options {
				if !o.Label.IsZero() {
					words = append(words, o.Value+" "+both(o.Label))
				}
			}
			if len(words) > 0 {
				p.Description += "：" + strings.Join(words, "；")
			}
		}
		out.PropertyOrder = append(out.PropertyOrder, in.ID)
	}
	for _, c := range r.Conditions {
		p := out.Properties[c.ID]
		p.Type, p.Types = "", []string{"boolean", "string"}
		out.PropertyOrder = append(out.PropertyOrder, c.ID)
	}
	// What is missing is asked for in the result, with the words to ask.
	out.Required = nil
	return out, nil
}

// both is a text in Chinese and calculators.English.
func both(t calculators.Text) string {
	if t.En == "" {
		return t.Zh
	}
	return t.Zh + " / " + t.En
}

package calculators

import (
	"fmt"
	"slices"
	"strings"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// silence reports whether a text says that the user does not know.
func silence(s string) bool {
	switch strings.TrimSpace(hanzi.Fold(s).Text) {
	case "", "不知道", "不清楚", "不确定", "未知", "unknown", "null", "?", "n/a":
		return true
	}
	return false
}

// readYesNo understands a yes or no, with the words a condition brings.
func readYesNo(raw any, words, deny []string) (State, error) {
	switch x := raw.(type) {
	case nil:
		return Unconfirmed, nil
	case bool:
		if x {
			return Met, nil
		}
		return Failed, nil
	}
	said := textOf(raw)
	if silence(said) {
		return Unconfirmed, nil
	}
	said = strings.Trim(hanzi.Fold(said).Text, " 。.!！")
	for _, d := range deny {
		d = hanzi.Fold(d).Text
		// 有失信 stands in 没有失信, which affirms.
		within := func(w string) bool {
			w = hanzi.Fold(w).Text
			return len(w) > len(d) && strings.Contains(w, d) && strings.Contains(said, w)
		}
		if strings.Contains(said, d) && !slices.ContainsFunc(words, within) {
			return Failed, nil
		}
	}
	switch said {
	case "false", "no", "n", "0", "否", "没有", "没", "无", "不是", "不", "未", "还没有", "还没", "不符合", "不满足", "不属于":
		return Failed, nil
	case "true", "yes", "y", "1", "是", "是的", "有", "有的", "已", "对", "符合", "满足", "属于", "已经", "ok":
		return Met, nil
	}
	for _, w := range words {
		before, after, ok := strings.Cut(said, hanzi.Fold(w).Text)
		switch {
		case !ok:
		case !negates(w) && (negates(before) || negates(after)):
			return Failed, nil
		default:
			return Met, nil
		}
	}
	if state, ok := plainly(said); ok {
		return state, nil
	}
	return Unconfirmed, refuse("请回答“有”或“没有”（是或否）", "please answer yes or no")
}

// plainly reads an answer that begins with yes or no: 没有任何记录, has orders.
// A question (有没有, 是否) is no answer.
func plainly(said string) (State, bool) {
	for _, ask := range []string{"有没有", "是不是", "是否", "吗", "?", "未知", "未定"} {
		if strings.Contains(said, ask) {
			return Unconfirmed, false
		}
	}
	lower := strings.ToLower(said)
	begins := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(lower, w) })
	}
	switch {
	case begins("没有", "没", "未", "不是", "否,", "不,", "no ", "no,", "not ", "without ", "never "):
		return Failed, true
	case begins("有", "已", "是的", "是,", "yes ", "yes,", "has ", "have ", "with "):
		return Met, true
	}
	return Unconfirmed, false
}

// asserts reports whether a text says that a threshold is reached without
// saying by how much.
func asserts(s string) bool {
	switch strings.TrimSpace(hanzi.Fold(s).Text) {
	case "达到", "已达到", "达标", "满足", "符合", "met":
		return true
	}
	return false
}

// negates reports whether what stands around a word denies it: 还没有成交. A
// value is a phrase, not a text, so any negation in it is about the word.
func negates(s string) bool {
	return strings.ContainsAny(s, "没无未不非零") || strings.HasPrefix(s, "no ") || strings.Contains(s, "not ")
}

// textOf is a value as text.
func textOf(raw any) string {
	if digits, ok := decoded(raw); ok {
		return digits
	}
	switch x := raw.(type) {
	case nil:
		return ""
	case string:
		return x
	}
	return fmt.Sprint(raw)
}

// readOption finds the option that a text names, by value, label or words.
func (in *Input) readOption(raw any) (value, bool, error) {
	v := value{input: in}
	said := strings.TrimSpace(hanzi.Fold(textOf(raw)).Text)
	if silence(said) && !in.hasOption(said) {
		return v, false, nil
	}
	for _, o := range in.Options {
		names := append([]string{o.Value, o.Label.Zh, o.Label.En}, o.Words...)
		for _, n := range names {
			if n != "" && said == hanzi.Fold(n).Text {
				v.text = o.Value
				return v, true, nil
			}
		}
	}
	if in.Other != "" {
		v.text = in.Other
		return v, true, nil
	}
	values := make([]string, len(in.Options))
	for i, o := range in.Options {
		values[i] = o.Value
	}
	return v, false, refuse(fmt.Sprintf("%s应当是：%s", in.Label.Zh, strings.Join(values, "、")),
		fmt.Sprintf("%s must be one of: %s", in.Label.In(English), strings.Join(values, ", ")))
}

func (in *Input) hasOption(said string) bool {
	for _, o := range in.Options {
		if hanzi.Fold(o.Value).Text == said {
			return true
		}
	}
	return false
}

// readDate understands a calendar day.
func (in *Input) readDate(raw any, o Options) (value, bool, error) {
	v := value{input: in}
	if d, ok := raw.(quantity.Date); ok {
		v.date = d
		return v, !d.IsZero(), nil
	}
	s := strings.TrimSpace(textOf(raw))
	if silence(s) {
		return v, false, nil
	}
	if d, err := quantity.ParseDate(s); err == nil {
		v.date = d
		return v, true, nil
	}
	if e, ok := in.readElapsed(s); ok {
		v.elapsed, v.phrase = e, s
		return v, true, nil
	}
	m, err := in.parse(s, o)
	if err != nil || m.Date.IsZero() {
		return v, false, refuse(in.Label.Zh+"应当是日期，例如2024-05-20", in.Label.In(English)+" must be a date such as 2024-05-20")
	}
	v.date = m.Date
	return v, true, nil
}

// part is one claim that a cap adds up.
type part struct {
	rule   string
	inputs map[string]any
}

// readParts understands [[rule, inputs], …] or [{"rule": …, "inputs": …}, …].
func readParts(raw any) ([]part, error) {
	wrong := refuse("parts 应当是 [[规则编号, {输入}], …] 的列表", "parts must be a list of [rule, inputs]")
	list, ok := raw.([]any)
	if !ok {
		if raw == nil {
			return nil, nil
		}
		return nil, wrong
	}
	out := make([]part, 0, len(list))
	for _, item := range list {
		var p part
		var inputs any
		switch x := item.(type) {
		case []any:
			if len(x) != 2 {
				return nil, wrong
			}
			p.rule, _ = x[0].(string)
			inputs = x[1]
		case map[string]any:
			p.rule, _ = x["rule"].(string)
			inputs = x["inputs"]
		}
		p.inputs, ok = inputs.(map[string]any)
		if p.rule == "" || (!ok && inputs != nil) {
			return nil, wrong
		}
		out = append(out, p)
	}
	return out, nil
}

package calculators

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestChangedFigure changes one character of every quoted figure, in the
// rule's value, in its quote and in the document, one at a time: each sets
// that rule aside and no other.
func TestChangedFigure(t *testing.T) {
	t.Parallel()
	source, rules := measuresSource(t), measuresRules(t)
	b := suzhou(t)
	figures := 0
	for _, rule := range b.Rules() {
		for _, p := range b.Parameters(rule.ID) {
			figures++
			name := fmt.Sprintf("%s/%s", strings.TrimPrefix(rule.ID, "suzhou-measures/"), p.Name)
			written := "value: " + p.Value + ", quote: " + p.Quote
			t.Run(name+"/value", func(t *testing.T) {
				changed := changeIn(t, rules.Data, rule.ID, written, "value: "+turn(t, p.Value)+", quote: "+p.Quote)
				onlyAside(t, Source{rules.Pack, rules.Name, changed}, source, rule.ID)
			})
			t.Run(name+"/quote", func(t *testing.T) {
				changed := changeIn(t, rules.Data, rule.ID, written, "value: "+p.Value+", quote: "+turn(t, p.Quote))
				onlyAside(t, Source{rules.Pack, rules.Name, changed}, source, rule.ID)
			})
			t.Run(name+"/document", func(t *testing.T) {
				r := []rune(source)
				changed := string(r[:p.Start]) + turn(t, string(r[p.Start:p.End])) + string(r[p.End:])
				onlyAside(t, rules, changed, rule.ID)
			})
		}
	}
	if figures < 25 {
		t.Errorf("only %d figures were tried", figures)
	}
}

// TestChangedValue changes the value of every figure of every pack: each sets
// that rule aside and no other.
func TestChangedValue(t *testing.T) {
	t.Parallel()
	clauses, files := library(t), packFiles(t, "rules.yaml")
	b, err := Load(files, clauses)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file.Pack == measures {
			continue // TestChangedFigure changes all of it
		}
		for _, rule := range b.Rules() {
			if rule.Pack != file.Pack {
				continue
			}
			tried := map[string]bool{}
			for _, p := range b.Parameters(rule.ID) {
				if tried[p.Value+p.Quote] {
					continue // stated once more for another reading
				}
				tried[p.Value+p.Quote] = true
				changed := Source{file.Pack, file.Name, changedValue(t, file.Data, rule.ID, p)}
				b, err := Load([]Source{changed}, clauses)
				if err != nil {
					t.Fatal(err)
				}
				if aside := b.Quarantined(); len(aside) != 1 || aside[0].Rule != rule.ID {
					t.Errorf("%s %s: set aside %+v", rule.ID, p.Name, aside)
				}
			}
		}
	}
}

// changedValue turns a digit of a figure, on one line with its quote or not:
// the figure that stands nearest to it.
func changedValue(t *testing.T, file []byte, rule string, p Parameter) []byte {
	t.Helper()
	start := bytes.Index(file, []byte("- id: "+rule+"\n"))
	at := regexp.MustCompile(`quote: "?` + regexp.QuoteMeta(p.Quote) + `["},\n]`).FindIndex(file[max(start, 0):])
	if start < 0 || at == nil {
		t.Fatalf("%s: cannot find the quote of %s in the file", rule, p.Name)
	}
	best, quote := -1, at[0]
	for from := start; ; from++ {
		i := bytes.Index(file[from:], []byte("value: "+p.Value))
		if i < 0 {
			break
		}
		from += i
		if best < 0 || distance(from, start+quote) < distance(best, start+quote) {
			best = from
		}
	}
	if best < 0 {
		t.Fatalf("%s: cannot find %s in the file", rule, p.Name)
	}
	value := best + len("value: ")
	return slices.Concat(file[:value], []byte(turn(t, p.Value)), file[value+len(p.Value):])
}

func distance(a, b int) int { return max(a-b, b-a) }

// turn changes the first digit of a text, or its first Chinese numeral.
func turn(t *testing.T, s string) string {
	t.Helper()
	r := []rune(s)
	for i, c := range r {
		switch {
		case unicode.IsDigit(c):
			r[i] = '1' + (c-'0')%9
			return string(r)
		case strings.ContainsRune("一二三四五六七八", c):
			r[i] = '九'
			return string(r)
		}
	}
	t.Fatalf("no digit in %q", s)
	return ""
}

// changeIn replaces a text inside one rule of a file.
func changeIn(t *testing.T, file []byte, rule, from, to string) []byte {
	t.Helper()
	start := bytes.Index(file, []byte("- id: "+rule+"\n"))
	if start < 0 {
		t.Fatalf("no rule %s", rule)
	}
	i := bytes.Index(file[start:], []byte(from))
	if i < 0 {
		t.Fatalf("%s does not hold %q", rule, from)
	}
	i += start
	return bytes.Join([][]byte{file[:i], []byte(to), file[i+len(from):]}, nil)
}

// onlyAside checks that one rule is set aside and all others work.
func onlyAside(t *testing.T, rules Source, document, want string) {
	t.Helper()
	b, err := Load([]Source{rules}, texts{measures: cut(measures, document)})
	if err != nil {
		t.Fatal(err)
	}
	aside := b.Quarantined()
	if len(aside) != 1 || aside[0].Rule != want {
		t.Fatalf("set aside %+v, want only %s", aside, want)
	}
	if aside[0].Why == "" || aside[0].Line == 0 {
		t.Errorf("no reason or line: %+v", aside[0])
	}
	if _, err := b.Evaluate(want, nil, Options{}); err == nil || !strings.Contains(err.Error(), aside[0].Why) {
		t.Errorf("evaluating it gives %v", err)
	}
	if len(b.Rules()) != 14 {
		t.Errorf("%d rules work, want 14", len(b.Rules()))
	}
}

// TestCapAside checks that rules under a cap that was set aside still work,
// and say that it was not applied.
func TestCapAside(t *testing.T) {
	t.Parallel()
	document := strings.Replace(measuresSource(t), "最高可享受800万元", "最高可享受900万元", 1)
	b, err := Load([]Source{measuresRules(t)}, texts{measures: cut(measures, document)})
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Evaluate("suzhou-measures/independent-site", map[string]any{"expense_yuan": "3000万"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.Amount == nil || res.Amount.Yuan != "9050000.00" || res.CapBound || !noted(res, "cap", "enterprise-cap") {
		t.Errorf("got %+v", res)
	}
}

// TestPeriodAside does the same for the project period.
func TestPeriodAside(t *testing.T) {
	t.Parallel()
	document := strings.Replace(measuresSource(t), "至 2025年12月31日", "至 2026年12月31日", 1)
	b, err := Load([]Source{measuresRules(t)}, texts{measures: cut(measures, document)})
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Evaluate("suzhou-measures/transit-vehicles", map[string]any{"vehicle_cost_yuan": "40万", "year": 2026}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if res.Outcome != Amount || !noted(res, "period", "待核对") {
		t.Errorf("got %+v", res)
	}
}

func noted(res Result, kind, text string) bool {
	for _, n := range res.Notes {
		if n.Kind == kind && strings.Contains(n.Text, text) {
			return true
		}
	}
	return false
}

// TestBrokenRules checks that what is wrong with a rule or a file is said
// with line and field, and that the rest works.
func TestBrokenRules(t *testing.T) {
	t.Parallel()
	good := `
- id: d/good
  document: d
  clause: a
  title: {zh: 好}
  outcome: amount
  quote: 给予20万元
  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}
`
	rule := func(lines string) string {
		return good + `
- id: d/bad
  document: d
  clause: a
  title: {zh: 坏}
  outcome: amount
  quote: 给予20万元
  inputs: [{id: x, type: money, label: {zh: 费用}}]
` + lines
	}
	tests := []struct {
		name, file, rule, why string
	}{
		{"unknown field", rule("  formla: {shape: fixed}\n"), "d/bad", "第17行：不认识的字段“formla”"},
		{"unknown field of a shape", rule("  formula: {shape: fixed, eech: {value: 1, quote: x}}\n"), "d/bad", "不认识的字段“eech”"},
		{"unknown field of a figure", rule("  formula: {shape: fixed, each: {value: 200000, qoute: 给予20万元}}\n"), "d/bad", "不认识的字段“qoute”"},
		{"field twice", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n  clause: a\n"), "d/bad", "写了两次"},
		{"unknown shape", rule("  formula: {shape: magic}\n"), "d/bad", "没有名为“magic”的公式形状"},
		{"no formula", rule("  words: [x]\n"), "d/bad", "没有公式"},
		{"no quote", rule("  formula: {shape: fixed, each: {value: 200000}}\n"), "d/bad", "没有引文"},
		{"value differs", rule("  formula: {shape: fixed, each: {value: 300000, quote: 给予20万元}}\n"), "d/bad", "参数是 300000"},
		{"quote is not there", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予二十万元}}\n"), "d/bad", "找不到引文"},
		{"unit differs", rule("  formula: {shape: rate, of: x, rate: {value: 20, quote: 20万元}}\n"), "d/bad", "formula.rate"},
		{"inside a longer figure", rule("  formula: {shape: fixed, each: {value: 500000, quote: 50万元}}\n"), "d/bad", "formula.each"},
		{"two figures", rule("  formula: {shape: fixed, each: {value: 200000, quote: 达到150万元的，给予20万元}}\n"), "d/bad", "只应有这一个数"},
		{"exclusive for inclusive", rule("  requires: {input: x, op: over, value: 1500000, quote: 达到150万元的}\n  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n"), "d/bad", "核对边界"},
		{"comparison not worded", rule("  requires: {input: x, op: at_least, value: 1500000, quote: 150万元}\n  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n"), "d/bad", "没有写明"},
		{"unknown input", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}, times: [y]}\n"), "d/bad", "输入“y”没有定义"},
		{"wrong type of input", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}, times: [x]}\n"), "d/bad", "应当是"},
		{"unknown cap", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n  caps: [d/nowhere]\n"), "d/bad", "不存在"},
		{"cap of another shape", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n  caps: [d/good]\n"), "d/bad", "不是 cap 形状"},
		{"unknown clause", strings.Replace(rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n"), "id: d/bad\n  document: d\n  clause: a", "id: d/bad\n  document: d\n  clause: b", 1), "d/bad", "没有条款“b”"},
		{"unknown document", strings.Replace(rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n"), "id: d/bad\n  document: d", "id: d/bad\n  document: e", 1), "d/bad", "没有条款"},
		{"same id", good + good, "d/good", "已经有了"},
		{"unknown reading", rule("  formula: {shape: fixed, each: {value: 200000, quote: 给予20万元}}\n  readings: [{id: odd, default: true, label: {zh: 怪}}]\n"), "d/bad", "口径“odd”"},
		{"wrong value type", rule("  formula: {shape: fixed, each: {value: 二十万, quote: 给予20万元}}\n"), "d/bad", "写全的数字"},
	}
	clauses := texts{"d": {"a": {Document: "d", Version: 1, Key: "a", Text: "费用达到150万元的，给予20万元补贴。", Start: 7}}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := Load([]Source{{"p", "rules.yaml", []byte(tt.file)}}, clauses)
			if err != nil {
				t.Fatal(err)
			}
			aside := b.Quarantined()
			if len(aside) != 1 || aside[0].Rule != tt.rule || !strings.Contains(aside[0].Why, tt.why) {
				t.Fatalf("set aside %+v, want %s because of %s", aside, tt.rule, tt.why)
			}
			if _, ok := b.Rule("d/good"); !ok {
				t.Error("the good rule does not work")
			}
		})
	}
}

// TestBrokenFile checks a file that is no YAML beside one that is.
func TestBrokenFile(t *testing.T) {
	t.Parallel()
	b, err := Load([]Source{
		{"p", "rules.yaml", []byte("- id: [")},
		{"q", "rules.yaml", []byte("just text")},
		{"r", "rules.yaml", nil},
		measuresRules(t),
	}, texts{measures: cut(measures, measuresSource(t))})
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Quarantined()) != 2 || len(b.Rules()) != 15 {
		t.Errorf("set aside %+v, %d rules", b.Quarantined(), len(b.Rules()))
	}
	if _, err := Load(nil, nil); err == nil {
		t.Error("loading without clauses is no error")
	}
}

// FuzzLoad checks that no rule file breaks the loader.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("- id: a\n  document: suzhou-measures\n  clause: 六/(二)\n  title: {zh: a}\n  outcome: amount\n  formula: {shape: fixed, each: {value: 8000000, quote: 800万元}}\n"))
	f.Add([]byte("- id: x\n  requires: &a {all: [*a]}\n"))
	f.Add([]byte("- id: x\n  formula: {shape: steps, of: y}\n"))
	f.Add([]byte("documents: [{document: d, period: p}]\nrules: [{id: a, formula: {shape: none}}]"))
	f.Add([]byte("- &a [*a]"))
	clauses := texts{measures: cut(measures, measuresSource(f))}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Load([]Source{{"p", "rules.yaml", data}}, clauses)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range b.Rules() {
			if _, err := b.Evaluate(r.ID, map[string]any{}, Options{}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

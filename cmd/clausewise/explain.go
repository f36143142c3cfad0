package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"clausewise/assistant"
)

// writeExplanation prints how an answer came about. Where nothing was weighed,
// the question was of a kind that one look settles: what it rests on is said.
func writeExplanation(w io.Writer, a assistant.Answer, e assistant.Explanation) error {
	var b strings.Builder
	line := func(label string, values []string) {
		if len(values) > 0 {
			fmt.Fprintf(&b, "%s\t%s\n", label, strings.Join(values, "；"))
		}
	}
	b.WriteByte('\n')
	if e.Act != "" {
		fmt.Fprintf(&b, "意图\t%s\n", e.Act)
	} else {
		fmt.Fprintf(&b, "意图\t不必权衡：问法固定，直接作答（%s）\n", a.Kind)
		for _, r := range a.Results {
			line("规则", []string{r.Rule})
		}
		for _, q := range a.Quotes {
			line("条款", []string{q.Document + " " + q.Clause})
		}
	}
	if e.Follows {
		fmt.Fprintf(&b, "承接\t沿用上文\n")
	}
	line("地方", e.Places)
	line("词语", e.Terms)
	line("其他词", e.Words)
	line("数量", e.Quantities)
	line("提示语", e.Cues)
	line("范围", e.Documents)
	acts := slices.SortedFunc(maps.Keys(e.Acts), func(x, y string) int {
		return cmp.Or(cmp.Compare(e.Acts[y], e.Acts[x]), cmp.Compare(x, y))
	})
	for i, a := range acts {
		acts[i] = fmt.Sprintf("%s %.1f", a, e.Acts[a])
	}
	line("意图分值", acts)
	for _, r := range e.Rules[:min(6, len(e.Rules))] {
		fmt.Fprintf(&b, "规则\t%.2f %s（主题%.2f 条款%.2f 数量%.2f 条件%d 输入%.2f）\n", r.Score, r.Rule, r.Subject, r.Clause, r.Fit, r.Told, r.Filled)
	}
	for _, m := range e.Matchings {
		if !m.Chosen || len(m.Inputs) == 0 {
			continue
		}
		var given []string
		for _, id := range slices.Sorted(maps.Keys(m.Inputs)) {
			given = append(given, id+" ← "+m.Inputs[id])
		}
		line("取数", []string{fmt.Sprintf("%.2f %s（%s）", m.Score, m.Rule, strings.Join(given, "，"))})
	}
	for _, c := range e.Clauses[:min(6, len(e.Clauses))] {
		fmt.Fprintf(&b, "条款\t%.2f %s %s（覆盖%.2f）\n", c.Score, c.Document, c.Clause, c.Coverage)
	}
	line("拦下的句子", e.Held)
	explainModel(&b, e.Model)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	if _, err := io.WriteString(t, b.String()); err != nil {
		return err
	}
	return t.Flush()
}

// explainModel says what a language model had to do with an answer.
func explainModel(b *strings.Builder, m *assistant.ModelRecord) {
	if m == nil {
		return
	}
	parts := map[string]string{"prose": "说明文字", "quotes": "附上的条款", "question": "反问的问题"}
	var from []string
	for _, p := range m.Parts {
		from = append(from, cmp.Or(parts[p], p))
	}
	fmt.Fprintf(b, "语言模型\t%s：%d 轮，约 %d token，%.1f 秒\n", m.Model, m.Turns, m.Tokens, float64(m.Millis)/1000)
	fmt.Fprintf(b, "出自模型\t%s\n", cmp.Or(strings.Join(from, "、"), "没有"))
	for _, c := range m.Calls {
		outcome := fmt.Sprintf("结果 %d 字节", c.Bytes)
		if c.Refused != "" {
			outcome = "拒绝：" + c.Refused
		}
		fmt.Fprintf(b, "调用工具\t%s %s（%s）\n", c.Tool, unbroken(c.Arguments), unbroken(outcome))
	}
	for _, d := range m.Dropped {
		fmt.Fprintf(b, "丢弃\t%s（%s）\n", unbroken(d.Sentence), unbroken(d.Why))
	}
	for _, n := range m.Notes {
		fmt.Fprintf(b, "模型提示\t%s\n", unbroken(n))
	}
	if m.Failure != "" {
		fmt.Fprintf(b, "放弃模型\t%s\n", unbroken(m.Failure))
	}
}

// unbroken keeps what a model wrote from breaking the table, or the terminal.
func unbroken(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, s)
}

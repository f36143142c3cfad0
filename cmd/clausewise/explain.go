package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"clausewise/assistant"
)

// writeExplanation prints how an answer came about.
func writeExplanation(w io.Writer, e assistant.Explanation) error {
	var b strings.Builder
	line := func(label string, values []string) {
		if len(values) > 0 {
			fmt.Fprintf(&b, "%s\t%s\n", label, strings.Join(values, "；"))
		}
	}
	fmt.Fprintf(&b, "\n意图\t%s\n", e.Act)
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
	for _, c := range e.Clauses[:min(6, len(e.Clauses))] {
		fmt.Fprintf(&b, "条款\t%.2f %s %s（覆盖%.2f）\n", c.Score, c.Document, c.Clause, c.Coverage)
	}
	line("拦下的句子", e.Held)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	if _, err := io.WriteString(t, b.String()); err != nil {
		return err
	}
	return t.Flush()
}

package calculators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// truth is what is known of a requirement. The order makes All the minimum
// and Any the maximum: a yes or no that nobody has confirmed does not block
// (unasked), a figure that is missing does (unknown).
type truth int

const (
	no truth = iota
	unknown
	unasked
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// verdict is a requirement weighed against the inputs.
type verdict struct {
	truth   truth
	missing []string // inputs that would settle it, where unknown
	label   string
	why     string
	quote   string
	id      string
}

// state is the verdict as results show it.
func (v verdict) state() ConditionState {
	s := ConditionState{ID: v.id, Label: v.label, State: Unconfirmed, Why: v.why, Quote: v.quote}
	switch v.truth {
	case yes:
		s.State = Met
	case no:
		s.State = Failed
	}
	return s
}

// weigh gives the verdicts to show, one for each child of a top-level All.
func (r *run) weigh(q *Requirement) []verdict {
	if len(q.All) == 0 || !q.Label.IsZero() {
		return []verdict{r.judge(q)}
	}
	out := make([]verdict, 0, len(q.All))
	for i := range q.All {
		out = append(out, r.weigh(&q.All[i])...)
	}
	return out
}

// judge weighs one node into one verdict.
func (r *run) judge(q *Requirement) verdict {
	group, any := q.All, false
	if len(q.Any) > 0 {
		group, any = q.Any, true
	}
	if len(group) == 0 {
		return r.judgeLeaf(q)
	}
	v := verdict{truth: yes, id: q.ID}
	if any {
		v.truth = no
	}
	labels, whys := make([]string, len(group)), []string(nil)
	var missing []string
	for i := range group {
		child := r.judge(&group[i])
		labels[i] = child.label
		if any {
			v.truth = max(v.truth, child.truth)
		} else {
			v.truth = min(v.truth, child.truth)
		}
		if child.truth == no && child.why != "" {
			whys = append(whys, child.why)
		}
		missing = append(missing, child.missing...)
		if v.quote == "" {
			v.quote = child.quote
		}
		if v.id == "" {
			v.id = child.id
		}
	}
	if v.truth == unknown {
		v.missing = missing
	}
	if v.truth == no {
		v.why = strings.Join(whys, r.word(Text{Zh: "，", En: ", "}))
	}
	if v.label = q.Label.In(r.language); v.label == "" {
		sep := Text{Zh: "，且", En: " and "}
		if any {
			sep = Text{Zh: "，或", En: " or "}
		}
		v.label = strings.Join(labels, r.word(sep))
	}
	return v
}

// judgeLeaf weighs a condition or a comparison.
func (r *run) judgeLeaf(q *Requirement) verdict {
	if q.Condition != "" {
		cond, _ := r.rule.Condition(q.Condition)
		return r.judgeCondition(&cond)
	}
	in := r.rule.input(q.Input)
	v := verdict{id: q.ID, label: q.Label.In(r.language), quote: r.rule.refs[&q.Number], truth: unknown}
	if v.id == "" {
		v.id = q.Input
	}
	if v.label == "" {
		v.label = r.comparison(q)
	}
	if r.asserted[q.Input] {
		v.truth = yes
		return v
	}
	got, ok := r.values[q.Input]
	if !ok {
		if in.Optional && (in.Type == BoolInput || in.Type == EnumInput) {
			v.truth = unasked
		} else {
			v.missing = []string{q.Input}
		}
		return v
	}
	switch q.Op {
	case OpIs:
		v.truth = truthOf(got.yes == *q.Is)
	case OpSome:
		v.truth = truthOf(got.number.IsPositive())
		if v.truth == no {
			v.why = got.plain()
		}
	case OpIn:
		v.truth = q.among(got)
		if v.truth == unknown {
			v.missing = []string{q.Input}
			r.doubt(in, got)
		}
		if v.truth != yes {
			v.why = got.said(r.language)
		}
	case OpWithin:
		return r.judgeWithin(q, v, got)
	default:
		v.truth = truthOf(q.Op.holds(got.number.Cmp(q.Value)))
		if v.truth == no {
			v.why = r.failure(q, got)
		}
	}
	return v
}

// judgeCondition weighs a yes/no condition.
func (r *run) judgeCondition(c *Condition) verdict {
	v := verdict{id: c.ID, label: c.Label.In(r.language), quote: r.rule.holds[c.ID], truth: unasked}
	if v.quote == "" && len(r.rule.quotes) > 0 {
		v.quote = r.rule.quotes[0].ID
	}
	switch r.states[c.ID] {
	case Met:
		v.truth = yes
	case Failed:
		v.truth = no
	case Unconfirmed, "":
		if c.Where != nil {
			if settled := r.judge(c.Where); settled.truth != unknown {
				v.truth, v.why = settled.truth, settled.why // a figure not told does not block
			}
		}
	}
	return v
}

// judgeWithin weighs a day against a span from another day (民法典第201条 to
// 203条: the first day is not counted, the last is, and a last day on a
// weekend moves to the next working day).
func (r *run) judgeWithin(q *Requirement, v verdict, got value) verdict {
	if got.elapsed != nil && got.input.NotBefore == q.From {
		if v.truth = got.elapsed.inside(q.Value, q.Unit); v.truth == unknown {
			v.missing = []string{q.From}
		} else if v.truth == no {
			limit := elapsed{n: q.Value, unit: q.Unit}
			v.why = r.word(Text{
				Zh: got.elapsed.text(Simplified) + "，多于" + limit.text(Simplified),
				En: got.elapsed.text(English) + ", beyond " + limit.text(English),
			})
		}
		return v
	}
	from, ok := r.values[q.From]
	if !ok || got.elapsed != nil || from.elapsed != nil {
		v.missing = []string{q.From}
		return v
	}
	last := spanEnd(from.date, q.Value, q.Unit).NextWorkday(r.options.Holidays)
	v.truth = truthOf(!got.date.Before(from.date) && !got.date.After(last))
	if v.truth == no {
		v.why = r.word(Text{
			Zh: fmt.Sprintf("%s 不在 %s 至 %s 之间", got.date, from.date, last),
			En: fmt.Sprintf("%s is not between %s and %s", got.date, from.date, last),
		})
	}
	return v
}

// spanEnd is the last day of a span that starts on a day.
func spanEnd(from quantity.Date, n decimal.Decimal, unit string) quantity.Date {
	k := int(n.IntPart())
	switch unit {
	case "年":
		return from.AddYears(k)
	case "月":
		return from.AddMonths(k)
	}
	return from.AddDays(k)
}

// holds reports whether a comparison (got <=> wanted) satisfies the op.
func (o Op) holds(cmp int) bool {
	switch o {
	case OpOver:
		return cmp > 0
	case OpAtLeast:
		return cmp >= 0
	case OpAtMost:
		return cmp <= 0
	case OpUnder:
		return cmp < 0
	}
	return false
}

// doubt says why a value that was given does not settle the requirement.
func (r *run) doubt(in *Input, got value) {
	p := Problem{Input: in.ID, Text: r.word(Text{
		Zh: "条文没有列出“" + got.said(Simplified) + "”，“等”是否包括它要向主管部门确认",
		En: got.said(English) + " is not listed in the clause; whether “and the like” covers it must be confirmed",
	})}
	if !slices.Contains(r.again, p) {
		r.again = append(r.again, p)
	}
}

// among weighs a value against the listed ones.
func (q *Requirement) among(got value) truth {
	switch {
	case slices.Contains(q.Values, got.plain()), slices.Contains(q.Implied, got.plain()):
		return yes
	case slices.Contains(q.Unclear, got.plain()):
		return unknown
	}
	return no
}

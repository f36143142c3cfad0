package calculators

import (
	"fmt"
	"slices"
	"strings"
)

// Failure is a worked case that does not come out, or a file of cases that
// cannot be read.
type Failure struct {
	Pack string `json:"pack"`
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Rule string `json:"rule,omitempty"`
	Why  string `json:"why"`
}

// Report is what Check found.
type Report struct {
	Rules       int          `json:"rules"`
	Parameters  int          `json:"parameters"` // that equal their quotes
	Cases       int          `json:"cases"`
	Quarantined []Quarantine `json:"quarantined,omitempty"`
	Failures    []Failure    `json:"failures,omitempty"`
	// Untested are rules that no worked case of their pack exercises.
	Untested []string `json:"untested,omitempty"`
	// Mutants are small changes to the rules that were tried; Survivors those
	// that no worked case of their rule notices.
	Mutants   int        `json:"mutants"`
	Survivors []Survivor `json:"survivors,omitempty"`
}

// OK reports whether everything holds: each figure equals its quote, each
// worked case comes out.
func (r Report) OK() bool { return len(r.Quarantined) == 0 && len(r.Failures) == 0 }

// Beyond is what of r does not hold and is not in before: what a change of the
// pack brought. Where in the file it stands doesn't count.
func (r Report) Beyond(before Report) Report {
	var out Report
	for _, q := range r.Quarantined {
		if !slices.ContainsFunc(before.Quarantined, func(b Quarantine) bool { b.Line = q.Line; return b == q }) {
			out.Quarantined = append(out.Quarantined, q)
		}
	}
	for _, f := range r.Failures {
		if !slices.ContainsFunc(before.Failures, func(b Failure) bool { b.Line = f.Line; return b == f }) {
			out.Failures = append(out.Failures, f)
		}
	}
	return out
}

// Covered reports whether the worked cases would notice any small change to a
// rule.
func (r Report) Covered() bool { return len(r.Untested) == 0 && len(r.Survivors) == 0 }

// Faults is what does not hold, in words for the office, a line each.
func (r Report) Faults() string { return strings.TrimSpace(r.faults()) }

func (r Report) faults() string {
	var b strings.Builder
	for _, q := range r.Quarantined {
		fmt.Fprintf(&b, "停用 %s/%s:%d %s：%s\n", q.Pack, q.File, q.Line, q.Rule, q.Why)
	}
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "不符 %s/%s:%d %s：%s\n", f.Pack, f.File, f.Line, f.Rule, f.Why)
	}
	return b.String()
}

// String is the report in words for the office.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "规则 %d 条，参数 %d 个与引文一致，算例 %d 个\n", r.Rules, r.Parameters, r.Cases)
	b.WriteString(r.faults())
	for _, id := range r.Untested {
		fmt.Fprintf(&b, "没有算例 %s\n", id)
	}
	fmt.Fprintf(&b, "逐处改动规则 %d 次，算例没有察觉的 %d 次\n", r.Mutants, len(r.Survivors))
	for _, s := range r.Survivors {
		if !slices.Contains(r.Untested, s.Rule) {
			fmt.Fprintf(&b, "未察觉 %s/rules.yaml:%d %s：%s，没有一个算例因此不符，补一个算例\n", s.Pack, s.Line, s.Rule, s.What)
		}
	}
	return b.String()
}

// Check loads rules and runs worked cases: quotes against clauses, parameters
// against quotes, results against cases, and, where all that holds, cases
// against rules changed a little, to see whether they would notice.
func Check(sources, cases []Source, clauses Clauses) Report {
	var rep Report
	book, err := Load(sources, clauses)
	if err != nil {
		rep.Failures = append(rep.Failures, Failure{Why: err.Error()})
		return rep
	}
	rep.Rules, rep.Quarantined = len(book.order), book.Quarantined()
	for _, s := range sources {
		if err := againstSchema(s.Data); err != nil {
			rep.Failures = append(rep.Failures, Failure{Pack: s.Pack, File: s.Name, Why: err.Error()})
		}
	}
	for _, c := range book.order {
		rep.Parameters += len(c.shown)
	}
	tested := map[string][]Case{}
	for _, s := range cases {
		list, err := readCases(s)
		if err != nil {
			rep.Failures = append(rep.Failures, Failure{Pack: s.Pack, File: s.Name, Why: err.Error()})
			continue
		}
		for _, c := range list {
			rep.Cases++
			tested[c.Rule] = append(tested[c.Rule], c)
			if why := book.try(c); why != "" {
				rep.Failures = append(rep.Failures, Failure{Pack: s.Pack, File: s.Name, Line: c.Line, Rule: c.Rule, Why: why})
			}
		}
	}
	for _, c := range book.order {
		if len(tested[c.ID]) == 0 {
			rep.Untested = append(rep.Untested, c.ID)
		}
	}
	if len(rep.Failures) == 0 {
		rep.Mutants, rep.Survivors = book.mutate(tested)
	}
	return rep
}

// try runs a worked case and says what is wrong, "" if nothing is.
func (b *Book) try(c Case) string {
	res, err := b.Evaluate(c.Rule, c.Inputs, Options{})
	if err != nil {
		return err.Error()
	}
	return c.mismatch(res)
}

package gate

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// What the gate checks beside the tracing of numbers: words in quotation
// marks, places, the sum that is granted, and what must be said of documents.

// words gives what a text says that its grounds do not; vouched are the texts
// of its grounds.
func (g Gate) words(text string, a Answer, vouched func() []string) []Breach {
	var list []Breach
	for _, q := range marked(unquoted(text, a.Quotes)) {
		if !vouches(vouched(), q) {
			list = append(list, Breach{q, "quote"})
		}
	}
	list = append(list, worked(text, a)...)
	for _, s := range split(text, a.Quotes) {
		s = unquoted(s, a.Quotes)
		if p, ok := g.stranger(s, a, vouched); ok {
			list = append(list, Breach{strings.TrimSpace(s), p})
		}
		if m, ok := overstated(s, a); ok {
			list = append(list, Breach{strings.TrimSpace(s), m})
		}
		if m, ok := miscited(s, a, vouched); ok {
			list = append(list, Breach{strings.TrimSpace(s), m})
		}
	}
	return list
}

// vouches reports whether words stand in one of the texts.
func vouches(texts []string, words string) bool {
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, words) })
}

// plainWords is a text as words are compared: folded, without spaces.
func plainWords(s string) string { return strings.ReplaceAll(hanzi.Fold(s).Text, " ", "") }

// marked are the outermost stretches in quotation marks, as words are compared.
func marked(text string) []string {
	var list []string
	for _, q := range stretches(text) {
		if q = strings.TrimRight(plainWords(strings.TrimSpace(q)), "。；;.,，"); q != "" {
			list = append(list, q)
		}
	}
	return list
}

// stretches are what stands in quotation marks, as it is written; one that is
// never closed runs to the end of its line.
func stretches(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		depth, start := 0, 0
		for i, r := range line {
			switch {
			case r == '“':
				if depth++; depth == 1 {
					start = i + len("“")
				}
			case r == '”' && depth > 0:
				if depth--; depth == 0 {
					list = append(list, line[start:i])
				}
			}
		}
		if depth > 0 {
			list = append(list, strings.TrimSuffix(strings.TrimSpace(line[start:]), "”"))
		}
	}
	return list
}

// worked gives a line of arithmetic whose figures are not, one after the
// other, those of the steps of a result.
func worked(text string, a Answer) []Breach {
	var sums [][]string
	var add func(calculators.Result)
	add = func(r calculators.Result) {
		var list []string
		for _, s := range r.Steps {
			shown := s.Label + "：" + s.Expression
			if s.Value != "" && !strings.Contains(s.Expression, "→") {
				shown += " = " + s.Value + s.Unit
			}
			list = append(list, valuesOf(shown)...)
		}
		sums = append(sums, list)
		for _, p := range r.Parts {
			add(p)
		}
	}
	for _, r := range a.Results {
		add(r)
	}
	var list []Breach
	for line := range strings.Lines(text) {
		folded := hanzi.Fold(line).Text
		_, behind, ok := strings.Cut(folded, "计算")
		if !ok || strings.TrimSpace(strings.TrimSuffix(folded, "计算"+behind)) != "" {
			if _, behind, ok = strings.Cut(folded, "calculation"); !ok || !strings.HasPrefix(folded, "calculation") {
				continue
			}
		}
		got := valuesOf(behind)
		if !slices.ContainsFunc(sums, func(want []string) bool { return endsWith(got, want) }) {
			list = append(list, Breach{strings.TrimSpace(line), "arithmetic"})
		}
	}
	return list
}

// endsWith reports whether a list ends with another one: a title may stand in
// front of the steps.
func endsWith(list, end []string) bool {
	return len(list) >= len(end) && slices.Equal(list[len(list)-len(end):], end)
}

func valuesOf(text string) []string {
	var list []string
	for _, m := range quantity.Numbers(text) {
		if m.Kind == quantity.Day || m.Kind == quantity.Month {
			list = append(list, dayKey(m).String())
			continue
		}
		list = append(list, m.Value.Abs().String())
	}
	return list
}

// vouched are the texts that words in quotation marks may be from: the
// documents of the answer, their titles, the wording of its rules, what is
// asked back, what the user wrote, and what is said to be taken over from it.
func (g Gate) vouched(a Answer) []string {
	list := []string{plainWords(a.Question), plainWords(strings.Join(a.Carried, "\n"))}
	for _, id := range g.documentsOf(a) {
		for _, row := range g.Index.Rows(id) {
			list = append(list, plainWords(row.Text))
		}
	}
	for _, d := range g.Index.Documents() {
		list = append(list, plainWords(d.Title+"\n"+d.ShortName+"\n"+d.EffectiveText))
	}
	for _, q := range a.Questions {
		list = append(list, plainWords(q)) // what may be clicked, or meant
	}
	add := func(texts ...calculators.Text) {
		for _, t := range texts {
			list = append(list, plainWords(t.Zh), plainWords(t.En))
		}
	}
	for _, r := range g.Rules.Rules() {
		add(r.Title)
		list = append(list, plainWords(strings.Join(append(r.Words, r.Subjects...), "\n")))
	}
	var result func(calculators.Result)
	result = func(r calculators.Result) {
		if rule, ok := g.Rules.Rule(r.Rule); ok {
			add(rule.Warn...)
			add(rule.Open...)
			for _, in := range rule.Inputs {
				add(in.Label, in.Ask)
				for _, o := range in.Options {
					add(o.Label)
					list = append(list, plainWords(o.Value))
				}
			}
			for _, c := range rule.Conditions {
				add(c.Label, c.Ask)
			}
			for _, x := range rule.Readings {
				add(x.Label)
			}
		}
		for _, v := range r.Inputs {
			list = append(list, plainWords(v))
		}
		for _, p := range r.Problems {
			list = append(list, plainWords(p.Text))
		}
		for _, n := range r.Notes {
			list = append(list, plainWords(n.Text))
		}
		for _, p := range r.Parts {
			result(p)
		}
	}
	for _, r := range a.Results {
		result(r)
	}
	return list
}

// nationwide is the jurisdiction of what holds everywhere.
const nationwide = "全国"

// stranger is a place that a sentence of a grounded answer speaks of although
// neither its documents nor the question are about it.
func (g Gate) stranger(s string, a Answer, vouched func() []string) (string, bool) {
	documents := g.documentsOf(a)
	if len(documents) == 0 || !a.Grounded {
		return "", false
	}
	var home []place.Place
	for _, id := range documents {
		d, _ := g.Index.Document(id)
		if d.Jurisdiction == "" || d.Jurisdiction == nationwide {
			continue
		}
		if p, ok := place.Lookup(d.Jurisdiction); ok {
			home = append(home, p)
		}
	}
	for _, m := range place.Find(a.Question) {
		home = append(home, m.Place)
	}
	if len(home) == 0 {
		return "", false
	}
	for _, m := range place.Find(s) {
		near := func(p place.Place) bool { return place.Within(m.Place, p) || place.Within(p, m.Place) }
		if !m.Generic && !m.Typo && !slices.ContainsFunc(home, near) && !vouches(vouched(), plainWords(m.Text)) {
			return m.Text, true
		}
	}
	return "", false
}

// miscited is the number of a clause that neither a quote has nor a document
// of the answer speaks of.
func miscited(s string, a Answer, vouched func() []string) (string, bool) {
	for _, m := range quantity.Numbers(hanzi.Fold(s).Text) {
		if m.Unit != "条" {
			continue
		}
		if !slices.ContainsFunc(a.Quotes, func(q calculators.Quote) bool {
			return slices.ContainsFunc(quantity.Numbers(q.Number+"\n第"+q.Number+"条\n"+q.Clause), func(n quantity.Mention) bool { return n.Value.Equal(m.Value) })
		}) && !vouches(vouched(), plainWords(m.Text)) {
			return m.Text, true
		}
	}
	return "", false
}

// overstated is a sum that a sentence says is granted and that no result
// comes to.
func overstated(s string, a Answer) (string, bool) {
	if len(a.Results) == 0 {
		return "", false
	}
	var sums []decimal.Decimal
	var add func(calculators.Result)
	add = func(r calculators.Result) {
		amounts := []*calculators.Yuan{r.Amount}
		for _, o := range r.Readings {
			amounts = append(amounts, o.Amount)
		}
		if r.Next != nil {
			amounts = append(amounts, &r.Next.Amount)
		}
		for _, y := range amounts {
			if y == nil {
				continue
			}
			if v, err := decimal.NewFromString(y.Yuan); err == nil {
				sums = append(sums, v)
			}
		}
		for _, p := range r.Parts {
			add(p)
		}
	}
	for _, r := range a.Results {
		add(r)
	}
	folded := hanzi.Fold(s).Text
	runes := []rune(folded)
	for _, m := range quantity.Numbers(folded) {
		if m.Kind != quantity.Money || m.Currency != "CNY" {
			continue
		}
		before := string(runes[:m.Start])
		if grantedIs(before) && !slices.ContainsFunc(sums, m.Value.Equal) || strings.HasSuffix(before, "再多") && !more(m.Value, a.Results) {
			return m.Text, true
		}
	}
	return "", false
}

// more reports whether a sum is what is lacking to the next larger amount.
func more(v decimal.Decimal, results []calculators.Result) bool {
	return slices.ContainsFunc(results, func(r calculators.Result) bool {
		return r.Next != nil && r.Next.More.Equal(v) || more(v, r.Parts)
	})
}

// grantedIs reports whether what stands before a sum says that it is granted.
func grantedIs(before string) bool {
	for _, w := range []string{
		"可补助", "可补贴", "可奖励", "可支持", "可扶持", "可获", "补助为", "补贴为", "奖励为", "再给", "comes to ", "is at most ", "grant is ", "add up to ", "add up to at most ",
	} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// unsaid is what a grounded text leaves out although it must be said: that a
// document is a draft, that it has expired, that a cap cut the sum.
func (g Gate) unsaid(text string, a Answer) []Breach {
	if strings.TrimSpace(text) == "" || !a.Grounded {
		return nil
	}
	text = strings.ToLower(plainWords(text))
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	var list []Breach
	for _, id := range g.documentsOf(a) {
		d, _ := g.Index.Document(id)
		if d.Draft && !says("征求意见稿", "draft") {
			list = append(list, Breach{d.Title, "draft"})
		}
		if !d.Expires.IsZero() && g.AsOf.After(d.Expires) && !says("过期", "expired", "不再有效", "nolongerinforce") {
			list = append(list, Breach{d.Title, "expired"})
		}
	}
	for _, r := range a.Results {
		if r.CapBound && !says("封顶", "上限", "cap", "ceiling") {
			list = append(list, Breach{r.Title, "cap"})
		}
	}
	return list
}

package calculators

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// total adds up targets of a table of the same unit: what ten industrial
// belts come to. Each is a lower bound (超), so is the sum, and it is derived
// by us: the document does not state it.
type total struct {
	Items []totalItem `yaml:"items" json:"items"`
	Unit  string      `yaml:"unit" json:"unit"`
}

// totalItem is a figure that counts so many times: 两个产业带各超100亿元.
type totalItem struct {
	Label Text   `yaml:"label" json:"label"`
	Value Number `yaml:"value" json:"value"`
	// Names are the things it is said of, verbatim; each counts once.
	Names []string `yaml:"names" json:"names"`
	Quote string   `yaml:"quote" json:"quote"`
}

func (t *total) modes() []string { return nil }

func (t *total) uses() []use { return nil }

func (t *total) gates() []Requirement { return nil }

func (t *total) sound(Rule) error {
	for _, x := range t.Items {
		if err := listed(x.Names, x.Quote); err != nil || len(x.Names) == 0 {
			return fmt.Errorf("total 的“%s”：names 要逐一写在引文里", x.Label.Zh)
		}
	}
	return nil
}

func (t *total) parameters(Rule) []parameter {
	var out []parameter
	for i := range t.Items {
		p := parameter{name: fmt.Sprintf("formula.items.%d", i+1), label: t.Items[i].Label, number: &t.Items[i].Value}
		p.measure, p.currency, p.shift = measureOf(t.Unit)
		out = append(out, p)
	}
	return out
}

func (t *total) citations() []topicQuote {
	out := make([]topicQuote, len(t.Items))
	for i, x := range t.Items {
		out[i] = topicQuote{id: x.Label.Zh, quote: x.Quote}
	}
	return out
}

func (t *total) compute(r *run) computed {
	sum, terms := decimal.Zero, []string(nil)
	for i, x := range t.Items {
		n := decimal.NewFromInt(int64(len(x.Names)))
		amount := x.Value.Value.Mul(n)
		r.counted(x.Label, r.expr("%s × %s", x.Value.Value, n), amount, Text{Zh: t.Unit}, r.rule.topics[i].ref)
		sum, terms = sum.Add(amount), append(terms, r.write(amount))
	}
	r.counted(Text{Zh: "合计（我们的推算，文件没有写）", En: "total, derived by us"}, strings.Join(terms, " + "), sum, Text{Zh: t.Unit}, "")
	return computed{outcome: ValueOutcome, value: &Value{Number: sum.String(), Unit: t.Unit, Operator: ">", Derived: true}}
}

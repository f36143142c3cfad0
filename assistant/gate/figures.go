package gate

import (
	"maps"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// class keeps numbers of different nature from vouching for one another: 20%
// does not trace 20, nor a date an amount.
type class int

const (
	anyClass class = iota // a plain figure of a calculation: any unit but %
	plain
	money
	rate
	day
)

func classOf(m quantity.Mention) class {
	switch m.Kind {
	case quantity.Money:
		return money
	case quantity.Rate:
		return rate
	case quantity.Day, quantity.Month, quantity.Year:
		return day
	}
	return plain
}

func classOfFigure(k retrieval.FigureKind) class {
	switch k {
	case retrieval.AmountFigure:
		return money
	case retrieval.RateFigure:
		return rate
	case retrieval.DateFigure, retrieval.MonthFigure, retrieval.YearFigure:
		return day
	}
	return plain
}

// Figures are the numbers an answer may speak of, each with what it may be
// there: 20% is not 20, nor a date an amount.
type Figures map[string]map[class]bool

func (f Figures) add(v decimal.Decimal, c class) {
	k := v.String()
	if f[k] == nil {
		f[k] = make(map[class]bool)
	}
	f[k][c] = true
}

// text adds every number that stands in s.
func (f Figures) text(s string) {
	for _, m := range quantity.Numbers(s) {
		f.mention(m)
	}
}

func (f Figures) mention(m quantity.Mention) {
	f.add(m.Value, classOf(m))
	if m.Kind == quantity.Day || m.Kind == quantity.Month {
		f.add(decimal.NewFromInt(int64(m.Date.Year)), day)
		f.add(dayKey(m), day)
	}
}

// dayKey is a number that stands for one calendar day or month.
func dayKey(m quantity.Mention) decimal.Decimal {
	d := m.Date
	n := int64(d.Year)*10000 + int64(d.Month)*100
	if m.Kind == quantity.Day {
		n += int64(d.Day)
	}
	return decimal.NewFromInt(n)
}

func (f Figures) date(d quantity.Date) {
	if d.IsZero() {
		return
	}
	f.add(decimal.NewFromInt(int64(d.Year)), day)
	f.add(dayKey(quantity.Mention{Kind: quantity.Day, Date: d}), day)
	f.add(dayKey(quantity.Mention{Kind: quantity.Month, Date: d}), day)
}

// figure adds a plain decimal of a result, which has lost its unit.
func (f Figures) figure(s string) {
	if v, err := decimal.NewFromString(strings.TrimSpace(s)); err == nil {
		f.add(v, anyClass)
	}
}

// traces reports whether a number is accounted for.
func (f Figures) traces(m quantity.Mention) bool {
	if m.Kind == quantity.Day || m.Kind == quantity.Month {
		return f[dayKey(m).String()][day]
	}
	have := f[m.Value.String()]
	c := classOf(m)
	switch {
	case len(have) == 0:
		return false
	case have[c]:
		return true
	case c == rate:
		return false
	case c == day:
		return have[anyClass] || have[plain]
	}
	return have[anyClass] || c == plain && (have[money] || have[day]) || c == money && have[plain]
}

// Untraced is the first number in a text that nothing accounts for.
func (f Figures) Untraced(text string) (string, bool) {
	for _, m := range quantity.Numbers(text) {
		if !f.traces(m) {
			return m.Text, true
		}
	}
	return "", false
}

// asking also lets the user's own number stand, in a question back only:
// "您说的85是85元还是85万元？"
func (f Figures) asking(a Answer) Figures {
	g := f.denying(a)
	for _, m := range quantity.Numbers(a.Question) {
		g.add(m.Value.Shift(4), anyClass)
	}
	return g
}

// denying lets the user's own number stand as it was said, where a sentence
// denies it or says that it does not count.
func (f Figures) denying(a Answer) Figures {
	g := make(Figures, len(f))
	for k, classes := range f {
		g[k] = maps.Clone(classes) // what is let stand here is let stand nowhere else
	}
	for _, m := range quantity.Numbers(a.Question) {
		for _, v := range []decimal.Decimal{m.Value, m.Value.Abs()} { // -100万 is told as it was said
			g.add(v, anyClass)
			g.add(v, classOf(m))
		}
	}
	return g
}

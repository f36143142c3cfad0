package calculators

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// span is where a quote stands in a source, in code points, end exclusive.
type span struct {
	clause     ClauseText
	start, end int
}

func (s span) contains(o span) bool {
	return s.clause.Document == o.clause.Document && s.start <= o.start && o.end <= s.end
}

// text is the span's own text, cut from the clause.
func (s span) text() string {
	r := []rune(s.clause.Text)
	return string(r[s.start-s.clause.Start : s.end-s.clause.Start])
}

// locator finds quotes in the clauses of one document and keeps the figures
// of clauses it has read.
type locator struct {
	clauses  Clauses
	document string
	numbers  map[string][]quantity.Mention // by clause key
}

// clause is the clause with a key, or words for the office.
func (l *locator) clause(key string) (ClauseText, error) {
	c, ok := l.clauses.Clause(l.document, key)
	if !ok {
		if key == "" {
			return c, fmt.Errorf("库中没有文件“%s”，先载入该文件", l.document)
		}
		return c, fmt.Errorf("文件“%s”里没有条款“%s”，核对条款键", l.document, key)
	}
	return c, nil
}

// quote finds the first place where a quote stands verbatim in a clause.
func (l *locator) quote(key, quote string) (span, error) {
	for s, err := range l.places(key, quote) {
		return s, err
	}
	return span{}, fmt.Errorf("条款“%s”里找不到引文“%s”，核对原文与规则", key, quote)
}

// places yields every place where a quote stands, or one error.
func (l *locator) places(key, quote string) func(yield func(span, error) bool) {
	return func(yield func(span, error) bool) {
		c, err := l.clause(key)
		if err != nil {
			yield(span{}, err)
			return
		}
		if quote == "" {
			yield(span{}, fmt.Errorf("缺少引文（条款“%s”）", key))
			return
		}
		length := utf8.RuneCountInString(quote)
		for from := 0; ; {
			i := strings.Index(c.Text[from:], quote)
			if i < 0 {
				return
			}
			start := c.Start + utf8.RuneCountInString(c.Text[:from+i])
			if !yield(span{c, start, start + length}, nil) {
				return
			}
			_, size := utf8.DecodeRuneInString(c.Text[from+i:])
			from += i + size
		}
	}
}

// stated finds the place where a parameter's quote states its figure. The
// figures are those of the whole clause, so that 50万元 is not found inside
// 150万元; the quote must hold exactly one of them.
func (l *locator) stated(p parameter, own string) (span, error) {
	key, quote, want := p.where()
	if key == "" {
		key = own
	}
	var seen []string
	found := false
	if quote == "" {
		return span{}, fmt.Errorf("%s：参数没有引文，写上条款里写明 %s 的那几个字", p.name, want)
	}
	for s, err := range l.places(key, quote) {
		if err != nil {
			return span{}, err
		}
		found = true
		inside := l.figures(s)
		if len(inside) == 1 {
			if err := p.equals(inside[0]); err != nil {
				seen = append(seen, inside[0].Text)
				continue
			}
			return s, l.worded(p, s)
		}
		for _, m := range inside {
			seen = append(seen, m.Text)
		}
	}
	switch {
	case !found:
		return span{}, fmt.Errorf("%s：条款“%s”里找不到引文“%s”，核对原文与规则", p.name, key, quote)
	case len(seen) == 0:
		return span{}, fmt.Errorf("%s：引文“%s”里读不出数字，引文要包含写明 %s 的那几个字", p.name, quote, want)
	}
	return span{}, fmt.Errorf("%s：参数是 %s，引文“%s”写的是 %s，核对后改正其一（引文里只应有这一个数）", p.name, want, quote, strings.Join(seen, "、"))
}

// figures are the numbers of the clause that lie wholly in a span.
func (l *locator) figures(s span) []quantity.Mention {
	all, ok := l.numbers[s.clause.Key]
	if !ok {
		all = quantity.Numbers(s.clause.Text)
		l.numbers[s.clause.Key] = all
	}
	var out []quantity.Mention
	for _, m := range all {
		if s.start <= m.Start+s.clause.Start && m.End+s.clause.Start <= s.end {
			out = append(out, m)
		}
	}
	return out
}

// where says in which clause the parameter's quote stands and what it states.
func (p parameter) where() (key, quote, want string) {
	if p.day != nil {
		return p.day.Clause, p.day.Quote, p.day.Value.String()
	}
	return p.number.Clause, p.number.Quote, p.number.Value.String()
}

// equals compares the parameter with a figure read from its quote: value and
// kind, since 5% is not 5元.
func (p parameter) equals(m quantity.Mention) error {
	mismatch := fmt.Errorf("%s：%s", p.name, m.Text)
	if p.day != nil {
		if m.Kind != quantity.Day || m.Date != p.day.Value {
			return mismatch
		}
		return nil
	}
	if !m.Value.Equal(p.number.Value.Shift(p.shift)) {
		return mismatch
	}
	ok := true
	switch p.measure {
	case yuan:
		ok = m.Kind == quantity.Money && m.Currency == orCNY(p.currency)
	case percent:
		ok = m.Kind == quantity.Rate
	case count:
		ok = m.Kind != quantity.Money && m.Kind != quantity.Rate && m.Kind != quantity.Day
	}
	if !ok {
		return mismatch
	}
	return nil
}

// worded checks that the text words the comparison the rule makes: in the
// quote, or in the wording that holds it.
func (l *locator) worded(p parameter, s span) error {
	if p.op == "" {
		return nil
	}
	phrase := s.text()
	if wording := p.number.Wording; wording != "" {
		phrase = ""
		for around, err := range l.places(s.clause.Key, wording) {
			if err == nil && around.contains(s) {
				phrase = wording
			}
		}
		if phrase == "" {
			return fmt.Errorf("%s：引文“%s”不在“%s”里，核对 wording", p.name, s.text(), wording)
		}
	}
	ops := opsIn(phrase)
	if len(ops) == 0 {
		return fmt.Errorf("%s：引文“%s”没有写明是超过、达到还是以内，引文要包含这几个字", p.name, phrase)
	}
	if !slices.Contains(ops, p.op) {
		return fmt.Errorf("%s：规则按 %s 比较，引文“%s”写的不是这个意思，核对边界是否含本数", p.name, p.op, phrase)
	}
	return nil
}

// listed checks that values stand in a quote, width and script folded.
func listed(values []string, quote string) error {
	text := hanzi.Fold(quote).Text
	for _, v := range values {
		if !strings.Contains(text, hanzi.Fold(v).Text) {
			return fmt.Errorf("引文“%s”里没有“%s”", quote, v)
		}
	}
	return nil
}

func orCNY(currency string) string {
	if currency == "" {
		return "CNY"
	}
	return currency
}

package calculators

import (
	"errors"
	"strings"
	"unicode"

	"clausewise/calculators/quantity"
)

// parse reads a quantity of the input's kind from what a user wrote. Ranges
// and foreign money come back as mentions, to be judged by the caller.
func (in *Input) parse(s string, o Options) (quantity.Mention, error) {
	if len(s) > 200 {
		return quantity.Mention{}, refuse(in.Label.Zh+"太长，请只写数字和单位", in.Label.In(English)+" is too long; give the figure and its unit")
	}
	kind, unit := in.kind()
	if kind == quantity.Money && spoken(s) {
		// 一百二 may be 120元 or 120万元; digits alone are 元.
		_, err := quantity.Parse(kind, "", s, quantity.Options{Today: o.AsOf})
		if errors.Is(err, quantity.ErrNoUnit) {
			return quantity.Mention{}, askAgain(in.Label.Zh+"“"+s+"”"+err.Error(), in.Label.In(English)+": "+s+" has no unit; is it 元 or 万元?")
		}
	}
	m, err := quantity.Parse(kind, unit, s, quantity.Options{Today: o.AsOf})
	switch {
	case err == nil, errors.Is(err, quantity.ErrVague), errors.Is(err, quantity.ErrCurrency):
		return m, nil
	}
	return m, refuse(in.Label.Zh+"“"+s+"”："+err.Error(), in.Label.In(English)+" cannot be read from "+s)
}

// kind is how quantity reads values of the input.
func (in *Input) kind() (quantity.Kind, string) {
	switch in.Type {
	case MoneyInput:
		return quantity.Money, "元"
	case RateInput:
		return quantity.Rate, "%"
	case AreaInput:
		return quantity.Area, "平方米"
	case YearInput:
		return quantity.Year, "年"
	case DateInput:
		return quantity.Day, ""
	}
	switch in.Unit {
	case "名", "档":
		return quantity.Rank, in.Unit
	case "年", "月", "日":
		return quantity.Duration, in.Unit
	}
	return quantity.Count, in.Unit
}

// spoken reports whether a number is written in characters, as it is said.
func spoken(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

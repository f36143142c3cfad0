package assistant

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// writeSteps writes the arithmetic as one would on paper.
func (t *turn) writeSteps(w *writer, results []calculators.Result) {
	for i, r := range results {
		if len(r.Steps) == 0 {
			continue
		}
		w.detail()
		w.line()
		if len(results) > 1 && i > 0 {
			w.say(phrase{"计算（%s） ", "Calculation (%s): "}, r.Title)
		} else {
			w.say(phrase{"计算 ", "Calculation: "})
		}
		for j, s := range r.Steps {
			if j > 0 {
				w.b.WriteString(w.in(phrase{"；", "; "}))
			}
			w.b.WriteString(s.Label)
			w.b.WriteString(w.in(phrase{"：", ": "}))
			w.b.WriteString(paper(s.Expression, w.language))
			if s.Value != "" && !strings.Contains(s.Expression, "→") {
				w.b.WriteString(" = " + w.stepValue(s))
			}
		}
		w.b.WriteString(w.in(phrase{"。", "."}))
	}
}

// stepValue is the value of a step with its unit.
func (w *writer) stepValue(s calculators.Step) string {
	if v, err := decimal.NewFromString(s.Value); err == nil && w.language == English && (s.Unit == "RMB" || s.Unit == "元") {
		return w.money(v)
	}
	unit := s.Unit
	if w.language == English && unit != "" {
		unit = " " + w.unit(unit)
	}
	return paper(s.Value, w.language) + unit
}

// paper writes the plain figures of an expression the way people do on paper,
// in 万 where that is shorter and loses nothing.
func paper(expression, language string) string {
	if language == English {
		return longDigits.ReplaceAllStringFunc(isoDays.ReplaceAllStringFunc(expression, func(day string) string {
			if d, err := quantity.ParseDate(day); err == nil {
				return d.English()
			}
			return day
		}), quantity.GroupThousands)
	}
	var b strings.Builder
	for i := 0; i < len(expression); {
		j := i
		for j < len(expression) && (expression[j] >= '0' && expression[j] <= '9' || expression[j] == '.') {
			j++
		}
		if j == i {
			b.WriteByte(expression[i])
			i++
			continue
		}
		b.WriteString(short(expression[i:j], strings.HasPrefix(expression[j:], "%")))
		i = j
	}
	if language == Traditional {
		return hanzi.ToTraditional(b.String())
	}
	return b.String()
}

var (
	isoDays    = regexp.MustCompile(`\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b`)
	longDigits = regexp.MustCompile(`[0-9]{5,}`)
)

func short(digits string, percent bool) string {
	v, err := decimal.NewFromString(digits)
	if err != nil || percent || v.LessThan(decimal.NewFromInt(10000)) {
		return digits
	}
	for _, unit := range []struct {
		zeros int32
		name  string
	}{{8, "亿"}, {4, "万"}} {
		in := v.Shift(-unit.zeros)
		if text := in.String(); v.GreaterThanOrEqual(decimal.New(1, unit.zeros)) && in.Equal(in.Round(4)) && len(text) < len(digits) {
			return text + unit.name
		}
	}
	return digits
}

func (t *turn) writeReadings(w *writer, r calculators.Result) {
	for _, o := range r.Readings {
		if o.Outcome == r.Outcome && (o.Amount == nil || r.Amount == nil || *o.Amount == *r.Amount) {
			continue // read either way it comes to the same
		}
		w.detail()
		w.line()
		switch {
		case o.Amount != nil && o.Outcome == calculators.NotEligible:
			w.say(phrase{"若%s，则不能享受；条文没有写明，以申报细则为准。", "Read as “%s” there is no entitlement; the text leaves it open."}, o.Label)
		case o.Amount != nil:
			w.say(phrase{"若%s则为%s，条文没有写明，以申报细则为准。", "Read as “%s” it would be %s; the text leaves it open."}, o.Label, w.yuan(o.Amount))
		case o.Outcome == calculators.Eligible:
			w.say(phrase{"若%s则符合，条文没有写明，以主管部门解释为准。", "Read as “%s” the requirement is met; the text leaves it open."}, o.Label)
		case o.Outcome == calculators.NotEligible:
			w.say(phrase{"若%s则不符合，条文没有写明，以主管部门解释为准。", "Read as “%s” the requirement is not met; the text leaves it open."}, o.Label)
		}
	}
}

func (w *writer) yuan(y *calculators.Yuan) string {
	v, err := decimal.NewFromString(y.Yuan)
	if err != nil {
		return y.Yuan
	}
	return w.money(v)
}

// unit is a measure word in the writer's language, as published where there is
// no English for it.
func (w *writer) unit(unit string) string {
	if en, ok := englishUnits[unit]; ok && w.language == English {
		return en
	}
	return unit
}

var englishUnits = map[string]string{
	"元": "RMB", "万元": "RMB 10,000", "亿元": "hundred million yuan", "平方米": "m²", "年": "years", "月": "months", "日": "days", "倍": "times",
}

// value writes what a rule without a grant comes to: a target, a sum of them.
func (w *writer) value(v *calculators.Value) string {
	if n, err := decimal.NewFromString(v.Number); err == nil && (v.Unit == "元" || v.Unit == "RMB") {
		return w.money(n)
	}
	return w.in(phrase{"%s%s", "%s %s"}, v.Number, w.unit(v.Unit))
}

// money writes an amount in 元 in the user's language.
func (w *writer) money(v decimal.Decimal) string {
	if w.language == English {
		return quantity.FormatEnglish(v)
	}
	return w.in(phrase{"%s", "%s"}, quantity.FormatWan(v))
}

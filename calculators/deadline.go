package calculators

import (
	"fmt"
	"time"

	"clausewise/calculators/quantity"
)

// deadline is the last day of a span from a given day (自公布之日起两年), or the
// end of a month of a given year (每年12月底前). The first day is not counted;
// the span ends on the day with the same number, or the month's last day
// (民法典第201条, 202条). Workday moves a last day on a weekend to the next
// working day (第203条).
type deadline struct {
	From string `yaml:"from,omitempty" json:"from,omitempty"` // a date
	// Or is another date input under which the same first day may be told.
	Or   string  `yaml:"or,omitempty" json:"or,omitempty"`
	Span *Number `yaml:"span,omitempty" json:"span,omitempty"`
	Unit string  `yaml:"unit,omitempty" json:"unit,omitempty"` // 年, 月, 日
	// Year and EndOf: the end of that month of the year given.
	Year    string  `yaml:"year,omitempty" json:"year,omitempty"`
	EndOf   *Number `yaml:"end_of,omitempty" json:"end_of,omitempty"`
	Workday bool    `yaml:"workday,omitempty" json:"workday,omitempty"`
	// On is a day to test against the deadline.
	On string `yaml:"on,omitempty" json:"on,omitempty"`
}

func (d *deadline) modes() []string { return nil }

func (d *deadline) uses() []use {
	var out []use
	if d.From != "" {
		out = append(out, use{input: d.From, types: []InputType{DateInput}, optional: d.Or != ""}) // last asks, where neither is told
	}
	if d.Or != "" {
		out = append(out, use{input: d.Or, types: []InputType{DateInput}, optional: true})
	}
	if d.Year != "" {
		out = append(out, use{input: d.Year, types: []InputType{YearInput}})
	}
	if d.On != "" {
		out = append(out, use{input: d.On, types: []InputType{DateInput}, optional: true})
	}
	return out
}

func (d *deadline) gates() []Requirement { return nil }

func (d *deadline) sound(Rule) error {
	switch {
	case d.From != "" && (d.Span == nil || !spanUnit(d.Unit)):
		return fmt.Errorf("deadline 写了 from 就要写 span 和 unit（年、月、日）")
	case d.Or != "" && d.From == "":
		return fmt.Errorf("deadline 写了 or 就要写 from")
	case d.From == "" && (d.Year == "" || d.EndOf == nil):
		return fmt.Errorf("deadline 要写 from、span、unit，或 year、end_of")
	}
	return nil
}

func (d *deadline) parameters(Rule) []parameter {
	if d.Span != nil {
		return []parameter{{name: "formula.span", label: Text{Zh: "期限长度", En: "length of the period"}, number: d.Span, measure: count}}
	}
	return []parameter{{name: "formula.end_of", label: Text{Zh: "截至", En: "end of"}, number: d.EndOf, measure: count}}
}

func (d *deadline) compute(r *run) computed {
	on, given := r.values[d.On]
	if given && on.elapsed != nil {
		return d.passed(r, on)
	}
	last, ok := d.last(r)
	if !ok {
		return computed{}
	}
	if !given {
		return computed{outcome: DateOutcome, date: last}
	}
	if on.date.After(last) {
		r.ended = &verdict{
			truth: no, id: d.On, quote: r.rule.quotes[0].ID,
			label: r.word(Text{Zh: "不晚于" + last.String(), En: "not later than " + last.English()}), why: r.word(Text{Zh: on.date.String(), En: on.date.English()}),
		}
		return computed{outcome: NotEligible, date: last}
	}
	return computed{outcome: Eligible, date: last}
}

// passed weighs a day that is told by what has passed since the first.
func (d *deadline) passed(r *run, on value) computed {
	if d.Span == nil {
		r.missing = addOnce(r.missing, d.On)
		return computed{}
	}
	limit := elapsed{n: d.Span.Value, unit: d.Unit}
	switch on.elapsed.inside(limit.n, limit.unit) {
	case yes:
		return computed{outcome: Eligible}
	case no:
		r.ended = &verdict{
			truth: no, id: d.On, quote: r.rule.quotes[0].ID,
			label: r.word(Text{Zh: "不超过" + limit.text(Simplified), En: "not more than " + limit.text(English)}),
			why:   on.elapsed.text(r.language),
		}
		return computed{outcome: NotEligible}
	}
	r.missing = addOnce(r.missing, d.From)
	return computed{}
}

// last is the last day of the span.
func (d *deadline) last(r *run) (quantity.Date, bool) {
	if d.From == "" {
		year, ok := r.number(d.Year)
		if !ok {
			return quantity.Date{}, false
		}
		month := time.Month(d.EndOf.Value.IntPart())
		end := quantity.DateOf(time.Date(int(year.IntPart()), month+1, 0, 0, 0, 0, 0, time.UTC))
		r.dated(Text{Zh: "当月最后一日", En: "last day of the month"}, fmt.Sprintf("%s-%02d", year, month), end, r.cite(d.EndOf))
		return end, true
	}
	from, ok := r.values[d.From]
	if other, told := r.values[d.Or]; told {
		if ok && other.date != from.date {
			r.refused = append(r.refused, Problem{Input: d.Or, Text: r.word(Text{
				Zh: fmt.Sprintf("起算日给了两个：%s和%s，请只留一个", from.date, other.date),
				En: fmt.Sprintf("two first days are given: %s and %s", from.date, other.date),
			})})
			return quantity.Date{}, false
		}
		from, ok = other, true
	}
	if !ok {
		r.missing = addOnce(r.missing, d.From)
		return quantity.Date{}, false
	}
	last := spanEnd(from.date, d.Span.Value, d.Unit)
	unit := map[string]string{"年": "years", "月": "months", "日": "days"}[d.Unit]
	r.dated(Text{Zh: "最后一日", En: "last day"},
		fmt.Sprintf("%s + %s%s", from.date, d.Span.Value, r.word(Text{Zh: counter(d.Unit), En: " " + unit})), last, r.cite(d.Span))
	if moved := last.NextWorkday(r.options.Holidays); d.Workday && moved != last {
		days := int(moved.Time().Sub(last.Time()) / (24 * time.Hour))
		r.dated(Text{Zh: "遇休息日顺延", En: "moved past the days off"},
			fmt.Sprintf("%s + %d%s", last, days, r.word(Text{Zh: "天", En: " days"})), moved, "")
		last = moved
	}
	return last, true
}

// dated adds a line whose value is a day.
func (r *run) dated(label Text, expression string, d quantity.Date, quote string) {
	r.steps = append(r.steps, Step{Label: label.In(r.language), Expression: expression, Value: d.String(), Quote: quote})
}

package calculators

import (
	"fmt"

	"clausewise/calculators/quantity"
)

// validity is a period with its first and last day, both included (至, 届满;
// 民法典第1259条): 项目期间为2024年1月1日至2025年12月31日. It decides whether a
// day falls in it, and binds the rules whose document names it as period.
type validity struct {
	Date string `yaml:"date" json:"date"` // the input
	From Day    `yaml:"from" json:"from"`
	To   Day    `yaml:"to" json:"to"`
	// Expires is the last day the document itself is in force, where it says so.
	Expires *Day `yaml:"expires,omitempty" json:"expires,omitempty"`
}

func (v *validity) modes() []string { return nil }

func (v *validity) uses() []use { return []use{{input: v.Date, types: []InputType{DateInput}}} }

func (v *validity) gates() []Requirement { return nil }

func (v *validity) sound(Rule) error {
	if v.From.Value.IsZero() || v.To.Value.Before(v.From.Value) {
		return fmt.Errorf("validity 的 from 应当不晚于 to")
	}
	return nil
}

func (v *validity) parameters(Rule) []parameter {
	out := []parameter{
		{name: "formula.from", label: Text{Zh: "期间起", En: "first day"}, day: &v.From, measure: day},
		{name: "formula.to", label: Text{Zh: "期间止", En: "last day"}, day: &v.To, measure: day},
	}
	if v.Expires != nil {
		out = append(out, parameter{name: "formula.expires", label: Text{Zh: "有效期至", En: "valid until"}, day: v.Expires, measure: day})
	}
	return out
}

// covers reports whether the period holds any day of a year.
func (v *validity) covers(year int) bool {
	return v.From.Value.Year <= year && year <= v.To.Value.Year
}

// years is how many calendar years the period touches.
func (v *validity) years() int { return v.To.Value.Year - v.From.Value.Year + 1 }

func (v *validity) holds(d quantity.Date) bool {
	return !d.Before(v.From.Value) && !d.After(v.To.Value)
}

func (v *validity) compute(r *run) computed {
	got, ok := r.values[v.Date]
	if !ok {
		r.missing = addOnce(r.missing, v.Date)
		return computed{}
	}
	label := Text{
		Zh: fmt.Sprintf("在%s至%s之内", v.From.Value, v.To.Value),
		En: fmt.Sprintf("within %s to %s", v.From.Value, v.To.Value),
	}
	r.dated(label, fmt.Sprintf("%s ≤ %s ≤ %s", v.From.Value, got.date, v.To.Value), got.date, r.rule.days[&v.To])
	if v.Expires != nil && got.date.After(v.Expires.Value) {
		r.notes = append(r.notes, Note{Kind: "period", Text: r.word(Text{
			Zh: fmt.Sprintf("文件有效期至%s，%s已过有效期", v.Expires.Value, got.date),
			En: fmt.Sprintf("the document was in force until %s; %s is later", v.Expires.Value, got.date),
		})})
	}
	if !v.holds(got.date) {
		r.ended = &verdict{truth: no, id: v.Date, label: label.In(r.language), quote: r.rule.days[&v.To], why: r.word(Text{
			Zh: fmt.Sprintf("%s 不在其内", got.date), En: fmt.Sprintf("%s is outside", got.date),
		})}
		return computed{outcome: NotEligible}
	}
	return computed{outcome: Eligible}
}

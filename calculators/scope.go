package calculators

import (
	"fmt"

	"clausewise/retrieval/place"
)

// scope decides whether a document applies in a place: 适用于苏州大市范围. A
// city's document applies in its districts, county-level cities and zones.
type scope struct {
	Place string `yaml:"place" json:"place"` // the input
	Area  string `yaml:"area" json:"area"`   // 苏州市
}

func (s *scope) modes() []string { return nil }

func (s *scope) uses() []use {
	return []use{{input: s.Place, types: []InputType{TextInput}}}
}

func (s *scope) gates() []Requirement { return nil }

func (s *scope) parameters(Rule) []parameter { return nil }

func (s *scope) sound(Rule) error {
	if _, ok := place.Lookup(s.Area); !ok {
		return fmt.Errorf("scope 的 area“%s”不是已知的地名", s.Area)
	}
	return nil
}

func (s *scope) compute(r *run) computed {
	got, ok := r.values[s.Place]
	if !ok {
		r.missing = addOnce(r.missing, s.Place)
		return computed{}
	}
	named, known := placeNamed(got.text)
	if !known {
		r.missing = addOnce(r.missing, s.Place)
		r.again = append(r.again, Problem{Input: s.Place, Text: r.word(Text{
			Zh: "不清楚“" + got.text + "”是哪里，请写明市、区或县", En: "please name the city and district: " + got.text,
		})})
		return computed{}
	}
	label := r.word(Text{Zh: "在" + s.Area + "范围内", En: "within " + s.Area})
	v := verdict{truth: truthOf(place.Applies(s.Area, named)), id: s.Place, label: label, quote: r.rule.quotes[0].ID}
	if v.truth == no {
		v.why = got.text
		r.ended = &v
		return computed{outcome: NotEligible}
	}
	r.met = append(r.met, v.state())
	return computed{outcome: Eligible}
}

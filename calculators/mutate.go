package calculators

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/shopspring/decimal"
)

// Survivor is a small change to a rule that none of its worked cases notices:
// a figure one grain off, 超过 for 达到, a bound, a list with an entry less.
type Survivor struct {
	Pack string `json:"pack"`
	Rule string `json:"rule"`
	Line int    `json:"line,omitempty"`
	What string `json:"what"`
}

// mutation is one change to a compiled rule, and how it is taken back.
type mutation struct {
	what string
	do   func() (undo func())
}

// refusing is a shape that itself refuses values of an input beyond its list.
type refusing interface{ refuses(input string) bool }

// set is a mutation that puts another value in place.
func set[T any](what string, at *T, to T) mutation {
	return mutation{what, func() func() {
		was := *at
		*at = to
		return func() { *at = was }
	}}
}

// swap is a mutation that exchanges two values.
func swap[T any](what string, a, b *T) mutation {
	return mutation{what, func() func() {
		*a, *b = *b, *a
		return func() { *a, *b = *b, *a }
	}}
}

// less is a mutation for each entry of a list: the list without it.
func less[T any](what string, at *[]T, name func(T) string) []mutation {
	out := make([]mutation, 0, len(*at))
	for i, x := range *at {
		out = append(out, set(what+" 去掉 "+name(x), at, slices.Delete(slices.Clone(*at), i, i+1)))
	}
	return out
}

// mutate changes the rules of a book one thing at a time and runs the rule's
// worked cases on each mutant. The book must be nobody else's: it is changed
// in place and put back. A mutant that loading would refuse is none.
func (b *Book) mutate(cases map[string][]Case) (tried int, survivors []Survivor) {
	for _, c := range b.order {
		for _, m := range c.mutations() {
			undo := m.do()
			c.derive()
			refused := c.sound() != nil
			if !refused {
				tried++
				if !slices.ContainsFunc(cases[c.ID], func(k Case) bool { return b.try(k) != "" }) {
					survivors = append(survivors, Survivor{Pack: c.Pack, Rule: c.ID, Line: c.line, What: m.what})
				}
			}
			undo()
			c.derive()
		}
	}
	return tried, survivors
}

// mutations are the changes to try on a rule.
func (c *compiled) mutations() []mutation {
	var out []mutation
	for _, p := range c.parameters() {
		out = append(out, p.mutations()...)
	}
	out = append(out, c.shapeMutations()...)
	for _, tree := range c.requirements() {
		out = append(out, tree.mutations(c.Rule)...)
	}
	out = append(out, c.inputMutations()...)
	out = append(out, less("条件", &c.Conditions, func(k Condition) string { return k.ID })...)
	for i := range c.Readings {
		if first := slices.IndexFunc(c.Readings, func(r Reading) bool { return r.Default }); i != first {
			out = append(out, swap("默认口径改为 "+c.Readings[i].ID, &c.Readings[first].Default, &c.Readings[i].Default))
		}
	}
	if len(c.caps) > 0 {
		out = append(out, mutation{"去掉封顶", func() func() {
			ids, caps := c.Caps, c.caps
			c.Caps, c.caps = nil, nil
			return func() { c.Caps, c.caps = ids, caps }
		}})
	}
	if c.period != nil {
		out = append(out, set("不看项目期间", &c.period, nil))
	}
	return out
}

// mutations are a parameter one grain up and one down.
func (p parameter) mutations() []mutation {
	if p.day != nil {
		return []mutation{
			set(p.name+" 晚一天", &p.day.Value, p.day.Value.AddDays(1)),
			set(p.name+" 早一天", &p.day.Value, p.day.Value.AddDays(-1)),
		}
	}
	grain := decimal.New(1, 0)
	if p.shift == 0 && (p.measure == yuan || p.measure == percent) {
		grain = decimal.New(1, -2)
	}
	var out []mutation
	for _, by := range []decimal.Decimal{grain, grain.Neg()} {
		to := p.number.Value.Add(by)
		out = append(out, set(fmt.Sprintf("%s %s 改为 %s", p.name, p.number.Value, to), &p.number.Value, to))
	}
	return out
}

// strict are the comparisons with and without the figure itself.
var strict = map[Op]Op{OpOver: OpAtLeast, OpAtLeast: OpOver, OpAtMost: OpUnder, OpUnder: OpAtMost}

// mutations are other comparisons, other lists and 且 for 或, all over a tree.
func (q *Requirement) mutations(r Rule) []mutation {
	var out []mutation
	if len(q.All)+len(q.Any) > 0 {
		if len(q.All)+len(q.Any) > 1 {
			out = append(out, swap("“都要”与“之一”互换", &q.All, &q.Any))
		}
		for _, group := range [][]Requirement{q.All, q.Any} {
			for i := range group {
				out = append(out, group[i].mutations(r)...)
			}
		}
		return out
	}
	name := "requires." + q.Input
	if to, ok := strict[q.Op]; ok {
		out = append(out, set(fmt.Sprintf("%s 的 %s 改为 %s", name, q.Op, to), &q.Op, to))
	}
	same := func(s string) string { return s }
	switch q.Op {
	case OpSome:
		out = append(out, set(name+" 的“有”改为“不限”", &q.Op, OpAtLeast))
	case OpIs:
		other := !*q.Is
		out = append(out, set(name+" 的是与否互换", &q.Is, &other))
	case OpWithin:
		to := map[string]string{"年": "月", "月": "日", "日": "月"}[q.Unit]
		out = append(out, set(name+" 的"+q.Unit+"改为"+to, &q.Unit, to))
	case OpIn:
		out = append(out, less(name, &q.Values, same)...)
		out = append(out, less(name, &q.Implied, same)...)
		out = append(out, less(name, &q.Unclear, same)...)
		in, _ := r.Input(q.Input)
		for _, o := range in.Options {
			if !slices.Contains(slices.Concat(q.Values, q.Implied, q.Unclear), o.Value) {
				out = append(out, set(name+" 加上 "+o.Value, &q.Values, append(slices.Clone(q.Values), o.Value)))
			}
		}
	}
	return out
}

// inputMutations are other bounds of the inputs, and none.
func (c *compiled) inputMutations() []mutation {
	var out []mutation
	one := decimal.New(1, 0)
	for i := range c.Inputs {
		in := &c.Inputs[i]
		for _, bound := range []struct {
			name string
			at   **decimal.Decimal
		}{{"min", &in.Min}, {"max", &in.Max}, {"default", &in.Default}} {
			if *bound.at == nil {
				continue
			}
			for _, by := range []decimal.Decimal{one, one.Neg()} {
				to := (*bound.at).Add(by)
				if c.boundTwice(*in, bound.name, to) {
					continue
				}
				out = append(out, set(fmt.Sprintf("%s 的 %s %s 改为 %s", in.ID, bound.name, *bound.at, to), bound.at, &to))
			}
		}
		if in.WithinPeriod {
			out = append(out, set(in.ID+" 不受项目期间年数限制", &in.WithinPeriod, false))
		}
		if in.NotBefore != "" {
			out = append(out, set(in.ID+" 可以早于 "+in.NotBefore, &in.NotBefore, ""))
		}
	}
	return out
}

// boundTwice reports whether a wider bound changes nothing, because the
// formula refuses what is beyond it, or a count below zero is refused anyway.
func (c *compiled) boundTwice(in Input, bound string, to decimal.Decimal) bool {
	wider := bound == "min" && to.LessThan(*in.Min) || bound == "max" && to.GreaterThan(*in.Max)
	if !wider {
		return false
	}
	if body, ok := c.Formula.body.(refusing); ok && body.refuses(in.ID) {
		return true
	}
	return to.IsNegative() && in.Type == IntInput
}

// shapeMutations are changes to the formula that hold for every shape: its
// switches turned, its lists shortened, its comparisons exchanged. A shape
// that computes nothing (a list of materials, promises) has none.
func (c *compiled) shapeMutations() []mutation {
	switch body := c.Formula.body.(type) {
	case *checklist, *none:
		return nil
	case *steps:
		return []mutation{swap("“超过”与“达到”互换", &body.Over, &body.From)}
	case *deadline:
		to, ok := map[string]string{"年": "月", "月": "日", "日": "月"}[body.Unit]
		if !ok {
			return nil
		}
		return []mutation{
			set("期限的"+body.Unit+"改为"+to, &body.Unit, to),
			set("末日逢周末顺延取反", &body.Workday, !body.Workday),
		}
	case *scope:
		return []mutation{set("适用范围改为全国", &body.Area, "全国")}
	case *tiers:
		var out []mutation
		if len(c.Readings) == 0 { // else the reading says whether levels add up
			out = append(out, set("各档相加取反", &body.Add, !body.Add))
		}
		out = append(out, fieldMutations("formula", reflect.ValueOf(body).Elem(), "Add")...)
		for i := range body.Levels {
			l := &body.Levels[i]
			out = append(out, swap(fmt.Sprintf("第%d档“超过”与“达到”互换", i+1), &l.Over, &l.AtLeast))
		}
		return out
	case *targets:
		var out []mutation
		for i := range body.Items {
			x := &body.Items[i]
			to := map[string]string{">": "≥", "≥": ">", "=": "≥"}[x.Operator]
			out = append(out, set(x.ID+" 的 "+x.Operator+" 改为 "+to, &x.Operator, to), set(x.ID+" 的单位改为“个人”", &x.Unit, "个人"))
		}
		return out
	}
	return fieldMutations("formula", reflect.ValueOf(c.Formula.body).Elem())
}

// fieldMutations turns switches and shortens lists, wherever in the parameters
// of a shape they stand, but for the fields left out.
func fieldMutations(path string, v reflect.Value, but ...string) []mutation {
	var out []mutation
	for i := range v.NumField() {
		f, name := v.Field(i), path+"."+v.Type().Field(i).Name
		switch {
		case slices.Contains(but, v.Type().Field(i).Name):
		case f.Kind() == reflect.Bool && v.Type() == reflect.TypeFor[portion]() && v.FieldByName("Of").String() == "":
			// alone says what holds where an amount is not given; here none is used.
		case f.Kind() == reflect.Bool:
			out = append(out, reflected(name+" 取反", f, reflect.ValueOf(!f.Bool())))
		case f.Kind() == reflect.Slice:
			for k := range f.Len() {
				rest := reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f.Slice(0, k))
				rest = reflect.AppendSlice(rest, f.Slice(k+1, f.Len()))
				out = append(out, reflected(fmt.Sprintf("%s 去掉第%d项", name, k+1), f, rest))
				if f.Index(k).Kind() == reflect.Struct {
					out = append(out, fieldMutations(fmt.Sprintf("%s.%d", name, k+1), f.Index(k))...)
				}
			}
		case f.Type() == reflect.TypeFor[portion]():
			out = append(out, fieldMutations(path, f)...)
		}
	}
	return out
}

// reflected is set for a field known by reflection.
func reflected(what string, at, to reflect.Value) mutation {
	return mutation{what, func() func() {
		was := reflect.New(at.Type()).Elem()
		was.Set(at)
		at.Set(to)
		return func() { at.Set(was) }
	}}
}

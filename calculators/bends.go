package calculators

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// bending is a shape whose amount jumps at values of an input beside those
// of its gates.
type bending interface {
	// bends are the values at which another amount begins, with whether the
	// value itself belongs to what lies below (超过) or above (达到).
	bends(r *run, input string) []bend
}

// stepping is a shape that runs in equal steps without an end of its own.
type stepping interface {
	stair(r *run, input string) (stair, bool)
}

// bend is a threshold: values from At on are above it, or those over At.
type bend struct {
	at   decimal.Decimal
	over bool // At itself lies below
}

// stair is a run of equal steps.
type stair struct{ origin, every, add decimal.Decimal }

// drawing works out the segments of one reading. Between two thresholds every
// shape is a run of steps, or a sum of rates each with a ceiling; both cut by
// caps. The latter is linear in pieces and never bends upwards, so where the
// lines at both ends meet on the curve there is no other bend between.
type drawing struct {
	run   *run
	in    Input
	grain decimal.Decimal
}

func (r *run) drawing(in Input) *drawing { return &drawing{run: r, in: in, grain: in.grain()} }

// with is values with one of them replaced.
func with(values map[string]value, id string, v value) map[string]value {
	out := maps.Clone(values)
	out[id] = v
	return out
}

// still is what is missing, whatever the input is.
func (r *run) still(in Input) []string {
	d := r.drawing(in)
	var missing []string
	for _, x := range d.starts() {
		p := d.probe(x.first)
		if len(p.missing) == 0 && len(p.refused) == 0 {
			continue
		}
		for _, id := range p.missing {
			if id != in.ID {
				missing = addOnce(missing, id)
			}
		}
	}
	return missing
}

// point is the curve at one value.
type point struct {
	amount  decimal.Decimal // under the caps, not cut to the 分
	cap     string          // the cap that holds it
	why     string          // nothing is granted
	nothing bool
	missing []string
	refused []Problem
}

// probe evaluates the rule at one value of the input.
func (d *drawing) probe(x decimal.Decimal) point {
	r := d.run.fresh(d.run.reading)
	r.values = with(d.run.values, d.in.ID, value{input: &d.in, number: x})
	var p point
	for _, v := range r.verdicts() {
		if v.truth == no {
			p.nothing, p.why = true, v.label
			return p
		}
		p.missing = append(p.missing, v.missing...)
	}
	p.missing = r.wanted(p.missing)
	if len(p.missing) > 0 {
		return p
	}
	got := r.rule.Formula.body.compute(r)
	p.missing, p.refused = r.missing, r.refused
	switch {
	case r.ended != nil:
		p.nothing, p.why = true, r.ended.label
	case got.outcome == NotEligible:
		p.nothing = true
	case len(p.missing) == 0 && len(p.refused) == 0:
		var res Result
		p.amount = r.capped(got.amount, &res)
		p.cap = res.Cap
		if r.bound {
			p.cap = r.rule.ID
		}
	}
	return p
}

// start is the first value on the grid of a stretch between thresholds.
type start struct {
	first decimal.Decimal
	after *decimal.Decimal // the threshold, where it is not included
}

// starts are where stretches begin, in order, from the least the input can be.
func (d *drawing) starts() []start {
	least, end := d.domain()
	out := []start{{first: least}}
	for _, b := range d.thresholds() {
		s := start{first: d.ceil(b.at)}
		if b.over {
			at := b.at
			s.after = &at
			if s.first.Equal(b.at) {
				s.first = s.first.Add(d.grain)
			}
		}
		if s.first.GreaterThan(least) && (end == nil || !s.first.GreaterThan(*end)) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(x, y start) int { return x.first.Cmp(y.first) })
	return slices.CompactFunc(out, func(x, y start) bool { return x.first.Equal(y.first) })
}

// domain is what the input can be; nil is no end.
func (d *drawing) domain() (least decimal.Decimal, most *decimal.Decimal) {
	if d.in.Min != nil {
		least = *d.in.Min
	}
	most = d.in.Max
	if d.in.WithinPeriod && d.run.rule.period != nil {
		if p, ok := d.run.rule.period.Formula.body.(*validity); ok {
			years := decimal.NewFromInt(int64(p.years()))
			if most == nil || years.LessThan(*most) {
				most = &years
			}
		}
	}
	return least, most
}

// thresholds are all figures the input is compared with.
func (d *drawing) thresholds() []bend {
	var out []bend
	add := func(q *Requirement) {
		if q.Input != d.in.ID {
			return
		}
		switch q.Op {
		case OpOver, OpAtMost:
			out = append(out, bend{q.Value, true})
		case OpAtLeast, OpUnder:
			out = append(out, bend{q.Value, false})
		case OpSome:
			out = append(out, bend{decimal.Zero, true})
		case OpIn:
			for _, s := range slices.Concat(q.Values, q.Implied, q.Unclear) {
				if v, err := decimal.NewFromString(s); err == nil {
					out = append(out, bend{v, false}, bend{v, true})
				}
			}
		}
	}
	rule := d.run.rule
	for i := range rule.gates {
		add(&rule.gates[i])
	}
	for _, tree := range rule.requirements() {
		for leaf := range tree.leaves() {
			add(leaf)
		}
	}
	if body, ok := rule.Formula.body.(bending); ok {
		out = append(out, body.bends(d.run, d.in.ID)...)
	}
	return out
}

// ceil is the least value on the grid that is not below x.
func (d *drawing) ceil(x decimal.Decimal) decimal.Decimal {
	q, rest := x.QuoRem(d.grain, 0)
	if rest.IsPositive() {
		q = q.Add(decimal.New(1, 0))
	}
	return q.Mul(d.grain)
}

// segments draws stretch after stretch.
func (d *drawing) segments() []Segment {
	var out []Segment
	starts := d.starts()
	_, end := d.domain()
	for i, s := range starts {
		last := end
		if i+1 < len(starts) {
			before := starts[i+1].first.Sub(d.grain)
			last = &before
		}
		part := d.stretch(s.first, last)
		part[0].After = s.after
		out = append(out, part...)
	}
	out = joined(out)
	for i := range out {
		out[i].grain = d.grain
	}
	return out
}

// stretch draws what lies between two thresholds; last nil is no end.
func (d *drawing) stretch(first decimal.Decimal, last *decimal.Decimal) []Segment {
	p := d.probe(first)
	if p.nothing || len(p.refused) > 0 {
		return []Segment{{Kind: NothingSegment, From: first, To: last, Why: p.why}}
	}
	if body, ok := d.run.rule.Formula.body.(stepping); ok {
		if s, ok := body.stair(d.run, d.in.ID); ok {
			return d.stairs(s, first, last)
		}
	}
	to := absurd()
	if last != nil {
		to = *last
	}
	out := d.lines(first, to)
	if last == nil {
		out[len(out)-1].To = nil
	}
	return out
}

// stairs draws equal steps up to the cap that ends them.
func (d *drawing) stairs(s stair, first decimal.Decimal, last *decimal.Decimal) []Segment {
	from := wholes(first.Sub(s.origin), s.every)
	base := d.probe(first).amount.Sub(from.Mul(s.add))
	// whether step n still gives its full amount; the caps end that once and for all
	full := func(n decimal.Decimal) bool {
		return d.probe(s.origin.Add(n.Mul(s.every)).Add(d.grain)).amount.Equal(base.Add(n.Mul(s.add)))
	}
	to := absurd()
	if last != nil {
		to = *last
	}
	high := wholes(to.Sub(s.origin), s.every)
	steps := Segment{Kind: StepsSegment, From: first, To: last, Amount: base, Origin: &s.origin, Every: &s.every, Add: &s.add}
	if full(high) {
		return []Segment{steps}
	}
	low, one := from, decimal.New(1, 0)
	for high.Sub(low).GreaterThan(one) {
		mid := wholes(low.Add(high), decimal.New(2, 0))
		if full(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	start := d.ceil(s.origin.Add(high.Mul(s.every)))
	before := start.Sub(d.grain)
	steps.To = &before
	top := d.probe(start)
	return []Segment{steps, {Kind: FlatSegment, From: start, To: last, Amount: top.amount, Why: top.cap}}
}

// lines draws a stretch that is linear in pieces.
func (d *drawing) lines(first, last decimal.Decimal) []Segment {
	a := d.probe(first)
	if !first.LessThan(last) {
		return []Segment{d.line(first, last, a, decimal.Zero)}
	}
	z := d.probe(last)
	rise := d.probe(first.Add(d.grain)).amount.Sub(a.amount) // of one grain
	fall := z.amount.Sub(d.probe(last.Sub(d.grain)).amount)
	span := last.Sub(first)
	count, _ := span.QuoRem(d.grain, 0)
	if a.amount.Add(count.Mul(rise)).Equal(z.amount) {
		return []Segment{d.line(first, last, a, rise)}
	}
	// Where the line from the left meets the line from the right, counted in
	// grains from the left: a + rise·n = z − fall·(count − n).
	var n decimal.Decimal
	if rise.Equal(fall) {
		n = wholes(count, decimal.New(2, 0))
	} else {
		n, _ = z.amount.Sub(fall.Mul(count)).Sub(a.amount).QuoRem(rise.Sub(fall), 0)
	}
	n = decimal.Max(decimal.Zero, decimal.Min(n, count.Sub(decimal.New(1, 0))))
	mid := first.Add(n.Mul(d.grain))
	return append(d.lines(first, mid), d.lines(mid.Add(d.grain), last)...)
}

// line is one linear piece; rise is for one grain.
func (d *drawing) line(first, last decimal.Decimal, a point, rise decimal.Decimal) Segment {
	s := Segment{Kind: FlatSegment, From: first, To: &last, Amount: a.amount, Why: a.cap}
	if !rise.IsZero() {
		slope := rise.DivRound(d.grain, 20)
		s.Kind, s.Slope, s.Why = SlopeSegment, &slope, ""
	}
	return s
}

// joined merges neighbours that are one.
func joined(in []Segment) []Segment {
	out := in[:1]
	for _, s := range in[1:] {
		last := &out[len(out)-1]
		if last.continues(s) {
			last.To = s.To
			continue
		}
		out = append(out, s)
	}
	return out
}

// continues reports whether the next segment only goes on with this one.
func (s *Segment) continues(next Segment) bool {
	switch {
	case s.Kind == NothingSegment || next.Kind == NothingSegment:
		return s.Kind == next.Kind && s.Why == next.Why
	case s.Kind == StepsSegment || next.Kind == StepsSegment:
		return s.Kind == next.Kind && s.Origin.Equal(*next.Origin) && s.Amount.Equal(next.Amount)
	case s.Kind == FlatSegment && next.Kind == FlatSegment:
		return s.Amount.Equal(next.Amount)
	case s.Kind == SlopeSegment:
		same := next.Kind == SlopeSegment && s.Slope.Equal(*next.Slope) || next.Kind == FlatSegment && next.To != nil && next.From.Equal(*next.To)
		return same && s.at(next.From).Equal(next.Amount)
	}
	return false
}

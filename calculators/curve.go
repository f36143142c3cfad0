package calculators

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// ErrNoCurve says that a rule's result is no amount that varies with the
// input asked for.
var ErrNoCurve = errors.New("这条规则的金额不随这个输入变化")

// Curve is an amount as one input varies and the others stay, as exact
// pieces: what a chart draws and what can be checked by hand. Values of the
// input are on its grid: 分 for money, hundredths for areas and rates, whole
// numbers for counts.
type Curve struct {
	Rule  string          `json:"rule"`
	Title string          `json:"title"`
	Input string          `json:"input"`
	Label string          `json:"label"`
	Unit  string          `json:"unit,omitempty"`
	Grain decimal.Decimal `json:"grain"` // the smallest difference of the input: 0.01 or 1
	// Outcome is amount or up_to; needs_input or invalid_input where Needs or
	// Problems keep the curve from being drawn.
	Outcome  Outcome           `json:"outcome"`
	Inputs   map[string]string `json:"inputs,omitempty"` // the others, as understood
	Needs    []string          `json:"needs,omitempty"`
	Problems []Problem         `json:"problems,omitempty"`
	// Segments follow each other without a gap over all the input can be.
	Segments []Segment      `json:"segments,omitempty"`
	Readings []ReadingCurve `json:"readings,omitempty"` // of an ambiguous clause, the default left out
	// Most is the largest amount there is, nil where it grows without end;
	// MostAt is the least input that gives it.
	Most   *Yuan            `json:"most,omitempty"`
	MostAt *decimal.Decimal `json:"most_at,omitempty"`
	// Here is the point of the input's own value, where it was given.
	Here *Point `json:"here,omitempty"`
	// Conditions are those of the rule; unconfirmed ones are taken as met.
	Conditions []ConditionState `json:"conditions,omitempty"`
	Notes      []Note           `json:"notes,omitempty"`
	Quotes     []Quote          `json:"quotes,omitempty"`
}

// SegmentKind says how the amount runs along a segment.
type SegmentKind string

// The kinds of segment.
const (
	NothingSegment SegmentKind = "nothing" // not eligible: 0.00, Why says what fails
	FlatSegment    SegmentKind = "flat"    // Amount throughout
	SlopeSegment   SegmentKind = "slope"   // Amount + Slope × (x − From)
	StepsSegment   SegmentKind = "steps"   // Amount + Add × ⌊(x − Origin) ÷ Every⌋
)

// Segment is a stretch of a curve. The amount at x is cut to the 分, as a
// result is.
type Segment struct {
	Kind SegmentKind `json:"kind"`
	// From is the first value of the stretch, on the grid; After is the
	// threshold itself where it is not included (超过50万元: After 500000, From
	// 500000.01).
	From  decimal.Decimal  `json:"from"`
	After *decimal.Decimal `json:"after,omitempty"`
	// To is the last value; nil where there is no end.
	To     *decimal.Decimal `json:"to,omitempty"`
	Amount decimal.Decimal  `json:"amount"`           // 元, not yet cut to the 分
	Slope  *decimal.Decimal `json:"slope,omitempty"`  // 元 for each unit of the input
	Origin *decimal.Decimal `json:"origin,omitempty"` // where steps are counted from
	Every  *decimal.Decimal `json:"every,omitempty"`  // length of a step
	Add    *decimal.Decimal `json:"add,omitempty"`    // 元 for each full step
	Why    string           `json:"why,omitempty"`    // of nothing: what fails; of flat: the cap that holds it

	grain decimal.Decimal // of the input
}

// ReadingCurve is the curve of another reading.
type ReadingCurve struct {
	ID       string    `json:"id"`
	Label    string    `json:"label"`
	Segments []Segment `json:"segments"`
}

// Point is a value of the input and what it gives.
type Point struct {
	At     decimal.Decimal `json:"at"`
	Amount Yuan            `json:"amount"`
	// Next is the nearest larger amount by a jump, as in Result; nil where the
	// amount is zero, for it is no advice to spend in order to qualify.
	Next *Next `json:"next,omitempty"`
}

// holds reports whether a value lies on the segment.
func (s Segment) holds(x decimal.Decimal) bool {
	return !x.LessThan(s.From) && (s.To == nil || !x.GreaterThan(*s.To))
}

// at is the amount at a value, not cut to the 分.
func (s Segment) at(x decimal.Decimal) decimal.Decimal {
	switch s.Kind {
	case SlopeSegment:
		return s.Amount.Add(x.Sub(s.From).Mul(*s.Slope))
	case StepsSegment:
		return s.Amount.Add(wholes(x.Sub(*s.Origin), *s.Every).Mul(*s.Add))
	}
	return s.Amount
}

// wholes is how many times a length goes into a figure that is not negative.
func wholes(x, every decimal.Decimal) decimal.Decimal {
	q, _ := x.QuoRem(every, 0)
	return q
}

// At is the amount at a value of the input on the grid; not ok beyond what the
// input can be.
func (c Curve) At(x decimal.Decimal) (Yuan, bool) { return amountAt(c.Segments, x) }

// At is the amount of the reading at a value of the input.
func (c ReadingCurve) At(x decimal.Decimal) (Yuan, bool) { return amountAt(c.Segments, x) }

func amountAt(segments []Segment, x decimal.Decimal) (Yuan, bool) {
	for _, s := range segments {
		if s.holds(x) {
			return Yuan{s.at(x).Truncate(2).StringFixed(2)}, true
		}
	}
	return Yuan{}, false
}

// WhatIf draws the amount of a rule as one numeric input varies, the others
// as given (and as Evaluate reads them). A condition nobody has confirmed is
// taken as met. The errors are those of Evaluate and ErrNoCurve.
func (b *Book) WhatIf(rule, input string, inputs map[string]any, o Options) (Curve, error) {
	c, err := b.find(rule)
	if err != nil {
		return Curve{}, err
	}
	in, ok := c.Input(input)
	if !ok || !in.Varies() || !c.GrantsMoney() {
		return Curve{}, fmt.Errorf("%w：%s %s。可以变化的有：%s", ErrNoCurve, rule, input, strings.Join(c.variable(), "、"))
	}
	r := &run{book: b, rule: c, options: o, language: o.Language}
	r.understand(inputs)
	out := Curve{
		Rule: c.ID, Title: c.Title.In(o.Language), Input: in.ID, Label: in.Label.In(o.Language), Unit: in.Unit,
		Grain: in.grain(), Outcome: c.Outcome, Quotes: slices.Clone(c.quotes),
	}
	here, given := r.values[input]
	given = given && inputs[input] != nil && !here.vague
	if out.Problems = append(r.refused, r.again...); len(r.refused) > 0 {
		out.Outcome = InvalidInput
		return out, nil
	}
	r.reading = r.defaultReading()
	delete(r.asserted, input)
	if out.Needs = r.still(in); len(out.Needs) > 0 {
		out.Outcome = NeedsInput
		return out, nil
	}
	d := r.drawing(in)
	out.Segments = d.segments()
	for i := range c.Readings {
		if reading := &c.Readings[i]; !reading.Default {
			other := r.fresh(reading).drawing(in)
			out.Readings = append(out.Readings, ReadingCurve{ID: reading.ID, Label: reading.Label.In(o.Language), Segments: other.segments()})
		}
	}
	out.Most, out.MostAt = most(out.Segments)
	r.fill(&out, in, here, given)
	return out, nil
}

// fill adds what is said beside the curve: the other inputs, the conditions
// and notes as they stand, and the point of the value that was given.
func (r *run) fill(out *Curve, in Input, here value, given bool) {
	shown := *r
	sample := value{input: &in, number: out.Segments[len(out.Segments)-1].From}
	if given {
		sample = here
	}
	shown.values = with(r.values, in.ID, sample)
	res := shown.evaluate()
	out.Conditions, out.Notes = res.Conditions, res.Notes
	out.Inputs = res.Inputs
	delete(out.Inputs, in.ID)
	if !given {
		return
	}
	if amount, ok := out.At(here.number); ok {
		out.Here = &Point{At: here.number, Amount: amount, Next: res.Next}
	}
}

// Varies reports whether a curve can be drawn over the input, where the rule
// grants money.
func (in Input) Varies() bool {
	switch in.Type {
	case MoneyInput, IntInput, DecimalInput, RateInput, AreaInput:
		return true
	}
	return false
}

// grain is the smallest difference of the input.
func (in Input) grain() decimal.Decimal {
	if in.Type == IntInput || in.Type == YearInput {
		return decimal.New(1, 0)
	}
	return decimal.New(1, -2)
}

// variable are the inputs a curve can be drawn over.
func (c *compiled) variable() []string {
	var out []string
	if c.GrantsMoney() {
		for _, in := range c.Inputs {
			if in.Varies() {
				out = append(out, in.ID)
			}
		}
	}
	return out
}

// most is the largest amount on the segments, and the least value that gives
// it; nil where there is none.
func most(segments []Segment) (*Yuan, *decimal.Decimal) {
	top, at := decimal.New(-1, 0), decimal.Zero
	for _, s := range segments {
		last := s.Amount
		where := s.From
		switch s.Kind {
		case SlopeSegment, StepsSegment:
			if s.To == nil {
				return nil, nil
			}
			last = s.at(*s.To)
			where = s.first(last.Truncate(2))
		}
		if last.Truncate(2).GreaterThan(top) {
			top, at = last.Truncate(2), where
		}
	}
	return &Yuan{top.StringFixed(2)}, &at
}

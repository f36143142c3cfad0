package assistant

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Working is how a figure was worked out from those of a message.
type Working struct {
	Terms []Term
	Value decimal.Decimal
	like  quantity.Mention // what it measures
	// beside says that the conclusion shows it, and it is none of the sums that
	// went into the result.
	beside bool
	// carried says that it starts from a figure of the conversation.
	carried bool
}

// Term is a step of a Working: what is done to what came before, by how much.
type Term struct {
	Op    Op
	Value decimal.Decimal
	unit  string           // of a factor that was counted: 个月, 趟
	like  quantity.Mention // what is added measures, where it is said apart from what it is added to
}

// Op is what a Term does.
type Op string

// The operations. A share is in percent.
const (
	OpStart  Op = ""
	OpPlus   Op = "+"
	OpMinus  Op = "−"
	OpTimes  Op = "×"
	OpGrow   Op = "×+" // more by a share: × (1 + 30%)
	OpShrink Op = "×−" // less by a share
	OpShare  Op = "×%" // a share of it
	OpRatio  Op = "÷"  // in percent of another
)

// apply works a term out.
func (x Term) apply(v decimal.Decimal) decimal.Decimal {
	share := x.Value.Shift(-2)
	one := decimal.NewFromInt(1)
	switch x.Op {
	case OpPlus:
		return v.Add(x.Value)
	case OpMinus:
		return v.Sub(x.Value)
	case OpTimes:
		return v.Mul(x.Value)
	case OpGrow:
		return v.Mul(one.Add(share))
	case OpShrink:
		return v.Mul(one.Sub(share))
	case OpShare:
		return v.Mul(share)
	case OpRatio:
		return v.Shift(2).DivRound(x.Value, ratioPlaces+1).Truncate(ratioPlaces)
	}
	return x.Value
}

// ratioPlaces are the decimals a share is carried to. What follows is cut off,
// so that none is said to be over what it is not.
const ratioPlaces = 4

// start is the working of a figure that nothing was done to yet.
func start(m quantity.Mention) *Working {
	return &Working{Terms: []Term{{Value: m.Value}}, Value: m.Value, like: m}
}

func (w *Working) then(x Term) {
	w.Terms = append(w.Terms, x)
	w.Value = x.apply(w.Value)
}

// workings are the sums that went into an answer, each once.
func (t *turn) workings() []Working {
	list := slices.Clone(t.worked)
	for _, m := range t.reading.amounts {
		switch {
		case !m.used:
		case m.sum != nil:
			list = append(list, *m.sum)
		case m.working != nil:
			list = append(list, *m.working)
		}
	}
	return list
}

// writeWorkings shows how the figures that an answer rests on come from those
// that were said.
func (t *turn) writeWorkings(w *writer, a *Answer) {
	a.Worked = t.workings()
	for i := range a.Worked {
		if a.Worked[i].beside {
			continue
		}
		w.say(phrase{"按您说的，%s。", "From your figures: %s."}, w.working(&a.Worked[i]))
	}
}

// changed does what a follow-up says of a figure told before: 打八折呢, 那翻一倍呢.
// It is the figure that the message names, or the only one told that can be
// changed so: 再招5个人呢 adds to the staff, whatever was turned over.
func (t *turn) changed(rule calculators.Rule, c *Claim, given map[string]any) {
	if len(t.reading.changes) == 0 {
		return
	}
	var told []calculators.Input
	for _, in := range rule.Inputs {
		if _, anew := given[in.ID]; anew && !t.onlyAdds() {
			continue
		}
		v, err := decimal.NewFromString(text(c.Inputs[in.ID]))
		if err != nil || !v.IsPositive() || !t.changes(likeInput(in, v)) {
			continue
		}
		if slices.ContainsFunc(inputWords(in), func(word string) bool { return t.says(word) }) {
			told = []calculators.Input{in}
			break
		}
		told = append(told, in)
	}
	if len(told) != 1 {
		return
	}
	in := told[0]
	v, _ := decimal.NewFromString(text(c.Inputs[in.ID]))
	x := start(likeInput(in, v))
	for _, change := range t.reading.changes {
		x.then(change)
	}
	given[in.ID] = x.Value.String()
	x.carried = true
	t.worked = append(t.worked, *x)
	for i := range t.reading.amounts {
		t.reading.amounts[i].used = true
	}
}

// changes reports that all that a message would do can be done to a figure of a
// measure: shares to sums and areas, what is added to what measures the same.
func (t *turn) changes(like quantity.Mention) bool {
	if like.Unit == "" {
		return false
	}
	for _, x := range t.reading.changes {
		switch added := x.Op == OpPlus || x.Op == OpMinus; {
		case added && !t.lexicon.sameMeasure(like, x.like), !added && like.Kind == quantity.Count:
			return false
		}
	}
	return true
}

// onlyAdds reports that the one figure of a message is what is added to one told
// before, and no new value of its own.
func (t *turn) onlyAdds() bool {
	return len(t.reading.amounts) == 1 && !slices.ContainsFunc(t.reading.changes, func(x Term) bool { return x.Op != OpPlus })
}

// text is a value of an input where it is text.
func text(v any) string {
	s, _ := v.(string)
	return s
}

// carriedFigures are the figures of the conversation that workings start from.
func (t *turn) carriedFigures(a *Answer) {
	w := t.writer()
	for _, x := range t.worked {
		if !x.carried {
			continue
		}
		a.Carried = append(a.Carried, w.measured(x.like, x.Terms[0].Value))
	}
}

// working writes a Working out: 46万元 + 18万元 = 64万元.
func (w *writer) working(x *Working) string {
	var b strings.Builder
	for i, term := range x.Terms {
		figure := w.measured(x.like, term.Value)
		switch term.Op {
		case OpStart:
			b.WriteString(figure)
		case OpPlus, OpMinus:
			b.WriteString(" " + string(term.Op) + " " + figure)
		case OpTimes:
			b.WriteString(" × " + term.Value.String())
		case OpGrow:
			b.WriteString(" × (1 + " + term.Value.String() + "%)")
		case OpShrink:
			b.WriteString(" × (1 − " + term.Value.String() + "%)")
		case OpShare:
			b.WriteString(" × " + term.Value.String() + "%")
		case OpRatio:
			equals := " = "
			if !x.Value.Shift(-2).Mul(term.Value).Equal(x.Terms[0].Value.Sub(term.Value)) {
				equals = " ≈ " // cut off
			}
			return "(" + b.String() + ") ÷ " + figure + equals + x.Value.String() + "%"
		}
		// A sum is multiplied as a whole.
		if later := i + 1; later < len(x.Terms) && i > 0 && (term.Op == OpPlus || term.Op == OpMinus) && strings.HasPrefix(string(x.Terms[later].Op), "×") {
			whole := "(" + b.String() + ")"
			b.Reset()
			b.WriteString(whole)
		}
	}
	return b.String() + " = " + w.measured(x.like, x.Value)
}

// measured is a value with the unit of what a figure measures.
func (w *writer) measured(like quantity.Mention, v decimal.Decimal) string {
	switch {
	case like.Kind == quantity.Money && like.Currency == "CNY":
		return w.money(v)
	case like.Kind == quantity.Money:
		return v.String() + " " + like.Currency
	case w.language == English:
		return v.String()
	}
	return v.String() + w.in(phrase{"%s", "%s"}, like.Unit)
}

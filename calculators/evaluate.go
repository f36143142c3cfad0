package calculators

import (
	"fmt"
	"maps"
	"slices"

	"github.com/shopspring/decimal"
)

// Evaluate computes a rule. Inputs are JSON or Go values keyed by input and
// condition id; text is read as a user writes it (85万, 有, 市级). What is
// wrong with the inputs is in the result; the errors are ErrUnknownRule and
// ErrQuarantined.
//
// The order: what is said is understood, or refused; a threshold or condition
// that fails ends it without asking further; then what is missing is asked
// for; a yes or no that nobody has confirmed does not block; then the
// formula, its own ceiling, the caps over it, and truncation to the 分.
func (b *Book) Evaluate(rule string, inputs map[string]any, o Options) (Result, error) {
	if rule == TargetLookup {
		return b.Target(textOf(inputs["doc"]), textOf(inputs["item"]), o)
	}
	c, err := b.find(rule)
	if err != nil {
		return Result{}, err
	}
	r := &run{book: b, rule: c, options: o, language: o.Language}
	return r.result(inputs), nil
}

// result understands the inputs and evaluates them.
func (r *run) result(inputs map[string]any) Result {
	r.understand(inputs)
	if len(r.refused) > 0 {
		res := r.blank(InvalidInput)
		res.Problems = append(r.refused, r.again...)
		return res
	}
	if r.vague() {
		return r.ranged()
	}
	return r.evaluate()
}

// run is one evaluation.
type run struct {
	book     *Book
	rule     *compiled
	options  Options
	language string
	reading  *Reading
	silent   bool // only the result counts, not how it is told

	values   map[string]value
	states   map[string]State
	asserted map[string]bool // thresholds the user says are reached, without a figure
	said     map[string]string
	ignored  []string
	refused  []Problem // make the result invalid
	again    []Problem // ask for the value in other words
	assumed  []Assumption

	missing []string // that the formula found missing
	steps   []Step
	parts   []Result
	notes   []Note
	ended   *verdict         // why the formula itself gives nothing
	met     []ConditionState // that the formula adds
	leading string           // the quote that belongs first
	bound   bool             // the rule is a cap and reduced the sum
	clause  decimal.Decimal  // the amount before the caps over it
}

// word is wording of ours in the language of the call.
func (r *run) word(t Text) string { return t.In(r.language) }

// blank is a result with what every result carries.
func (r *run) blank(outcome Outcome) Result {
	if r.silent {
		return Result{Outcome: outcome}
	}
	res := Result{
		Rule: r.rule.ID, Title: r.rule.Title.In(r.language), Outcome: outcome,
		Ignored: r.ignored, Assumed: r.assumed, Problems: r.again, Quotes: slices.Clone(r.rule.quotes),
	}
	if len(r.values) > 0 {
		res.Inputs = make(map[string]string, len(r.values))
		for id, v := range r.values {
			res.Inputs[id] = v.plain()
		}
	}
	if len(r.said) > 0 {
		res.Said = maps.Clone(r.said)
	}
	if len(r.rule.Caps) > 0 {
		res.Cap = r.rule.Caps[0]
	}
	return res
}

// evaluate weighs and computes the default reading and adds the others.
func (r *run) evaluate() Result {
	r.reading = r.defaultReading()
	res := r.once()
	r.remark(&res)
	if res.Outcome != NeedsInput && res.Outcome != InvalidInput {
		res.Readings = r.others(res)
	}
	return res
}

// once evaluates one reading.
func (r *run) once() Result {
	verdicts := r.verdicts()
	res := r.blank(r.rule.Outcome)
	var missing []string
	failed := false
	if !r.silent {
		res.Conditions = make([]ConditionState, 0, len(verdicts)+1)
	}
	for _, v := range verdicts {
		if !r.silent {
			res.Conditions = append(res.Conditions, v.state())
		}
		failed = failed || v.truth == no
		for _, id := range v.missing {
			missing = addOnce(missing, id)
		}
	}
	if failed {
		return r.nothing(res)
	}
	missing = r.wanted(missing)
	got := r.rule.Formula.body.compute(r)
	for _, id := range r.missing {
		missing = addOnce(missing, id)
	}
	res.Date = got.date
	if r.ended != nil {
		res.Conditions = append(res.Conditions, r.ended.state())
		return r.nothing(res)
	}
	if len(r.refused) > 0 {
		res.Outcome, res.Problems = InvalidInput, append(r.refused, r.again...)
		return res
	}
	res.Parts = r.parts
	if len(missing) > 0 {
		res.Outcome, res.Needs, res.Problems = NeedsInput, missing, r.again
		return res
	}
	return r.finish(res, got)
}

// verdicts are all requirements and conditions, weighed.
func (r *run) verdicts() []verdict {
	out := make([]verdict, 0, 2+len(r.rule.gates)+len(r.rule.Conditions))
	if v, ok := r.inPeriod(); ok {
		out = append(out, v)
	}
	for i := range r.rule.gates {
		out = append(out, r.judge(&r.rule.gates[i]))
	}
	tree := r.rule.Requires
	if r.reading != nil && r.reading.Requires != nil {
		tree = r.reading.Requires
	}
	var named map[string]bool
	if tree != nil {
		out = append(out, r.weigh(tree)...)
		for leaf := range tree.leaves() {
			if leaf.Condition == "" {
				continue
			}
			if named == nil {
				named = map[string]bool{}
			}
			named[leaf.Condition] = true
		}
	}
	for i := range r.rule.Conditions {
		if c := &r.rule.Conditions[i]; !named[c.ID] {
			out = append(out, r.judgeCondition(c))
		}
	}
	return out
}

// inPeriod weighs the year of the spend against the rule's period.
func (r *run) inPeriod() (verdict, bool) {
	if r.rule.year == nil || r.rule.period == nil {
		return verdict{}, false
	}
	got, ok := r.values[r.rule.year.ID]
	if !ok {
		return verdict{}, false
	}
	period := r.rule.period.Formula.body.(*validity)
	year := int(got.number.IntPart())
	v := verdict{
		id: r.rule.year.ID, quote: r.rule.quoteOf(r.rule.period), truth: truthOf(period.covers(year)),
		label: r.word(Text{
			Zh: fmt.Sprintf("费用发生在项目期间（%s至%s）", period.From.Value, period.To.Value),
			En: fmt.Sprintf("spent within the project period (%s to %s)", period.From.Value.English(), period.To.Value.English()),
		}),
	}
	if v.truth == no {
		v.why = r.word(Text{
			Zh: fmt.Sprintf("%d年不在%s至%s之内", year, period.From.Value, period.To.Value),
			En: fmt.Sprintf("%d is not within it", year),
		})
	}
	return v, true
}

// wanted adds the inputs of the formula that are not given, before it runs,
// in the rule's own order.
func (r *run) wanted(missing []string) []string {
	var out []string
	uses := r.rule.uses
	for i := range r.rule.Inputs {
		in := &r.rule.Inputs[i]
		_, given := r.values[in.ID]
		if given {
			continue
		}
		used := slices.ContainsFunc(uses, func(u use) bool { return u.input == in.ID && !u.optional && !in.Optional })
		if used || slices.Contains(missing, in.ID) {
			out = append(out, in.ID)
		}
	}
	for _, id := range missing {
		out = addOnce(out, id)
	}
	return out
}

// nothing is the result where a requirement fails.
func (r *run) nothing(res Result) Result {
	res.Outcome = NotEligible
	if r.rule.GrantsMoney() {
		res.Amount = &Yuan{"0.00"}
	}
	return res
}

// finish applies caps and truncation, and lists what nobody has confirmed.
func (r *run) finish(res Result, got computed) Result {
	if got.outcome != "" {
		res.Outcome = got.outcome
	}
	res.Date, res.Value = got.date, got.value
	if r.rule.GrantsMoney() && res.Outcome != NotEligible {
		r.clause = got.amount
		amount := r.capped(got.amount, &res)
		amount = r.truncated(amount)
		res.Amount = &Yuan{amount.StringFixed(2)}
		if !r.silent {
			res.Next = r.next(amount)
		}
	} else if r.rule.GrantsMoney() {
		res.Amount = &Yuan{"0.00"}
	}
	res.Steps, res.Assumed, res.CapBound = r.steps, r.assumed, res.CapBound || r.bound
	res.Conditions = append(res.Conditions, r.met...)
	if r.bound {
		res.Cap = r.rule.ID
	}
	res.Quotes = led(res.Quotes, r.leading)
	for i := range r.rule.Conditions {
		if c := &r.rule.Conditions[i]; !c.Ask.IsZero() && r.judgeCondition(c).truth == unasked {
			res.Needs = append(res.Needs, c.ID)
		}
	}
	for _, in := range r.rule.openChoices {
		if _, told := r.values[in.ID]; !told {
			res.Needs = addOnce(res.Needs, in.ID)
		}
	}
	return res
}

// capped applies the caps over the clause's own amount.
func (r *run) capped(amount decimal.Decimal, res *Result) decimal.Decimal {
	for _, c := range r.rule.caps {
		body := c.Formula.body.(*ceiling)
		if !amount.GreaterThan(body.Max.Value) {
			continue
		}
		r.step(Text{Zh: c.Title.Zh, En: c.Title.En}, r.expr("%s > %s", amount, body.Max.Value), body.Max.Value, r.rule.quoteOf(c))
		amount, res.Cap, res.CapBound = body.Max.Value, c.ID, true
	}
	return amount
}

// truncated cuts what is less than a 分.
func (r *run) truncated(amount decimal.Decimal) decimal.Decimal {
	cut := amount.Truncate(2)
	if !cut.Equal(amount) {
		r.step(Text{Zh: "不足1分的部分不计", En: "less than a fen is dropped"}, r.write(amount), cut, "")
	}
	return cut
}

// defaultReading is the rule's default, nil where it has no readings.
func (r *run) defaultReading() *Reading {
	for i := range r.rule.Readings {
		if r.rule.Readings[i].Default {
			return &r.rule.Readings[i]
		}
	}
	return nil
}

// mode is how the shape is to be read.
func (r *run) mode() string {
	modes := r.rule.modes
	if r.reading != nil && slices.Contains(modes, r.reading.ID) {
		return r.reading.ID
	}
	if len(modes) == 0 {
		return ""
	}
	return modes[0]
}

// led moves the quote with an id to the front.
func led(quotes []Quote, id string) []Quote {
	i := slices.IndexFunc(quotes, func(q Quote) bool { return q.ID == id })
	if i <= 0 {
		return quotes
	}
	first := quotes[i]
	return slices.Insert(slices.Delete(quotes, i, i+1), 0, first)
}

// addOnce appends what is not there yet.
func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

package calculators

// selective is a shape whose readings part only for some inputs: one level
// held, or one threshold reached, reads the same both ways.
type selective interface {
	applicable(r *run) bool
}

// others computes the readings beside the default one. They are shown where
// any reading grants something, or decides otherwise than the default.
func (r *run) others(first Result) []ReadingResult {
	var out []ReadingResult
	worth := grants(first)
	for i := range r.rule.Readings {
		reading := &r.rule.Readings[i]
		if reading.Default {
			continue
		}
		if body, ok := r.rule.Formula.body.(selective); ok && !body.applicable(r) {
			continue
		}
		alt := r.fresh(reading).once()
		if alt.Outcome == NeedsInput || alt.Outcome == InvalidInput {
			continue
		}
		out = append(out, ReadingResult{ID: reading.ID, Label: reading.Label.In(r.language), Outcome: alt.Outcome, Amount: alt.Amount})
		worth = worth || grants(alt) || alt.Outcome != first.Outcome
	}
	if !worth {
		return nil
	}
	return out
}

// fresh is a run on the same inputs for another reading. Only its result
// counts; nothing is written down.
func (r *run) fresh(reading *Reading) *run {
	return &run{
		book: r.book, rule: r.rule, options: r.options, language: r.language, reading: reading,
		values: r.values, states: r.states, asserted: r.asserted, silent: true,
	}
}

// grants reports whether a result is worth showing other readings of.
func grants(res Result) bool {
	if res.Amount != nil {
		return res.Amount.Yuan != "0.00"
	}
	return res.Outcome == Eligible
}

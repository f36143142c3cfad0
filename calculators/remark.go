package calculators

import "slices"

// remark adds what a clerk has to say beside the figures.
func (r *run) remark(res *Result) {
	if res.Outcome == InvalidInput {
		return
	}
	note := func(kind string, t Text) { res.Notes = append(res.Notes, Note{kind, r.word(t)}) }
	res.Notes = append(res.Notes, r.notes...)
	for _, t := range r.rule.Warn {
		note("warn", t)
	}
	for _, t := range r.rule.Open {
		note("open", t)
	}
	for _, id := range r.rule.Caps {
		if slices.Contains(r.rule.pending, id) {
			note("cap", Text{
				Zh: "封顶条款（" + id + "）待核对，这个结果没有套用封顶，请以原文为准",
				En: "the cap (" + id + ") is set aside for checking and was not applied; the text decides",
			})
		}
	}
	if r.rule.year == nil {
		return
	}
	_, given := r.values[r.rule.year.ID]
	switch {
	case r.rule.period == nil:
		note("period", Text{
			Zh: "项目期间条款（" + r.rule.Period + "）待核对，这个结果没有核对年份，请以原文为准",
			En: "the project period (" + r.rule.Period + ") is set aside for checking; the year was not tested",
		})
	case !given && res.Outcome != NotEligible:
		body := r.rule.period.Formula.body.(*validity)
		note("period", Text{
			Zh: "费用须发生在项目期间（" + body.From.Value.String() + "至" + body.To.Value.String() + "）",
			En: "the spend must fall within the project period (" + body.From.Value.English() + " to " + body.To.Value.English() + ")",
		})
	}
}

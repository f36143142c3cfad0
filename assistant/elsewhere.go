package assistant

import "slices"

// elsewhere says whose matter a question is that no policy of the library
// decides: another country's taxes, a marketplace's own rules, advice, small
// talk. Words of a policy beside those (退运, 展位费) keep it here.
func (t *turn) elsewhere() (phrase, bool) {
	r := t.reading
	switch {
	case r.has("tax_rate") && !t.follows && !t.hasInput() && !t.lib.subjects.pairs["税率"],
		r.has("tax_matter") && !t.follows && !t.scope.named && !t.hasInput() && t.onlyAbout("tax_matter"):
		return phrase{
			"一般的税收规定不在资料库里，答不了，请咨询税务机关。",
			"General tax law is not in the library, so this cannot be answered; please ask the tax office.",
		}, true
	case r.has("advice") && !t.hasInput() && !(t.scope.named && r.has("asks_policy")) && (!r.has("money") || t.inAdvice("money")):
		return phrase{
			"这里只说明政策条文写了什么，不提供税务、法律和经营方面的建议，请咨询主管部门或者专业机构。",
			"Only what the policy texts say can be told here; for advice on tax, law or business please ask the office in charge or a professional.",
		}, true
	case r.has("opinion") && !t.hasInput(), r.has("offtopic") && t.onlyAbout("offtopic"):
		return phrase{"这个问题不是资料库里的政策能回答的，答不了。", "The policies in the library do not answer this."}, true
	case t.hasInput() || t.scope.named && r.has("money"):
		return phrase{}, false // a firm here reckons with such costs
	case t.beside("country", "country_rule") && t.onlyAbout("country", "country_rule"):
		return phrase{"其他国家和地区的税费、法规不在资料库里，答不了。", "Taxes and rules of other countries are not in the library, so this cannot be answered."}, true
	case r.has("marketplace") && r.has("market_rule") && t.onlyAbout("marketplace", "market_rule"):
		return phrase{"平台自己的规则和收费不在资料库里，答不了，请以平台公布的为准。", "A marketplace's own rules and fees are not in the library; please see what it publishes."}, true
	}
	return phrase{}, false
}

// inAdvice reports that all hits of a cue lie within those of advice: the 补 of
// 补贴要交税吗 asks for no money.
func (t *turn) inAdvice(c cue) bool {
	for _, x := range t.reading.cues[c] {
		if !slices.ContainsFunc(t.reading.cues["advice"], func(h hit) bool { return h.start <= x.start && x.end <= h.end }) {
			return false
		}
	}
	return true
}

// onlyAbout reports that every term of the message lies in a hit of the cues.
func (t *turn) onlyAbout(cues ...cue) bool {
	for _, m := range t.reading.terms {
		if t.lexicon.has("generic", m.Canonical) {
			continue
		}
		if !slices.ContainsFunc(cues, func(c cue) bool {
			return slices.ContainsFunc(t.reading.cues[c], func(h hit) bool { return h.start < m.End && m.Start < h.end })
		}) {
			return false
		}
	}
	return true
}

// beside reports that hits of two cues belong together: they touch but for a
// word or two, in either order where the language puts 在 or in between.
func (t *turn) beside(a, b cue) bool {
	for _, x := range t.reading.cues[a] {
		for _, y := range t.reading.cues[b] {
			first, second := x, y
			if second.start < first.start {
				first, second = second, first
			}
			near := 4
			if t.reading.language == English {
				near = 24
			}
			if gap := second.start - first.end; gap >= 0 && gap <= near {
				return true
			}
		}
	}
	return false
}

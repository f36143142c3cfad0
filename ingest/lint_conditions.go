package ingest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/retrieval"
)

var (
	orWord    = regexp.MustCompile(`或`)
	andWord   = regexp.MustCompile(`[且并]|同时|以及`)
	joined    = regexp.MustCompile(`[且或并和及]|同时|之一|均|都|任一`)
	fullOnly  = regexp.MustCompile(`按比例|不足|不满|未满|每满|整数|不计`)
	fromWhere = regexp.MustCompile(`超出|超过部分|基础上|以上部分|之上`)
	growth    = regexp.MustCompile(`年均[^,，。；;]{0,20}(?:增速|增长|增幅|增长率)`)
	softly    = regexp.MustCompile(`原则上`)
)

// lowerBounds are the thresholds of a stretch that something must reach.
func (q *passage) lowerBounds(at [2]int) []retrieval.Figure {
	return slices.DeleteFunc(q.figuresIn(at), func(f retrieval.Figure) bool {
		return f.Role != retrieval.ThresholdRole || f.Bound != retrieval.AtLeast && f.Bound != retrieval.MoreThan || f.Kind == retrieval.RankFigure
	})
}

// thresholdLists finds thresholds set apart by 、 alone: nobody can tell
// whether all are needed or one is enough.
func thresholdLists(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			list := q.lowerBounds(at)
			for i := 0; i < len(list); {
				k := i
				for k+1 < len(list) && separated(q, list[k], list[k+1]) {
					k++
				}
				if k > i && !continued(q, list[k]) {
					from, _ := phraseOf(q.text, list[i].Start-q.Start, list[i].End-q.Start)
					s.report(RuleThresholdList, Unclear, q, from, list[k].End-q.Start,
						"几个门槛只用“、”隔开，是同时满足还是满足一个即可，没有写。", "写明“且”“同时”或者“之一”。")
				}
				i = k + 1
			}
		}
	}
}

// separated reports whether two thresholds of different measures have 、
// between them and no word that joins them.
func separated(q *passage, a, b retrieval.Figure) bool {
	between := q.slice(a.End-q.Start, b.Start-q.Start)
	return strings.Contains(between, "、") && strings.TrimSpace(between) != "、" && !strings.ContainsAny(between, "，,；;。的") && !joined.MatchString(between)
}

// continued reports whether a list of thresholds goes on with 或, 且 or 之一,
// which then holds for all of it.
func continued(q *passage, last retrieval.Figure) bool {
	at := last.End - q.Start
	_, to := phraseOf(q.text, at, at)
	rest, _, _ := strings.Cut(q.slice(at, to), "的")
	return joined.MatchString(rest)
}

// precedence finds thresholds joined by 或 and by 且 in one sentence without
// brackets that say which belong together.
func precedence(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			list := q.lowerBounds(at)
			or, and := false, false
			for i := 1; i < len(list); i++ {
				between := q.slice(list[i-1].End-q.Start, list[i].Start-q.Start)
				switch {
				case listed(q.text, list[i-1].End-q.Start, list[i].Start-q.Start):
					// 五百万美元或者二千万元 is one condition
				case strings.ContainsAny(between, "()"):
					or = false // brackets say what belongs together
				case orWord.MatchString(between) && !strings.Contains(between, "的"):
					or = true
				case andWord.MatchString(between), strings.ContainsAny(between, "，,") && !strings.ContainsAny(between, "的给"):
					and = true
				}
			}
			if !or || !and {
				continue
			}
			from, _ := phraseOf(q.text, list[0].Start-q.Start, list[0].End-q.Start)
			s.report(RulePrecedence, Unclear, q, from, list[len(list)-1].End-q.Start,
				"“或”与“且”（或逗号）并列，没有写哪几项先结合：最后一项是对前面各项都要求，还是只对最后一种情形要求。", "分项列出，或用括号标明。")
		}
	}
}

// partialSteps finds steps that don't say what a part of a step gives.
func partialSteps(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(false) {
			words := q.slice(at[0], at[1])
			if fullOnly.MatchString(words) || !containsAny(words, givesWord...) {
				continue
			}
			for _, f := range q.figuresIn(at) {
				if f.Role != retrieval.StepRole || f.Kind == retrieval.PeriodFigure || f.Kind == retrieval.CountFigure && f.Value.Equal(decimal.NewFromInt(1)) {
					continue // one more of a thing has no parts
				}
				message := "不足一个增加额的部分，是不计、按比例计还是按一档计，没有写。"
				if !fromWhere.MatchString(words) {
					message = "从哪个数起算增加，不足一个增加额的部分是不计、按比例计还是按一档计，都没有写。"
				}
				s.report(RuleSteps, Unclear, q, f.Start-q.Start, f.End-q.Start, message, "写明起算的数额，以及“每满”或“不足部分按比例计算”。")
			}
		}
	}
}

// rateScopes finds a rate named once before several capped grants.
func rateScopes(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(false) {
			from := at[0]
			var rate *retrieval.Figure
			alone, others, end := true, 0, 0
			for i := at[0]; i <= at[1]; i++ {
				if i < at[1] && q.text[i] != '；' && q.text[i] != ';' {
					continue
				}
				part := q.figuresIn([2]int{from, i})
				isRate := slices.IndexFunc(part, func(f retrieval.Figure) bool { return f.Role == retrieval.RateRole })
				capped := slices.ContainsFunc(part, func(f retrieval.Figure) bool { return f.Kind == retrieval.AmountFigure && f.Role == retrieval.CapRole })
				switch {
				case rate == nil && isRate >= 0 && capped:
					rate = &part[isRate]
				case rate != nil && isRate >= 0:
					alone = false
				case rate != nil && capped && strings.HasPrefix(strings.TrimSpace(q.slice(from, i)), "对"):
					others++
					end = i
				}
				from = i + 1
			}
			if rate != nil && alone && others > 0 {
				s.report(RuleRateScope, Unclear, q, rate.Start-q.Start, end,
					"比例只在第一项前写了一次，后面各项是也按这个比例，还是只有上限，没有写。", "在每一项中写明比例，或写“均按……”。")
			}
		}
	}
}

// softConditions finds thresholds that hold 原则上 only.
func softConditions(s *subject) {
	for i, q := range s.rows {
		m := softly.FindStringIndex(q.plain)
		if m == nil {
			continue
		}
		hard := slices.ContainsFunc(q.figures, func(f retrieval.Figure) bool { return f.Role == retrieval.ThresholdRole })
		for _, item := range s.rows[i+1:] {
			if item.Parent != q.Key {
				break
			}
			hard = hard || slices.ContainsFunc(item.figures, func(f retrieval.Figure) bool { return f.Role == retrieval.ThresholdRole })
		}
		if hard {
			s.report(RuleSoftCondition, Remark, q, q.at(m[0]), q.at(m[1]),
				"写了“原则上”，达不到数量门槛的能不能例外、由谁决定，没有写。", "写明例外情形和决定的部门，或删去“原则上”。")
		}
	}
}

// averages finds thresholds on a yearly mean of growth.
func averages(s *subject) {
	for _, q := range s.rows {
		for _, m := range growth.FindAllStringIndex(q.plain, -1) {
			from, to := q.at(m[0]), q.at(m[1])
			next := slices.IndexFunc(q.figures, func(f retrieval.Figure) bool { return f.Start-q.Start >= to && f.Start-q.Start <= to+2 })
			if next < 0 || q.figures[next].Role != retrieval.ThresholdRole {
				continue
			}
			s.report(RuleAverage, Remark, q, from, q.figures[next].End-q.Start,
				"“年均”是各年增速的算术平均，还是按首尾两年算的复合增速，没有写，结果可能不同。", "写明计算方法。")
		}
	}
}

// currencies finds thresholds and grants in foreign money without a rate.
func currencies(s *subject) {
	for _, q := range s.rows {
		for _, f := range q.figures {
			if f.Kind != retrieval.AmountFigure || f.Currency == "CNY" || f.Currency == "" || f.Role == retrieval.TargetRole || f.Role == retrieval.OtherRole || strings.Contains(q.plain, "汇率") {
				continue
			}
			s.report(RuleCurrency, Remark, q, f.Start-q.Start, f.End-q.Start,
				"金额用外币表示，没有写按哪一天的汇率折算。", "写明折算汇率，或改用人民币。")
		}
	}
}

package ingest

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

var (
	inTotal    = regexp.MustCompile(`(?:累计|合计|总计|总额|共计)[^,，。；;]{0,16}$`)
	firstYear  = regexp.MustCompile(`(?:首年|第一年)[^,，。；;、]{0,10}$`)
	laterYears = regexp.MustCompile(`后([0-9一二三四五六七八九两]+)年[^,，。；;、]{0,4}每年[^,，。；;、]{0,8}$`)
	everyYear  = regexp.MustCompile(`每年[^,，。；;、]{0,12}$`)
	overYears  = regexp.MustCompile(`([0-9一二三四五六七八九两]+)年[^,，。；;、]{0,4}(?:累计|合计|总计|共计)[^,，。；;、]{0,16}$`)
	perUnit    = regexp.MustCompile(`每(?:个|家|平方米|台|件|人|次|户|辆|万|增加|新增|满|超过|项|年|月)|按[^,，。]{0,12}(?:比例|标准)`)
	capScope   = regexp.MustCompile(`每年|年度|当年|/年|年支持|年最高|累计|一次性|首年|首次|第[一二三四五]年|后[一二三两0-9]年|项目|每个|每家|全年|年内`)
	perFirm    = regexp.MustCompile(`(?:单个|每个|每家|同一)(?:企业|单位|主体|机构)[^,，。；;、]{0,12}$`)
)

// idleCaps finds caps that what they limit can never reach: the reader can't
// tell what the writer meant to limit.
func idleCaps(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			figures := q.figuresIn(at)
			for i, f := range figures {
				if f.Kind != retrieval.AmountFigure || f.Role != retrieval.CapRole {
					continue
				}
				most, how, ok := mostBelow(q, at, figures[:i], f)
				if !ok || !most.LessThan(f.Value) {
					continue
				}
				s.report(RuleCapNeverBinds, Unclear, q, f.Start-q.Start, f.End-q.Start,
					fmt.Sprintf("%s最多%s，到不了%s，这个上限起不了作用，除非前面的金额可以享受多份。", how, quantity.FormatWan(most), quantity.FormatWan(f.Value)),
					"写明前面的金额按什么计（每个项目、每家企业），或调整上限。")
			}
		}
	}
}

// mostBelow is the most that the figures before a cap can add up to, with how
// it was added; ok is false where nothing certain can be said.
func mostBelow(q *passage, at [2]int, before []retrieval.Figure, limit retrieval.Figure) (most decimal.Decimal, how string, ok bool) {
	left := q.slice(at[0], limit.Start-q.Start)
	// The words of the cap itself may hold the 累计.
	upTo := left + q.slice(limit.Start-q.Start, limit.End-q.Start)
	total := inTotal.MatchString(upTo)
	var first, later decimal.Decimal
	var years int
	var rate, base, grants, yearly decimal.Decimal
	n := 0
	for _, f := range before {
		words := q.slice(at[0], f.Start-q.Start)
		switch {
		case f.Kind == retrieval.AmountFigure && (f.Role == retrieval.CapRole || f.Role == retrieval.GrantRole):
			if m := laterYears.FindStringSubmatch(words); m != nil {
				later, years = f.Value, yearsOf(m[1])
			} else if firstYear.MatchString(words) {
				first = f.Value
			} else if everyYear.MatchString(words) {
				yearly = f.Value
			}
			if f.Role == retrieval.CapRole {
				n++
			}
			grants = grants.Add(f.Value)
		case f.Kind == retrieval.RateFigure && f.Role == retrieval.RateRole:
			rate = f.Value
		case f.Kind == retrieval.AmountFigure && f.Role == retrieval.ThresholdRole && (f.Bound == retrieval.AtMost || f.Bound == retrieval.LessThan):
			base = f.Value
		}
	}
	switch {
	case total && first.IsPositive() && later.IsPositive() && years > 0:
		return first.Add(later.Mul(decimal.NewFromInt(int64(years)))), "按首年和以后各年的金额相加，", true
	case total && yearly.IsPositive():
		if m := overYears.FindStringSubmatch(upTo); m != nil {
			return yearly.Mul(decimal.NewFromInt(int64(yearsOf(m[1])))), "按每年的金额相加，", true
		}
	case rate.IsPositive() && base.IsPositive() && !grants.IsPositive():
		return base.Mul(rate).Shift(-2), "按所写的比例和金额范围，", true
	case n == 0 && grants.IsPositive() && rate.IsZero() && !perUnit.MatchString(q.slice(at[0], at[1])):
		return grants, "前面的金额加起来", true
	}
	return most, "", false
}

func yearsOf(s string) int {
	if s == "两" {
		return 2
	}
	return ordinalOf(s)
}

// capPeriods finds caps on a rate, and caps of a firm, that don't say whether
// they hold for a year or for all years.
func capPeriods(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			figures := q.figuresIn(at)
			rate := slices.ContainsFunc(figures, func(f retrieval.Figure) bool { return f.Kind == retrieval.RateFigure && f.Role == retrieval.RateRole })
			for _, f := range figures {
				if f.Kind != retrieval.AmountFigure || f.Role != retrieval.CapRole {
					continue
				}
				from, to := phraseOf(q.text, f.Start-q.Start, f.End-q.Start)
				phrase := q.slice(from, to)
				if !rate && !perFirm.MatchString(q.slice(from, f.Start-q.Start)) || capScope.MatchString(phrase) {
					continue
				}
				s.report(RuleCapPeriod, Remark, q, from, to,
					"上限没有写是每年、每个项目还是全部期间合计，可享受的总额因此说不准。", "写明上限按年计算还是累计计算。")
			}
		}
	}
}

// phraseOf is the stretch between commas around a stretch of a row.
func phraseOf(text []rune, start, end int) (from, to int) {
	stop := func(r rune) bool { return endsSentence(r) || r == '，' || r == ',' }
	for from = start; from > max(0, start-longestSentence) && !stop(text[from-1]); from-- {
	}
	for to = end; to < min(len(text), end+longestSentence) && !stop(text[to]) && text[to] != '(' && text[to] != '[' && text[to] != '〔'; to++ {
	}
	return from, to
}

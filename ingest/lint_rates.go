package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

var (
	costsOf   = regexp.MustCompile(`发生的[^,，。；;、0-9]{0,16}(?:费用|费|支出|成本|租金)[^,，。；;、0-9]{0,6}$`)
	inFull    = regexp.MustCompile(`全额|据实|实报|不超过实际|以内据实`)
	perArea   = regexp.MustCompile(`每平方米`)
	whichArea = regexp.MustCompile(`超出|超过部分|全部面积|总面积|实际面积|租赁面积`)
)

// missingRates finds costs that are supported up to a cap, with no share named.
func missingRates(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(false) {
			figures := q.figuresIn(at)
			words := q.slice(at[0], at[1])
			if inFull.MatchString(words) || slices.ContainsFunc(figures, func(f retrieval.Figure) bool { return f.Kind == retrieval.RateFigure }) {
				continue
			}
			for _, f := range figures {
				from, _ := phraseOf(q.text, f.Start-q.Start, f.End-q.Start)
				if f.Kind != retrieval.AmountFigure || f.Role != retrieval.CapRole || !costsOf.MatchString(q.slice(from, f.Start-q.Start)) {
					continue
				}
				s.report(RuleRateMissing, Unclear, q, from, f.End-q.Start,
					"对发生的费用给予支持，只写了上限，没有写按多大比例，实际能得多少说不准。", "写明比例，或写“据实补助”。")
			}
		}
	}
}

// unitBases finds an amount for each square metre where a larger area is the
// condition: the whole area may count, or only what is above.
func unitBases(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			if !perArea.MatchString(words) || whichArea.MatchString(words) {
				continue
			}
			figures := q.figuresIn(at)
			k := slices.IndexFunc(figures, func(f retrieval.Figure) bool {
				return f.Kind == retrieval.AreaFigure && f.Role == retrieval.ThresholdRole && f.Bound != retrieval.AtMost
			})
			if k < 0 {
				continue
			}
			from := at[0] + len([]rune(words[:strings.Index(words, "每平方米")]))
			i := slices.IndexFunc(figures, func(f retrieval.Figure) bool { return f.Kind == retrieval.AmountFigure && f.End-q.Start > from })
			if i < 0 {
				continue
			}
			s.report(RuleUnitBase, Remark, q, from, figures[i].End-q.Start,
				"以面积超过一定数为条件，又按每平方米给钱：是按全部面积算，还是只算超出的部分，没有写。", "写明按全部面积还是超出部分计算。")
		}
	}
}

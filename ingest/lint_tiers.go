package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/retrieval"
)

// tier is a range of one measure that a clause sets apart from others.
type tier struct {
	q            *passage
	low, high    decimal.Decimal
	lowIn        bool // low itself belongs to it
	highIn       bool
	open         bool // no upper end
	start, end   int  // code points of the row
	kind         retrieval.FigureKind
	unit, prefix string
}

// tiers finds steps of a scale that leave out a value or hold it twice:
// 10万元以上50万元以下, 50万元以上100万元以下 both hold 50万元 (民法典第1259条).
func tiers(s *subject) {
	for _, group := range tierGroups(s) {
		for i := 1; i < len(group); i++ {
			a, b := group[i-1], group[i]
			c := a.high.Cmp(b.low)
			switch {
			case c > 0 || c == 0 && a.highIn && b.lowIn:
				s.report(RuleTierOverlap, Unclear, b.q, b.start, b.end,
					fmt.Sprintf("与前一档“%s”重叠：%s两档都算。“以上”“以下”都包括本数。", tidy(string(a.q.source[a.start:a.end])), number(b.low, b.unit)),
					"一档写“以上”，另一档写“不足”或“不满”。")
			case c < 0 && !consecutive(a, b) || c == 0 && !a.highIn && !b.lowIn:
				s.report(RuleTierGap, Unclear, b.q, b.start, b.end,
					fmt.Sprintf("与前一档“%s”之间有空档：%s至%s之间没有规定。", tidy(string(a.q.source[a.start:a.end])), number(a.high, a.unit), number(b.low, b.unit)),
					"让各档首尾相接。")
			}
		}
	}
}

// consecutive reports whether two tiers of whole things adjoin: 1至9家, 10家以上.
func consecutive(a, b tier) bool {
	return a.kind == retrieval.CountFigure && b.low.Sub(a.high).Equal(decimal.NewFromInt(1)) && a.highIn && b.lowIn
}

func number(v decimal.Decimal, unit string) string { return v.String() + unit }

// tierGroups collects the tiers of a clause and its items that follow each
// other: rising, of one measure, at least one with two ends.
func tierGroups(s *subject) [][]tier {
	var out [][]tier
	var group []tier
	flush := func() {
		if len(group) > 1 && slices.ContainsFunc(group, func(t tier) bool { return !t.open }) {
			out = append(out, group)
		}
		group = nil
	}
	owner := ""
	for _, q := range s.rows {
		own := q.Key
		if q.Kind == "item" && q.Parent != "" {
			own = q.Parent
		}
		if !containsAny(q.plain, givesWord...) {
			continue // ranges of fines and of technical data are no tiers
		}
		if own != owner {
			flush()
			owner = own
		}
		for _, t := range tiersOf(q) {
			if n := len(group); n > 0 {
				last := group[n-1]
				if last.kind != t.kind || last.unit != t.unit || last.open || t.low.LessThanOrEqual(last.low) || t.prefix != "" && last.prefix != t.prefix {
					flush()
				}
			}
			if t.prefix == "" && len(group) > 0 {
				t.prefix = group[len(group)-1].prefix // 的，给予1万元；50万元以上的: the same measure
			}
			if len(group) > 0 || !t.open {
				group = append(group, t)
			}
		}
	}
	flush()
	return out
}

// tiersOf are the ranges of a row: 10万元以上不足50万元, 10-50万元, and what
// stands open above them.
func tiersOf(q *passage) []tier {
	var out []tier
	f := q.figures
	for i := 0; i < len(f); i++ {
		if f[i].Role != retrieval.ThresholdRole && f[i].Bound != retrieval.FromUntil || f[i].Role == retrieval.TargetRole {
			continue
		}
		t := tier{q: q, low: f[i].Value, high: f[i].High, kind: f[i].Kind, unit: f[i].Unit, lowIn: true, highIn: true, start: f[i].Start - q.Start, end: f[i].End - q.Start}
		t.prefix = measured(q, t.start)
		switch f[i].Bound {
		case retrieval.FromUntil:
		case retrieval.AtLeast, retrieval.MoreThan:
			t.lowIn = f[i].Bound == retrieval.AtLeast
			t.open = true
			if i+1 < len(f) && f[i+1].Kind == f[i].Kind && (f[i+1].Bound == retrieval.AtMost || f[i+1].Bound == retrieval.LessThan) {
				switch strings.TrimSpace(q.slice(t.end, f[i+1].Start-q.Start)) {
				case "", "、", "至", "到", "且", "但", ",", "，", "—", "-", "~":
					t.open, t.high, t.highIn = false, f[i+1].Value, f[i+1].Bound == retrieval.AtMost
					t.end = f[i+1].End - q.Start
					i++
				}
			}
		default:
			continue
		}
		out = append(out, t)
	}
	return out
}

// measured are the last two words before a range, which say what it measures;
// "" at the beginning of a phrase.
func measured(q *passage, at int) string {
	from, _ := phraseOf(q.text, at, at)
	words := []rune(strings.Trim(q.slice(from, at), " ：:在为达到（()"))
	if len(words) > 2 {
		words = words[len(words)-2:]
	}
	return string(words)
}

var (
	inTiers    = regexp.MustCompile(`分(?:为)?([二三四五六两2-6])(?:个)?[档挡级类等](?:次)?`)
	milestones = regexp.MustCompile(`分别给予|分别奖励|分别补助|分别补贴|分别按`)
	levels     = regexp.MustCompile(`(?:市级|省级|国家级|县级)(?:[、和或及](?:市级|省级|国家级|县级))+`)
	noRepeat   = regexp.MustCompile(`不重复|不再重复|就高|从高|补差|差额`)
	noStack    = regexp.MustCompile(`不叠加|累进|择优|可叠加`)
	rankedOf   = regexp.MustCompile(`前[0-9一二三四五六七八九十]+名的?([^,，。；;、]{2,24})[、和及]([^,，。；;、]{2,24})[,，]`)
)

// tierCriteria finds tiers whose limits are not in the clause.
func tierCriteria(s *subject) {
	for _, q := range s.rows {
		if !q.gives() {
			continue
		}
		limits := 0
		for _, f := range q.figures {
			if f.Role == retrieval.ThresholdRole {
				limits++
			}
		}
		for _, m := range inTiers.FindAllStringSubmatchIndex(q.plain, -1) {
			n := yearsOf(q.plain[m[2]:m[3]])
			if limits >= n-1 || n == 0 || s.itemsOf(q.Key) >= n {
				continue
			}
			s.report(RuleTierCriteria, Unclear, q, q.at(m[0]), q.at(m[1]),
				"分了档却没有写各档的标准，申报人无法判断自己是哪一档。", "写明各档的条件，或指明在哪个文件中公布。")
		}
	}
}

func (s *subject) itemsOf(key string) int {
	n := 0
	for _, r := range s.all {
		if r.Parent == key {
			n++
		}
	}
	return n
}

// boundConflicts finds bounds that say two things of the number itself:
// 超过50万元以上.
func boundConflicts(s *subject) {
	for _, q := range s.rows {
		for _, f := range q.figures {
			words := q.words(f)
			if strings.HasPrefix(words, "超过") && strings.HasSuffix(words, "以上") || containsAny(words, "低于", "不满", "不足") && strings.HasSuffix(words, "以下") {
				s.report(RuleBoundConflict, Unclear, q, f.Start-q.Start, f.End-q.Start,
					"“超过”“不足”不包括本数，“以上”“以下”包括本数，合在一起说不清本数算不算。", "只用一种说法。")
			}
		}
	}
}

// stackedGrants finds scales of grants that don't say whether one who reaches
// a higher step keeps what the lower one gave.
func stackedGrants(s *subject) {
	for _, q := range s.rows {
		if noRepeat.MatchString(q.plain) {
			continue
		}
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			if !milestones.MatchString(words) || noStack.MatchString(words) {
				continue
			}
			var thresholds, grants []retrieval.Figure
			for _, f := range q.figuresIn(at) {
				if f.Kind == retrieval.AmountFigure && f.Role == retrieval.ThresholdRole {
					thresholds = append(thresholds, f)
				}
				if f.Kind == retrieval.AmountFigure && (f.Role == retrieval.GrantRole || f.Role == retrieval.CapRole) {
					grants = append(grants, f)
				}
			}
			if len(grants) < 2 {
				continue
			}
			if len(thresholds) == len(grants) && listed(q.text, thresholds[0].End-q.Start, thresholds[1].Start-q.Start) {
				s.report(RuleStack, Remark, q, thresholds[0].Start-q.Start, grants[len(grants)-1].End-q.Start,
					"一次越过几个台阶的，是只按最高一级给，还是逐级累加，没有写。", "写明“就高不重复”或“逐级累计”。")
			} else if m := levels.FindStringIndex(words); m != nil && len(thresholds) == 0 {
				from := at[0] + len([]rune(words[:m[0]]))
				s.report(RuleStack, Remark, q, from, grants[len(grants)-1].End-q.Start,
					"先得到低一级、后升到高一级的，是补差额还是另给全额，没有写。", "写明升级时补差额还是给全额。")
			}
		}
	}
}

// rankingGroups finds prizes by rank for two kinds of contestants, where
// nobody can tell whether they are ranked together.
func rankingGroups(s *subject) {
	for _, q := range s.rows {
		if !q.gives() {
			continue
		}
		for _, m := range rankedOf.FindAllStringIndex(q.plain, -1) {
			s.report(RuleRanking, Remark, q, q.at(m[0]), q.at(m[1])-1,
				"几类对象是合在一起排名，还是分别排名各取前几名，没有写，资金总额会差几倍；名次并列的怎么给也没有写。", "写明合并排名还是分别排名，以及并列怎么办。")
		}
	}
}

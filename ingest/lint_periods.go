package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

var (
	// flows are sums that grow with time: without a period nobody can tell
	// which sum is meant.
	flows      = regexp.MustCompile(`(?:交易额|销售额|营业额|营业收入|出口额|进出口额|贸易额|成交额|服务收入|费用|支出|投入)(?:实际)?(?:达到|达|超过|突破|在|为|实现)?(?:人民币)?$`)
	timeSpoken = regexp.MustCompile(`年|月|季度|当期|同期|累计|单笔|每笔|单次|每次|首次|首单|一次性|总投资|期间`)
	validFrom  = regexp.MustCompile(`(?:有效期|有效期限|资格|名单)[^,，。；;]{0,16}(?:自|从)[^,，。；;]{1,16}之日起(?:[0-9一二三四五六七八九十两]+)(?:个月|年)`)
	endSpoken  = regexp.MustCompile(`届满|截止|截至|止|期满`)
)

// thresholdPeriods finds a sum of trade or spending that a grant depends on,
// where neither the clause's sentence nor its item says over what period it is
// counted.
func thresholdPeriods(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(false) {
			figures := q.figuresIn(at)
			if !hasMoney(figures) || !containsAny(q.slice(at[0], at[1]), givesWord...) {
				continue
			}
			var open []retrieval.Figure
			for _, f := range q.lowerBounds(at) {
				before := q.slice(at[0], f.Start-q.Start)
				words := q.words(f)
				head := strings.TrimRight(before+strings.TrimRight(words, "0123456789.万亿千百元美以上 "), " ")
				if f.Kind == retrieval.AmountFigure && flows.MatchString(head) {
					open = append(open, f)
				}
			}
			if len(open) == 0 || timeSpoken.MatchString(q.slice(at[0], open[len(open)-1].End-q.Start)) {
				continue
			}
			from, _ := phraseOf(q.text, open[0].Start-q.Start, open[0].End-q.Start)
			s.report(RuleThresholdPeriod, Remark, q, from, open[0].End-q.Start,
				"门槛没有写按多长期间计算（一年、政策期内累计还是单笔），达没达到因此说不准。", "写明“年度”“累计”等计算期间。")
		}
	}
}

// validityEnds finds a validity of whole years from a day, where the last day
// may be read as the day of the same number or the one before it.
func validityEnds(s *subject) {
	for _, q := range s.rows {
		for _, m := range validFrom.FindAllStringIndex(q.plain, -1) {
			from, _ := sentenceOf(q.text, q.at(m[0]), q.at(m[1]))
			if endSpoken.MatchString(q.slice(from, min(q.at(m[1])+6, len(q.text)))) {
				continue
			}
			s.report(RulePeriodEnd, Remark, q, q.at(m[0]), q.at(m[1]),
				"没有写最后一天是哪一天：可以理解为届满年份的同一日，也可以理解为它的前一日。", "写明截止日期。")
		}
	}
}

var (
	levelWord  = regexp.MustCompile(`国家级?|部级|(?:\p{Han}{2})?省(?:级|内)?|市级`)
	oneAmount  = regexp.MustCompile(`[0-9.]+\s*(?:万|亿)?元`)
	inFullPaid = regexp.MustCompile(`(?:予以|给予)?全额(?:补贴|补助|支持|资助|报销)`)
	firmsCap   = regexp.MustCompile(`(?:单个|每个|每家|同一)(?:企业|单位|机构)`)
)

// siblingGrants finds two sentences in a row that give the same thing for two
// levels, without a word on those who reach both.
func siblingGrants(s *subject) {
	for _, q := range s.rows {
		if !q.gives() || noRepeat.MatchString(q.plain) {
			continue
		}
		list := q.sentences(false)
		for i := 1; i < len(list); i++ {
			a, b := q.slice(list[i-1][0], list[i-1][1]), q.slice(list[i][0], list[i][1])
			la, lb := levelWord.FindString(a), levelWord.FindString(b)
			if la == "" || lb == "" || la == lb || len(oneAmount.FindAllString(a, 2)) != 1 || len(oneAmount.FindAllString(b, 2)) != 1 {
				continue
			}
			// The same words up to and behind the sum: 首创应用项目，每个项目给予最高…万元.
			if sameEnding([]rune(oneAmount.ReplaceAllString(a, "元")), []rune(oneAmount.ReplaceAllString(b, "元"))) < 16 {
				continue
			}
			s.report(RuleStack, Remark, q, list[i][0], list[i][1],
				"同一对象先后或同时符合两个层级的，是就高给一次还是两次都给，没有写。", "写明就高不重复，或可以叠加。")
		}
	}
}

func sameEnding(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// capScopes finds a grant of the full cost followed by one with a yearly cap
// of the firm: the cap may be read to hold for both.
func capScopes(s *subject) {
	for _, q := range s.rows {
		list := q.sentences(false)
		for i := 1; i < len(list); i++ {
			a := q.slice(list[i-1][0], list[i-1][1])
			isCap := func(f retrieval.Figure) bool { return f.Kind == retrieval.AmountFigure && f.Role == retrieval.CapRole }
			figures := q.figuresIn(list[i])
			k := slices.IndexFunc(figures, isCap)
			if k < 0 || !inFullPaid.MatchString(a) || slices.ContainsFunc(q.figuresIn(list[i-1]), isCap) {
				continue
			}
			from, to := phraseOf(q.text, figures[k].Start-q.Start, figures[k].End-q.Start)
			if !firmsCap.MatchString(q.slice(from, to)) {
				continue
			}
			s.report(RuleCapScope, Remark, q, from, to,
				"这个上限只管本句，还是也管前一句“全额”支持的部分，没有写。", "写明上限是否包括前一句的支持。")
		}
	}
}

package ingest

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval"
)

// The words that bound a number. Each pattern is tried in order; the first
// that touches the number decides.
var (
	// hedgeHead and hedgeTail are what quantity.Find takes into a mention.
	hedgeHead = regexp.MustCompile(`^(?:≥|>|≤|<|不低于|不少于|不止|不超过|不高于|不多于|未超过|没超过|超过了?|多于|大于|高于|突破|至少|最少|起码|不到|不足|不满|未达|未到|少于|低于|小于|至多|将近|接近|大约|大概|约|超|近)`)
	hedgeTail = regexp.MustCompile(`(?:\(含\)|及|\(不含\))?(?:以上|以下|以内|左右|上下)$`)

	boundsBehind = []wording{
		{regexp.MustCompile(`^(?:\(不含\)|\(不含本数\))以上`), retrieval.MoreThan},
		{regexp.MustCompile(`^(?:\(含\)|\(含本数\)|及)?以上(?:\(含\)|\(含本数\))?`), retrieval.AtLeast},
		{regexp.MustCompile(`^(?:\(不含\)|\(不含本数\))以[下内]`), retrieval.LessThan},
		{regexp.MustCompile(`^(?:\(含\)|\(含本数\)|及)?(?:以下|以内|之内)(?:\(含\)|\(含本数\))?`), retrieval.AtMost},
		{regexp.MustCompile(`^以外`), retrieval.MoreThan},
		{regexp.MustCompile(`^(?:左右|上下)`), retrieval.About},
		{regexp.MustCompile(`^\(含\)`), retrieval.AtLeast},
	}
	boundsBefore = []wording{
		{regexp.MustCompile(`(?:(?:最高|最多|累计|合计)?(?:不得?(?:超过|高于|多于|大于)|未超过)|至多|最多|最高|上限为?|≤)$`), retrieval.AtMost},
		{regexp.MustCompile(`(?:不得?(?:低于|少于|小于)|至少|最低|最少|≥)$`), retrieval.AtLeast},
		{regexp.MustCompile(`(?:未达到?|未满|不满|不足|不到|低于|少于|小于|<)$`), retrieval.LessThan},
		{regexp.MustCompile(`(?:首次)?(?:超过了?|突破|高于|多于|大于|超|>)$`), retrieval.MoreThan},
		{regexp.MustCompile(`(?:首次)?(?:达到了?|达)$`), retrieval.AtLeast},
		{regexp.MustCompile(`(?:年|月|日|已|须|应当|累计)满$|^满$`), retrieval.AtLeast},
		{regexp.MustCompile(`(?:大约|大概|约|将近|接近)$`), retrieval.About},
	}
	// boundApart is a cap with other words between it and the number: 最高可享
	// 受800万元, 不超过每平方米100元, 不超过国际认证费用80%.
	boundApart = regexp.MustCompile(`(?:最高|最多|不得?超过|上限|封顶)[^，,。；;、:"“”()（）0-9]{1,12}$`)
	byStep     = regexp.MustCompile(`每(?:增加|新增|增|超过|超|减少|满)$`)
)

// What the patterns above can begin or end with where they touch a number:
// most numbers are not bounded, and looking at one character says so.
const (
	beginHedge  = "≥>≤<不未没超多大高突至最起少低小将接约近"
	endHedge    = "上下内右"
	beginBehind = "(及以之左上"
	endBefore   = "过于高多限为≤低少小大≥达到满足<了破超>约概近"
	endStep     = "加增过超少满"
)

// wording is a way to bound a number.
type wording struct {
	pattern *regexp.Regexp
	bound   retrieval.Bound
}

// bounded is how the words around a number bound it.
type bounded struct {
	bound retrieval.Bound
	// head and tail are the bytes of the words that touch the number.
	head, tail int
	behind     bool
}

// boundOf reads the words before and after a number.
func boundOf(before, after string, period bool) bounded {
	var b bounded
	touching := before[tailAt(before, longestBound):]
	if m := stepIn(touching); m != "" {
		b.head = len(m)
		return b
	}
	if beginsWithin(after, beginBehind) {
		for _, w := range boundsBehind {
			if m := w.pattern.FindString(after); m != "" {
				b.bound, b.tail, b.behind = w.bound, len(m), true
				break
			}
		}
	}
	if b.bound == "" && period && len(after) >= 3 && after[:3] == "内" {
		b.bound, b.tail, b.behind = retrieval.AtMost, 3, true
	}
	for _, w := range boundsBefore {
		if !endsWithin(touching, endBefore) {
			break
		}
		m := w.pattern.FindString(touching)
		if m == "" {
			continue
		}
		b.head = len(m)
		// 达到40万元以上 is 40万元以上; 超过50万元以上 leaves 50万元 out.
		if b.bound == "" || w.bound == retrieval.MoreThan {
			b.bound, b.behind = w.bound, false
		}
		return b
	}
	if b.bound == "" && containsAny(before, "最", "超过", "上限", "封顶") && boundApart.MatchString(before) {
		b.bound = retrieval.AtMost
	}
	return b
}

// longestBound is how long, in code points, the words are that bound a number
// and touch it from before.
const longestBound = 12

// stepIn is the 每增加 that words before a number end in, "" for none.
func stepIn(before string) string {
	if !endsWithin(before, endStep) || !strings.Contains(before, "每") {
		return ""
	}
	return byStep.FindString(before)
}

// tailAt is where the last n code points of s begin.
func tailAt(s string, n int) int {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return i
}

func endsWithin(s, set string) bool {
	r, size := utf8.DecodeLastRuneInString(s)
	return size > 0 && strings.ContainsRune(set, r)
}

func beginsWithin(s, set string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && strings.ContainsRune(set, r)
}

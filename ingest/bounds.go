package ingest

import (
	"regexp"

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
	if m := byStep.FindString(before); m != "" {
		b.head = len(m)
		return b
	}
	for _, w := range boundsBehind {
		if m := w.pattern.FindString(after); m != "" {
			b.bound, b.tail, b.behind = w.bound, len(m), true
			break
		}
	}
	if b.bound == "" && period && len(after) >= 3 && after[:3] == "内" {
		b.bound, b.tail, b.behind = retrieval.AtMost, 3, true
	}
	for _, w := range boundsBefore {
		m := w.pattern.FindString(before)
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
	if b.bound == "" && boundApart.MatchString(before) {
		b.bound = retrieval.AtMost
	}
	return b
}

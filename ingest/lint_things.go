package ingest

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"clausewise/retrieval"
)

var (
	// A thing of which one firm may have several, and what is done with it; what
	// follows keeps 平台 apart from 平台经济.
	someThing = regexp.MustCompile(`((?:建设|新建|自建|改建|扩建|运营|设立|开设|建立|租用|租赁|使用|购置|打造)+)([^,，。；;、:：的0-9]{0,12}?(?:网站|站|仓库|仓|门店|店|产业园|园区|基地|平台|中心|场所|展厅|生产线|实验室|工厂|车间))(?:[(,，按的并且]|投入|支出|费|年|$)`)
	spending  = regexp.MustCompile(`(?:费用|支出|投入|投资额?|成本|租金)[^,，。；;、0-9]{0,10}$`)
	byEach    = regexp.MustCompile(`每[个座处间条家]|单[个家座处间条]|各[个座处]|同一|合计|累计|总计|共计|总额|合并|分别计算|逐[个一]`)
	severalOf = regexp.MustCompile(`[多几数][个座处家][^。；;]{0,24}(?:合并|合计|累计|分别|就高|只)`)

	ownUse = regexp.MustCompile(`(?:租赁|租用|承租|购买|购置)[^,，。；;]{0,8}自用[^,，。；;]{0,10}|自用(?:办公|场所|场地|面积|用房|厂房|仓库)[^,，。；;]{0,6}`)
	subLet = regexp.MustCompile(`转租|分租|转借|出租|租售|自用面积为|实际自用`)
)

// severalThings finds a grant that depends on what was spent on a thing of
// which a firm may have several, without a word on whether they are added up.
func severalThings(s *subject) {
	if slices.ContainsFunc(s.rows, func(q *passage) bool { return severalOf.MatchString(q.plain) }) {
		return
	}
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			m := someThing.FindStringSubmatchIndex(words)
			if m == nil || byEach.MatchString(words) || !hasMoney(q.figuresIn(at)) || !containsAny(words[m[5]:], givesWord...) {
				continue
			}
			from, to := at[0]+utf8.RuneCountInString(words[:m[2]]), at[0]+utf8.RuneCountInString(words[:m[5]])
			spent := slices.ContainsFunc(q.lowerBounds([2]int{to, at[1]}), func(f retrieval.Figure) bool {
				return f.Kind == retrieval.AmountFigure && spending.MatchString(q.slice(to, f.Start-q.Start))
			})
			if !spent {
				continue
			}
			s.report(RuleSeveral, Remark, q, from, to,
				"同一单位有几个这样的"+words[m[4]:m[5]]+"时，花费是合在一起算，还是一个一个分别算，没有写。", "写明按“单个”计算，还是“合计”计算。")
		}
	}
}

// subLetSpace finds money by the area of space for one's own use in a document
// that does not say what becomes of the parts that are let to others.
func subLetSpace(s *subject) {
	if slices.ContainsFunc(s.rows, func(q *passage) bool { return subLet.MatchString(q.plain) }) {
		return
	}
	for _, q := range s.rows {
		for _, at := range q.sentences(false) {
			words := q.slice(at[0], at[1])
			m := ownUse.FindStringIndex(words)
			if m == nil || !perArea.MatchString(words) || !hasMoney(q.figuresIn(at)) {
				continue
			}
			s.report(RuleSubLet, Remark, q, at[0]+utf8.RuneCountInString(words[:m[0]]), at[0]+utf8.RuneCountInString(words[:m[1]]),
				"只支持自用的面积，但转租、分租出去的部分是按面积扣除，还是整处都不再支持，没有写。", "写明转租、分租的怎么扣除。")
		}
	}
}

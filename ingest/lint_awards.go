package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

var (
	ownProof = regexp.MustCompile(`\((?:需要?|须|应当?|要求)(?:有|提供|具备)[^()]{2,20}(?:记录|凭证|证明|流水|单据)\)`)
	anyFirm  = regexp.MustCompile(`^(?:单个|每个|每家|同一)(?:企业|单位|主体|机构)`)
	reached  = regexp.MustCompile(`关联|集团|控股|子公司|独立法人|合并计算|分别计算`)
	incomes  = regexp.MustCompile(`(?:按照?|不超过)(?:其|企业)?(?:实际|当年度?|年度|上年度?|全年)*((?:实际)?(?:服务|营业|销售|经营|主营业务)收入)(?:总额)?的?[0-9.]+%`)
	paidCost = regexp.MustCompile(`给予(?:其)?([^,，。；;0-9]{3,24}?(?:费用?|租金|支出))的?[0-9.]+%`)
	once     = regexp.MustCompile(`不重复|不再重复|不得重复|重复享受|重复申报|同一(?:项目|事项|费用|票据|内容)`)
	awarded  = regexp.MustCompile(`认定`)
	yearly   = regexp.MustCompile(`每年(?:分别|各|再)?给予`)
	reviewed = regexp.MustCompile(`年度(?:考评|考核|评审|评定|认定|评选)|每年(?:认定|评审|评选|考核|复核)|复核|重新认定|动态|连续|有效期内`)
	flowEnds = regexp.MustCompile(`(?:交易额|销售额|营业额|收入|出口额|进出口额|贸易额|成交额)(?:且|并|的|$)`)
	firstOne = regexp.MustCompile(`首年|第一年|入驻当年`)
	laterOne = regexp.MustCompile(`(?:第二年|次年|后[二两三2-5]年)[^,，。；;]{0,24}`)
	stillMet = regexp.MustCompile(`仍|继续|保持|每年(?:均|都)|各年|当年(?:均|都)|分别达到`)
	tradeIn  = regexp.MustCompile(`进出口额|出口额|进口额`)
	repeats  = regexp.MustCompile(`达到([0-9.]+(?:万|亿)?元)[^。；;]{0,12}给予[^。；;]{0,16}达到([0-9.]+(?:万|亿)?元)的?,(再给予[0-9.]+(?:万|亿)?元)`)
	summed   = regexp.MustCompile(`合计|累计|共计|总计|共给予`)
)

// differingProofs finds a grant that asks for a proof of its own where the
// other grants of the document ask for what it has defined.
func differingProofs(s *subject) {
	for _, d := range s.definitions {
		term := plain(d.Term)
		asked := 0
		for _, q := range s.rows {
			if q.Key != d.Clause && q.gives() && strings.Contains(q.plain, term) {
				asked++
			}
		}
		if d.Abbreviation || asked < 2 {
			continue
		}
		for _, q := range s.rows {
			m := ownProof.FindStringIndex(q.plain)
			if m == nil || !q.gives() || strings.Contains(q.plain, term) {
				continue
			}
			s.report(RuleProof, Remark, q, q.at(m[0]), q.at(m[1]),
				"其他资金条款要求“"+d.Term+"”，这一条只要求另一种证明；是不是还要"+d.Term+"，没有写。", "写明是否同样要求，或统一各条的要求。")
		}
	}
}

// wholeCaps finds a cap of a firm over a whole document that does not say what
// it adds up.
func wholeCaps(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			figures := q.figuresIn(at)
			words := q.slice(at[0], at[1])
			k := slices.IndexFunc(figures, func(f retrieval.Figure) bool { return f.Kind == retrieval.AmountFigure && f.Role == retrieval.CapRole })
			if k < 0 || len(figures) != 1 || !anyFirm.MatchString(words) || reached.MatchString(q.plain) {
				continue
			}
			s.report(RuleCapScope, Remark, q, at[0], at[1],
				"总的上限没有写把哪些条款的资金加在一起（写“最高”的奖励算不算），也没有写集团里的几家企业是合并还是分别计算。", "写明计入的条款，以及关联企业怎么算。")
		}
	}
}

// rateBases finds a share of an income that depends on how many were served,
// where the income is not limited to what they paid.
func rateBases(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			counted := slices.ContainsFunc(q.lowerBounds(at), func(f retrieval.Figure) bool { return f.Kind == retrieval.CountFigure })
			m := incomes.FindStringIndex(words)
			if m == nil || !counted || !hasMoney(q.figuresIn(at)) {
				continue
			}
			from := at[0] + len([]rune(words[:m[0]]))
			s.report(RuleRateBase, Remark, q, from, from+len([]rune(words[m[0]:m[1]])),
				"以服务了多少对象为条件，又按收入的比例计算：是全部收入，还是只算符合条件的那一部分业务的收入，没有写。", "写明收入的范围。")
		}
	}
}

// doubleClaims finds the same cost supported in two clauses of a document that
// nowhere says whether it may be claimed twice.
func doubleClaims(s *subject) {
	type claim struct {
		q        *passage
		from, to int
	}
	first := map[string]claim{}
	for _, q := range s.rows {
		if once.MatchString(q.plain) {
			return
		}
	}
	for _, q := range s.rows {
		for _, m := range paidCost.FindAllStringSubmatchIndex(q.plain, -1) {
			cost := q.plain[m[2]:m[3]]
			c, ok := first[cost]
			if !ok {
				first[cost] = claim{q, q.at(m[2]), q.at(m[3])}
				continue
			}
			if c.q.Key != q.Key {
				s.report(RuleDoubleClaim, Remark, q, q.at(m[2]), q.at(m[3]),
					c.q.name()+"也补贴这种费用，没有写同一笔费用能不能按两条各报一次。", "写明同一笔费用不重复支持，或可以叠加。")
			}
		}
	}
}

// recurringAwards finds money for every year after one recognition, without a
// word on whether that is made anew each year.
func recurringAwards(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			m := yearly.FindStringIndex(words)
			if m == nil || !hasMoney(q.figuresIn(at)) || !awarded.MatchString(words[:m[0]]) || reviewed.MatchString(words) {
				continue
			}
			from := at[0] + len([]rune(words[:m[0]]))
			s.report(RuleRecurring, Remark, q, from, from+len([]rune(words[m[0]:m[1]])),
				"认定一次就逐年给，还是每年重新认定，没有写；一共给几年也没有写。", "写明每年是否重新认定、最多几年。")
		}
	}
}

// openMinimums finds a term that money depends on and that is defined as a
// turnover, of whatever size.
func openMinimums(s *subject) {
	if !s.funding {
		return
	}
	for _, d := range s.definitions {
		meaning := plain(d.Meaning)
		q, ok := s.row(d.Start)
		if !ok || meaning == "" || !flowEnds.MatchString(meaning) || strings.ContainsAny(meaning, "元") || containsAny(meaning, "以上", "不少于", "不低于") {
			continue
		}
		s.report(RuleMinimum, Remark, q, d.Where.Start-q.Start, d.Where.End-q.Start,
			"这个条件以发生的数额来定义，却没有写最低要多少：只有一单算不算，说不准。", "写明最低数额，或写明不限数额。")
	}
}

// laterConditions finds support in several years whose condition speaks of the
// first one only.
func laterConditions(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			list := q.lowerBounds(at)
			m := laterOne.FindStringIndex(words)
			if m == nil || len(list) == 0 || !hasMoney(q.figuresIn(at)) || stillMet.MatchString(words) {
				continue
			}
			from := at[0] + len([]rune(words[:m[0]]))
			before := q.slice(at[0], list[0].Start-q.Start)
			if list[0].Start-q.Start > from || !firstOne.MatchString(before) {
				continue
			}
			s.report(RuleLaterYears, Remark, q, from, from+len([]rune(words[m[0]:m[1]])),
				"条件只对第一年提出，以后各年要不要再达到，没有写。", "写明以后各年的条件。")
		}
	}
}

// mixedCurrencies finds a threshold of foreign trade in plain 元 in a document
// that counts in foreign money elsewhere.
func mixedCurrencies(s *subject) {
	foreign := slices.ContainsFunc(s.rows, func(q *passage) bool {
		return slices.ContainsFunc(q.figures, func(f retrieval.Figure) bool {
			return f.Kind == retrieval.AmountFigure && f.Role == retrieval.ThresholdRole && f.Currency != "" && f.Currency != "CNY"
		})
	})
	if !foreign {
		return
	}
	for _, q := range s.rows {
		for _, f := range q.figures {
			from, _ := phraseOf(q.text, f.Start-q.Start, f.End-q.Start)
			if f.Kind != retrieval.AmountFigure || f.Role != retrieval.ThresholdRole || f.Currency != "CNY" || !tradeIn.MatchString(lastRunes(q.slice(from, f.Start-q.Start), 8)) || strings.Contains(q.plain, "人民币") {
				continue
			}
			s.report(RuleCurrency, Remark, q, f.Start-q.Start, f.End-q.Start,
				"同一文件里有的门槛用外币；海关统计的进出口额常以美元计，这里的“元”是不是人民币、怎么折算，没有写。", "写明人民币，以及折算的汇率。")
			return // once says it
		}
	}
}

// addedSteps finds a second step that gives 再 something without saying what
// both come to.
func addedSteps(s *subject) {
	for _, q := range s.rows {
		m := repeats.FindStringSubmatchIndex(q.plain)
		if m == nil || summed.MatchString(q.plain[m[0]:m[1]]) {
			continue
		}
		s.report(RuleStack, Remark, q, q.at(m[6]), q.at(m[7]),
			"“再给予”是在前一级之外另给（两级相加），还是达到这一级总共给这些，最好写出合计数。", "写明合计金额。")
	}
}

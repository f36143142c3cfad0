package ingest

import (
	"regexp"
	"strings"

	"clausewise/retrieval"
)

var (
	ranked        = regexp.MustCompile(`(?:龙头|骨干|标杆|重点|引领性|知名|领军|高端|优质|特殊贡献)(?:\p{Han}{0,4})?(?:企业|项目|人才|平台|机构)`)
	certified     = regexp.MustCompile(`认定|评定|评选|入选|考评|评审|遴选|评估|备案|列入|名单|名录|符合[^,，。]{0,8}(?:标准|条件)`)
	byCriteria    = regexp.MustCompile(`按照?([^,，。；;《》、]{2,24}(?:标准|办法|规则))(?:认定|评定|评选|确定)`)
	knownCriteria = regexp.MustCompile(`国家|法律|法规|规定的?标准|有关|另行|附件|本办法|本细则|上述|前款|以下|下列|《`)
	byNobody      = regexp.MustCompile(`(?:^|[^部门局厅委府会心])经(?:认定|评定|审核认定|考核认定)的`)
	openList      = regexp.MustCompile(`[^,，。；;:：]{1,40}等(?:相关|有关)?(?:费用|支出|投入|成本|方式)`)
	openMeasure   = regexp.MustCompile(`、[^,，。；;:：]{1,40}等\p{Han}{0,6}指标`)
	// elsewhere marks a definition of a word of another text or clause.
	elsewhere = regexp.MustCompile(`前款|上述|第[一二三四五六七八九十百0-9]+条`)
	moreSaid  = regexp.MustCompile(`^(?:[一二三四五六七八九十两0-9]+[项类种个])`)
)

// undefinedTerms finds a rank of firms or projects that money depends on and
// that nobody explains: no condition, no certification, no definition.
func undefinedTerms(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			words := q.slice(at[0], at[1])
			money := false
			first := at[1]
			for _, f := range q.figuresIn(at) {
				if f.Role == retrieval.ThresholdRole {
					first = at[0]
					break
				}
				if f.Kind == retrieval.AmountFigure && (f.Role == retrieval.GrantRole || f.Role == retrieval.CapRole) || f.Role == retrieval.RateRole {
					money = true
					first = min(first, f.Start-q.Start)
				}
			}
			if !money || certified.MatchString(words) {
				continue
			}
			before := q.slice(at[0], first)
			m := ranked.FindStringIndex(before)
			if m == nil || s.defines(before[m[0]:m[1]]) {
				continue
			}
			from := at[0] + len([]rune(before[:m[0]]))
			s.report(RuleUndefinedTerm, Unclear, q, from, from+len([]rune(before[m[0]:m[1]])),
				"资金给予这类对象，全文却没有写它是什么、由谁按什么标准认定。", "加上定义，或写明认定的部门和标准。")
		}
	}
}

// defines reports whether the document explains a term.
func (s *subject) defines(term string) bool {
	for _, d := range s.definitions {
		if t := plain(d.Term); strings.Contains(term, t) || strings.Contains(t, term) {
			return true
		}
	}
	return false
}

// unusedDefinitions finds terms that are explained and never used again.
func unusedDefinitions(s *subject) {
	if s.doc.Incomplete {
		return
	}
	var whole strings.Builder
	for _, r := range s.all {
		whole.WriteString(plain(r.Text))
	}
	text := whole.String()
	for _, d := range s.definitions {
		q, ok := s.row(d.Start)
		if !ok || strings.Count(text, plain(d.Term)) > 1 || elsewhere.MatchString(q.sentenceTo(d.Where.Start-q.Start)) {
			continue
		}
		s.report(RuleUnusedDefinition, Remark, q, d.Where.Start-q.Start, d.Where.End-q.Start,
			"给出了定义或简称，但后文没有再用到这个词；可能后文用了别的说法。", "统一用词，或删去。")
	}
}

// unnamedCriteria finds money that depends on criteria nobody can look up.
func unnamedCriteria(s *subject) {
	for _, q := range s.rows {
		if !q.gives() {
			continue
		}
		for _, m := range byCriteria.FindAllStringSubmatchIndex(q.plain, -1) {
			if knownCriteria.MatchString(q.plain[m[2]:m[3]]) {
				continue
			}
			s.report(RuleCriteria, Unclear, q, q.at(m[0]), q.at(m[1]),
				"认定所依据的标准没有给出名称，也没有写在哪里公布。", "写明标准的名称、文号或公布的地方。")
		}
	}
}

// unnamedAuthorities finds certifications that money depends on and that no
// office is named for.
func unnamedAuthorities(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(false) {
			words := q.slice(at[0], at[1])
			if !containsAny(words, givesWord...) || !hasMoney(q.figuresIn(at)) {
				continue
			}
			for _, m := range byNobody.FindAllStringIndex(words, -1) {
				from := m[0] + strings.Index(words[m[0]:m[1]], "经")
				s.report(RuleAuthority, Unclear, q, at[0]+len([]rune(words[:from])), at[0]+len([]rune(words[:m[1]])),
					"没有写由哪个部门认定。", "写明认定的部门。")
			}
		}
	}
}

func hasMoney(list []retrieval.Figure) bool {
	for _, f := range list {
		if f.Role == retrieval.RateRole || f.Kind == retrieval.AmountFigure && (f.Role == retrieval.GrantRole || f.Role == retrieval.CapRole) {
			return true
		}
	}
	return false
}

// openLists finds lists ending in 等 that an amount is worked out from, or
// that a definition consists of.
func openLists(s *subject) {
	for _, q := range s.rows {
		for _, at := range q.sentences(true) {
			if hasMoney(q.figuresIn(at)) {
				s.openListsIn(q, at)
			}
			s.openMeasuresIn(q, at)
		}
	}
	for _, d := range s.definitions {
		if q, ok := s.row(d.Start); ok && s.funding && d.Meaning != "" {
			s.openListsIn(q, [2]int{d.End - len([]rune(d.Meaning)) - q.Start, d.End - q.Start})
		}
	}
}

// openMeasuresIn finds a threshold that any measure of an open list may reach:
// 访问量、注册用户数等指标增长超过100%.
func (s *subject) openMeasuresIn(q *passage, at [2]int) {
	for _, f := range q.lowerBounds(at) {
		from, _ := phraseOf(q.text, f.Start-q.Start, f.Start-q.Start)
		if m := openMeasure.FindString(q.slice(from, f.Start-q.Start)); m != "" {
			s.report(RuleOpenList, Remark, q, from, f.End-q.Start,
				"门槛用哪一个指标衡量，清单以“等”结尾，没有列全；几个指标不一致时以哪个为准也没有写。", "写明用哪一个指标。")
		}
	}
}

func (s *subject) openListsIn(q *passage, at [2]int) {
	words := q.slice(at[0], at[1])
	for _, m := range openList.FindAllStringIndex(words, -1) {
		if !strings.Contains(words[m[0]:m[1]], "、") || moreSaid.MatchString(words[m[1]:]) {
			continue
		}
		s.report(RuleOpenList, Remark, q, at[0]+len([]rune(words[:m[0]])), at[0]+len([]rune(words[:m[1]])),
			"金额或条件取决于这个以“等”结尾的清单，没有列出的算不算，说不清。", "列全，或写明其余由谁确定。")
	}
}

package ingest

import (
	"regexp"
	"strings"

	"clausewise/retrieval"
)

var (
	// stagedEvents are acts of several steps on several days: declared, let
	// through, arrived.
	stagedEvents = regexp.MustCompile(`自((?:货物|商品)?(?:出口|进口|退运|出区离境|离境|到货|入驻|投产|上线|建成))之日起([0-9一二三四五六七八九十两]+(?:个月|年|日|天|个工作日))内`)
	dayIs        = regexp.MustCompile(`(?:日期|之日|日)(?:是指|指|以)|以[^,，。；;]{2,24}(?:日期|之日|时间)(?:为准|计算)`)
)

// eventDays finds a period from an act that may be dated in several ways.
func eventDays(s *subject) {
	for _, q := range s.rows {
		if dayIs.MatchString(q.plain) {
			return
		}
	}
	for _, q := range s.rows {
		for _, m := range stagedEvents.FindAllStringSubmatchIndex(q.plain, -1) {
			s.report(RuleEventDay, Remark, q, q.at(m[0]), q.at(m[1]),
				"“"+q.plain[m[2]:m[3]]+"之日”以哪一步的日期为准（申报、放行还是实际到达），期限内要完成到哪一步，没有写。", "写明以哪个日期为准。")
		}
	}
}

// restartedNumbers finds clauses numbered anew under each heading: their
// number alone names several.
func restartedNumbers(s *subject) {
	first := map[string]*passage{}
	for _, q := range s.rows {
		marker := strings.TrimRight(q.Number, ".．、 ")
		if q.Kind != retrieval.Clause || q.Parent != "" || !strings.Contains(q.Key, "/") || strings.HasPrefix(q.Key, "附") || marker == "" || digit([]rune(marker)[0]) < 0 {
			continue
		}
		if _, ok := first[marker]; !ok {
			first[marker] = q
			continue
		}
		s.report(RuleRestart, Remark, q, q.body, q.opening(),
			"各个标题下都从1重新编号，只说“第"+marker+"条”指不出是哪一条。", "引用时连标题一起写，或全文连续编号。")
		return
	}
}

// runTogether finds a document that has lost its line breaks.
func runTogether(s *subject) {
	const long = 600 // code points, with several clauses among them
	clauses, length := 0, 0
	for _, r := range s.all {
		if strings.ContainsFunc(strings.TrimFunc(r.Text, isSpace), isNewline) {
			return
		}
		if len(r.Text) > 0 && isNewline([]rune(r.Text)[len([]rune(r.Text))-1]) && r.Ordinal+1 < len(s.all) {
			return
		}
		length += r.End - r.Start
		if r.Kind == retrieval.Clause {
			clauses++
		}
	}
	if clauses < 3 || length < long || len(s.rows) == 0 {
		return
	}
	q := s.rows[0]
	for _, p := range s.rows {
		if p.Kind == retrieval.Clause {
			q = p
			break
		}
	}
	s.report(RuleRunTogether, Remark, q, q.body, q.opening(),
		"全文在一行里，分段已经丢失，条款只能按编号分开。", "恢复分段，或换用原文件。")
}

package ingest

import (
	"regexp"
	"strings"

	"clausewise/retrieval"
)

var (
	givesAtOnce = regexp.MustCompile(`(?:^|[,，])((?:给予|予以)[^,，。；;]{0,24}(?:补贴|补助|奖励|支持|资助))`)
	recipients  = regexp.MustCompile(`企业|单位|机构|个人|园区|平台|基地|中心|组织|协会|院校|学校|主体|运营方|项目|对|向|由|人才|者|其`)
	looseCount  = regexp.MustCompile(`(?:企业|单位|商户|主体)(?:数量|数)?(?:在|达到|达|超过)?[0-9]+(?:家|个|户)(?:以上)?[,，](?:并)?(?:有|具有|实现)[^,，。；;]{1,16}的(?:企业|单位|机构|主体)`)
)

// missingRecipients finds money that a sentence gives without saying to whom.
func missingRecipients(s *subject) {
	for _, q := range s.rows {
		if q.Kind == retrieval.Item {
			continue // the words above the items may say it
		}
		for _, at := range q.sentences(false) {
			words := q.slice(at[0], at[1])
			m := givesAtOnce.FindStringSubmatchIndex(words)
			// Behind 的 stands what is paid for: 达到1亿元的，给予10万元奖励.
			if m == nil || strings.HasSuffix(words[:m[0]], "的") || recipients.MatchString(words) || !hasMoney(q.figuresIn(at)) {
				continue
			}
			s.report(RuleRecipient, Unclear, q, at[0]+len([]rune(words[:m[2]])), at[0]+len([]rune(words[:m[3]])),
				"没有写钱给谁：从这句话看不出由哪一类单位或个人申领。", "写明受益对象。")
		}
	}
}

// looseModifiers finds a condition behind a count of firms that may be asked
// of the firms counted or of the one that is paid.
func looseModifiers(s *subject) {
	for _, q := range s.rows {
		for _, m := range looseCount.FindAllStringIndex(q.plain, -1) {
			from, to := q.at(m[0]), q.at(m[1])
			end := to
			for end < len(q.text) && !endsSentence(q.text[end]) {
				end++
			}
			if !hasMoney(q.figuresIn([2]int{from, end})) && !containsAny(q.slice(to, end), givesWord...) {
				continue
			}
			s.report(RuleModifier, Unclear, q, from, to,
				"后一个条件是对被服务（被计数）的单位提出的，还是对申报单位提出的，可以作两种理解。", "分开写明各由谁满足。")
		}
	}
}

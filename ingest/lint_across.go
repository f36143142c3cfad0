package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// citedTitles finds titles that are cited otherwise than the document bears
// them, where the library holds it.
func citedTitles(s *subject) {
	titles := map[string]string{}
	for _, d := range s.library.Documents() {
		titles[d.ID] = d.Title
	}
	seen := map[string]bool{}
	for _, q := range s.rows {
		for _, ref := range s.catalogue.refers(q.Row) {
			published := titles[ref.To]
			if ref.Title == "" || ref.Articles != "" || published == "" || ref.To == s.doc.ID || seen[ref.Title] || sameTitle(ref.Title, published) {
				continue
			}
			cited, own := retrieval.TitleKey(ref.Title), retrieval.TitleKey(published)
			if cited != own && strings.Contains(cited, own) {
				continue // the notice that carried it
			}
			seen[ref.Title] = true
			severity, message := Remark, "引用的标题与该文件自己的标题写法不同：原文件写作《"+tidy(published)+"》。按标题检索时可能找不到。"
			if cited != own {
				severity, message = Unclear, "文号对应的文件名称不同：该文号的文件是《"+tidy(published)+"》。"
			}
			s.report(RuleTitle, severity, q, ref.Start-q.Start, ref.End-q.Start, message, "按原文件的标题引用。")
		}
	}
}

// sameTitle compares titles as a reader does: widths, scripts, white space and
// the note that a text is a draft aside, but not dashes or words.
func sameTitle(a, b string) bool {
	same := func(s string) string {
		s = strings.Map(dropSpace, hanzi.Fold(s).Text)
		return strings.NewReplacer("(征求意见稿)", "", "中华人民共和国", "", "〈", "《", "〉", "》", "<", "《", ">", "》").Replace(s)
	}
	return same(a) == same(b)
}

var (
	promised = regexp.MustCompile(`对([^,，。；;]{0,40}?)([^,，。；;的、]{2,10}),给予(?:相应|适当|一定)?的?(建设|使用|运营|租用|购置)(?:投入|费用|成本)?(?:的)?(?:补贴|补助|奖励|支持)`)
	acts     = []string{"建设", "使用", "运营", "租用", "购置"}
)

// unmetPromises finds money for one thing in a document whose basis promised
// it for another: a plan supports building warehouses, the measures made on
// it pay those who use them.
func unmetPromises(s *subject) {
	if !s.funding {
		return
	}
	for _, basis := range s.bases() {
		for _, r := range s.library.Rows(basis.ID) {
			if r.Kind != retrieval.Clause && r.Kind != retrieval.Item {
				continue
			}
			for _, m := range promised.FindAllStringSubmatch(strings.ReplaceAll(plain(r.Text), "，", ","), -1) {
				s.unmet(basis, r, m[2], m[3])
			}
		}
	}
}

// bases are the documents of the library that this one names as what it was
// made on, or refers to in its opening.
func (s *subject) bases() []retrieval.Document {
	var out []retrieval.Document
	for _, d := range s.library.Documents() {
		if d.ID != s.doc.ID && slices.ContainsFunc(s.relations, func(p ProposedRelation) bool { return p.Kind == retrieval.Implements && p.To == d.ID }) {
			out = append(out, d)
		}
	}
	return out
}

// unmet reports the sentence that gives money for another act on an object
// than the one promised, unless another sentence gives it for that one.
func (s *subject) unmet(basis retrieval.Document, r retrieval.Row, object, act string) {
	var q *passage
	var at [2]int
	for _, p := range s.rows {
		for _, sentence := range p.sentences(true) {
			words := p.slice(sentence[0], sentence[1])
			if !strings.Contains(words, object) || !hasMoney(p.figuresIn(sentence)) {
				continue
			}
			if strings.Contains(words, act) {
				return
			}
			if q == nil && containsAny(words, acts...) {
				q, at = p, sentence
			}
		}
	}
	if q == nil {
		return
	}
	s.report(RulePromise, Remark, q, at[0], at[1],
		"《"+tidy(basis.Title)+"》（"+strings.ReplaceAll(r.Path, " > ", "，")+"）要支持的是"+object+"的“"+act+"”，这里的资金给的是另一种行为；"+act+"怎么支持，本文件没有写。", "写明对"+act+"是否支持，以免与上位文件混为一谈。")
}

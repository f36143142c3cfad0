package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

// ProposedRelation is a relation between documents that a text states. The
// office confirms it by writing it into policy.yaml.
type ProposedRelation struct {
	retrieval.Relation
	From   string `json:"from"`             // the document that states it
	Title  string `json:"title"`            // of the other document, as printed
	Number string `json:"number,omitempty"` // of the other document, as printed
	Known  bool   `json:"known"`            // To is a document of the library
	Clause string `json:"clause"`
	Start  int    `json:"start"` // of the sentence that states it
	End    int    `json:"end"`
	Text   string `json:"text"`
}

// The kinds of relation that a text can state.
const (
	Implements = "implements" // 根据《…》制定
	Repeals    = "repeals"    // 《…》同时废止
	Amends     = "amends"     // 对《…》作如下修改
	Refers     = "refers"
)

var (
	onBasisOf   = regexp.MustCompile(`根据|依据|按照|贯彻|落实|遵照`)
	isMade      = regexp.MustCompile(`制定|制订|提出(?:以下|如下)|特提出|出台|现就|现将|公告如下|通知如下`)
	isRepealed  = regexp.MustCompile(`(?:同时|予以|即行|相应)?(?:废止|停止执行|失效)`)
	isAmended   = regexp.MustCompile(`(?:作|做)出?(?:如下|以下|相应)修改|修改(?:如下|为)|作如下修订`)
	amendsTitle = regexp.MustCompile(`^(?:.{0,30})?关于修(?:改|订)[〈<《]?(.{2,60}?)[〉>》]?(?:等.{0,12})?的(?:决定|通知|公告)$`)
	// wasAmended follows a decision that is named as the source of a text.
	wasAmended = regexp.MustCompile(`^\s*(?:第[一二三四五六]次)?(?:修正|修订)|^的决定`)
)

// Relations proposes how a document relates to others, from what it says:
// what it was made to carry out, what it repeals and what it amends. rows are
// its own.
func Relations(doc retrieval.Document, rows []retrieval.Row, library Library) []ProposedRelation {
	var out []ProposedRelation
	add := func(p ProposedRelation) {
		if p.To == doc.ID || titleKey(p.Title) == titleKey(doc.Title) {
			if p.Kind != Repeals {
				return // its own name
			}
			// The text of the same name that this one takes the place of.
			p.To, p.Known = p.Title, false
		}
		if !slices.ContainsFunc(out, func(o ProposedRelation) bool { return o.Kind == p.Kind && o.To == p.To }) {
			out = append(out, p)
		}
	}
	first := true
	for _, r := range rows {
		if r.Document != doc.ID || !r.Quotable() {
			continue
		}
		opening := first || r.Kind == retrieval.Preamble
		if r.Kind == retrieval.Clause {
			first = false
		}
		if !strings.Contains(r.Text, "《") {
			continue
		}
		text := []rune(plain(r.Text))
		for _, ref := range References([]retrieval.Row{r}, library) {
			if ref.Title == "" || ref.Articles != "" {
				continue
			}
			from, to := statementOf(text, ref.Start-r.Start, ref.End-r.Start)
			before, after := string(text[from:ref.Start-r.Start]), string(text[ref.End-r.Start:to])
			kind := ""
			switch {
			case isRepealed.MatchString(after) && !strings.Contains(before, "失效"):
				kind = Repeals
			case isAmended.MatchString(after) && strings.Contains(before, "对"):
				kind = Amends
			case opening && onBasisOf.MatchString(before) && isMade.MatchString(after):
				kind = Implements
			}
			if kind == "" || wasAmended.MatchString(after) || amendsTitle.MatchString(plain(ref.Title)) {
				continue
			}
			other := ref.To
			if other == "" {
				other = ref.Title
			}
			add(ProposedRelation{
				Relation: retrieval.Relation{Kind: kind, To: other}, From: doc.ID,
				Title: ref.Title, Number: ref.Number, Known: ref.To != "", Clause: r.Key,
				Start: r.Start + from, End: r.Start + to, Text: string([]rune(r.Text)[from:to]),
			})
		}
	}
	if m := amendsTitle.FindStringSubmatch(plain(doc.Title)); m != nil {
		at := doc.Evidence["title"]
		id := ""
		if library != nil {
			id = newCatalogue(library).document(m[1], "")
		}
		p := ProposedRelation{Relation: retrieval.Relation{Kind: Amends, To: id}, From: doc.ID, Title: m[1], Known: id != "", Start: at.Start, End: at.End, Text: doc.Title}
		if id == "" {
			p.To = m[1]
		}
		add(p)
	}
	return out
}

// statementOf is the sentence around a stretch; a semicolon does not end it,
// as lists of documents are set apart so.
func statementOf(text []rune, start, end int) (from, to int) {
	stop := func(r rune) bool { return r == '。' || isNewline(r) }
	for from = start; from > max(0, start-2*longestSentence) && !stop(text[from-1]); from-- {
	}
	for to = end; to < min(len(text), end+2*longestSentence) && !stop(text[to]); to++ {
	}
	for from < start && isSpace(text[from]) {
		from++
	}
	return from, to
}

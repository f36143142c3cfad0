package ingest

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

// ProposedRelation is a relation between documents that a text states.
type ProposedRelation struct {
	retrieval.Relation
	From  string `json:"from"`  // the document that states it
	Known bool   `json:"known"` // To is a document of the library
	Start int    `json:"start"` // of the sentence that states it
	End   int    `json:"end"`
	Text  string `json:"text"`
}

const (
	// listWords is what may stand between the name of a document and what is
	// said of all in a list: more names, numbers, and words that join them.
	listWords = `(?:《(?:[^《》]|《[^《》]*》)*》|\([^()]{0,60}\)|[、,;\s]|和|及|以及|与|同时|一并|等|(?:(?:上述|以上|前述)?[0-9一二两三四五六七八九十]+(?:件|份|个|部|项))|(?:行政)?规范性|政府规章|地方性法规|政策|文件|规定)*`
	// fromDay is when something ends.
	fromDay  = `(?:,?(?:自|从)[^,。;《》]{1,24}(?:起|之日|后),?)?`
	adverbs  = `(?:即日起|同时|同步|一并|即行|予以|自行|相应|均|也|即|随之|全部|正式|宣布|依法|,)*`
	endWords = `(?:废止|停止(?:执行|施行|实施|使用)|不再(?:执行|施行|实施|适用|有效)|失效|终止执行)`
)

var (
	onBasisOf  = regexp.MustCompile(`根据|依据|按照|贯彻|落实|遵照`)
	isMade     = regexp.MustCompile(`制定|制订|提出(?:以下|如下)|特提出|出台|现就|现将|公告如下|通知如下`)
	isRepealed = regexp.MustCompile(`^` + listWords + fromDay + adverbs + endWords)
	// repeals comes before what it ends: 废止《…》、《…》. What has been ended
	// already, by others, is no statement of this text.
	repeals    = regexp.MustCompile(`(?:^|[^被已])(?:废止|停止执行)(?:了|下列文件:|以下文件:|原|原来的)?` + listWords + `$`)
	isReplaced = regexp.MustCompile(`(?:代替|取代|替代|替换)(?:了|原|原有的|原来的)?` + listWords + `$`)
	isAmended  = regexp.MustCompile(`(?:作|做)出?(?:如下|以下|相应)修改|修改(?:如下|为)|作如下修订`)
	// onlyBasis stands before a document that is applied or carried out: what
	// follows in the sentence is said of another one.
	onlyBasis = regexp.MustCompile(`(?:根据|依据|依照|按照|按|参照|遵照|贯彻|落实|执行|适用|符合|违反|被|由|以|经|与|原按)$`)
	// aPart follows a document of which only a part is meant.
	aPart       = regexp.MustCompile(`^\s*(?:\([^()]*\))?\s*(?:中)?(?:的)?(?:第\s*[0-9零一二三四五六七八九十百]+|附件|附表|有关|相关|部分)`)
	amendsTitle = regexp.MustCompile(`^(?:.{0,30})?关于修(?:改|订)[〈<《]?(.{2,60}?)[〉>》]?(?:等.{0,12})?的(?:决定|通知|公告)$`)
	repealTitle = regexp.MustCompile(`^(?:.{0,30})?关于(?:宣布)?废止[〈<《](.{2,60}?)[〉>》](?:等.{0,12})?的(?:决定|通知|公告)$`)
	// wasAmended follows a decision that is named as the source of a text.
	wasAmended = regexp.MustCompile(`^\s*(?:第[一二三四五六]次)?(?:修正|修订)|^的决定`)
)

// Relations reads how a document relates to others, from what it says: what
// it was made to carry out, what it repeals, replaces and amends, and what
// else it refers to; each document once for a kind, and refers only where
// nothing else is said of it. rows are its own.
func Relations(doc retrieval.Document, rows []retrieval.Row, library Library) []ProposedRelation {
	if library == nil {
		library = PackLibrary(nil)
	}
	return relationsOf(doc, rows, newCatalogue(library))
}

func relationsOf(doc retrieval.Document, rows []retrieval.Row, c *catalogue) []ProposedRelation {
	f := relationFinder{doc: doc, catalogue: c}
	first := true
	for _, r := range rows {
		if r.Document != doc.ID || !r.Quotable() {
			continue
		}
		opening := first || r.Kind == retrieval.Preamble
		if r.Kind == retrieval.Clause {
			first = false
		}
		if strings.Contains(r.Text, "《") {
			f.row(r, opening)
		}
	}
	f.title(retrieval.Amends, amendsTitle)
	f.title(retrieval.Repeals, repealTitle)
	return append(f.out, f.refers...)
}

// related reads the relations of all documents of a pack into them.
func related(documents []retrieval.Document, rows []retrieval.Row) {
	library := PackLibrary{{Documents: documents, Rows: rows}}
	for i, d := range documents {
		for _, p := range Relations(d, rows, library) {
			documents[i].Relations = append(documents[i].Relations, p.Relation)
		}
	}
}

type relationFinder struct {
	doc         retrieval.Document
	catalogue   *catalogue
	out, refers []ProposedRelation
}

// row reads the relations that one row states.
func (f *relationFinder) row(r retrieval.Row, opening bool) {
	refs := r.Refers
	if len(refs) == 0 {
		refs = f.catalogue.refers(r)
	}
	text := []rune(plain(r.Text))
	for _, ref := range refs {
		if ref.Title == "" || ref.Articles != "" || ref.Start < r.Start || ref.End > r.End {
			continue
		}
		from, to := statementOf(text, ref.Start-r.Start, ref.End-r.Start)
		before, after := string(text[from:ref.Start-r.Start]), string(text[ref.End-r.Start:to])
		if wasAmended.MatchString(after) {
			continue
		}
		kind := kindOfRelation(before, after, opening)
		if kind != retrieval.Repeals && amendsTitle.MatchString(plain(ref.Title)) {
			continue
		}
		f.add(ProposedRelation{
			Relation: retrieval.Relation{Kind: kind, To: ref.To, Title: ref.Title, Number: ref.Number, Clause: r.Key},
			Start:    r.Start + from, End: r.Start + to, Text: string([]rune(r.Text)[from:to]),
		})
	}
}

// kindOfRelation is what a sentence says of a document named in it.
func kindOfRelation(before, after string, opening bool) string {
	ends := containsAny(after, "废止", "停止", "不再", "失效", "终止") && isRepealed.MatchString(after) && !onlyBasis.MatchString(before) ||
		containsAny(before, "废止", "停止") && repeals.MatchString(before)
	replaces := containsAny(before, "代替", "取代", "替代", "替换") && isReplaced.MatchString(before)
	switch {
	case (ends || replaces) && aPart.MatchString(after):
	case ends:
		return retrieval.Repeals
	case replaces:
		return retrieval.Replaces
	}
	switch {
	case strings.Contains(before, "对") && strings.Contains(after, "修") && isAmended.MatchString(after):
		return retrieval.Amends
	case opening && onBasisOf.MatchString(before) && isMade.MatchString(after):
		return retrieval.Implements
	}
	return retrieval.Refers
}

// title reads a relation from the document's own name.
func (f *relationFinder) title(kind string, pattern *regexp.Regexp) {
	if m := pattern.FindStringSubmatch(plain(f.doc.Title)); m != nil {
		at := f.doc.Evidence["title"]
		f.add(ProposedRelation{
			Relation: retrieval.Relation{Kind: kind, Title: m[1]},
			Start:    at.Start, End: at.End, Text: f.doc.Title,
		})
	}
}

func (f *relationFinder) add(p ProposedRelation) {
	if p.To == "" {
		p.To = f.catalogue.document(p.Title, p.Number)
	}
	p.From, p.Source, p.Evidence = f.doc.ID, retrieval.FromText, &retrieval.Span{Start: p.Start, End: p.End}
	p.Known = p.To != ""
	if p.To == f.doc.ID || retrieval.TitleKey(p.Title) == retrieval.TitleKey(f.doc.Title) {
		if p.Kind != retrieval.Repeals && p.Kind != retrieval.Replaces {
			return // its own name
		}
		// The text of the same name that this one takes the place of.
		p.To, p.Known = "", false
	}
	if p.To == "" {
		p.To = p.Title
	}
	same := func(o ProposedRelation) bool { return o.To == p.To && o.Number == p.Number }
	switch {
	case p.Kind == retrieval.Refers:
		if !slices.ContainsFunc(f.refers, same) && !slices.ContainsFunc(f.out, same) {
			f.refers = append(f.refers, p)
		}
	case !slices.ContainsFunc(f.out, func(o ProposedRelation) bool { return o.Kind == p.Kind && same(o) }):
		f.out = append(f.out, p)
		f.refers = slices.DeleteFunc(f.refers, same)
	}
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

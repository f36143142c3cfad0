package ingest

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"clausewise/retrieval"
)

// Library is where references are looked up; *retrieval.Index is one.
type Library interface {
	Documents() []retrieval.Document
	// Rows returns the rows of a document in order, none where it is unknown.
	Rows(document string) []retrieval.Row
}

// PackLibrary is the library of packs that are not in a store.
type PackLibrary []Pack

// Documents lists the documents of all packs.
func (l PackLibrary) Documents() []retrieval.Document {
	var out []retrieval.Document
	for _, p := range l {
		out = append(out, p.Documents...)
	}
	return out
}

// Rows returns the rows of a document.
func (l PackLibrary) Rows(document string) []retrieval.Row {
	for _, p := range l {
		if rows := p.rowsOf(document); len(rows) > 0 {
			return rows
		}
	}
	return nil
}

// rowsOf are the rows of one document of a pack.
func (p Pack) rowsOf(document string) []retrieval.Row {
	var out []retrieval.Row
	for _, r := range p.Rows {
		if r.Document == document {
			out = append(out, r)
		}
	}
	return out
}

// catalogue finds documents by title and number, and clauses by article.
type catalogue struct {
	library  Library
	byTitle  map[string]string // "" where two documents share a title
	byNumber map[string]string
	articles map[string]articles // by document, filled as needed
}

func newCatalogue(library Library) *catalogue {
	c := &catalogue{library: library, byTitle: map[string]string{}, byNumber: map[string]string{}, articles: map[string]articles{}}
	put := func(m map[string]string, key, id string) {
		if key == "" {
			return
		}
		if other, ok := m[key]; ok && other != id {
			id = ""
		}
		m[key] = id
	}
	for _, d := range library.Documents() {
		put(c.byTitle, titleKey(d.Title), d.ID)
		put(c.byNumber, numberKey(d.Number), d.ID)
	}
	return c
}

// document finds a document by its number or title, "" where the library has
// none or several.
func (c *catalogue) document(title, number string) string {
	if id := c.byNumber[numberKey(number)]; id != "" && number != "" {
		return id
	}
	if id := c.byTitle[titleKey(title)]; id != "" {
		return id
	}
	// 《关于印发<X>的通知》 is the notice that carries X.
	if m := carried.FindStringSubmatch(plain(title)); m != nil {
		return c.byTitle[titleKey(m[1])]
	}
	return ""
}

func (c *catalogue) articlesOf(document string) articles {
	a, ok := c.articles[document]
	if !ok {
		a = articlesIn(c.library.Rows(document))
		c.articles[document] = a
	}
	return a
}

// titleKey is a title without what printing varies: script, width, spaces,
// brackets, dashes, the name of the state, and the note that it is a draft.
func titleKey(title string) string {
	s := strings.ToLower(norm.NFKC.String(plain(title)))
	for _, cut := range []string{"征求意见稿", "中华人民共和国"} {
		s = strings.ReplaceAll(s, cut, "")
	}
	return strings.Map(func(r rune) rune {
		if isSpace(r) || strings.ContainsRune(`()〔〕[]【】{}<>《》〈〉“”"'‘’「」-—–―~～·、,，.。:：`, r) {
			return -1
		}
		return r
	}, s)
}

// numberKey is a document number without what printing varies.
func numberKey(number string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isSpace(r), strings.ContainsRune("()[]〔〕【】<>《》第", r):
			return -1
		}
		return r
	}, norm.NFKC.String(plain(number)))
}

package ingest

import "clausewise/retrieval"

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

// libraries are several as one: the first that knows a document has it.
type libraries []Library

// Documents lists the documents of all, each once.
func (l libraries) Documents() []retrieval.Document {
	var out []retrieval.Document
	seen := map[string]bool{}
	for _, one := range l {
		for _, d := range one.Documents() {
			if !seen[d.ID] {
				seen[d.ID] = true
				out = append(out, d)
			}
		}
	}
	return out
}

// Rows returns the rows of a document.
func (l libraries) Rows(document string) []retrieval.Row {
	for _, one := range l {
		if rows := one.Rows(document); len(rows) > 0 {
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
	names    *retrieval.Names
	articles map[string]articles // by document, filled as needed
}

func newCatalogue(library Library) *catalogue {
	return &catalogue{library: library, names: retrieval.NewNames(library.Documents()), articles: map[string]articles{}}
}

// document finds a document by its number or title, "" where the library has
// none or several.
func (c *catalogue) document(title, number string) string {
	if ids := c.names.WithNumber(number); len(ids) == 1 {
		return ids[0]
	}
	if ids := c.names.WithTitle(title); len(ids) == 1 {
		return ids[0]
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

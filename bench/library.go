package main

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"clausewise/ingest"
	"clausewise/retrieval"
)

// packRows is about how many articles travel in one pack.
const packRows = 2000

// row is the article as a clause, without its place in a document.
func (a article) row() retrieval.Row {
	return retrieval.Row{Kind: retrieval.Clause, Key: a.number, Number: a.number, Path: a.number, Text: a.text + "\n"}
}

// library is the corpus as packs: a document a law, in order of appearance.
type library struct {
	laws    []law
	article map[retrieval.Ref]int32 // → index in corpus.articles
}

type law struct {
	id, title string
	articles  []int32
	keys      []string
}

func newLibrary(c *corpus) *library {
	l := &library{article: make(map[retrieval.Ref]int32, len(c.articles))}
	at := map[string]int{}
	for i := range c.articles {
		a := &c.articles[i]
		n, ok := at[a.law]
		if !ok {
			n = len(l.laws)
			at[a.law] = n
			l.laws = append(l.laws, law{id: fmt.Sprintf("law-%06d", n), title: a.law})
		}
		// A few articles stand twice under one number.
		ref := retrieval.Ref{Document: l.laws[n].id, Version: 1, Key: a.number}
		for again := 2; ; again++ {
			if _, taken := l.article[ref]; !taken {
				break
			}
			ref.Key = fmt.Sprintf("%s-%d", a.number, again)
		}
		l.article[ref] = int32(i)
		l.laws[n].articles = append(l.laws[n].articles, int32(i))
		l.laws[n].keys = append(l.laws[n].keys, ref.Key)
	}
	return l
}

// packs yields the library in packs of about packRows rows.
func (l *library) packs(c *corpus) iter.Seq[ingest.Pack] {
	return func(yield func(ingest.Pack) bool) {
		for from := 0; from < len(l.laws); {
			p := ingest.Pack{ID: fmt.Sprintf("pack-%06d", from), Revision: 1, Origin: ingest.OriginFiles}
			var source strings.Builder
			at := 0
			for from < len(l.laws) && len(p.Rows) < packRows {
				law := &l.laws[from]
				from++
				start := at
				for i, n := range law.articles {
					r := c.articles[n].row()
					r.Document, r.Ordinal, r.Key, r.Start = law.id, i, law.keys[i], at
					at += utf8.RuneCountInString(r.Text)
					r.End = at
					source.WriteString(r.Text)
					p.Rows = append(p.Rows, r)
				}
				p.Documents = append(p.Documents, retrieval.Document{ID: law.id, Title: law.title, Jurisdiction: "全国", Start: start, End: at})
			}
			p.Source = source.String()
			p.Files = map[string][]byte{"source.txt": []byte(p.Source)}
			if !yield(p) {
				return
			}
		}
	}
}

// vectors yields the corpus's vectors with their clauses, in batches.
func (l *library) vectors(c *corpus, batch int) iter.Seq[[]retrieval.Vector] {
	return func(yield func([]retrieval.Vector) bool) {
		vectors := make([]retrieval.Vector, 0, batch)
		for _, law := range l.laws {
			for i, n := range law.articles {
				vectors = append(vectors, retrieval.Vector{
					Ref:    retrieval.Ref{Document: law.id, Version: 1, Key: law.keys[i]},
					Values: c.vectors[n],
				})
				if len(vectors) == batch {
					if !yield(vectors) {
						return
					}
					vectors = vectors[:0]
				}
			}
		}
		if len(vectors) > 0 {
			yield(vectors)
		}
	}
}

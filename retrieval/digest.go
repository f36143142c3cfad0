package retrieval

import (
	"runtime"
	"sync"

	"clausewise/retrieval/hanzi"
)

// digest reads the entries into postings and citations, to which it adds what
// documents has. names are the folded names of the documents, by which their
// rows are found too. The processors share the stretches, which are joined in
// order, so the index is the same on every machine.
func (x *Index) digest(names []string, documents *citations) (*postings, *citations) {
	type part struct {
		digested
		cited *citations
	}
	stretches := (len(x.entries) + stretchEntries - 1) / stretchEntries
	parts := make([]chan part, stretches)
	for i := range parts {
		parts[i] = make(chan part, 1)
	}
	next := make(chan int)
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), stretches) {
		all.Go(func() {
			b := newStretchBuilder()
			for i := range next {
				b.reset()
				cited := newCitations()
				for n := i * stretchEntries; n < min((i+1)*stretchEntries, len(x.entries)); n++ {
					x.digestEntry(n, names, b, cited)
				}
				parts[i] <- part{b.finish(), cited}
			}
		})
	}
	all.Go(func() {
		for i := range stretches {
			next <- i
		}
		close(next)
	})
	joined := newPostingsBuilder()
	for _, ready := range parts {
		p := <-ready
		joined.add(p.digested)
		documents.join(p.cited)
	}
	all.Wait()
	return joined.build(), documents
}

func (x *Index) digestEntry(n int, names []string, b *stretchBuilder, cited *citations) {
	e := &x.entries[n]
	text := hanzi.Fold(e.row.Text).Text
	b.begin()
	b.add(names[e.document])
	b.add(hanzi.Fold(e.row.Path).Text)
	b.add(hanzi.Fold(e.row.Heading).Text)
	b.add(text)
	cited.addRow(n, e.document, e.row, text)
}

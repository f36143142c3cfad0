package retrieval

import (
	"runtime"
	"sync"

	"clausewise/retrieval/hanzi"
)

// digest reads the entries into postings and citations, to which it adds what
// documents has. names are the folded names of the documents, by which their
// rows are found too. The entries are shared between the processors in
// stretches that are joined in order, so the index is the same on every
// machine.
func (x *Index) digest(names []string, documents *citations) (*postings, *citations) {
	const least = 256 // entries worth a processor
	shares := max(1, min(runtime.GOMAXPROCS(0), len(x.entries)/least))
	builders, cited := make([]*postingsBuilder, shares), make([]*citations, shares)
	var all sync.WaitGroup
	for i := range shares {
		all.Go(func() {
			builders[i], cited[i] = newPostingsBuilder(), newCitations()
			from, to := i*len(x.entries)/shares, (i+1)*len(x.entries)/shares
			for n := from; n < to; n++ {
				e := &x.entries[n]
				text := hanzi.Fold(e.row.Text).Text
				where := hanzi.Fold(e.row.Path + "\n" + e.row.Heading).Text
				builders[i].add(names[e.document] + "\n" + where + "\n" + text)
				cited[i].addRow(n, e.document, e.row, text)
			}
		})
	}
	all.Wait()
	for i := range shares {
		documents.join(cited[i])
		if i > 0 {
			builders[0].join(builders[i])
		}
	}
	return builders[0].build(), documents
}

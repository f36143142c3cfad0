// Package retrieval finds the clause a question is about.
//
// From storage upward: a [Store] keeps documents, rows and vectors (store.go,
// document.go). [Build] reads it into an [Index], an immutable snapshot in
// memory: an inverted index over single Han characters, character pairs and
// words (grams.go, postings.go), ranked by BM25 (maxscore.go, exact.go). An [Embedder] turns texts
// into vectors (embedder.go); the built-in one takes the mean of static word
// vectors (wordvectors.go, package vectors), and package openai reaches a
// server. [EnsureVectors] fills the store with them.
//
// A search (search.go) reads the query four ways: its characters, the domain
// terms it names in whatever words (terms.go, terms.txt, expand.go) or by their
// sound (spelling.go) or with a slip of the hand (slips.go), places, terms and titles in shorthand (shorthand.go,
// respell.go), the places it names (places.go), and the clause or document numbers it cites
// (reference.go, citations.go, named.go). Filters count while scoring (filter.go),
// lexical score, cosine, what a document's other rows say and whether it is a
// law (law.go) are fused (fuse.go), cited clauses come first, whole words order
// the first twenty (wordshare.go), and every hit says what share of the query's
// content it covers (coverage.go);
// [Index.Confidence] makes of that how likely the library has the answer.
//
// A [Searcher] holds the current Index and renews it when the store's
// generation moves, while searches go on. [Searcher.At] builds an Index of
// earlier versions beside it (past.go), with vectors of its own
// (past_vectors.go).
//
// Four text files are the data: terms.txt, what people call things;
// dictionary.txt, the words of the domain; generic.txt and talk.txt, words that
// say nothing of what a question is about.
package retrieval

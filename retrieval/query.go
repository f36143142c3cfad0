package retrieval

import "clausewise/calculators/quantity"

// DefaultLimit is how many hits a query without a limit gets.
const DefaultLimit = 10

// Query is one search.
type Query struct {
	Text   string
	Filter Filter
	Limit  int // hits wanted; 0 means DefaultLimit
}

// Status is how far a document has come.
type Status string

// The statuses of a Filter.
const (
	Draft  Status = "draft"  // 征求意见稿
	Issued Status = "issued" // whatever is no draft
)

// Filter narrows a search. It is applied while scoring, so a narrow filter
// still fills the limit. The zero Filter lets everything through.
type Filter struct {
	// Documents are the ids to search; nil means all. An id that is not in
	// the library matches nothing.
	Documents []string
	// Place keeps documents that apply to an enterprise there: its city's,
	// its province's and national ones. "" means everywhere.
	Place string
	// Kinds of row to return; nil means every quotable kind.
	Kinds []RowKind
	// Status keeps drafts or what is none; "" keeps both.
	Status Status
	// Clauses keeps rows cited so: 第九条, 附则二, 苏商规〔2023〕2号, or a clause
	// key; nil means every row. What names no row matches nothing.
	Clauses []string
	// InForceOn keeps documents that are no drafts and are in force on that
	// day by their own text. The zero Date keeps all.
	InForceOn quantity.Date
}

// Hit is a row that answers a query, with what speaks for it.
type Hit struct {
	Row      Row
	Document Document
	// Score orders the hits of one query; it is not comparable across
	// queries.
	Score float64
	// Lexical is the BM25 score as a share of the query's best, 0 to 1.
	Lexical float64
	// Cosine is the similarity of the vectors; 0 where the row was not among
	// the nearest, or no vectors are in use.
	Cosine float64
	// Coverage is the share, 0 to 1, of the query's content found in the
	// row: comparable across queries, for deciding to abstain.
	Coverage float64
	// Cited says that the query names this row by its clause or document
	// number.
	Cited bool
}

package ingest

import "clausewise/retrieval"

// Reference is a place where a clause refers to a document or to a clause,
// resolved in the library it was looked up in.
type Reference struct {
	From   string `json:"from"`   // the document that refers
	Clause string `json:"clause"` // the clause that refers
	Text   string `json:"text"`   // verbatim
	retrieval.Reference
}

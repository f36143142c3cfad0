package ingest

// Reference is a place where a clause refers to a document or to a clause.
type Reference struct {
	From   string `json:"from"`   // the document that refers
	Clause string `json:"clause"` // the clause that refers
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Text   string `json:"text"` // verbatim

	// Title and Number are those of the document referred to, as printed;
	// both are "" where a document refers to itself.
	Title  string `json:"title,omitempty"`
	Number string `json:"number,omitempty"`
	// Articles is the clause referred to as printed: 第三条第一款.
	Articles string `json:"articles,omitempty"`

	// To is the document's id, "" where the library does not have it; ToClause
	// is the key of the clause, "" where the reference is to the whole
	// document or to a clause that the document lacks (then Missing is true).
	To       string `json:"to,omitempty"`
	ToClause string `json:"to_clause,omitempty"`
	Missing  bool   `json:"missing,omitempty"`
}

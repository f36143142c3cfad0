package retrieval

import (
	"strings"

	"clausewise/calculators/quantity"
)

// Document is one policy text as the library knows it: what the text says of
// itself, and what the office added. A value the text does not hold is zero.
type Document struct {
	ID           string `json:"id"`
	Pack         string `json:"pack"`
	Version      int    `json:"version"` // of the pack it came with, from 1
	Title        string `json:"title"`
	ShortName    string `json:"short_name,omitempty"` // what people call it, where the office entered it
	Issuer       string `json:"issuer,omitempty"`
	Number       string `json:"number,omitempty"` // 苏商规〔2023〕2号
	Addressee    string `json:"addressee,omitempty"`
	Jurisdiction string `json:"jurisdiction"` // 苏州市, 江苏省, 全国
	Draft        bool   `json:"draft,omitempty"`

	Passed      quantity.Date `json:"passed,omitzero"`
	Issued      quantity.Date `json:"issued,omitzero"`
	Effective   quantity.Date `json:"effective,omitzero"`
	Expires     quantity.Date `json:"expires,omitzero"` // last day of validity by its own text
	PeriodStart quantity.Date `json:"period_start,omitzero"`
	PeriodEnd   quantity.Date `json:"period_end,omitzero"` // project or plan period, both days included

	// EffectiveText is how the text states its entry into force where no day
	// can be read from it: "2024年*月1日", "自公布之日起".
	EffectiveText string `json:"effective_text,omitempty"`
	// Incomplete says the source breaks off before the document ends.
	Incomplete bool `json:"incomplete,omitempty"`

	Start    int             `json:"start"` // code points of the source file, end exclusive
	End      int             `json:"end"`
	Evidence map[string]Span `json:"evidence,omitempty"` // json name of a value above → where it stands

	Relations []Relation        `json:"relations,omitempty"`
	Contact   map[string]string `json:"contact,omitempty"` // entered by the office, never invented
	// Contacts are those of single clauses, by clause key.
	Contacts map[string]map[string]string `json:"contacts,omitempty"`
}

// ContactFields are what a contact may hold; link is where one applies.
var ContactFields = []string{"office", "phone", "address", "link"}

// ContactOf is the contact for a clause and the key it was entered for: its
// own, else that of what it stands under, else ("") the document's.
func (d Document) ContactOf(clause string) (contact map[string]string, key string) {
	for key := clause; key != ""; {
		if c, ok := d.Contacts[key]; ok {
			return c, key
		}
		key = key[:max(strings.LastIndexByte(key, '/'), 0)]
	}
	return d.Contact, ""
}

// Span is a stretch of the source file in code points, end exclusive.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Relation ties a document to another one.
type Relation struct {
	Kind string `json:"kind"` // amends | repeals | replaces | implements | refers
	// To is a document id, or a title that is not in the library. The library
	// resolves it each time it is read: the other document may arrive later.
	To string `json:"to"`
	// Source is who states it: the text or the office.
	Source string `json:"source,omitempty"`

	// Title and Number are those of the other document as the text prints
	// them; Clause and Evidence are where it does.
	Title    string `json:"title,omitempty"`
	Number   string `json:"number,omitempty"`
	Clause   string `json:"clause,omitempty"`
	Evidence *Span  `json:"evidence,omitempty"`
}

// The kinds of relation.
const (
	Amends     = "amends"     // 对《…》作如下修改
	Repeals    = "repeals"    // 《…》同时废止
	Replaces   = "replaces"   // 代替《…》
	Implements = "implements" // 根据《…》制定
	Refers     = "refers"
)

// Who states a relation.
const (
	FromText   = "text"
	FromOffice = "office" // policy.yaml, which overrules the text
)

// RowKind says what a row is.
type RowKind string

// The kinds of row. Only clauses, items, preambles, tables and endings are
// searched and quoted; Navigation is what a web page wraps around a policy.
const (
	Preamble   RowKind = "preamble"
	Heading    RowKind = "heading"
	Clause     RowKind = "clause"
	Item       RowKind = "item"
	Table      RowKind = "table"
	Ending     RowKind = "ending"
	Navigation RowKind = "navigation"
)

// Row is a stretch of a document. The rows of a source file, joined in order,
// are the file; those of a document are the document.
type Row struct {
	Document string  `json:"document"` // "" for navigation outside every document
	Version  int     `json:"version,omitempty"`
	Key      string  `json:"clause"` // unique in the document: 二/9, 六/(二), preamble, ending-1
	Ordinal  int     `json:"ordinal"`
	Kind     RowKind `json:"kind"`
	Number   string  `json:"number,omitempty"`  // marker as printed: 第六条, （一）, 9
	Heading  string  `json:"heading,omitempty"` // the clause's own caption, where it has one
	Path     string  `json:"path,omitempty"`    // 二、壮大市场主体和行业规模 > 9
	Parent   string  `json:"parent,omitempty"`  // key of the clause an item belongs to
	Start    int     `json:"start"`             // code points of the source file
	End      int     `json:"end"`
	Text     string  `json:"text"` // verbatim, white space and line ends included

	Departments []string    `json:"departments,omitempty"`
	Figures     []Figure    `json:"figures,omitempty"` // what the row says in numbers, in order
	Refers      []Reference `json:"refers,omitempty"`  // the clauses and documents it refers to, in order
}

// Quotable reports whether a row may be found and quoted as policy text.
func (r Row) Quotable() bool { return r.Kind != Navigation && r.Kind != Heading }

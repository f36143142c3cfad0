package retrieval

import (
	"slices"
	"strings"
	"time"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// admission is a Filter worked out against an index.
type admission struct {
	documents []bool // by index in Index.documents
	all       bool   // every document
	kinds     []RowKind
	clauses   map[int32]bool // entries; nil where any will do
}

func (x *Index) admission(f Filter) admission {
	a := admission{documents: make([]bool, len(x.documents)), all: true, kinds: f.Kinds}
	for n, d := range x.documents {
		a.documents[n] = (f.Documents == nil || slices.Contains(f.Documents, d.ID)) &&
			(f.Place == "" || place.Applies(d.Jurisdiction, f.Place)) &&
			(f.Status == "" || (f.Status == Draft) == d.Draft) &&
			(f.InForceOn.IsZero() || inForce(d, f.InForceOn))
		a.all = a.all && a.documents[n]
	}
	if f.Clauses != nil {
		a.clauses = x.citedEntries(f.Clauses)
	}
	return a
}

// citedEntries are the entries that clause numbers, clause keys or document
// numbers name.
func (x *Index) citedEntries(names []string) map[int32]bool {
	entries := map[int32]bool{}
	for _, name := range names {
		folded := hanzi.Fold(name).Text
		cited := x.cited.resolve(folded)
		for _, n := range cited.entries {
			entries[int32(n)] = true
		}
		for _, d := range cited.documents {
			for _, row := range x.rows[x.documents[d].ID] {
				if n, ok := x.entryN[rowKey{row.Document, row.Key}]; ok {
					entries[int32(n)] = true
				}
			}
		}
		for n := range x.entries {
			if x.entries[n].row.Key == strings.TrimSpace(name) {
				entries[int32(n)] = true
			}
		}
	}
	return entries
}

// inForce reports whether a document is in force on a day as far as its text
// tells. A day of entry into force that the text leaves open is no obstacle,
// but no document is in force before the year it is numbered by.
func inForce(d Document, day quantity.Date) bool {
	if d.Draft {
		return false
	}
	from := d.Effective
	if from.IsZero() {
		from = d.Issued
	}
	if from.IsZero() {
		for _, r := range documentNumbers(hanzi.Fold(d.Number).Text) {
			from = quantity.Date{Year: r.year, Month: time.January, Day: 1}
		}
	}
	return (from.IsZero() || !day.Before(from)) && (d.Expires.IsZero() || !day.After(d.Expires))
}

// lets reports whether a row is let through.
func (x *Index) lets(a admission, entry int32) bool {
	return (a.all || a.documents[x.documentOf[entry]]) &&
		(a.clauses == nil || a.clauses[entry]) &&
		(a.kinds == nil || slices.Contains(a.kinds, x.entries[entry].row.Kind))
}

// counting says how much rows count in a search: not at all where they are not
// let through, less where they apply in none of the places it names.
type counting struct {
	x        *Index
	admitted admission
	factors  []float64 // by document; nil where all count 1
	// everything says that all rows count 1.
	everything bool
}

func (x *Index) counting(a admission, factors []float64) *counting {
	return &counting{x, a, factors, a.all && a.clauses == nil && a.kinds == nil && factors == nil}
}

// share implements gate.
func (c *counting) share(entry int32) float64 {
	if c.everything {
		return 1
	}
	if !c.x.lets(c.admitted, entry) {
		return 0
	}
	return c.factor(entry)
}

func (c *counting) factor(entry int32) float64 {
	if c.factors == nil {
		return 1
	}
	return c.factors[c.x.documentOf[entry]]
}

// most implements gate; entries stand in order of documents.
func (c *counting) most(from, to int32) float64 {
	if c.admitted.all && c.factors == nil {
		return 1
	}
	most := 0.0
	for d := c.x.documentOf[from]; d <= c.x.documentOf[to-1]; d++ {
		switch {
		case !c.admitted.documents[d]:
		case c.factors == nil:
			return 1
		default:
			most = max(most, c.factors[d])
		}
	}
	return most
}

// ids are the ids of the documents let through, nil where that is all.
func (a admission) ids(documents []Document) []string {
	if a.all {
		return nil
	}
	ids := []string{}
	for n, ok := range a.documents {
		if ok {
			ids = append(ids, documents[n].ID)
		}
	}
	return ids
}

package retrieval

import (
	"slices"
	"strings"

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
// tells. A day of entry into force that the text leaves open is no obstacle.
func inForce(d Document, day quantity.Date) bool {
	if d.Draft {
		return false
	}
	from := d.Effective
	if from.IsZero() {
		from = d.Issued
	}
	return (from.IsZero() || !day.Before(from)) && (d.Expires.IsZero() || !day.After(d.Expires))
}

// lets reports whether a row is let through.
func (x *Index) lets(a admission, entry int32) bool {
	return (a.all || a.documents[x.documentOf[entry]]) &&
		(a.clauses == nil || a.clauses[entry]) &&
		(a.kinds == nil || slices.Contains(a.kinds, x.entries[entry].row.Kind))
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

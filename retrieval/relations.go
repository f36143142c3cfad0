package retrieval

import (
	"slices"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/place"
)

// NoRelation is the kind by which the office denies what a text seems to say
// of another document.
const NoRelation = "none"

// Relate returns documents with their relations resolved to each other: To is
// an id where the library has the document, whichever came first. What the
// office says of a document overrules what the text says of it.
//
// A number decides where one is printed. A title counts only for documents of
// the same place, and for a repeal only for older ones that were in force:
// the measures of 2019 and of 2024 may share their name, and both may repeal
// what was called so before. A repeal of a name that several older ones share
// is of all of them; other relations are left with the title then.
func Relate(documents []Document) []Document {
	if !slices.ContainsFunc(documents, func(d Document) bool { return len(d.Relations) > 0 }) {
		return documents
	}
	r := relater{names: NewNames(documents), documents: make(map[string]Document, len(documents))}
	for _, d := range documents {
		r.documents[d.ID] = d
	}
	out := slices.Clone(documents)
	for i, d := range out {
		if len(d.Relations) > 0 {
			out[i].Relations = r.of(d)
		}
	}
	return out
}

type relater struct {
	names     *Names
	documents map[string]Document
}

func (r relater) of(d Document) []Relation {
	var out []Relation
	said := map[string]bool{} // by the office, of these
	for _, rel := range d.Relations {
		if rel.Source == FromText {
			continue
		}
		if targets := r.byOffice(d, rel); len(targets) == 1 {
			rel.To = targets[0]
		}
		said[rel.To] = true
		if rel.Kind != NoRelation {
			out = append(out, rel)
		}
	}
	for _, rel := range d.Relations {
		if rel.Source != FromText {
			continue
		}
		targets := r.byText(d, rel)
		if len(targets) == 0 {
			targets = []string{rel.To}
		}
		for _, to := range targets {
			if !said[to] && !said[rel.Title] && !slices.ContainsFunc(out, func(o Relation) bool { return o.Kind == rel.Kind && o.To == to }) {
				rel.To = to
				out = append(out, rel)
			}
		}
	}
	return out
}

// byOffice finds what the office names by id, number or title.
func (r relater) byOffice(d Document, rel Relation) []string {
	if _, ok := r.documents[rel.To]; ok {
		return []string{rel.To}
	}
	targets := r.names.WithNumber(rel.To)
	if len(targets) == 0 {
		targets = r.names.WithTitle(rel.To)
	}
	return slices.DeleteFunc(slices.Clone(targets), func(id string) bool { return id == d.ID })
}

// byText finds what a text names.
func (r relater) byText(d Document, rel Relation) []string {
	ends := rel.Kind == Repeals || rel.Kind == Replaces
	fits := func(id string) bool {
		other := r.documents[id]
		return id != d.ID && !(ends && (other.Draft || r.newer(other, d)))
	}
	var found []string
	for _, id := range r.names.WithNumber(rel.Number) {
		if fits(id) {
			found = append(found, id)
		}
	}
	if len(found) == 1 {
		return found
	}
	if _, known := r.documents[rel.To]; known && fits(rel.To) {
		return []string{rel.To} // it came in the same pack
	}
	found = nil
	for _, id := range r.names.WithTitle(rel.Title) {
		other := r.documents[id]
		if rel.Number != "" && other.Number != "" || !fits(id) || !reaches(rel.Kind, other.Jurisdiction, d.Jurisdiction) {
			continue
		}
		found = append(found, id)
	}
	if len(found) > 1 && !(ends && d.Jurisdiction != "") {
		return nil
	}
	return found
}

// newer reports whether other is of a later day than d, or may be: where the
// days don't say, two texts of one name that each repeal the other are not
// told apart, and neither is taken to end.
func (r relater) newer(other, d Document) bool {
	a, b := dated(other), dated(d)
	if !a.IsZero() && !b.IsZero() {
		return a.After(b)
	}
	return TitleKey(other.Title) == TitleKey(d.Title) && slices.ContainsFunc(other.Relations, func(rel Relation) bool {
		return rel.Source == FromText && (rel.Kind == Repeals || rel.Kind == Replaces) && TitleKey(rel.Title) == TitleKey(d.Title)
	})
}

// dated is the day a document is of.
func dated(d Document) quantity.Date {
	for _, day := range []quantity.Date{d.Issued, d.Passed, d.Effective} {
		if !day.IsZero() {
			return day
		}
	}
	return quantity.Date{}
}

// reaches reports whether a document of one place can stand in a relation to
// one of another: it is ended or amended by those of its own place only, and
// carried out where it applies.
func reaches(kind, to, from string) bool {
	if to == "" || from == "" || to == from {
		return true
	}
	a, okA := place.Lookup(to)
	b, okB := place.Lookup(from)
	if okA && okB && a == b {
		return true
	}
	return (kind == Implements || kind == Refers) && place.Applies(to, from)
}

package ingest

import (
	"strings"

	"clausewise/retrieval"
)

// Diff tells what became of every clause between two versions of a pack, or
// between two texts: in the order of the new one, with what is gone where it
// stood. What is the same in both is not listed; two equal packs give none.
//
// Documents are compared by id, or the only ones of two packs with each other.
func Diff(old, new Pack) []Change {
	var out []Change
	seen := map[string]bool{}
	alone := len(old.Documents) == 1 && len(new.Documents) == 1
	for _, d := range new.Documents {
		from := d.ID
		if alone {
			from = old.Documents[0].ID
		}
		seen[from] = true
		out = append(out, diffRows(old.rowsOf(from), new.rowsOf(d.ID))...)
	}
	for _, d := range old.Documents {
		if !seen[d.ID] {
			out = append(out, diffRows(old.rowsOf(d.ID), nil)...)
		}
	}
	return out
}

func diffRows(old, new []retrieval.Row) []Change {
	a, b := entries(old), entries(new)
	var out []Change
	for _, p := range align(a, b) {
		switch {
		case p.new < 0:
			out = append(out, Change{Kind: ClauseRemoved, Document: old[p.old].Document, Old: side(old[p.old])})
		case p.old < 0:
			out = append(out, Change{Kind: ClauseAdded, Document: new[p.new].Document, New: side(new[p.new])})
		case a[p.old].words != b[p.new].words:
			out = append(out, Change{
				Kind: ClauseChanged, Document: new[p.new].Document,
				Old: side(old[p.old]), New: side(new[p.new]), Edits: edits(old[p.old], new[p.new]),
			})
		case old[p.old].Key != new[p.new].Key:
			out = append(out, Change{Kind: ClauseRenumbered, Document: new[p.new].Document, Old: side(old[p.old]), New: side(new[p.new])})
		}
	}
	return out
}

func side(r retrieval.Row) *Side {
	return &Side{Document: r.Document, Clause: r.Key, Path: r.Path, Start: r.Start, End: r.End, Text: strings.TrimSpace(r.Text)}
}

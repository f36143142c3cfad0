package retrieval

import (
	"math"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// The confidence that the library answers a question is a logistic function of
// what its best hits hold, fitted to worked questions of which it is known;
// docs/retrieval.md has the curve.
const (
	confidenceBase     = -3.06
	confidenceCoverage = 7.66
	confidenceCosine   = 4.01
	// citedConfidence is that of a question which names a clause there is.
	citedConfidence = 0.98
)

// Confidence is how likely, 0 to 1, the library holds what a text asks for, by
// the hits a search has found for it. Hits of documents that do not apply in
// the places the text names don't count: another city's clause is no answer.
func (x *Index) Confidence(text string, hits []Hit) float64 {
	coverage, cosine, cited := x.evidence(text, hits)
	if cited {
		return citedConfidence
	}
	return 1 / (1 + math.Exp(-(confidenceBase + confidenceCoverage*coverage + confidenceCosine*cosine)))
}

// evidence is the best coverage and cosine among the hits that apply, and
// whether one of them is cited.
func (x *Index) evidence(text string, hits []Hit) (coverage, cosine float64, cited bool) {
	named := place.Find(hanzi.Fold(text).Text)
	for _, h := range hits {
		if !appliesIn(named, h.Document) {
			continue
		}
		coverage, cosine = max(coverage, h.Coverage), max(cosine, h.Cosine)
		cited = cited || h.Cited
	}
	return coverage, cosine, cited
}

// appliesIn reports whether a document is about one of the places, or about
// one in them; so is every document where none is named.
func appliesIn(named []place.Mention, d Document) bool {
	jurisdiction, ok := place.Lookup(d.Jurisdiction)
	any := false
	for _, m := range named {
		if m.Generic || m.Place.Level == place.Country {
			continue
		}
		any = true
		if !ok || place.Within(m.Place, jurisdiction) || place.Within(jurisdiction, m.Place) {
			return true
		}
	}
	return !any
}

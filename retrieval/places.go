package retrieval

import "clausewise/retrieval/place"

// Rows of documents that do not apply in any place a query names count less:
// a preference and no filter, so what another city does is still found, below.
// Callers that know the place set Filter.Place.
const (
	insideFactor    = 0.8 // of a city in the province that is named
	elsewhereFactor = 0.6
)

// factors are what each document's rows count, by the places a query names;
// nil where it names none.
func (x *Index) factors(named []place.Mention) []float64 {
	var factors []float64
	for _, m := range named {
		if m.Generic || m.Place.Level == place.Country {
			continue
		}
		if factors == nil {
			factors = make([]float64, len(x.documents))
			for n := range factors {
				factors[n] = elsewhereFactor
			}
		}
		for n, jurisdiction := range x.jurisdictions {
			switch {
			case jurisdiction.IsZero():
			case place.Within(m.Place, jurisdiction):
				factors[n] = 1
			case place.Within(jurisdiction, m.Place):
				factors[n] = max(factors[n], insideFactor)
			}
		}
	}
	return factors
}

// ofPlaces reports for each document whether it is of one of the places a query
// names or, where none is, of the nearest around it (昆山: 苏州), and does not only
// apply there. nil where no document is of any of them.
func (x *Index) ofPlaces(named []place.Mention) []bool {
	var of []bool
	take := func(p place.Place) (found bool) {
		for n, jurisdiction := range x.jurisdictions {
			if jurisdiction == p {
				if of == nil {
					of = make([]bool, len(x.documents))
				}
				of[n], found = true, true
			}
		}
		return found
	}
	for _, m := range named {
		if m.Generic || m.Place.Level == place.Country || take(m.Place) {
			continue
		}
		for p := range place.Ancestors(m.Place) {
			if p.Level == place.Country || take(p) {
				break
			}
		}
	}
	return of
}

// withoutPlaces blanks the places in folded text: where a question is asked
// from says nothing of what it is about.
func withoutPlaces(folded string, named []place.Mention) []rune {
	runes := []rune(folded)
	for _, m := range named {
		if m.Generic {
			continue
		}
		for i := m.Start; i < m.End; i++ {
			runes[i] = '\n'
		}
	}
	return runes
}

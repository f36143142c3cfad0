package tool

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/place"
)

// sight is what a call looks at: a library as of a day, a place, a language.
type sight struct {
	library   *assistant.Library
	day       quantity.Date
	place     string
	documents []string
	language  string
}

// look resolves what a call asks to see; what the server has settled comes
// first.
func (b *toolbox) look(ctx context.Context, city string, day quantity.Date, language string) (sight, error) {
	s := sight{day: day, place: city, language: language}
	if b.scope != nil {
		s.day, s.place, s.documents, s.language = b.scope.AsOf, b.scope.Place, b.scope.Documents, b.scope.Language
	}
	if s.day.IsZero() {
		s.day = b.today()
	}
	if s.language == "" {
		s.language = calculators.Simplified
	}
	if s.place != "" {
		p, ok := place.Lookup(s.place)
		if ok {
			s.place = p.Name
		} else if len(place.Find(s.place)) == 0 {
			return s, wrongly(FaultUnknownCity, "city",
				fmt.Sprintf("不认识地名“%s”，请写城市、省份或区县的全称，如 苏州市", clipped(s.place)),
				fmt.Sprintf("%q is no place I know; write a city, province or district of China, such as 苏州市", clipped(s.place)))
		}
	}
	lib, err := b.library(ctx, s.day)
	if err != nil {
		return s, fmt.Errorf("library as of %s: %w", s.day, err)
	}
	s.library = lib
	return s, nil
}

// sees reports whether a document is within what the call may see.
func (s sight) sees(d retrieval.Document) bool {
	return (s.documents == nil || slices.Contains(s.documents, d.ID)) && (s.place == "" || place.Applies(d.Jurisdiction, s.place))
}

// document finds a document by id among those in sight.
func (s sight) document(id string) (retrieval.Document, error) {
	d, ok := s.library.Index.Document(id)
	switch {
	case !ok:
		return d, wrongly(FaultUnknownDocument, "document",
			fmt.Sprintf("资料库里没有文件“%s”；现有：%s", clipped(id), strings.Join(s.documentIDs(), "、")),
			fmt.Sprintf("there is no document %q; there are %s", clipped(id), strings.Join(s.documentIDs(), ", ")))
	case !s.sees(d):
		return d, s.beyond(d)
	}
	return d, nil
}

// beyond says that a document is not about the place of the question: a
// formula never crosses from one city to another.
func (s sight) beyond(d retrieval.Document) *Error {
	where := s.place
	if where == "" {
		where = "本次提问"
	}
	return wrongly(FaultOutOfScope, "",
		fmt.Sprintf("《%s》适用于%s，不适用于%s，不能用在这里", d.Title, d.Jurisdiction, where),
		fmt.Sprintf("%s applies to %s and is out of the scope of this question (%s)", d.ID, d.Jurisdiction, where))
}

func (s sight) documentIDs() []string {
	var ids []string
	for _, d := range s.library.Index.Documents() {
		if s.sees(d) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

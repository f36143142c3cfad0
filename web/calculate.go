package web

import (
	"context"
	"fmt"
	"net/http"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// RuleView is a rule as programs get it: what it asks for, the figures it
// rests on with their quotes, and the schema of its inputs.
type RuleView struct {
	calculators.Rule
	Parameters []calculators.Parameter `json:"parameters,omitempty"`
	Schema     map[string]any          `json:"schema"`
}

// RuleViews lists all rules of a book, in its order.
func RuleViews(b *calculators.Book) []RuleView {
	out := []RuleView{}
	for _, r := range b.Rules() {
		out = append(out, RuleView{Rule: r, Parameters: b.Parameters(r.ID), Schema: b.Schema(r.ID)})
	}
	return out
}

func (s *Server) rules(w http.ResponseWriter, r *http.Request) {
	book, err := s.book(r.Context(), assistant.Today(s.now()))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, r, RuleViews(book))
}

// calculateRequest is the body of POST /api/v1/calculate.
type calculateRequest struct {
	Rule     string         `json:"rule"`
	Inputs   map[string]any `json:"inputs,omitempty"`
	Language string         `json:"language,omitempty"`
	AsOf     quantity.Date  `json:"as_of,omitzero"`
}

// ruleCall is a request about a rule, with the rules as they stood that day.
func (s *Server) ruleCall(w http.ResponseWriter, r *http.Request, body any, in *calculateRequest) (*calculators.Book, calculators.Options, error) {
	if err := decodeBody(w, r, body); err != nil {
		return nil, calculators.Options{}, err
	}
	if in.Rule == "" {
		return nil, calculators.Options{}, &fault{code: codeMissing, about: "rule"}
	}
	if in.AsOf.IsZero() {
		in.AsOf = assistant.Today(s.now())
	}
	book, err := s.book(r.Context(), in.AsOf)
	return book, calculators.Options{AsOf: in.AsOf, Language: languageOf(in.Language)}, err
}

func (s *Server) calculate(w http.ResponseWriter, r *http.Request) {
	var in calculateRequest
	book, options, err := s.ruleCall(w, r, &in, &in)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	result, err := book.Evaluate(in.Rule, in.Inputs, options)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	status, err := s.statusNotes(r.Context(), book, result.Rule, options.AsOf, options.Language)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	result.Notes = append(status, result.Notes...)
	s.write(w, r, result)
}

// statusNotes say what a rule's document is on a day: a draft, expired.
func (s *Server) statusNotes(ctx context.Context, book *calculators.Book, id string, day quantity.Date, language string) ([]calculators.Note, error) {
	rule, ok := book.Rule(id)
	if !ok {
		return nil, nil
	}
	documents, err := s.library.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the documents: %w", err)
	}
	for _, d := range documents {
		if d.ID == rule.Document {
			return assistant.StatusNotes(d, day, language), nil
		}
	}
	return nil, nil
}

package web

import (
	"net/http"

	"github.com/shopspring/decimal"

	"clausewise/calculators"
)

// curveRequest is the body of POST /api/v1/curve: a rule, the inputs as
// calculate takes them, and which of them is to vary.
type curveRequest struct {
	calculateRequest
	// Input is the one that varies; without it the first money that was given,
	// else the first input.
	Input string `json:"input,omitempty"`
}

// curveView is a curve with the inputs that one could be drawn over.
type curveView struct {
	calculators.Curve
	Variable []curveInput `json:"variable"`
}

// curveInput is an input that can vary, in the language asked for.
type curveInput struct {
	ID    string                `json:"id"`
	Label string                `json:"label"`
	Type  calculators.InputType `json:"type"`
	Unit  string                `json:"unit,omitempty"`
	Min   *decimal.Decimal      `json:"min,omitempty"`
	Max   *decimal.Decimal      `json:"max,omitempty"`
}

// curve draws an amount over one of its inputs.
func (s *Server) curve(w http.ResponseWriter, r *http.Request) {
	var in curveRequest
	book, options, err := s.ruleCall(w, r, &in, &in.calculateRequest)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	rule, known := book.Rule(in.Rule)
	variable := variableOf(rule, options.Language)
	inputs := []string{in.Input}
	if known && in.Input == "" {
		inputs = mostTelling(variable, in.Inputs)
	}
	var curve calculators.Curve
	for _, input := range inputs {
		curve, err = book.WhatIf(in.Rule, input, in.Inputs, options)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		// Over another input more may be missing.
		if len(curve.Segments) > 0 {
			break
		}
	}
	status, err := s.statusNotes(r.Context(), book, in.Rule, options.AsOf, options.Language)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	curve.Notes = append(status, curve.Notes...)
	s.write(w, r, curveView{Curve: curve, Variable: variable})
}

// variableOf are the inputs of a rule that its amount can be drawn over.
func variableOf(rule calculators.Rule, language string) []curveInput {
	out := []curveInput{}
	if !rule.GrantsMoney() {
		return out
	}
	for _, in := range rule.Inputs {
		if in.Varies() {
			out = append(out, curveInput{
				ID: in.ID, Label: in.Label.In(language), Type: in.Type, Unit: in.Unit, Min: in.Min, Max: in.Max,
			})
		}
	}
	return out
}

// mostTelling are the inputs to draw over, the best first: sums of money that
// were given, for people ask what more money brings; then what else was given;
// where nothing was, the first at all. There is always one to try.
func mostTelling(variable []curveInput, inputs map[string]any) []string {
	var money, others []string
	for _, in := range variable {
		switch {
		case inputs[in.ID] == nil:
		case in.Type == calculators.MoneyInput:
			money = append(money, in.ID)
		default:
			others = append(others, in.ID)
		}
	}
	switch out := append(money, others...); {
	case len(out) > 0:
		return out
	case len(variable) > 0:
		return []string{variable[0].ID}
	}
	return []string{""}
}

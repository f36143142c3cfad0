package assistant

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// weightsText holds how much each feature speaks for each act, for each rule,
// and for each way to give a question's quantities to a rule's inputs. "clausewise eval --fit" rewrites it from questions with known answers.
//
//go:embed weights.txt
var weightsText string

// Weight is how much a feature speaks for a choice.
type Weight struct {
	Feature string
	Value   float64
}

// Weights are by choice, those of a choice by feature: sums of floats must
// not depend on an order. The choices are the acts, "rule" for the rules
// weighed against one another, and "match" for the matchings of quantities
// with inputs.
type Weights map[string][]Weight

// ruleChoice is the choice under which the features of rules are weighed.
const ruleChoice = "rule"

// ParseWeights reads lines of a choice, a feature and a number.
func ParseWeights(text string) (Weights, error) {
	w := make(Weights)
	n := 0
	for line := range strings.Lines(text) {
		n++
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 3 {
			return nil, fmt.Errorf("weights line %d: want a choice, a feature and a number", n)
		}
		v, err := strconv.ParseFloat(fields[2], 64)
		if err != nil {
			return nil, fmt.Errorf("weights line %d: %w", n, err)
		}
		if slices.ContainsFunc(w[fields[0]], func(x Weight) bool { return x.Feature == fields[1] }) {
			return nil, fmt.Errorf("weights line %d: %s %s stands twice", n, fields[0], fields[1])
		}
		w[fields[0]] = append(w[fields[0]], Weight{fields[1], v})
	}
	for choice := range w {
		slices.SortFunc(w[choice], func(a, b Weight) int { return strings.Compare(a.Feature, b.Feature) })
	}
	return w, nil
}

// String writes the weights as ParseWeights reads them, in order.
func (w Weights) String() string {
	var b strings.Builder
	for _, choice := range slices.Sorted(maps.Keys(w)) {
		for _, x := range w[choice] {
			fmt.Fprintf(&b, "%-10s %-18s %6.2f\n", choice, x.Feature, x.Value)
		}
	}
	return b.String()
}

// score weighs the features of a choice.
func (w Weights) score(choice string, features map[string]float64) float64 {
	sum := 0.0
	for _, x := range w[choice] {
		sum += x.Value * features[x.Feature]
	}
	return sum
}

// of is the weight of one feature of a choice, 0 where the table has none.
func (w Weights) of(choice, feature string) float64 {
	for _, x := range w[choice] {
		if x.Feature == feature {
			return x.Value
		}
	}
	return 0
}

// DefaultWeights are those the package is built with.
func DefaultWeights() (Weights, error) { return ParseWeights(weightsText) }

// WithWeights returns an Assistant that decides by other weights.
func (a *Assistant) WithWeights(w Weights) *Assistant {
	with := *a
	with.weights = w
	return &with
}

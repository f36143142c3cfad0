// Package fit learns weights from choices with known right answers.
//
// The model is the conditional logit: an option is chosen with a probability
// that grows exponentially with the weighted sum of its features. Several
// options of an example may be right. Weights are held to a prior, so that
// what few examples speak of stays as it was (McFadden, Conditional logit
// analysis of qualitative choice behavior, 1974).
package fit

import (
	"maps"
	"math"
	"slices"
)

// Option is one thing that could be chosen.
type Option struct {
	Features map[string]float64
	Right    bool
}

// Example is a choice. Examples of one group are kept together when they are
// split: a question and its paraphrases.
type Example struct {
	Group   string
	Options []Option
}

// right reports whether the option that weighs most is right; of two that
// weigh the same the first is chosen.
func (e Example) right(w map[string]float64) bool {
	best, most := 0, math.Inf(-1)
	for i, o := range e.Options {
		if s := score(o, w); s > most {
			best, most = i, s
		}
	}
	return e.Options[best].Right
}

// decides reports whether the choice matters at all.
func (e Example) decides() bool {
	right := 0
	for _, o := range e.Options {
		if o.Right {
			right++
		}
	}
	return right > 0 && right < len(e.Options)
}

func score(o Option, w map[string]float64) float64 {
	sum := 0.0
	for _, f := range slices.Sorted(maps.Keys(o.Features)) {
		sum += w[f] * o.Features[f]
	}
	return sum
}

// Right counts the examples whose heaviest option is right, of those where
// the choice matters.
func Right(examples []Example, w map[string]float64) (right, of int) {
	for _, e := range examples {
		if !e.decides() {
			continue
		}
		of++
		if e.right(w) {
			right++
		}
	}
	return right, of
}

// Weights fits weights to examples, held to prior with the given strength.
// The same examples in the same order give the same weights.
func Weights(examples []Example, prior map[string]float64, strength float64) map[string]float64 {
	const (
		rounds = 400
		step   = 0.05
	)
	w := maps.Clone(prior)
	names := featureNames(examples)
	first, second := make(map[string]float64), make(map[string]float64)
	for round := 1; round <= rounds; round++ {
		g := gradient(examples, w)
		for _, f := range names {
			slope := g[f] - strength*(w[f]-prior[f])
			// Adam (Kingma and Ba, 2015): the step fits itself to the feature.
			first[f] = 0.9*first[f] + 0.1*slope
			second[f] = 0.999*second[f] + 0.001*slope*slope
			mean := first[f] / (1 - math.Pow(0.9, float64(round)))
			spread := second[f] / (1 - math.Pow(0.999, float64(round)))
			w[f] += step * mean / (math.Sqrt(spread) + 1e-8)
		}
	}
	return w
}

func featureNames(examples []Example) []string {
	names := make(map[string]bool)
	for _, e := range examples {
		for _, o := range e.Options {
			for f := range o.Features {
				names[f] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// sharpness is how sure a difference of one makes a choice: weights of the
// size of one should decide, as only the heaviest option is ever taken.
const sharpness = 3

// gradient is that of the log probability that a right option is chosen.
func gradient(examples []Example, w map[string]float64) map[string]float64 {
	g := make(map[string]float64)
	for _, e := range examples {
		if !e.decides() {
			continue
		}
		p := make([]float64, len(e.Options))
		most := math.Inf(-1)
		for i, o := range e.Options {
			p[i] = sharpness * score(o, w)
			most = max(most, p[i])
		}
		all, right := 0.0, 0.0
		for i, o := range e.Options {
			p[i] = math.Exp(p[i] - most)
			all += p[i]
			if o.Right {
				right += p[i]
			}
		}
		for i, o := range e.Options {
			d := -p[i] / all
			if o.Right {
				d += p[i] / right
			}
			for f, v := range o.Features {
				g[f] += sharpness * d * v
			}
		}
	}
	return g
}

// CrossValidate fits on all folds but one and counts on that one, for each
// fold: how the weights would do on questions they have not seen.
func CrossValidate(examples []Example, prior map[string]float64, strength float64, folds int) (right, of int) {
	groups := make(map[string]int)
	for _, e := range examples {
		if _, ok := groups[e.Group]; !ok {
			groups[e.Group] = len(groups) % folds
		}
	}
	for fold := range folds {
		var train, test []Example
		for _, e := range examples {
			if groups[e.Group] == fold {
				test = append(test, e)
			} else {
				train = append(train, e)
			}
		}
		r, n := Right(test, Weights(train, prior, strength))
		right, of = right+r, of+n
	}
	return right, of
}

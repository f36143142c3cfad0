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
	"sync"
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

// design holds examples that matter with their features numbered by name: a
// fit goes over them hundreds of times.
type design struct {
	names    []string // of the features, in order
	examples [][]row
}

// row is an option: the numbers of its features, ascending, and their values.
type row struct {
	features []int
	values   []float64
	right    bool
}

func newDesign(examples []Example) design {
	known := make(map[string]bool)
	for _, e := range examples {
		for _, o := range e.Options {
			for f := range o.Features {
				known[f] = true
			}
		}
	}
	d := design{names: slices.Sorted(maps.Keys(known))}
	number := make(map[string]int, len(d.names))
	for i, f := range d.names {
		number[f] = i
	}
	for _, e := range examples {
		if !e.decides() {
			continue
		}
		rows := make([]row, len(e.Options))
		for i, o := range e.Options {
			rows[i].right = o.Right
			for _, f := range slices.Sorted(maps.Keys(o.Features)) {
				rows[i].features = append(rows[i].features, number[f])
				rows[i].values = append(rows[i].values, o.Features[f])
			}
		}
		d.examples = append(d.examples, rows)
	}
	return d
}

// numbered are weights by the numbers of the features.
func (d design) numbered(weights map[string]float64) []float64 {
	w := make([]float64, len(d.names))
	for i, f := range d.names {
		w[i] = weights[f]
	}
	return w
}

func (r row) score(w []float64) float64 {
	sum := 0.0
	for k, f := range r.features {
		sum += w[f] * r.values[k]
	}
	return sum
}

// Right counts the examples whose heaviest option is right, of those where
// the choice matters; of two options that weigh the same the first is chosen.
func Right(examples []Example, weights map[string]float64) (right, of int) {
	d := newDesign(examples)
	w := d.numbered(weights)
	for _, rows := range d.examples {
		best, most := 0, math.Inf(-1)
		for i, r := range rows {
			if s := r.score(w); s > most {
				best, most = i, s
			}
		}
		if rows[best].right {
			right++
		}
	}
	return right, len(d.examples)
}

// Weights fits weights to examples, held to prior with the given strength.
// The same examples in the same order give the same weights.
func Weights(examples []Example, prior map[string]float64, strength float64) map[string]float64 {
	const (
		rounds = 400
		step   = 0.05
	)
	d := newDesign(examples)
	held := d.numbered(prior)
	w := slices.Clone(held)
	g, first, second := make([]float64, len(w)), make([]float64, len(w)), make([]float64, len(w))
	for round := 1; round <= rounds; round++ {
		d.gradient(w, g)
		for f := range w {
			slope := g[f] - strength*(w[f]-held[f])
			// Adam (Kingma and Ba, 2015): the step fits itself to the feature.
			first[f] = 0.9*first[f] + 0.1*slope
			second[f] = 0.999*second[f] + 0.001*slope*slope
			mean := first[f] / (1 - math.Pow(0.9, float64(round)))
			spread := second[f] / (1 - math.Pow(0.999, float64(round)))
			w[f] += step * mean / (math.Sqrt(spread) + 1e-8)
		}
	}
	fitted := maps.Clone(prior)
	for i, f := range d.names {
		fitted[f] = w[i]
	}
	return fitted
}

// sharpness is how sure a difference of one makes a choice: weights of the
// size of one should decide, as only the heaviest option is ever taken.
const sharpness = 3

// gradient sets g to that of the log probability that a right option is chosen.
func (d design) gradient(w, g []float64) {
	clear(g)
	var p []float64
	for _, rows := range d.examples {
		p = p[:0]
		most := math.Inf(-1)
		for _, r := range rows {
			s := sharpness * r.score(w)
			p = append(p, s)
			most = max(most, s)
		}
		all, right := 0.0, 0.0
		for i, r := range rows {
			p[i] = math.Exp(p[i] - most)
			all += p[i]
			if r.right {
				right += p[i]
			}
		}
		for i, r := range rows {
			slope := -p[i] / all
			if r.right {
				slope += p[i] / right
			}
			for k, f := range r.features {
				g[f] += sharpness * slope * r.values[k]
			}
		}
	}
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
	rights, ofs := make([]int, folds), make([]int, folds)
	var fitting sync.WaitGroup
	for fold := range folds {
		fitting.Go(func() {
			var train, test []Example
			for _, e := range examples {
				if groups[e.Group] == fold {
					test = append(test, e)
				} else {
					train = append(train, e)
				}
			}
			rights[fold], ofs[fold] = Right(test, Weights(train, prior, strength))
		})
	}
	fitting.Wait()
	for fold := range folds {
		right, of = right+rights[fold], of+ofs[fold]
	}
	return right, of
}

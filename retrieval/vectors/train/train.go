package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"

	"clausewise/retrieval/vectors"
)

// options set a training run.
type options struct {
	Words   int // in the vocabulary at most
	Rarest  int // times a word must occur
	Longest int // characters of a word at most
	Window  int
	Shift   float64
	Dim     int
	Power   float64
	Spare   int // dimensions beyond Dim that steady the decomposition
	Rounds  int // of the power iteration
	Rare    float64
	Seed    uint64
	Unit    bool
}

// defaults are what the built-in table is made with.
var defaults = options{
	Words: 21_000, Rarest: 4, Longest: 6,
	Window: 15, Shift: 0, Dim: 96, Power: 0.25, Spare: 16, Rounds: 4, Rare: 1e-3, Seed: 1, Unit: true,
}

// train makes a table from folded texts and the words of a dictionary.
func train(ctx context.Context, texts, dictionary []string, o options, log *slog.Logger) (*vectors.Contents, error) {
	log.Info("read", "texts", len(texts), "dictionary", len(dictionary))
	corpus, words := cut(texts, candidates(texts, dictionary), o)
	if len(words) < o.Dim+o.Spare {
		return nil, errors.New("too few texts: there are fewer words than dimensions")
	}
	log.Info("texts cut", "words", len(words), "tokens", len(corpus.tokens))
	counts := contexts(corpus, len(words), o.Window)
	m := surprise(counts, o.Shift)
	log.Info("contexts weighed", "cells", m.size())
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := decompose(ctx, m, o)
	if err != nil {
		return nil, err
	}
	log.Info("decomposed", "dim", o.Dim)
	return contents(corpus, words, rows, o), nil
}

// corpus is the texts as ids of words; a text ends where ends says.
type corpus struct {
	tokens []int32
	ends   []int // offset in tokens after each text
	counts []int // of each word
}

// cut cuts the texts into words, the longest first as the table will. Of the
// candidates it keeps the most frequent, and none rarer than o.Rarest.
func cut(texts, words []string, o options) (corpus, []string) {
	for {
		c := segment(texts, words)
		kept := make([]string, 0, len(words))
		counts := map[string]int{}
		for id, w := range words {
			if c.counts[id] >= o.Rarest {
				kept = append(kept, w)
				counts[w] = c.counts[id]
			}
		}
		// What a dropped word was cut from falls to shorter ones, so counts
		// change; a few rounds leave nothing rare.
		if len(kept) == len(words) && len(kept) <= o.Words {
			return c, words
		}
		slices.SortFunc(kept, byCount(counts))
		words = kept[:min(len(kept), o.Words)]
		slices.Sort(words)
	}
}

func segment(texts, words []string) corpus {
	t := vectors.Vocabulary(words)
	c := corpus{counts: make([]int, len(words))}
	for _, text := range texts {
		t.Segment(text, func(id int) {
			c.tokens = append(c.tokens, int32(id))
			c.counts[id]++
		})
		c.ends = append(c.ends, len(c.tokens))
	}
	return c
}

// byCount orders words by how often they occur, ties by the word.
func byCount(counts map[string]int) func(a, b string) int {
	return func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) }
}

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
	Words   int     // in the vocabulary at most
	Rarest  int     // times a word must occur
	Longest int     // characters of a word at most
	Tight   float64 // surprise that holds a word together, natural logarithm
	Free    float64 // share of a word's occurrences that must vary on each side
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
	Words: 21_000, Rarest: 20, Longest: 6, Tight: 2, Free: 0.15,
	Window: 5, Shift: 0, Dim: 96, Power: 0.5, Spare: 16, Rounds: 4, Rare: 1e-3, Seed: 1, Unit: true,
}

// train makes a table from folded texts.
func train(ctx context.Context, texts []string, o options, log *slog.Logger) (*vectors.Contents, error) {
	words := phrases(texts, o)
	log.Info("words found", "words", len(words), "texts", len(texts))
	corpus, words := cut(texts, words, o.Rarest)
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

// cut cuts the texts into words, the longest first as the table will, and
// drops the words that are then rarer than rarest.
func cut(texts, words []string, rarest int) (corpus, []string) {
	slices.Sort(words)
	for {
		c := segment(texts, words)
		kept := make([]string, 0, len(words))
		for id, w := range words {
			if c.counts[id] >= rarest {
				kept = append(kept, w)
			}
		}
		// What a dropped word was cut from falls to shorter ones, so counts
		// change; a few rounds leave nothing rare.
		if len(kept) == len(words) {
			return c, words
		}
		words = kept
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

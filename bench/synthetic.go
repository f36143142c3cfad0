package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// recombine grows articles to n: every further article has as many sentences
// as a real one, each taken from an article drawn at random, under a number of
// a law that is named after a real one. The same arguments give the same
// articles.
func recombine(articles []article, n int) []article {
	random := rand.New(rand.NewPCG(20, 26))
	sentences := make([][]string, len(articles))
	for i, a := range articles {
		sentences[i] = split(a.text)
	}
	all := make([]article, len(articles), max(n, len(articles)))
	copy(all, articles)
	for len(all) < n {
		like := len(all) % len(articles)
		var text strings.Builder
		for range sentences[like] {
			from := sentences[random.IntN(len(sentences))]
			text.WriteString(from[random.IntN(len(from))])
		}
		all = append(all, article{
			ID:  len(all),
			law: fmt.Sprintf("%s（%d）", articles[like].law, len(all)/len(articles)), number: articles[like].number,
			text: text.String(),
		})
	}
	return all
}

// split cuts a text behind every 。 and ；; it has at least one sentence.
func split(text string) []string {
	var sentences []string
	from := 0
	for i, r := range text {
		if r == '。' || r == '；' {
			end := i + len(string(r))
			sentences = append(sentences, text[from:end])
			from = end
		}
	}
	if from < len(text) || len(sentences) == 0 {
		sentences = append(sentences, text[from:])
	}
	return sentences
}

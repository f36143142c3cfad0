package main

import (
	"math"
	"slices"
	"unicode"
)

// phrases finds the words of texts with no dictionary: runs of Han characters
// that occur often, whose parts stand together more than chance would have
// it, and that are followed and preceded by different characters (the end of
// 电子商 is nearly always 务: that is no word). Single characters and words of
// letters that are frequent are words too.
func phrases(texts []string, o options) []string {
	runs, letters := hanRuns(texts)
	counts, total := ngramCounts(runs, o.Longest+1, o.Rarest)
	left, right := boundTo(counts)
	words := map[string]int{}
	for s, n := range letters {
		if n >= o.Rarest {
			words[s] = n
		}
	}
	for s, n := range counts {
		r := []rune(s)
		if len(r) > o.Longest {
			continue
		}
		if len(r) > 1 {
			free := 1 - max(left[s], right[s])/float64(n)
			if free < o.Free || tightness(r, counts, total) < o.Tight {
				continue
			}
		}
		words[s] = n
	}
	list := make([]string, 0, len(words))
	for s := range words {
		list = append(list, s)
	}
	slices.SortFunc(list, byCount(words))
	return list[:min(len(list), o.Words)]
}

// hanRuns are the stretches of Han characters, and how often each word of
// letters occurs. Numbers are no words: the amounts of a text say little of
// what it is about.
func hanRuns(texts []string) (runs [][]rune, letters map[string]int) {
	letters = map[string]int{}
	for _, text := range texts {
		var han, word []rune
		flush := func() {
			if len(han) > 0 {
				runs = append(runs, han)
				han = nil
			}
			if len(word) > 1 {
				letters[string(word)]++
			}
			word = nil
		}
		for _, r := range text {
			switch {
			case unicode.Is(unicode.Han, r):
				if word != nil {
					flush()
				}
				han = append(han, r)
			case r < 0x2E80 && unicode.IsLetter(r):
				if han != nil {
					flush()
				}
				word = append(word, r)
			default:
				flush()
			}
		}
		flush()
	}
	return runs, letters
}

// ngramCounts counts the runs of 1 to longest characters that occur at least
// least times. A run can only be frequent where both runs that are one
// character shorter are, which keeps the tables small.
func ngramCounts(runs [][]rune, longest, least int) (counts map[string]int, total int) {
	counts = map[string]int{}
	type place struct{ run, at int }
	ids := make([][]int32, len(runs)) // of the n-gram that starts there, -1 where rare
	seen := map[uint64]int{}
	first := map[uint64]place{}
	for n := 1; n <= longest; n++ {
		clear(seen)
		clear(first)
		key := func(i, j int) (uint64, bool) {
			if n == 1 {
				return uint64(runs[i][j]), true
			}
			if j+1 >= len(ids[i]) || ids[i][j] < 0 || ids[i][j+1] < 0 {
				return 0, false
			}
			return uint64(ids[i][j])<<32 | uint64(ids[i][j+1]), true
		}
		for i, run := range runs {
			for j := range len(run) - n + 1 {
				if k, ok := key(i, j); ok {
					if seen[k]++; seen[k] == 1 {
						first[k] = place{i, j}
					}
				}
			}
			if n == 1 {
				total += len(run)
			}
		}
		number := map[uint64]int32{}
		for k, c := range seen {
			if c >= least {
				p := first[k]
				counts[string(runs[p.run][p.at:p.at+n])] = c
				number[k] = int32(len(number)) // any numbering serves
			}
		}
		for i, run := range runs {
			next := make([]int32, max(0, len(run)-n+1))
			for j := range next {
				next[j] = -1
				if k, ok := key(i, j); ok {
					if id, ok := number[k]; ok {
						next[j] = id
					}
				}
			}
			ids[i] = next
		}
	}
	return counts, total
}

// boundTo is, for every run, how often its most frequent neighbour on the
// left and on the right occurs with it.
func boundTo(counts map[string]int) (left, right map[string]float64) {
	left, right = map[string]float64{}, map[string]float64{}
	for s, n := range counts {
		r := []rune(s)
		if len(r) < 2 {
			continue
		}
		without := string(r[:len(r)-1])
		right[without] = max(right[without], float64(n))
		without = string(r[1:])
		left[without] = max(left[without], float64(n))
	}
	return left, right
}

// tightness is the least surprise, over all ways to cut a run in two, that
// the parts stand together.
func tightness(r []rune, counts map[string]int, total int) float64 {
	whole := float64(counts[string(r)])
	least := math.Inf(1)
	for i := 1; i < len(r); i++ {
		a, b := float64(counts[string(r[:i])]), float64(counts[string(r[i:])])
		least = min(least, math.Log(whole*float64(total)/(a*b)))
	}
	return least
}

package ingest

import (
	"unicode/utf8"

	"clausewise/retrieval"
)

// longestCompared is the most cells a comparison of two texts may take; a
// longer stretch counts as replaced whole.
const longestCompared = 4 << 20

// edits finds the stretches in which two versions of a clause differ. Folding
// of width and script is no difference; nor is white space at the ends.
func edits(old, new retrieval.Row) []Edit {
	a, b := []rune(old.Text), []rune(new.Text)
	ta, tb := plain(old.Text), plain(new.Text)
	// The number is not part of the words.
	fromA, fromB := utf8.RuneCountInString(ta[:wordsAt(ta, old)]), utf8.RuneCountInString(tb[:wordsAt(tb, new)])
	a, b = a[fromA:], b[fromB:]
	pa, pb := []rune(ta)[fromA:], []rune(tb)[fromB:]
	startA, startB := old.Start+fromA, new.Start+fromB
	lo := 0
	for lo < len(pa) && lo < len(pb) && pa[lo] == pb[lo] {
		lo++
	}
	ea, eb := len(pa), len(pb)
	for ea > lo && eb > lo && pa[ea-1] == pb[eb-1] {
		ea--
		eb--
	}
	var out []Edit
	add := func(i, j, k, l int) {
		for i < j && k < l && isSpace(pa[i]) && isSpace(pb[k]) {
			i++
			k++
		}
		if blank(pa[i:j]) && blank(pb[k:l]) {
			return
		}
		out = append(out, Edit{
			OldStart: startA + i, OldEnd: startA + j, Old: string(a[i:j]),
			NewStart: startB + k, NewEnd: startB + l, New: string(b[k:l]),
		})
	}
	if (ea-lo)*(eb-lo) > longestCompared || ea == lo || eb == lo {
		if ea > lo || eb > lo {
			add(lo, ea, lo, eb)
		}
		return out
	}
	for _, s := range stretches(pa[lo:ea], pb[lo:eb]) {
		add(lo+s[0], lo+s[1], lo+s[2], lo+s[3])
	}
	return out
}

// stretches are where two texts differ, by their longest common subsequence:
// from and to of each. What is equal between two of them for less than a few
// characters is chance and joins them.
func stretches(a, b []rune) [][4]int {
	const chance = 3
	n, m := len(a), len(b)
	table := make([]int32, (n+1)*(m+1))
	at := func(i, j int) *int32 { return &table[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if a[i] == b[j] {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	var out [][4]int
	i, j := 0, 0
	for i < n || j < m {
		from := [2]int{i, j}
		for i < n || j < m {
			if i < n && j < m && a[i] == b[j] {
				break
			}
			if j == m || i < n && *at(i+1, j) >= *at(i, j+1) {
				i++
			} else {
				j++
			}
		}
		if from != [2]int{i, j} {
			if k := len(out) - 1; k >= 0 && from[0]-out[k][1] < chance {
				out[k][1], out[k][3] = i, j
			} else {
				out = append(out, [4]int{from[0], i, from[1], j})
			}
		}
		for i < n && j < m && a[i] == b[j] {
			i++
			j++
		}
	}
	return out
}

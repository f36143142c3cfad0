package ingest

import (
	"cmp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

// pair is two rows of two versions that are one clause; −1 where a version
// has no such clause.
type pair struct{ old, new int }

// entry is a row as it is compared.
type entry struct {
	row   retrieval.Row
	words string // plain, without white space and without its own number
	grams map[[2]rune]int
	size  int // of grams
}

// alike is the least similarity of two texts that are taken for two versions
// of one clause.
const alike = 0.5

func entries(rows []retrieval.Row) []entry {
	out := make([]entry, len(rows))
	for i, r := range rows {
		text := plain(r.Text)
		out[i] = entry{row: r, words: strings.Map(dropSpace, text[wordsAt(text, r):])}
	}
	return out
}

// wordsAt is the byte of a row's plain text behind its number.
func wordsAt(text string, r retrieval.Row) int {
	rest := strings.TrimLeft(text, "# *\n\r\t")
	if number := plain(r.Number); number != "" {
		rest = strings.TrimPrefix(rest, number)
	}
	return len(text) - len(strings.TrimLeft(rest, "、. "))
}

// align pairs the rows of two versions: each row is in exactly one pair, in
// the order of the new version with what is gone where it stood.
func align(old, new []entry) []pair {
	toNew := make([]int, len(old))
	toOld := make([]int, len(new))
	for i := range toNew {
		toNew[i] = -1
	}
	for i := range toOld {
		toOld[i] = -1
	}
	match := func(i, j int) { toNew[i], toOld[j] = j, i }

	inOrder(old, new, match)
	sameWords(old, new, toNew, toOld, match)
	similar(old, new, toNew, toOld, match)

	var out []pair
	gone := 0
	removed := func(until int) {
		for ; gone < until; gone++ {
			if toNew[gone] < 0 {
				out = append(out, pair{gone, -1})
			}
		}
	}
	for j, i := range toOld {
		removed(i)
		out = append(out, pair{i, j})
	}
	removed(len(old))
	return out
}

// inOrder matches the longest run of equal rows that stand in the same order:
// the rows whose words are unique on both sides, and their neighbours.
func inOrder(old, new []entry, match func(i, j int)) {
	lo := 0
	for lo < len(old) && lo < len(new) && old[lo].same(new[lo]) {
		match(lo, lo)
		lo++
	}
	hiOld, hiNew := len(old), len(new)
	for hiOld > lo && hiNew > lo && old[hiOld-1].same(new[hiNew-1]) {
		hiOld--
		hiNew--
		match(hiOld, hiNew)
	}
	anchors := anchored(old, new, lo, hiOld, hiNew)
	i, j := lo, lo
	for _, a := range append(anchors, pair{hiOld, hiNew}) {
		// Equal rows next to an anchor belong to it, unique or not.
		for i < a.old && j < a.new && old[i].words == new[j].words {
			match(i, j)
			i++
			j++
		}
		ei, ej := a.old, a.new
		for ei > i && ej > j && old[ei-1].words == new[ej-1].words {
			ei--
			ej--
			match(ei, ej)
		}
		if a.old < hiOld {
			match(a.old, a.new)
		}
		i, j = a.old+1, a.new+1
	}
}

// same reports whether two rows are one clause that nobody touched.
func (e entry) same(o entry) bool { return e.words == o.words && e.row.Key == o.row.Key }

// anchored is the longest rising sequence of rows that stand once in each
// version (patience diff): O(n log n), whatever moved.
func anchored(old, new []entry, lo, hiOld, hiNew int) []pair {
	type place struct{ at, count int }
	left, right := map[string]place{}, map[string]place{}
	for i := lo; i < hiOld; i++ {
		left[old[i].words] = place{i, left[old[i].words].count + 1}
	}
	for j := lo; j < hiNew; j++ {
		right[new[j].words] = place{j, right[new[j].words].count + 1}
	}
	var candidates []pair
	for i := lo; i < hiOld; i++ {
		l := left[old[i].words]
		if r := right[old[i].words]; l.count == 1 && r.count == 1 {
			candidates = append(candidates, pair{i, r.at})
		}
	}
	// Longest increasing subsequence of the new places.
	tails, back := []int{}, make([]int, len(candidates))
	for k, c := range candidates {
		at, _ := slices.BinarySearchFunc(tails, c.new, func(t, want int) int { return cmp.Compare(candidates[t].new, want) })
		back[k] = -1
		if at > 0 {
			back[k] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, k)
		} else {
			tails[at] = k
		}
	}
	var out []pair
	if len(tails) > 0 {
		for k := tails[len(tails)-1]; k >= 0; k = back[k] {
			out = append(out, candidates[k])
		}
	}
	slices.Reverse(out)
	return out
}

// sameWords matches equal rows that moved, first those that kept their key.
func sameWords(old, new []entry, toNew, toOld []int, match func(i, j int)) {
	free := map[string][]int{}
	for i, e := range old {
		if toNew[i] < 0 && e.words != "" {
			free[e.words] = append(free[e.words], i)
		}
	}
	take := func(j int, fits func(i int) bool) {
		list := free[new[j].words]
		if k := slices.IndexFunc(list, fits); k >= 0 {
			match(list[k], j)
			free[new[j].words] = slices.Delete(list, k, k+1)
		}
	}
	for j := range new {
		if toOld[j] < 0 {
			take(j, func(i int) bool { return old[i].row.Key == new[j].row.Key })
		}
	}
	for j := range new {
		if toOld[j] < 0 {
			take(j, func(int) bool { return true })
		}
	}
}

// similar matches what is left: the most similar rows of one kind first, and
// a row that kept its key before one that did not.
func similar(old, new []entry, toNew, toOld []int, match func(i, j int)) {
	var left, right []int
	for i := range old {
		if toNew[i] < 0 {
			left = append(left, i)
		}
	}
	for j := range new {
		if toOld[j] < 0 {
			right = append(right, j)
		}
	}
	byKey := map[string]int{}
	for _, j := range right {
		byKey[new[j].row.Key] = j
	}
	type score struct {
		pair
		value float64
	}
	var scores []score
	consider := func(i, j int) {
		if old[i].row.Kind != new[j].row.Kind {
			return
		}
		v := old[i].likeness(&new[j])
		if old[i].row.Key == new[j].row.Key {
			v += 0.2 // the same place is worth something
		}
		if v >= alike {
			scores = append(scores, score{pair{i, j}, v})
		}
	}
	// All against all is fair for any edit a person makes; beyond that, a
	// rewritten text is compared place by place.
	const everything = 1 << 20
	for _, i := range left {
		if len(left)*len(right) <= everything {
			for _, j := range right {
				consider(i, j)
			}
		} else if j, ok := byKey[old[i].row.Key]; ok {
			consider(i, j)
		}
	}
	slices.SortStableFunc(scores, func(a, b score) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.old, b.old), cmp.Compare(a.new, b.new))
	})
	for _, s := range scores {
		if toNew[s.old] < 0 && toOld[s.new] < 0 {
			match(s.old, s.new)
		}
	}
}

// likeness is the Dice coefficient of the pairs of neighbouring characters,
// 0 to 1.
func (e *entry) likeness(o *entry) float64 {
	e.count()
	o.count()
	if e.size+o.size == 0 {
		return 0
	}
	shared := 0
	for g, n := range e.grams {
		shared += min(n, o.grams[g])
	}
	return 2 * float64(shared) / float64(e.size+o.size)
}

func (e *entry) count() {
	if e.grams != nil {
		return
	}
	e.grams = map[[2]rune]int{}
	r := []rune(e.words)
	for i := 1; i < len(r); i++ {
		e.grams[[2]rune{r[i-1], r[i]}]++
		e.size++
	}
}

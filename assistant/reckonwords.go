package assistant

import (
	"slices"
	"strings"
)

// bothWays reports that the negation at i is half of a question: the 不能算 of
// 能不能算到26万 denies nothing.
func (c reckoner) bothWays(i int) bool {
	return i > 0 && i+1 < len(c.runes) && strings.ContainsRune("不没", c.runes[i]) && c.runes[i-1] == c.runes[i+1]
}

// sameSubject reports that nothing but when and how much stands between a
// figure and what is said of it: of 员工40人，营收增长120% the second is another
// subject.
func (c reckoner) sameSubject(i int, h hit) bool {
	stretch := c.clauseOf(h.start, h.end)
	base := c.clauseOf(c.amounts[i].Start, c.amounts[i].End)
	from := max(stretch.start, c.amounts[i].End)
	told := string(c.runes[base.start:base.end])
	for _, w := range c.words(hit{from, h.start}) {
		if !strings.Contains(told, w) {
			return false
		}
	}
	return c.sameTopic(i, stretch)
}

// words are the pairs of letters in a stretch that say more than when.
func (c reckoner) words(h hit) []string {
	var list []string
	var run []rune
	flush := func() {
		if len(run) > 1 {
			list = append(list, string(run))
		}
		run = nil
	}
	for k := h.start; k < h.end; {
		if n := max(c.lexicon.matchAt("when", c.runes, k), c.lexicon.matchAt("whole_year", c.runes, k)); n > 0 && k+n <= h.end {
			flush()
			k += n
			continue
		}
		if isBreak(c.runes[k]) || c.runes[k] == ' ' {
			flush()
		} else {
			run = append(run, c.runes[k])
		}
		k++
	}
	flush()
	return list
}

// sameTopic reports that a stretch names no subject that the clause of figure
// i does not name: 独立站85万，再加上海外仓60万 are two.
func (c reckoner) sameTopic(i int, stretch hit) bool {
	base := c.clauseOf(c.amounts[i].Start, c.amounts[i].End)
	own := c.subjects(base)
	for _, s := range c.subjects(stretch) {
		if !slices.Contains(own, s) {
			return false
		}
	}
	return true
}

// subjects are the canonical terms in a stretch that are no generic words.
func (c reckoner) subjects(h hit) []string {
	var list []string
	for _, t := range c.terms {
		if t.Start >= h.start && t.End <= h.end && !c.lexicon.has("generic", t.Canonical) {
			list = append(list, t.Canonical)
		}
	}
	return list
}

package retrieval

import (
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

// Bounds of what counts as a slip of the hand. Shorter words have too many
// neighbours that mean something else.
const (
	// leastSwapped is how many characters a term must have to be known with two
	// swapped or one typed twice, leastSlipped with one left out, added or
	// replaced.
	leastSwapped = 3
	leastSlipped = 4
	// leastSlippedLetters is the same for words in letters, leastReplacedLetters
	// where one letter is another, leastSlippedPinyin for pinyin.
	leastSlippedLetters  = 7
	leastReplacedLetters = 8
	leastSlippedPinyin   = 8
	leastNearPinyin      = 6 // of sounds that many don't keep apart
)

// slips find terms with one slip of the hand: a character or letter left out,
// added, replaced, or changed with its neighbour.
type slips struct {
	forms   map[string]termForm
	lacking map[string][]lack // what is left of forms without one character
	longest int
	firsts  map[rune]bool   // characters that forms begin with
	lasts   map[rune]bool   // and end with
	known   map[string]bool // words in letters that forms have
	words   near[string]
	pinyin  near[termForm]
	sounds  map[string]termForm // pinyin as hanzi.NearSound has it
}

// lack is a form that lacks a character.
type lack struct {
	form string
	at   int
}

// near finds words one slip away.
type near[T any] struct {
	words   map[string]T
	lacking map[string][]string
}

func newNear[T any](words map[string]T) near[T] {
	n := near[T]{words, map[string][]string{}}
	for w := range words {
		for i := range w {
			key := w[:i] + w[i+1:]
			if l := n.lacking[key]; len(l) == 0 || l[len(l)-1] != w {
				n.lacking[key] = append(l, w)
			}
		}
	}
	return n
}

// of are the words one slip away from a word, which begin alike: the first
// letter is hardly ever wrong.
func (n near[T]) of(word string) (found []string) {
	add := func(w string) {
		if w != word && w[0] == word[0] && !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	for _, w := range n.lacking[word] {
		add(w)
	}
	for i := 1; i < len(word); i++ {
		less := word[:i] + word[i+1:]
		if _, ok := n.words[less]; ok {
			add(less)
		}
		for _, w := range n.lacking[less] {
			swapped := i+1 < len(word) && w == word[:i]+word[i+1:i+2]+word[i:i+1]+word[i+2:]
			replaced := len(w) == len(word) && w[:i]+w[i+1:] == less
			if swapped || replaced && len(word) >= leastReplacedLetters {
				add(w)
			}
		}
	}
	return found
}

func newSlips(t *Terms, s *spellings) *slips {
	x := &slips{forms: map[string]termForm{}, lacking: map[string][]lack{}, firsts: map[rune]bool{}, lasts: map[rune]bool{}, known: map[string]bool{}, sounds: map[string]termForm{}}
	words := map[string]string{}
	for form, to := range t.forms {
		if strings.ContainsFunc(form, isWord) {
			for word := range strings.FieldsFuncSeq(form, func(r rune) bool { return !isWord(r) }) {
				x.known[word] = true
				if len(word) >= leastSlippedLetters && !to.typo && !strings.ContainsAny(word, "0123456789") {
					words[word] = word
				}
			}
			continue
		}
		runes := []rune(form)
		if to.typo || len(runes) < leastSwapped {
			continue
		}
		x.forms[form] = to
		x.firsts[runes[0]], x.lasts[runes[len(runes)-1]] = true, true
		x.longest = max(x.longest, len(runes))
		if len(runes) >= leastSlipped {
			for i := range runes {
				key := string(runes[:i]) + string(runes[i+1:])
				x.lacking[key] = append(x.lacking[key], lack{form, i})
			}
		}
	}
	x.words = newNear(words)
	pinyin := map[string]termForm{}
	none := termForm{group: -1}
	for spelling, to := range s.pinyin {
		if len(spelling) >= leastSlippedPinyin {
			pinyin[spelling] = to
		}
		if len(spelling) < leastNearPinyin {
			continue
		}
		key := hanzi.NearSound(spelling)
		if there, ok := x.sounds[key]; ok && there.group != to.group {
			to = none
		}
		x.sounds[key] = to
	}
	x.pinyin = newNear(pinyin)
	return x
}

// pinyinOf finds the term whose pinyin is written with a slip, or with sounds
// that many don't keep apart. What is pinyin of something else is no slip.
func (x *slips) pinyinOf(word string) (termForm, bool) {
	if hanzi.IsPinyin(word) {
		if len(word) < leastNearPinyin-1 {
			return termForm{}, false
		}
		to, ok := x.sounds[hanzi.NearSound(word)]
		return to, ok && to.group >= 0
	}
	if len(word) < leastSlippedPinyin-1 {
		return termForm{}, false
	}
	return one(x.pinyin.of(word), func(w string) termForm { return x.pinyin.words[w] })
}

// one is what all of the words stand for; false where they don't agree.
func one(words []string, of func(string) termForm) (to termForm, ok bool) {
	for i, w := range words {
		if i > 0 && of(w).group != to.group {
			return termForm{}, false
		}
		to, ok = of(w), true
	}
	return to, ok
}

// corrected is folded text with slips in words of letters mended, and for each
// of its code points where it came from, a negative number -n-1 for n where it
// is of a word mended; nil where there are none.
func (x *slips) corrected(runes []rune) (mended []rune, from []int) {
	for i := 0; i < len(runes); {
		if !isWord(runes[i]) {
			if mended != nil {
				mended, from = append(mended, runes[i]), append(from, i)
			}
			i++
			continue
		}
		end := i + 1
		for end < len(runes) && isWord(runes[end]) {
			end++
		}
		word := string(runes[i:end])
		right := x.wordOf(word)
		if right != word && mended == nil {
			mended = slices.Clone(runes[:i])
			for k := range i {
				from = append(from, k)
			}
		}
		for k, r := range []rune(right) {
			if mended == nil {
				break
			}
			at := min(i+k, end-1)
			if right != word {
				at = -at - 1
			}
			mended, from = append(mended, r), append(from, at)
		}
		i = end
	}
	return mended, from
}

// matched finds listed forms in folded text, slips in letters mended.
func (t *Terms) matched(folded string, runes []rune) []termMatch {
	mended, from := t.spelled.slips.corrected(runes)
	if mended == nil {
		return t.match(folded)
	}
	matches := t.match(string(mended))
	for i, m := range matches {
		m.form.typo = m.form.typo || slices.ContainsFunc(from[m.start:m.end], func(at int) bool { return at < 0 })
		at := func(i int) int {
			if from[i] < 0 {
				return -from[i] - 1
			}
			return from[i]
		}
		m.start, m.end = at(m.start), at(m.end-1)+1
		matches[i] = m
	}
	return matches
}

// wordOf is a word with a slip mended, or as it is.
func (x *slips) wordOf(word string) string {
	if len(word) < leastSlippedLetters-1 || x.known[word] || x.known[strings.TrimSuffix(word, "s")] || strings.ContainsAny(word, "0123456789") {
		return word
	}
	if generic, err := loadGeneric(); err == nil { // embedded and tested
		if _, ok := generic.forms[word]; ok {
			return word
		}
	}
	if found := x.words.of(word); len(found) == 1 {
		return found[0]
	}
	if single, ok := strings.CutSuffix(word, "s"); ok {
		if found := x.words.of(single); len(found) == 1 {
			return found[0] + "s"
		}
	}
	return word
}

// find finds terms in Chinese characters with one slip in folded text. A slip
// leaves a character that belongs to no word: 进口退税 is none of 出口退税. Its
// ends are right, or any term would be found wherever half of it stands.
func (x *slips) find(runes []rune, taken []bool) (matches []termMatch) {
	var lone []bool
	for i := 0; i < len(runes); {
		if taken[i] || !isHan(runes[i]) {
			i++
			continue
		}
		end := i
		for end < len(runes) && end-i <= x.longest && !taken[end] && isHan(runes[end]) {
			end++
		}
		m, ok := termMatch{}, false
		for to := end; to >= i+leastSwapped && !ok; to-- {
			if !x.framed(runes[i:to]) {
				continue
			}
			if lone == nil {
				lone = loneCharacters(runes)
			}
			if slipped(runes[i:to], lone[i:to]) {
				m, ok = x.slipAt(runes, i, to, lone)
			}
		}
		if ok {
			matches = append(matches, m)
			i = m.end
			continue
		}
		i++
	}
	return matches
}

// framed reports whether a stretch begins and ends as some term does, its first
// and last two characters perhaps swapped or one typed twice: few do, and only
// those are worth taking apart.
func (x *slips) framed(written []rune) bool {
	n := len(written)
	return (x.firsts[written[0]] || x.firsts[written[1]]) && (x.lasts[written[n-1]] || x.lasts[written[n-2]])
}

// slipped reports whether a stretch holds what every slip leaves behind: a
// character that belongs to no word, or one typed twice.
func slipped(written []rune, lone []bool) bool {
	for i := range written {
		if lone[i] || i > 0 && written[i] == written[i-1] {
			return true
		}
	}
	return false
}

// slipAt reports whether a stretch is a term with a slip.
func (x *slips) slipAt(runes []rune, start, end int, lone []bool) (m termMatch, ok bool) {
	written := runes[start:end]
	n := len(written)
	var to termForm
	found, clash := false, false
	add := func(f termForm, known bool) {
		if known {
			clash = clash || found && f.group != to.group
			to, found = f, true
		}
	}
	// Keys of maps are spelled in one place, as most are in none.
	var room [64]byte
	spelled := func(parts ...[]rune) []byte {
		key := room[:0]
		for _, part := range parts {
			for _, r := range part {
				key = utf8.AppendRune(key, r)
			}
		}
		return key
	}
	anyLone := slices.Contains(lone[start:end], true)
	for i := range n {
		odd := lone[start+i] && i > 0 && i < n-1 && !particle(written[i])
		if n > leastSwapped && (i > 0 && written[i] == written[i-1] || n > leastSlipped && odd) {
			f, known := x.forms[string(spelled(written[:i], written[i+1:]))]
			add(f, known) // one too many
		}
		if i > 0 && written[i] != written[i-1] && anyLone {
			f, known := x.forms[string(spelled(written[:i-1], written[i:i+1], written[i-1:i], written[i+1:]))]
			add(f, known) // two swapped
		}
		if n < leastSlipped || !odd {
			continue
		}
		for _, l := range x.lacking[string(spelled(written[:i], written[i+1:]))] {
			if l.at == i {
				add(x.forms[l.form], true) // another one
			}
		}
	}
	if n >= leastSlipped {
		for _, l := range x.lacking[string(spelled(written))] {
			if l.at > 0 && l.at < n && (lone[start+l.at-1] || lone[start+l.at]) {
				add(x.forms[l.form], true) // one left out
			}
		}
	}
	if !found || clash || isListedWord(string(written)) {
		return termMatch{}, false
	}
	to.typo = true
	return termMatch{to, string(written), start, end}, true
}

// particle reports whether a character alone is one of the little words.
func particle(r rune) bool {
	generic, err := loadGeneric()
	if err != nil {
		return false // the file is embedded and tested
	}
	_, ok := generic.forms[string(r)]
	return ok
}

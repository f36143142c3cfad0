package retrieval

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/vectors"
)

// Bounds of what counts as a spelling of a term.
const (
	// leastSpelled is how many letters pinyin must have, that it is no word
	// of another language; leastInitials the same of initials.
	leastSpelled  = 5
	leastInitials = 3
	// leastSounded is how many characters a term must have to be known by its
	// sound: of two, too many others sound alike.
	leastSounded = 3
	// leastNear is the same where a sound is only nearly that of the term.
	leastNear = 4
	// mostReadings is how many readings of a term with characters of several
	// readings are taken.
	mostReadings = 16
)

// spellings are the ways to write a set of terms by sound: pinyin, initials,
// and other characters that are read alike. They come from the readings of the
// terms' characters. What two terms share is left out.
type spellings struct {
	pinyin   map[string]termForm // haiwaicang
	initials map[string]termForm // hwc
	sounds   map[string]sounded  // hai'wai'cang'
	longest  int                 // characters of a term in sounds
	slips    *slips
}

// sounded is a form with the characters it is written with.
type sounded struct {
	form  termForm
	runes []rune
}

// spell works out the spellings of terms.
func spell(t *Terms) *spellings {
	s := &spellings{pinyin: map[string]termForm{}, initials: map[string]termForm{}, sounds: map[string]sounded{}}
	none := termForm{group: -1}
	set := func(to map[string]termForm, key string, form termForm) {
		if there, ok := to[key]; ok && there.group != form.group {
			form = none
		}
		to[key] = form
	}
	for form, to := range t.forms {
		runes := []rune(form)
		if to.typo || len(runes) < 2 {
			continue
		}
		for _, syllables := range readings(runes) {
			whole, initials := strings.Join(syllables, ""), ""
			for _, syllable := range syllables {
				initials += syllable[:1]
			}
			if len(whole) >= leastSpelled {
				set(s.pinyin, whole, to)
			}
			if len(initials) >= leastInitials {
				set(s.initials, initials, to)
			}
		}
		if len(runes) < leastSounded || readings(runes) == nil {
			continue
		}
		var sound strings.Builder
		for _, r := range runes {
			sound.WriteString(soundOf(r))
		}
		if there, ok := s.sounds[sound.String()]; ok && there.form.group != to.group {
			s.sounds[sound.String()] = sounded{form: none}
			continue
		}
		s.sounds[sound.String()] = sounded{to, runes}
		s.longest = max(s.longest, len(runes))
	}
	for _, spelled := range []map[string]termForm{s.pinyin, s.initials} {
		for key, form := range spelled {
			if _, entered := t.forms[key]; entered || form == none {
				delete(spelled, key)
			}
		}
	}
	for sound, to := range s.sounds {
		if to.form == none {
			delete(s.sounds, sound)
		}
	}
	s.slips = newSlips(t, s)
	return s
}

// readings are the ways to read a text syllable by syllable, nil where it is
// not all Chinese characters.
func readings(runes []rune) [][]string {
	all := [][]string{nil}
	for _, r := range runes {
		of := hanzi.Readings(r)
		if len(of) == 0 {
			return nil
		}
		var longer [][]string
		for _, reading := range of {
			for _, before := range all {
				if len(longer) < mostReadings {
					longer = append(longer, append(slices.Clip(before), reading))
				}
			}
		}
		all = longer
	}
	return all
}

// read finds terms in folded text in order, those written by their sound or
// with a slip of the hand too.
func (t *Terms) read(folded string) []termMatch {
	t.spelling.Do(func() { t.spelled = spell(t) })
	runes := []rune(folded)
	var matches []termMatch
	taken := make([]bool, len(runes))
	take := func(more []termMatch) {
		matches = append(matches, more...)
		for _, m := range more {
			for i := m.start; i < m.end; i++ {
				taken[i] = true
			}
		}
	}
	take(t.matched(folded, runes))
	listed := len(matches)
	take(t.spelled.letters(runes, taken))
	take(t.spelled.homophones(runes, taken))
	take(t.spelled.slips.find(runes, taken))
	if len(matches) > listed {
		slices.SortFunc(matches, func(a, b termMatch) int { return cmp.Compare(a.start, b.start) })
	}
	return matches
}

// span is a stretch of code points, end exclusive.
type span struct{ start, end int }

// wordsIn are the words of letters and digits that are not taken.
func wordsIn(runes []rune, taken []bool) (words []span) {
	for i := 0; i < len(runes); i++ {
		if taken[i] || !isWord(runes[i]) {
			continue
		}
		from := i
		for i < len(runes) && isWord(runes[i]) && !taken[i] {
			i++
		}
		words = append(words, span{from, i})
	}
	return words
}

// letters finds pinyin, which may have a space between syllables, and
// initials; these only where the text has no other words in letters but pinyin,
// which would make them words of a language.
func (s *spellings) letters(runes []rune, taken []bool) []termMatch {
	words := wordsIn(runes, taken)
	var pinyin, initials []termMatch
	others := false
	for i := 0; i < len(words); {
		m, n := s.pinyinAt(runes, words[i:])
		if n > 0 {
			pinyin = append(pinyin, m)
			i += n
			continue
		}
		w := words[i]
		text := string(runes[w.start:w.end])
		if form, ok := s.initials[text]; ok {
			initials = append(initials, termMatch{form, text, w.start, w.end})
		} else if text[0] > '9' && !hanzi.IsPinyin(text) {
			others = true
		}
		i++
	}
	if others {
		return pinyin
	}
	return append(pinyin, initials...)
}

// pinyinAt finds the longest pinyin that the next words make up, and how many
// of them.
func (s *spellings) pinyinAt(runes []rune, words []span) (m termMatch, n int) {
	var whole strings.Builder
	for i, w := range words {
		if i > 0 && (w.start != words[i-1].end+1 || !strings.ContainsRune(" '", runes[w.start-1])) {
			break
		}
		whole.WriteString(string(runes[w.start:w.end]))
		form, ok := s.pinyin[whole.String()]
		if !ok {
			form, ok = s.slips.pinyinOf(whole.String())
			form.typo = true
		}
		if ok {
			m, n = termMatch{form, whole.String(), words[0].start, w.end}, i+1
		}
	}
	return m, n
}

// exactSound is the commonest reading of a character, "" where it has none.
func exactSound(r rune) string {
	if of := hanzi.Readings(r); len(of) > 0 {
		return of[0]
	}
	return ""
}

// soundOf is the same with zh and z, ng and n alike. Of the
// characters a term is spelled with rightly any reading will do, so long as it
// is always the same.
func soundOf(r rune) string {
	if known, ok := heard.Load(r); ok {
		return known.(string)
	}
	exact := exactSound(r)
	if exact == "" {
		return ""
	}
	sound := hanzi.NearSound(exact) + "'"
	heard.Store(r, sound)
	return sound
}

// heard are the sounds worked out so far, by character.
var heard sync.Map

// homophones finds terms some of whose characters, a third at most, are others
// of the same sound: 海外苍.
func (s *spellings) homophones(runes []rune, taken []bool) (matches []termMatch) {
	sounds := make([]string, len(runes))
	for i, r := range runes {
		if !taken[i] && isHan(r) {
			sounds[i] = soundOf(r)
		}
	}
	var words []span
	for i := 0; i < len(runes); {
		m, ok := s.homophoneAt(runes, sounds, i)
		if ok && words == nil {
			words = listedWords(runes)
		}
		// 综合型 does not stand in 综合行政: a word goes on behind it.
		if !ok || slices.ContainsFunc(words, func(w span) bool {
			return w.start < m.start && m.start < w.end || w.start < m.end && m.end < w.end
		}) {
			i++
			continue
		}
		matches = append(matches, m)
		i = m.end
	}
	return matches
}

func (s *spellings) homophoneAt(runes []rune, sounds []string, from int) (m termMatch, ok bool) {
	var sound strings.Builder
	for i := from; i < len(runes) && sounds[i] != "" && i-from < s.longest; i++ {
		sound.WriteString(sounds[i])
		to, known := s.sounds[sound.String()]
		if !known || len(to.runes) != i+1-from {
			continue
		}
		written := runes[from : i+1]
		right, same := 0, true
		for k, r := range written {
			if r == to.runes[k] {
				right++
			}
			same = same && exactSound(r) == exactSound(to.runes[k])
		}
		if 3*right < 2*len(written) || !same && len(written) < leastNear || isListedWord(string(written)) {
			continue
		}
		form := to.form
		form.typo = true
		m, ok = termMatch{form, string(written), from, i + 1}, true
	}
	return m, ok
}

// isListedWord reports whether the dictionary, or the words that have vectors,
// list a text as a word.
func isListedWord(text string) bool {
	if segmenter, err := loadSegmenter(); err == nil { // embedded and tested
		if _, _, ok := segmenter.Find(text); ok {
			return true
		}
	}
	table, err := vectors.Builtin()
	if err != nil {
		return false // likewise
	}
	listed := false
	table.Segment(text, func(id int) { listed = listed || table.Word(id) == text })
	return listed
}

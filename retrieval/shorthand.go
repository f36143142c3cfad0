package retrieval

import (
	"slices"
	"strings"
	"sync"

	"clausewise/retrieval/place"
	"clausewise/retrieval/vectors"
)

// Bounds of what counts as shorthand for words of the library.
const (
	// leastShorthand is how many initials must name a place and something in
	// it, leastTitled how many the words of a title where no place leads them:
	// with fewer, any word of another language would be some title's.
	leastShorthand = 4
	leastTitled    = 6
	// mostShorthand is the longest word, in letters, that is taken apart.
	mostShorthand = 60
)

// shorthand reads pinyin and initials of the library's own names: the places
// its documents are of, the words of their titles, and these run together with
// terms. It is worked out from the documents when first asked for.
type shorthand struct {
	titles []titleWords
	// spelled are pieces by their spelling, initials those by theirs: what one
	// may run together.
	spelled  map[string]string
	places   map[string]string // by initials; they lead
	initials map[string]string
}

// titleWords are the words of a title in order.
type titleWords [][]titleWord

// titleWord is one way to say a word of a title: 江苏省 is 江苏 as well.
type titleWord struct {
	text     string
	initials []string
	place    bool
}

// newShorthand works the names of documents out. t are the terms in use.
func newShorthand(documents []Document, t *Terms) *shorthand {
	t.spelling.Do(func() { t.spelled = spell(t) })
	s := &shorthand{spelled: map[string]string{}, places: map[string]string{}, initials: map[string]string{}}
	seen := map[string]bool{}
	listed := map[string]map[string]int{} // spelling → word → titles that have it
	for _, d := range documents {
		key := TitleKey(d.Title) + "\n" + d.Jurisdiction
		if seen[key] {
			continue
		}
		seen[key] = true
		words := t.titleWords(d)
		s.titles = append(s.titles, words)
		for _, word := range words {
			for _, w := range word {
				if w.place {
					enter(s.places, w.initials, w.text)
				}
				if len([]rune(w.text)) < 2 {
					continue
				}
				for _, syllables := range readings([]rune(w.text)) {
					spelling := strings.Join(syllables, "")
					if listed[spelling] == nil {
						listed[spelling] = map[string]int{}
					}
					listed[spelling][w.text]++
				}
			}
		}
	}
	for spelling, words := range listed {
		best, most, tie := "", 0, false
		for word, n := range words {
			switch {
			case n > most:
				best, most, tie = word, n, false
			case n == most:
				tie = true
			}
		}
		if !tie && len(spelling) >= leastSpelled {
			s.spelled[spelling] = best
		}
	}
	canonical := func(f termForm) string { return t.groups[f.group].canonical }
	for spelling, form := range t.spelled.pinyin {
		s.spelled[spelling] = canonical(form)
	}
	for initials, form := range t.spelled.initials {
		s.initials[initials] = canonical(form)
	}
	for initials, text := range s.places {
		if text == "" {
			delete(s.places, initials)
		}
	}
	return s
}

// enter notes what initials stand for, "" where that is several things.
func enter(to map[string]string, initials []string, text string) {
	for _, i := range initials {
		if there, ok := to[i]; ok && there != text {
			text = ""
		}
		to[i] = text
	}
}

func initialsOf(runes []rune) []string {
	var out []string
	for _, syllables := range readings(runes) {
		var b strings.Builder
		for _, s := range syllables {
			b.WriteByte(s[0])
		}
		if !slices.Contains(out, b.String()) {
			out = append(out, b.String())
		}
	}
	return out
}

// titleWords cuts a title into places, terms, and words that have vectors. The
// place of the document comes first where the title names none.
func (t *Terms) titleWords(d Document) titleWords {
	folded := TitleKey(d.Title)
	runes := []rune(folded)
	taken := make([]bool, len(runes))
	at := map[int][]titleWord{}
	word := func(text string, place bool) titleWord { return titleWord{text, initialsOf([]rune(text)), place} }
	take := func(start, end int, words ...titleWord) {
		if slices.Contains(taken[start:end], true) {
			return
		}
		for i := start; i < end; i++ {
			taken[i] = true
		}
		at[start] = words
	}
	placed := false
	for _, m := range place.Find(folded) {
		if m.Generic || m.Place.Level == place.Country {
			continue
		}
		placed = true
		take(m.Start, m.End, placeWords(m.Place)...)
	}
	for _, m := range t.match(folded) {
		words := []titleWord{word(m.text, false)}
		if canonical := t.groups[m.form.group].foldedCanonical; canonical != m.text {
			words = append(words, word(canonical, false))
		}
		take(m.start, m.end, words...)
	}
	if table, err := vectors.Builtin(); err == nil { // embedded and tested
		from := 0
		for from < len(runes) {
			to := from
			for to < len(runes) && taken[to] == taken[from] {
				to++
			}
			if !taken[from] {
				i := from
				table.Segment(string(runes[from:to]), func(id int) {
					w := []rune(table.Word(id))
					for i < to && !slices.Equal(runes[i:min(i+len(w), to)], w) {
						i++
					}
					if i < to {
						at[i] = []titleWord{word(string(w), false)}
						i += len(w)
					}
				})
			}
			from = to
		}
	}
	var words titleWords
	if j, ok := place.Lookup(d.Jurisdiction); ok && !placed && j.Level != place.Country {
		words = append(words, placeWords(j))
	}
	for i := range runes {
		if w, ok := at[i]; ok {
			words = append(words, w)
		}
	}
	return words
}

func placeWords(p place.Place) []titleWord {
	short := titleWord{p.Short, initialsOf([]rune(p.Short)), true}
	if p.Name == p.Short {
		return []titleWord{short}
	}
	return []titleWord{short, {p.Name, initialsOf([]rune(p.Name)), true}}
}

// read is what a word of letters stands for, "" where that is not known or may
// be several things. A single term or place is no matter of shorthand.
func (s *shorthand) read(letters string) string {
	if len(letters) < leastShorthand || len(letters) > mostShorthand {
		return ""
	}
	if text := s.together(letters); text != "" {
		return text
	}
	if strings.ContainsAny(letters, "iuv") {
		return "" // no syllable begins so
	}
	found := ""
	for _, title := range s.titles {
		text := title.read(letters)
		if text == "" || text == found {
			continue
		}
		if found != "" {
			return ""
		}
		found = text
	}
	return found
}

// together reads pieces run together, the fewest there are: each spelled out,
// or by its initials: szdlz, suzhoudulizhan. Two ways with as few are no
// reading.
func (s *shorthand) together(letters string) string {
	type way struct {
		text   string
		pieces int // 0: none
		tie    bool
	}
	ways := make([]way, len(letters)+1)
	for to := 1; to <= len(letters); to++ {
		for from := range to {
			if from > 0 && ways[from].pieces == 0 {
				continue
			}
			piece := letters[from:to]
			text, ok := s.spelled[piece]
			if !ok && from == 0 {
				text, ok = s.places[piece]
			}
			if !ok {
				text, ok = s.initials[piece]
			}
			if !ok {
				continue
			}
			w := way{ways[from].text + text, ways[from].pieces + 1, ways[from].tie}
			switch old := ways[to]; {
			case old.pieces == 0 || w.pieces < old.pieces:
				ways[to] = w
			case w.pieces == old.pieces && w.text != old.text:
				ways[to].tie = true
			}
		}
	}
	end := ways[len(letters)]
	if end.pieces == 0 || end.tie || end.pieces == 1 && s.spelled[letters] == "" {
		return ""
	}
	return end.text
}

// read finds words of the title in order, some of which may be left out, whose
// initials make up letters: the fewest words, the first of them a place or
// letters long enough to mean nothing else.
func (t titleWords) read(letters string) string {
	type way struct {
		text  string
		words int // 0: none
	}
	ways := make([]way, len(letters)+1) // by letters used, of the words so far
	for _, word := range t {
		for from := len(letters) - 1; from >= 0; from-- {
			if from > 0 && ways[from].words == 0 {
				continue
			}
			for _, w := range word {
				if from == 0 && !w.place && len(letters) < leastTitled {
					continue
				}
				for _, initials := range w.initials {
					if !strings.HasPrefix(letters[from:], initials) {
						continue
					}
					to := &ways[from+len(initials)]
					if n := ways[from].words + 1; to.words == 0 || n < to.words {
						*to = way{ways[from].text + w.text, n}
					}
				}
			}
		}
	}
	if end := ways[len(letters)]; end.words > 1 {
		return end.text
	}
	return ""
}

// lazily makes the shorthand of an index when it is first needed.
func lazily(documents []Document, terms *Terms) func() *shorthand {
	return sync.OnceValue(func() *shorthand { return newShorthand(documents, terms) })
}

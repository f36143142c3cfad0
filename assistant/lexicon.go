package assistant

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

//go:embed lexicon.txt
var lexiconText string

// cue names what a phrase shows; the names stand in lexicon.txt.
type cue string

// lexicon holds the phrases of each cue as runes, longest first.
type lexicon map[cue][][]rune

// parseLexicon reads the format of lexicon.txt. A line that begins with @
// names a set of words; {name} in a phrase stands for each of them.
func parseLexicon(text string) (lexicon, error) {
	l := make(lexicon)
	sets := make(map[string][]string)
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, phrases, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("lexicon line %d: want a cue, a colon and phrases", n)
		}
		_, dup := l[cue(name)]
		set, isSet := strings.CutPrefix(name, "@")
		if dup || isSet && sets[set] != nil {
			return nil, fmt.Errorf("lexicon line %d: %q stands twice", n, name)
		}
		for p := range strings.SplitSeq(phrases, "|") {
			all, err := expand(strings.TrimSpace(p), sets)
			if err != nil {
				return nil, fmt.Errorf("lexicon line %d: %w", n, err)
			}
			for _, p := range all {
				switch {
				case p == "":
				case isSet:
					sets[set] = append(sets[set], p)
				default:
					l[cue(name)] = append(l[cue(name)], []rune(p))
				}
			}
		}
		if isSet {
			continue
		}
		slices.SortStableFunc(l[cue(name)], func(a, b []rune) int { return len(b) - len(a) })
	}
	return l, nil
}

// expand writes a phrase out for every word of the sets it names.
func expand(phrase string, sets map[string][]string) ([]string, error) {
	before, rest, ok := strings.Cut(phrase, "{")
	if !ok {
		return []string{phrase}, nil
	}
	name, after, ok := strings.Cut(rest, "}")
	if !ok || sets[name] == nil {
		return nil, fmt.Errorf("phrase %q names no set", phrase)
	}
	tails, err := expand(after, sets)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, word := range sets[name] {
		for _, tail := range tails {
			list = append(list, before+word+tail)
		}
	}
	return list, nil
}

// hit is a stretch of the folded question, in code points, end exclusive.
type hit struct{ start, end int }

func (h hit) len() int { return h.end - h.start }

// find returns where phrases of c stand in text, longest match first at each
// place, not overlapping, in order.
func (l lexicon) find(c cue, text []rune) []hit {
	var hits []hit
	for i := 0; i < len(text); {
		n := l.matchAt(c, text, i)
		if n == 0 {
			i++
			continue
		}
		hits = append(hits, hit{i, i + n})
		i += n
	}
	return hits
}

// matchAt is the length of the longest phrase of c that stands at i, or 0.
func (l lexicon) matchAt(c cue, text []rune, i int) int {
	if i >= len(text) {
		return 0
	}
	for _, p := range l[c] {
		if p[0] == text[i] && hasPrefix(text[i:], p) && boundary(text, i, i+len(p), p) {
			return len(p)
		}
	}
	return 0
}

// startsAt reports whether a phrase of c starts at start, and where it ends.
func (l lexicon) startsAt(c cue, text []rune, start int) (end int, ok bool) {
	n := l.matchAt(c, text, start)
	return start + n, n > 0
}

// opens reports whether a phrase of c stands at the beginning of text or of a
// sentence in it, and where.
func (l lexicon) opens(c cue, text []rune) (hit, bool) {
	for i := range text {
		if i > 0 && (i < 2 || text[i-1] != ' ' || !strings.ContainsRune(".!?;", text[i-2])) {
			continue
		}
		if n := l.matchAt(c, text, i); n > 0 {
			return hit{i, i + n}, true
		}
	}
	return hit{}, false
}

// endsAt reports whether a phrase of c ends at end, and where it starts.
func (l lexicon) endsAt(c cue, text []rune, end int) (start int, ok bool) {
	for _, p := range l[c] {
		s := end - len(p)
		if s >= 0 && p[0] == text[s] && hasPrefix(text[s:], p) && boundary(text, s, end, p) {
			return s, true
		}
	}
	return 0, false
}

// phrases are the phrases of c, longest first.
func (l lexicon) phrases(c cue) []string {
	list := make([]string, len(l[c]))
	for i, p := range l[c] {
		list[i] = string(p)
	}
	return list
}

// has reports whether word is one of the phrases of c.
func (l lexicon) has(c cue, word string) bool {
	w := []rune(word)
	return slices.ContainsFunc(l[c], func(p []rune) bool { return slices.Equal(p, w) })
}

func hasPrefix(text, p []rune) bool {
	return len(text) >= len(p) && slices.Equal(text[:len(p)], p)
}

// boundary keeps an ASCII phrase from matching inside a longer word.
func boundary(text []rune, start, end int, p []rune) bool {
	if isWord(p[0]) && start > 0 && isWord(text[start-1]) {
		return false
	}
	return !isWord(p[len(p)-1]) || end >= len(text) || !isWord(text[end])
}

func isWord(r rune) bool {
	return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

package ingest

import (
	"slices"
	"strings"
)

// contents finds the table of contents: from a line 目录 to the line that
// repeats its first entry. It returns 0, 0 where there is none.
func contents(text []rune) (begin, end int) {
	first, found := "", false
	for i, line := range lines(text) {
		if !found && (line > 12 || i > 3000) {
			if i > 3000 {
				return 0, 0
			}
			continue
		}
		word := squeeze(text[i : i+line])
		switch {
		case !found:
			if w := strings.TrimLeft(word, "#*"); w == "目录" || w == "目錄" || w == "目次" {
				begin, found = i, true
			}
		case word == "":
		case first == "":
			first = word
		case word == first:
			return begin, i
		case len([]rune(word)) > 60 || i-begin > 6000 || strings.Contains(word, "。"):
			return 0, 0
		}
	}
	return 0, 0
}

// lines yields the beginning of every line and its length without its end.
func lines(text []rune) func(yield func(int, int) bool) {
	return func(yield func(int, int) bool) {
		for i := 0; i <= len(text); {
			n := slices.IndexFunc(text[i:], isNewline)
			if n < 0 {
				n = len(text) - i
			}
			if !yield(i, n) {
				return
			}
			i += n + 1
		}
	}
}

// squeeze is the line without any white space.
func squeeze(line []rune) string {
	return string(slices.DeleteFunc(slices.Clone(line), isSpace))
}

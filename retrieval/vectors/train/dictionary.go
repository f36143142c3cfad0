package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"

	"clausewise/retrieval/hanzi"
)

// readDictionary returns the folded words of dictionaries: on a line one word
// with what belongs to it, as gse and jieba write them, or several words, as
// this project does. Lines that begin with # are skipped. Only words of Han
// characters count, longest of them at most.
func readDictionary(names []string, longest int) ([]string, error) {
	var words []string
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			line := strings.TrimSpace(lines.Text())
			if strings.HasPrefix(line, "#") {
				continue
			}
			for word := range strings.FieldsSeq(hanzi.Fold(line).Text) {
				if n := len([]rune(word)); n > 1 && n <= longest && allHan(word) {
					words = append(words, word)
				}
			}
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	slices.Sort(words)
	return slices.Compact(words), nil
}

func allHan(word string) bool {
	for _, r := range word {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return true
}

// candidates are the words a text may be cut into: those of the dictionary,
// every single Han character, and every run of letters. Numbers are no words:
// the amounts of a text say little of what it is about.
func candidates(texts, dictionary []string) []string {
	found := map[string]bool{}
	for _, word := range dictionary {
		found[word] = true
	}
	for _, text := range texts {
		start := -1 // of the run of letters under way
		for i, r := range text + "\n" {
			letter := r < 0x2E80 && unicode.IsLetter(r)
			if letter && start < 0 {
				start = i
			}
			if !letter && start >= 0 {
				if i-start > 1 {
					found[text[start:i]] = true
				}
				start = -1
			}
			if unicode.Is(unicode.Han, r) {
				found[string(r)] = true
			}
		}
	}
	words := make([]string, 0, len(found))
	for word := range found {
		words = append(words, word)
	}
	slices.Sort(words)
	return words
}

package calculators

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// texts is a library of clauses for tests, by document and key.
type texts map[string]map[string]ClauseText

func (t texts) Clause(document, key string) (ClauseText, bool) {
	c, ok := t[document][key]
	return c, ok
}

var (
	sectionLine = regexp.MustCompile(`^\s*([一二三四五六七八九十]+)、`)
	numberLine  = regexp.MustCompile(`^\s*(\d+)\.`)
	bracketLine = regexp.MustCompile(`^\s*（([一二三四五六七八九十]+)）`)
)

// cut splits a document with sections 一、 and clauses 1. or （一） on lines of
// their own, with offsets in code points of the source.
func cut(document, source string) map[string]ClauseText {
	source = strings.TrimPrefix(source, "\ufeff")
	out := map[string]ClauseText{"": {Document: document, Version: 1, Text: source}}
	section, key, number, path := "", "", "", ""
	offset := 0
	for line := range strings.Lines(source) {
		started := true
		switch {
		case sectionLine.MatchString(line):
			section, key = sectionLine.FindStringSubmatch(line)[1], ""
			path = strings.TrimSpace(line)
		case numberLine.MatchString(line):
			number = numberLine.FindStringSubmatch(line)[1]
			key = section + "/" + number
		case bracketLine.MatchString(line) && section != "":
			number = "（" + bracketLine.FindStringSubmatch(line)[1] + "）"
			key = section + "/(" + bracketLine.FindStringSubmatch(line)[1] + ")"
		default:
			started = false
		}
		if key != "" {
			c := out[key]
			if started {
				c = ClauseText{Document: document, Version: 1, Key: key, Number: number, Path: path + " > " + number, Start: offset}
			}
			c.Text += line
			out[key] = c
		}
		offset += utf8.RuneCountInString(line)
	}
	return out
}

const measures = "suzhou-measures"

// readFile is a file's text.
func readFile(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// measuresSource is the document as published.
func measuresSource(t testing.TB) string {
	t.Helper()
	return readFile(t, "../policies/suzhou-measures/source.txt")
}

// measuresRules is its rules.yaml.
func measuresRules(t testing.TB) Source {
	t.Helper()
	return Source{Pack: measures, Name: "rules.yaml", Data: []byte(readFile(t, "../policies/suzhou-measures/rules.yaml"))}
}

// suzhou loads the rules against the document.
func suzhou(t testing.TB) *Book {
	t.Helper()
	b, err := Load([]Source{measuresRules(t)}, texts{measures: cut(measures, measuresSource(t))})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range b.Quarantined() {
		t.Errorf("%s:%d %s is set aside: %s", q.File, q.Line, q.Rule, q.Why)
	}
	return b
}

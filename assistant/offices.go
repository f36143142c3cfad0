package assistant

import (
	_ "embed"
	"strings"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

//go:embed offices.txt
var officesFile string

// officeNames are the lines of offices.txt in order: how a Chinese name ends,
// and what it is in English. Read once, never changed.
var officeNames = readOffices()

func readOffices() (list [][2]string) {
	for line := range strings.Lines(officesFile) {
		if zh, en, ok := strings.Cut(strings.TrimSpace(line), " = "); ok && !strings.HasPrefix(line, "#") {
			list = append(list, [2]string{zh, en})
		}
	}
	return list
}

// offices lists the offices in charge: as published in Chinese, with the English
// before it in English: Commerce Bureau (市商务局).
func (w *writer) offices(names []string) string {
	if w.language != English {
		return strings.Join(names, "、")
	}
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = n
		if en := officeInEnglish(n); en != "" {
			list[i] = en + " (" + n + ")"
		}
	}
	return strings.Join(list, ", ")
}

// officeInEnglish is the English name of an office, "" where none is known.
func officeInEnglish(name string) string {
	folded := hanzi.Simplify(name)
	for _, o := range officeNames {
		before, ok := strings.CutSuffix(folded, o[0])
		if head, tail, middle := strings.Cut(o[0], "…"); middle {
			if before, ok = strings.CutPrefix(folded, head); ok {
				before, _, ok = strings.Cut(before, tail)
			}
		}
		if !ok {
			continue
		}
		if !strings.Contains(o[1], "{place}") {
			return o[1]
		}
		if p, known := place.Lookup(before); known {
			return strings.ReplaceAll(o[1], "{place}", p.English)
		}
	}
	return ""
}

package ingest

import "strings"

// tableAt returns where the table begins that text[from:to] ends in, to where
// it ends in none: at least two lines of cells parted by tabs or bars.
func tableAt(text []rune, from, to int) int {
	pars := paragraphs(text, from, to)
	k := len(pars)
	for k > 1 {
		end := to
		if k < len(pars) {
			end = pars[k]
		}
		line := strings.TrimFunc(string(text[pars[k-1]:end]), isSpace)
		if strings.Count(line, "\t") == 0 && strings.Count(line, "|") < 2 && strings.Count(line, "│") < 2 {
			break
		}
		k--
	}
	if len(pars)-k < 2 {
		return to
	}
	return pars[k]
}

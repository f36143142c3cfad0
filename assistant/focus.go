package assistant

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// What a message asks of a document, beside the document's name: who appoints
// a model enterprise is not answered by every clause that says 示范企业.
type focus struct {
	asked   []string // letter pairs and terms, or else single letters
	weight  map[string]float64
	named   bool     // there are pairs or terms
	letters []string // of the message, beside its small words
}

// focusOf is what a message asks for that the names of the documents of some
// passages do not hold, each weighed by how few of their clauses hold it.
// Single letters count where there is nothing longer: 评 of 谁来评.
func (t *turn) focusOf(found []finding, p topic) focus {
	var name []string
	var letters strings.Builder
	var clauses []string
	for i, x := range found {
		if slices.ContainsFunc(found[:i], func(y finding) bool { return y.row.Document == x.row.Document }) {
			continue
		}
		d := t.document(x.row.Document)
		name = append(name, t.lib.titles.of[d.ID]...)
		letters.WriteString(d.Title + d.ShortName)
		for _, row := range t.lib.Index.Rows(d.ID) {
			clauses = append(clauses, hanzi.Fold(row.Text).Text)
		}
	}
	f := focus{weight: make(map[string]float64)}
	add := func(x string) {
		if _, known := f.weight[x]; known || slices.Contains(name, x) || t.lexicon.has("generic", strings.TrimPrefix(x, "=")) {
			return
		}
		holding := 0
		for _, text := range clauses {
			if strings.Contains(text, strings.TrimPrefix(x, "=")) {
				holding++
			}
		}
		f.asked = append(f.asked, x)
		f.weight[x] = math.Log(1 + float64(len(clauses))/float64(max(1, holding)))
	}
	for _, x := range t.lib.subjects.features(t.content(p.query)) {
		if t.reading.language != English || strings.HasPrefix(x, "=") { // English words stand in no clause
			add(x)
		}
	}
	f.named = len(f.asked) > 0
	for _, r := range t.letters() {
		if !strings.ContainsRune(letters.String(), r) {
			f.letters = append(f.letters, string(r))
		}
	}
	if !f.named {
		for _, r := range f.letters {
			add(r)
		}
	}
	return f
}

// of is how much of a focus a text holds.
func (f focus) of(t *turn, text string) float64 {
	have := t.lib.subjects.features(text)
	sum := 0.0
	for _, x := range f.asked {
		if slices.Contains(have, x) || utf8.RuneCountInString(x) == 1 && strings.Contains(text, x) {
			sum += f.weight[x]
		}
	}
	return sum
}

// focused keeps of some passages those that hold what the message asks for:
// one that holds much less of it than another answers something else, and one
// that holds no more than those before it of its document adds nothing. Where
// none holds any of it and the first is a list of conditions, found by the
// document's name alone, the passage is the clause of that document that comes
// nearest, and silent says that it is no more than that.
func (t *turn) focused(found []finding, p topic) (kept []finding, silent bool) {
	if len(found) == 0 || slices.ContainsFunc(p.hits, func(h retrieval.Hit) bool { return h.Cited }) {
		return found, false
	}
	f := t.focusOf(found, p)
	if len(f.asked) == 0 {
		return found, false
	}
	const share = 0.5
	weights := make([]float64, len(found))
	for i, x := range found {
		weights[i] = f.of(t, x.row.Text)
		for _, item := range t.lib.Index.Items(x.row.Document, x.row.Key) {
			weights[i] = max(weights[i], f.of(t, item.Text))
		}
	}
	most := slices.Max(weights)
	if most == 0 {
		row, ok := t.nearest(f, found[0].row.Document)
		if !ok || len(t.lib.Index.Items(found[0].row.Document, found[0].row.Key)) == 0 {
			return found, false
		}
		return []finding{{quote: t.quoteOf(row, t.bestSentences(row, p.query, wanted{})), row: row}}, f.named
	}
	said := make(map[string]string) // by document
	for i, x := range found {
		before := said[x.row.Document]
		if weights[i] < share*most || before != "" && f.of(t, before+x.row.Text) <= f.of(t, before) {
			continue
		}
		kept = append(kept, x)
		said[x.row.Document] += x.row.Text + "\n"
	}
	return kept, false
}

// nearest is the clause of a document that holds most of what is asked for, or
// of the letters of the message where none holds any of it; the first of
// several.
func (t *turn) nearest(f focus, document string) (best retrieval.Row, found bool) {
	most := 0.0
	for _, row := range t.lib.Index.Rows(document) {
		if row.Kind != retrieval.Clause {
			continue
		}
		w := f.of(t, row.Text)
		for _, r := range f.letters {
			w += letterWeight * float64(min(1, strings.Count(row.Text, r)))
		}
		if w > most {
			best, most, found = row, w, true
		}
	}
	return best, found
}

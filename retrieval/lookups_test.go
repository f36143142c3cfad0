package retrieval

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
	"clausewise/retrieval/vectors"
)

// lookup is a query made from a clause by a rule, which ought to find it.
type lookup struct {
	rule, query string
	of          rowKey
}

// lookupFloors are the shares of lookups by each rule that find their clause in
// the first three.
var lookupFloors = []struct {
	rule  string
	floor float64
}{
	{"twelve characters of a sentence", 0.99},
	{"the same without the place", 0.97},
	{"three words of middling rarity", 0.98},
	{"two of them in much talk", 0.88},
	{"a homophone for every fifth character", 0.98},
	{"traditional characters", 0.99},
	{"other names for its terms", 0.99},
	// Several clauses have the same terms.
	{"its terms in English", 0.81},
}

// lookups makes queries from every clause of the library by rules that look at
// nothing but its own words. Nobody has chosen them, so that they show what the
// ranking does with questions it was not tuned to.
func lookups(t testing.TB, x *Index) (all []lookup) {
	t.Helper()
	table, err := vectors.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	sounds := newVariants(t)
	for _, e := range x.entries {
		if e.row.Kind != Clause || utf8.RuneCountInString(e.row.Text) < 60 {
			continue
		}
		where := ""
		if p, ok := place.Lookup(x.documents[e.document].Jurisdiction); ok && p.Level != place.Country {
			where = p.Short
		}
		add := func(rule int, query string) {
			all = append(all, lookup{lookupFloors[rule].rule, query, rowKey{e.row.Document, e.row.Key}})
		}
		sentence := longestSentence(e.row.Text)
		add(0, where+" "+cut(sentence, 12))
		if where != "" {
			add(1, cut(sentence, 12))
		}
		words := middling(table, e.row.Text)
		add(2, where+" "+strings.Join(words, " "))
		if len(words) > 1 {
			add(3, "我们是"+where+"的一家公司，刚开始做这方面，想问问"+words[0]+"和"+words[1]+"有没有什么政策，该怎么办，找谁")
		}
		add(4, where+" "+mistyped(sounds, cut(sentence, 15)))
		add(5, hanzi.ToTraditional(where+" "+cut(sentence, 16)))
		if other := swapped(x.terms, cut(sentence, 20)); other != "" {
			add(6, where+" "+other)
		}
		if names := englishTerms(x.terms, e.row.Text); len(names) > 1 {
			add(7, where+" "+strings.Join(names, ", "))
		}
	}
	return all
}

// longestSentence is the longest stretch of a text between marks.
func longestSentence(text string) string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。;；,，:：、()（）[]〔〕“”《》 \n", r) })
	return slices.MaxFunc(parts, func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	})
}

func cut(text string, n int) string {
	runes := []rune(text)
	return string(runes[:min(n, len(runes))])
}

// middling are three words of a text that are neither its rarest nor common.
func middling(table *vectors.Table, text string) []string {
	words := slices.DeleteFunc(distinctWords(table, text), func(word int32) bool {
		return utf8.RuneCountInString(table.Word(int(word))) < 2
	})
	slices.SortStableFunc(words, func(a, b int32) int {
		return cmp.Or(cmp.Compare(table.Weight(int(b)), table.Weight(int(a))), cmp.Compare(a, b))
	})
	var out []string
	for i := 2; i < len(words) && len(out) < 3; i += 2 {
		out = append(out, table.Word(int(words[i])))
	}
	return out
}

// mistyped is a text with another character of the same sound, the commonest,
// for every fifth.
func mistyped(v *variants, text string) string {
	runes := []rune(text)
	for i := 2; i < len(runes); i += 5 {
		for _, other := range v.alike[exactSound(runes[i])] {
			if other != runes[i] {
				runes[i] = other
				break
			}
		}
	}
	return string(runes)
}

// swapped is a text with each of its terms called by the first other Chinese
// name of the list, "" where it has none.
func swapped(terms *Terms, text string) string {
	runes := []rune(text)
	changed := false
	for _, m := range slices.Backward(terms.Find(text)) {
		if other := otherName(terms, m.Canonical, func(s string) bool { return strings.ContainsFunc(s, isHan) && s != m.Text }); other != "" {
			runes = slices.Replace(runes, m.Start, m.End, []rune(other)...)
			changed = true
		}
	}
	if !changed {
		return ""
	}
	return string(runes)
}

// englishTerms are the English names of the first three terms of a text that
// have one.
func englishTerms(terms *Terms, text string) (names []string) {
	seen := map[string]bool{}
	for _, m := range terms.Find(text) {
		name := otherName(terms, m.Canonical, func(s string) bool { return strings.ContainsRune(s, ' ') && !strings.ContainsFunc(s, isHan) })
		if name != "" && !seen[name] && len(names) < 3 {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func otherName(terms *Terms, canonical string, fits func(string) bool) string {
	for _, g := range terms.groups {
		if g.canonical != canonical {
			continue
		}
		if i := slices.IndexFunc(g.others, fits); i >= 0 {
			return g.others[i]
		}
	}
	return ""
}

// TestLookups asks for every clause in its own words, shortened and written
// otherwise.
func TestLookups(t *testing.T) {
	_, x := embedded(t)
	type score struct{ total, first, firstThree float64 }
	scores := map[string]*score{}
	for _, l := range lookups(t, x) {
		s := scores[l.rule]
		if s == nil {
			s = &score{}
			scores[l.rule] = s
		}
		s.total++
		hits := search(t, x, Query{Text: l.query, Limit: 3})
		switch slices.IndexFunc(hits, func(h Hit) bool { return rowKey{h.Row.Document, h.Row.Key} == l.of }) {
		case 0:
			s.first++
			s.firstThree++
		case 1, 2:
			s.firstThree++
		default:
			t.Logf("not in the first three: %s: %s\n\twant %v\n\tgot %v", l.rule, l.query, l.of, keys(hits))
		}
	}
	for _, f := range lookupFloors {
		s := scores[f.rule]
		if s == nil || s.total < 100 {
			t.Errorf("%s: hardly any lookups", f.rule)
			continue
		}
		t.Logf("%s: %.0f lookups, first %.3f, first three %.3f", f.rule, s.total, s.first/s.total, s.firstThree/s.total)
		if s.firstThree/s.total < f.floor {
			t.Errorf("%s: %.3f find their clause in the first three, want %.3f", f.rule, s.firstThree/s.total, f.floor)
		}
	}
}

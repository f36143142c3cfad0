package retrieval

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
)

//go:embed terms.txt
var builtinTerms string

// Terms are the words of a domain: for each thing the name documents use,
// what else people call it, and how they mistype it. Immutable.
type Terms struct {
	groups  []termGroup
	forms   map[string]termForm // folded form → what it stands for
	lengths map[rune][]int      // first code point → lengths of forms, longest first

	spelling sync.Once
	spelled  *spellings // made by the first read
}

// termGroup is a canonical name with its other forms, as entered.
type termGroup struct {
	canonical string
	others    []string
	typos     []string

	// The first two as they stand in folded text.
	foldedCanonical string
	foldedOthers    []string
}

type termForm struct {
	group int
	typo  bool
}

// TermMention is a term found in a text.
type TermMention struct {
	Canonical string // the name documents use
	Text      string // as written
	Start     int    // code points of the text as given, end exclusive
	End       int
	Synonym   bool // written another way than the canonical name
	Typo      bool // a known typing error
}

var loadBuiltinTerms = sync.OnceValues(func() (*Terms, error) {
	return ParseTerms("terms.txt", builtinTerms)
})

// BuiltinTerms are the terms of cross-border e-commerce policy in terms.txt.
func BuiltinTerms() (*Terms, error) { return loadBuiltinTerms() }

// LoadTerms reads a file of terms, such as an office's own, from fsys.
func LoadTerms(fsys fs.FS, name string) (*Terms, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read terms: %w", err)
	}
	return ParseTerms(name, string(data))
}

// ParseTerms reads lines such as
//
//	独立站 = 自建站, 官网, own website ~ 毒立站, 独立占
//
// the canonical name, after = what else people call it, after ~ known typing
// errors. Empty lines and lines that begin with # are skipped. A form may
// stand in one line only. The name is for error messages.
func ParseTerms(name, text string) (*Terms, error) {
	var groups []termGroup
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		rest, typos, _ := strings.Cut(line, "~")
		canonical, others, _ := strings.Cut(rest, "=")
		g := termGroup{canonical: strings.TrimSpace(canonical), others: splitForms(others), typos: splitForms(typos)}
		if g.canonical == "" || strings.ContainsAny(g.canonical, ",，、") {
			return nil, fmt.Errorf("%s 第 %d 行：等号前应当只有一个规范名称", name, n)
		}
		groups = append(groups, g)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t, err := newTerms(groups)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

func splitForms(s string) []string {
	var forms []string
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == '，' || r == '、' }) {
		if f = strings.TrimSpace(f); f != "" {
			forms = append(forms, f)
		}
	}
	return forms
}

func newTerms(groups []termGroup) (*Terms, error) {
	t := &Terms{groups: slices.Clone(groups), forms: map[string]termForm{}, lengths: map[rune][]int{}}
	for n, g := range groups {
		t.groups[n].foldedCanonical = foldForm(g.canonical)
		t.groups[n].foldedOthers = nil
		for _, f := range g.others {
			t.groups[n].foldedOthers = append(t.groups[n].foldedOthers, foldForm(f))
		}
		for _, f := range append([]string{g.canonical}, g.others...) {
			if err := t.addForm(f, termForm{group: n}); err != nil {
				return nil, err
			}
		}
		for _, f := range g.typos {
			if err := t.addForm(f, termForm{group: n, typo: true}); err != nil {
				return nil, err
			}
		}
	}
	for first, lengths := range t.lengths {
		slices.Sort(lengths)
		lengths = slices.Compact(lengths)
		slices.Reverse(lengths)
		t.lengths[first] = lengths
	}
	return t, nil
}

func foldForm(form string) string { return strings.TrimSpace(hanzi.Fold(form).Text) }

func (t *Terms) addForm(form string, to termForm) error {
	folded := foldForm(form)
	if folded == "" {
		return fmt.Errorf("“%s”中有空白的写法", t.groups[to.group].canonical)
	}
	if there, ok := t.forms[folded]; ok {
		if there.group == to.group {
			return nil // traditional beside simplified, say
		}
		return fmt.Errorf("“%s”既属于“%s”又属于“%s”，只能保留一处", form, t.groups[there.group].canonical, t.groups[to.group].canonical)
	}
	t.forms[folded] = to
	first, _ := utf8.DecodeRuneInString(folded)
	t.lengths[first] = append(t.lengths[first], utf8.RuneCountInString(folded))
	return nil
}

// Merge returns t extended by o, as an office's own terms extend the built-in
// ones: a canonical name in both gets the forms of both, and a form of o that
// stands elsewhere in t moves to where o says.
func (t *Terms) Merge(o *Terms) (*Terms, error) {
	var groups []termGroup
	byName := map[string]int{}
	keep := func(forms []string) []string {
		return slices.DeleteFunc(slices.Clone(forms), func(f string) bool {
			_, taken := o.forms[foldForm(f)]
			return taken
		})
	}
	for _, g := range t.groups {
		// A canonical name that o calls something else is a synonym there.
		to, taken := o.forms[foldForm(g.canonical)]
		name := g.canonical
		if taken {
			name = o.groups[to.group].canonical
		}
		groups = addGroup(groups, byName, termGroup{canonical: name, others: keep(g.others), typos: keep(g.typos)})
	}
	for _, g := range o.groups {
		groups = addGroup(groups, byName, g)
	}
	return newTerms(groups)
}

// addGroup appends g, or adds its forms to the group of the same name.
func addGroup(groups []termGroup, byName map[string]int, g termGroup) []termGroup {
	n, ok := byName[g.canonical]
	if !ok {
		byName[g.canonical] = len(groups)
		return append(groups, g)
	}
	groups[n].others = slices.Concat(groups[n].others, g.others)
	groups[n].typos = slices.Concat(groups[n].typos, g.typos)
	return groups
}

// Forms returns the other forms of a canonical name, typing errors left out;
// nil where it is unknown.
func (t *Terms) Forms(canonical string) []string {
	f, ok := t.forms[foldForm(canonical)]
	if !ok {
		return nil
	}
	return t.groups[f.group].others
}

// Find returns the terms in a text in order, the longest form at each place.
// A form of letters and digits must stand as a word of its own, a plural s
// apart.
func (t *Terms) Find(text string) []TermMention {
	folded := hanzi.Fold(text)
	return t.mentions(text, folded, t.read(folded.Text))
}

// mentions are matches in the folded form of a text, as mentions of the text.
func (t *Terms) mentions(text string, folded hanzi.Folded, matches []termMatch) []TermMention {
	given := []rune(text)
	var mentions []TermMention
	for _, m := range matches {
		g := t.groups[m.form.group]
		start, end := folded.Span(m.start, m.end)
		written := string(given[start:end])
		mentions = append(mentions, TermMention{
			Canonical: g.canonical, Text: written, Start: start, End: end,
			Synonym: m.text != g.foldedCanonical, Typo: m.form.typo,
		})
	}
	return mentions
}

// Complete returns the canonical names, at most most of them, that have a form
// beginning with the unfinished word of letters and digits at the end of text,
// such as 独立站 for "duli": the name with the shortest such form first. A word
// that is shorter than three letters or a form itself begins nothing.
func (t *Terms) Complete(text string, most int) []string {
	folded := foldForm(text)
	word := folded[len(strings.TrimRightFunc(folded, isWord)):]
	if len(t.read(word)) > 0 {
		return nil
	}
	if len(word) < 3 || word[0] <= '9' {
		return nil
	}
	shortest := map[int]int{} // group → length of its shortest form that fits
	t.spelling.Do(func() { t.spelled = spell(t) })
	for _, forms := range []map[string]termForm{t.forms, t.spelled.pinyin, t.spelled.initials} {
		for form, to := range forms {
			if to.typo || !strings.HasPrefix(form, word) {
				continue
			}
			if n, ok := shortest[to.group]; !ok || len(form) < n {
				shortest[to.group] = len(form)
			}
		}
	}
	groups := slices.SortedFunc(maps.Keys(shortest), func(a, b int) int {
		return cmp.Or(cmp.Compare(shortest[a], shortest[b]), cmp.Compare(a, b))
	})
	var out []string
	for _, g := range groups[:min(len(groups), most)] {
		out = append(out, t.groups[g].canonical)
	}
	return out
}

// termMatch is a form found in folded text; code points of that text.
type termMatch struct {
	form       termForm
	text       string
	start, end int
}

func (t *Terms) match(folded string) []termMatch {
	at := make([]int, 0, len(folded)+1) // byte offset of every code point
	runes := make([]rune, 0, len(folded))
	for i, r := range folded {
		at = append(at, i)
		runes = append(runes, r)
	}
	at = append(at, len(folded))
	var matches []termMatch
	for i := 0; i < len(runes); {
		m, ok := t.matchAt(folded, runes, at, i)
		if !ok {
			i++
			continue
		}
		matches = append(matches, m)
		i = m.end
	}
	return matches
}

func (t *Terms) matchAt(folded string, runes []rune, at []int, i int) (termMatch, bool) {
	if isWord(runes[i]) && i > 0 && isWord(runes[i-1]) {
		return termMatch{}, false
	}
	for _, length := range t.lengths[runes[i]] {
		end := i + length
		if end > len(runes) {
			continue
		}
		text := folded[at[i]:at[end]]
		form, ok := t.forms[text]
		if !ok {
			continue
		}
		if isWord(runes[end-1]) && end < len(runes) && isWord(runes[end]) {
			plural := runes[end] == 's' && (end+1 == len(runes) || !isWord(runes[end+1]))
			if !plural {
				continue
			}
			end++
		}
		return termMatch{form, text, i, end}, true
	}
	return termMatch{}, false
}

// isWord reports whether r is a letter or digit of a script written in words.
func isWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

package retrieval

import (
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/vectors"
)

// variants are the ways to get a term wrong or to write it otherwise that a
// program can produce, by kind.
type variants struct {
	alike  map[string][]rune // sound → characters of it, the commonest first
	near   map[string][]rune // the same of sounds that many don't keep apart
	common []rune            // the commonest of all
}

func newVariants(t testing.TB) *variants {
	t.Helper()
	table, err := vectors.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[rune]int{}
	for id := range table.Words() {
		for _, r := range table.Word(id) {
			if isHan(r) {
				counts[r]++
			}
		}
	}
	v := &variants{alike: map[string][]rune{}, near: map[string][]rune{}}
	v.common = slices.SortedFunc(maps.Keys(counts), func(a, b rune) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for _, r := range v.common {
		v.alike[exactSound(r)] = append(v.alike[exactSound(r)], r)
		v.near[soundOf(r)] = append(v.near[soundOf(r)], r)
	}
	return v
}

// of calls yield for the variants of a form in Chinese characters.
func (v *variants) of(form string, yield func(kind, text string)) {
	runes := []rune(form)
	with := func(i int, r ...rune) string {
		return string(slices.Concat(runes[:i], r, runes[i+1:]))
	}
	yield("as it is", form)
	if t := hanzi.ToTraditional(form); t != form {
		yield("traditional", t)
	}
	for i, r := range runes {
		n := 0
		for _, other := range v.alike[exactSound(r)] {
			if other != r && n < 2 {
				yield("homophone", with(i, other))
				n++
			}
		}
		n = 0
		for _, other := range v.near[soundOf(r)] {
			if exactSound(other) != exactSound(r) && n < 2 {
				yield("nearly a homophone", with(i, other))
				n++
			}
		}
		// Another character, which one does not matter much.
		if other := v.common[(int(r)*31+i)%300]; other != r && exactSound(other) != exactSound(r) {
			yield("another character", with(i, other))
		}
		yield("one left out", with(i))
		yield("one twice", with(i, r, r))
		if i > 0 && runes[i-1] != r {
			swapped := slices.Clone(runes)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			yield("two swapped", string(swapped))
		}
	}
	if all := readings(runes); len(all) > 0 {
		yield("pinyin", strings.Join(all[0], ""))
		yield("pinyin by syllables", strings.Join(all[0], " "))
		var initials strings.Builder
		for _, s := range all[0] {
			initials.WriteString(s[:1])
		}
		yield("initials", initials.String())
		if near := hanzi.NearSound(strings.Join(all[0], "")); hanzi.IsPinyin(near) {
			yield("pinyin of near sounds", near)
		}
		if long := all[0]; len(long) > 0 {
			whole := []byte(strings.Join(long, ""))
			for _, at := range []int{len(whole) / 3, 2 * len(whole) / 3} {
				if at > 0 && at < len(whole) {
					yield("pinyin, a letter missing", string(whole[:at])+string(whole[at+1:]))
				}
			}
		}
	}
}

// english calls yield for the variants of a form in letters.
func english(form string, yield func(kind, text string)) {
	yield("English", form)
	yield("English in capitals", strings.ToUpper(form))
	for word := range strings.FieldsSeq(form) {
		if len(word) < 6 {
			continue
		}
		at := strings.Index(form, word)
		for _, i := range []int{at + 2, at + len(word)/2} {
			yield("English, a letter missing", form[:i]+form[i+1:])
			if form[i] != form[i-1] {
				yield("English, two swapped", form[:i-1]+form[i:i+1]+form[i-1:i]+form[i+1:])
			}
		}
	}
}

// tally counts what became of variants.
type tally struct{ all, right, part, forced int }

// leastRight are the shares of variants in which their term has to be found.
// Of what is left, most are terms of two characters, which have too many
// neighbours, and slips that make another word.
var leastRight = map[string]float64{
	"as it is": 1, "traditional": 1, "English": 1, "English in capitals": 1,
	"pinyin": 0.99, "pinyin by syllables": 0.99, "pinyin of near sounds": 0.97, "pinyin, a letter missing": 0.47, "initials": 0.82,
	"homophone": 0.81, "nearly a homophone": 0.67, "two swapped": 0.85, "one twice": 0.93, "one left out": 0.28, "another character": 0.37,
	"English, a letter missing": 0.68, "English, two swapped": 0.68,
}

// mostWrong is the share of each in which a slip may be read as another term,
// where the right one is not found.
const mostWrong = 0.004

// TestVariantsOfTerms takes all listed names of things and writes them wrong or
// otherwise by program.
func TestVariantsOfTerms(t *testing.T) {
	terms, v := builtin(t), newVariants(t)
	generic, err := loadGeneric()
	if err != nil {
		t.Fatal(err)
	}
	tallies := map[string]*tally{}
	seen := map[string]bool{}
	for _, form := range slices.Sorted(maps.Keys(terms.forms)) {
		to := terms.forms[form]
		if to.typo {
			continue
		}
		try := func(kind, text string) {
			if f, ok := terms.forms[foldForm(text)]; ok && kind != "as it is" && !strings.HasPrefix(kind, "English") && f.group != to.group {
				return // another term
			}
			if seen[kind+text] {
				return
			}
			seen[kind+text] = true
			if tallies[kind] == nil {
				tallies[kind] = &tally{}
			}
			n := tallies[kind]
			n.all++
			right, part, forced := false, "", ""
			for _, m := range terms.Find(frame(text)) {
				_, dull := generic.forms[foldForm(m.Canonical)]
				switch {
				case m.Canonical == terms.groups[to.group].canonical:
					right = true
				case dull:
				case m.Typo:
					forced = m.Canonical
				default:
					part = m.Canonical // stands in it as it is
				}
			}
			switch {
			case right:
				n.right++
			case forced != "":
				n.forced++
				t.Logf("%s of %s: %s is read as %s", kind, form, text, forced)
			case part != "":
				n.part++
			}
		}
		if strings.ContainsFunc(form, isHan) {
			if strings.ContainsFunc(form, isWord) || utf8.RuneCountInString(form) < 2 {
				continue
			}
			v.of(form, try)
		} else if !strings.ContainsAny(form, "0123456789") {
			english(form, try)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(tallies)) {
		n := tallies[kind]
		share := func(part int) float64 { return float64(part) / float64(n.all) }
		t.Logf("%-26s %5d: %.3f right, %.3f a part, %.4f wrong", kind, n.all, share(n.right), share(n.part), share(n.forced))
		if least, ok := leastRight[kind]; !ok || share(n.right) < least || share(n.forced) > mostWrong {
			t.Errorf("%s: %.3f right and %.4f wrong; want at least %.2f and at most %.4f", kind, share(n.right), share(n.forced), least, mostWrong)
		}
	}
	if len(tallies) != len(leastRight) {
		t.Errorf("%d kinds of variants, want %d", len(tallies), len(leastRight))
	}
}

// TestCleanTextHasNoSlips reads texts that nobody has mistyped.
func TestCleanTextHasNoSlips(t *testing.T) {
	x, err := Build(t.Context(), policies(t), nil, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	slips := 0
	read := func(text string) {
		for _, m := range x.FindTerms(text) {
			if m.Typo {
				slips++
				t.Logf("%s is read as %s in %.60q", m.Text, m.Canonical, text)
			}
		}
	}
	for _, d := range x.Documents() {
		for _, r := range x.Rows(d.ID) {
			read(r.Text)
		}
	}
	f, err := os.Open("../cmd/clausewise/testdata/outside/questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for d := json.NewDecoder(f); d.More(); n++ {
		var q struct{ Query string }
		if err := d.Decode(&q); err != nil {
			t.Fatal(err)
		}
		read(q.Query)
	}
	if n < 100 || slips > 0 {
		t.Errorf("%d slips in the documents and %d everyday questions", slips, n)
	}
}

// frame is a question about a thing; in letters, nothing else.
func frame(text string) string {
	if strings.ContainsFunc(text, isHan) {
		return "请问" + text + "补多少"
	}
	return text
}

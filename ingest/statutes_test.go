package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
)

// statutes are real statutes and local regulations that stand beside the
// project in continuous integration.
func statutes(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../shared/statutes/*.md")
	if err != nil || len(files) == 0 {
		t.Skip("no statutes beside the repository")
	}
	out := make(map[string]string, len(files))
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = string(data)
	}
	return out
}

var articleLine = regexp.MustCompile(`(?m)^[ \t　]*(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十])?)[ 　]`)

// TestStatutes checks that the articles of every statute come out complete
// and in order, and that nothing is lost.
func TestStatutes(t *testing.T) {
	all := statutes(t)
	squeezed := regexp.MustCompile(`(?m)^(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十])?)[ 　]+`)
	indent := regexp.MustCompile(`(?m)^第`)
	headingEnd := regexp.MustCompile(`(?m)^(#* *第[一二三四五六七八九十百]+[编章节][^\n]*)\n+`)
	headingLine := regexp.MustCompile(`(?m)\n+#* *(第[一二三四五六七八九十百]+[编章节][^\n]*)\n+`)
	halfWidth := strings.NewReplacer("（", "(", "）", ")", "，", ",", "；", ";", "：", ":", "　", " ")
	traditional := traditionalForms()
	for _, shape := range []struct {
		name    string
		reshape func(string) string
		floor   int // per mille
	}{
		{"as published", func(s string) string { return s }, 995},
		{"windows line ends", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, 995},
		{"indented", func(s string) string { return indent.ReplaceAllString(s, "　　第") }, 995},
		{"line breaks are spaces", func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "#", "")), " ") }, 995},
		{"line breaks are gone", func(s string) string { return strings.ReplaceAll(s, "\n", "") }, 985},
		{"nothing but characters", func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "#", "")), "") }, 985},
		{"headings run into the first article", func(s string) string { return headingEnd.ReplaceAllString(s, "$1") }, 995},
		{"headings run into text on both sides", func(s string) string { return headingLine.ReplaceAllString(s, "$1") }, 995},
		{"half-width marks", halfWidth.Replace, 995},
		{"traditional script", func(s string) string { return strings.Map(traditional, s) }, 995},
		{"Arabic numbers", func(s string) string { return arabicArticles(s, '0') }, 995},
		{"full-width Arabic numbers", func(s string) string { return arabicArticles(s, '０') }, 995},
		{"no space after the number", func(s string) string { return squeezed.ReplaceAllString(s, "$1") }, 995},
	} {
		t.Run(shape.name, func(t *testing.T) {
			good := 0
			for name, text := range all {
				if difference := articlesDiffer(t, name, text, shape.reshape, shape.reshape); difference == "" {
					good++
				} else {
					t.Logf("%s: %s", name, difference)
				}
			}
			t.Logf("%d of %d statutes complete and in order", good, len(all))
			if good*1000 < len(all)*shape.floor {
				t.Errorf("want at least %d of 1000", shape.floor)
			}
		})
	}
}

// articlesDiffer says how the articles read from a reshaped statute differ
// from those of the statute as published, "" where they don't.
func articlesDiffer(t *testing.T, name, published string, reshape, number func(string) string) string {
	t.Helper()
	p, err := LoadFile(t.Context(), name, []byte(reshape(published)))
	if err != nil {
		return err.Error()
	}
	checkRows(t, p)
	var want, got []string
	for _, m := range articleLine.FindAllStringSubmatch(published, -1) {
		want = append(want, strings.Map(dropSpace, number(m[1])))
	}
	for _, r := range p.Rows {
		if r.Kind == retrieval.Clause && strings.ContainsAny(r.Number, "条條") {
			got = append(got, r.Number)
		}
	}
	if slices.Equal(want, got) {
		return ""
	}
	return fmt.Sprintf("want %d articles, got %d: %s", len(want), len(got), firstDifference(want, got))
}

// traditionalForms maps simplified characters to traditional ones: to any that
// is simplified so, as texts converted by machines have them.
func traditionalForms() func(rune) rune {
	forms := map[rune]rune{}
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		s := []rune(hanzi.Simplify(string(r)))
		if _, ok := forms[s[0]]; !ok && len(s) == 1 && s[0] != r {
			forms[s[0]] = r
		}
	}
	return func(r rune) rune {
		if t, ok := forms[r]; ok {
			return t
		}
		return r
	}
}

var articleMarker = regexp.MustCompile(`第([一二三四五六七八九十百千零]+)条`)

// arabicArticles writes the numbers of articles in digits from zero on.
func arabicArticles(s string, zero rune) string {
	return articleMarker.ReplaceAllStringFunc(s, func(m string) string {
		n, _, _ := numeral([]rune(m), 1)
		return "第" + strings.Map(func(r rune) rune { return r - '0' + zero }, strconv.Itoa(n)) + "条"
	})
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] + " ≠ " + b[i]
		}
	}
	return "one is longer"
}

// checkRows asserts what holds for every input: the rows tile the source, in
// order, with unique keys and texts that are what stands there.
func checkRows(t testing.TB, p Pack) {
	t.Helper()
	var b strings.Builder
	at := 0
	text := []rune(p.Source)
	keys := map[[2]string]bool{}
	ordinals := map[string]int{}
	for _, r := range p.Rows {
		if r.Start != at || r.End <= r.Start || r.End > len(text) {
			t.Fatalf("row %s %s is [%d,%d) after %d of %d", r.Document, r.Key, r.Start, r.End, at, len(text))
		}
		if string(text[r.Start:r.End]) != r.Text {
			t.Fatalf("row %s %s: text differs from the source", r.Document, r.Key)
		}
		if k := [2]string{r.Document, r.Key}; keys[k] || r.Key == "" {
			t.Fatalf("key %q of %q stands twice or is empty", r.Key, r.Document)
		} else {
			keys[k] = true
		}
		if r.Ordinal != ordinals[r.Document] {
			t.Fatalf("row %s %s has ordinal %d, want %d", r.Document, r.Key, r.Ordinal, ordinals[r.Document])
		}
		ordinals[r.Document]++
		if r.Parent != "" && !keys[[2]string{r.Document, r.Parent}] {
			t.Fatalf("row %s %s has parent %s, which does not come before it", r.Document, r.Key, r.Parent)
		}
		at = r.End
		b.WriteString(r.Text)
	}
	if at != len(text) || b.String() != p.Source {
		t.Fatalf("rows end at %d of %d", at, len(text))
	}
	for _, d := range p.Documents {
		for name, span := range d.Evidence {
			if span.Start < d.Start || span.End > d.End || span.Start >= span.End {
				t.Fatalf("document %s: evidence of %s is [%d,%d)", d.ID, name, span.Start, span.End)
			}
		}
	}
}

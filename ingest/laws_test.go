package ingest

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clausewise/retrieval"
)

var allLaws = flag.Bool("laws", false, "read every rebuilt law, not a sample")

// law is a statute put together again from its articles.
type law struct {
	title    string
	articles []lawArticle
}

type lawArticle struct {
	number string // 第三条之一
	order  int
	text   string
}

var lawName = regexp.MustCompile(`^(.+?)(第([一二三四五六七八九十百千零〇]+)条(?:之([一二三四五六七八九十]+))?)$`)

// laws rebuilds the laws of the retrieval benchmark and of the training texts
// beside the repository: those numbered through from 第一条 without a gap, as
// laws are. Near-duplicates have been taken out of those files, so that others
// have gaps which no real text has.
func laws(t testing.TB) []law {
	t.Helper()
	byTitle := map[string]*law{}
	for _, name := range []string{"articles.jsonl.gz", "training-texts.jsonl.gz"} {
		file, err := os.Open("../../shared/bench/" + name)
		if err != nil {
			t.Skip("no laws beside the repository")
		}
		defer file.Close()
		unzipped, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(unzipped)
		lines.Buffer(nil, 1<<22)
		for lines.Scan() {
			var article struct{ Name, Text string }
			if err := json.Unmarshal(lines.Bytes(), &article); err != nil {
				t.Fatal(err)
			}
			m := lawName.FindStringSubmatch(article.Name)
			if m == nil {
				continue
			}
			l := byTitle[m[1]]
			if l == nil {
				l = &law{title: m[1]}
				byTitle[m[1]] = l
			}
			n, _, _ := numeral([]rune(m[3]), 0)
			sub, _, _ := numeral([]rune(m[4]+" "), 0)
			l.articles = append(l.articles, lawArticle{m[2], n*100 + sub, article.Text})
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	var out []law
	for _, l := range byTitle {
		slices.SortFunc(l.articles, func(a, b lawArticle) int { return a.order - b.order })
		whole := len(l.articles) >= 3 && l.articles[0].order == 100
		for i, a := range l.articles[1:] {
			before := l.articles[i].order
			whole = whole && (a.order == before+1 || a.order == before/100*100+100)
		}
		if whole {
			out = append(out, *l)
		}
	}
	slices.SortFunc(out, func(a, b law) int { return cmp.Compare(a.title, b.title) })
	return out
}

// write prints a law: gap stands between a number and its text, and end
// between articles; line ends inside an article become end too.
func (l law) write(gap, end string) string {
	var b strings.Builder
	b.WriteString(l.title + end)
	for _, a := range l.articles {
		b.WriteString(a.number + gap + strings.ReplaceAll(a.text, "\n", end) + end)
	}
	return b.String()
}

// TestLaws checks that the articles of rebuilt laws come out complete and in
// order, however they are printed.
func TestLaws(t *testing.T) {
	all := laws(t)
	if !*allLaws {
		const sample = 250
		step := max(1, len(all)/sample)
		var some []law
		for i := 0; i < len(all); i += step {
			some = append(some, all[i])
		}
		all = some
	}
	for _, shape := range []struct {
		name     string
		gap, end string
		floor    int // per mille
	}{
		{"a line each", " ", "\n", 995},
		{"a line each, full-width space", "　", "\n\n", 995},
		{"a line each, nothing behind the number", "", "\n", 995},
		{"spaces for line breaks", " ", " ", 995},
		{"spaces for line breaks, nothing behind the number", "", " ", 995},
		{"no line breaks", " ", "", 995},
		{"no line breaks, full-width space", "　", "", 995},
		{"no line breaks, nothing behind the number", "", "", 995},
	} {
		t.Run(shape.name, func(t *testing.T) {
			good := 0
			for _, l := range all {
				p, err := LoadFile(t.Context(), "law.txt", []byte(l.write(shape.gap, shape.end)))
				if err != nil {
					t.Fatal(err)
				}
				checkRows(t, p)
				want := make([]string, len(l.articles))
				for i, a := range l.articles {
					want[i] = a.number
				}
				got := articleNumbers(p)
				if slices.Equal(want, got) {
					good++
				} else {
					t.Logf("%s: want %d articles, got %d: %s", l.title, len(want), len(got), firstDifference(want, got))
				}
			}
			t.Logf("%d of %d laws complete and in order", good, len(all))
			if good*1000 < len(all)*shape.floor {
				t.Errorf("want at least %d of 1000", shape.floor)
			}
		})
	}
}

// articleNumbers are the numbers of the articles of a pack, in order.
func articleNumbers(p Pack) []string {
	var out []string
	for _, r := range p.Rows {
		if r.Kind == retrieval.Clause && (strings.HasSuffix(r.Number, "条") || strings.Contains(r.Number, "条之")) {
			out = append(out, r.Number)
		}
	}
	return out
}

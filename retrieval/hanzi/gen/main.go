// Command gen turns the text dictionaries of OpenCC into opencc.txt, the one
// table that package hanzi embeds.
//
// Only the first target of an entry is kept, and only entries that change
// something: a phrase that its parts already convert correctly is left out.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

func main() {
	version := flag.String("version", "unknown", "version of the OpenCC data, for the header")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen [-version V] OPENCC_DATA_FOLDER OUTPUT")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), *version); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// additions are words of policy prose in which 著 is 着; OpenCC keeps 著.
var additions = map[string]string{
	"著重": "着重", "著力": "着力", "著眼": "着眼", "著手": "着手", "著陸": "着陆",
	"隨著": "随着", "沿著": "沿着", "圍繞著": "围绕着", "有著": "有着", "本著": "本着",
	"朝著": "朝着", "帶著": "带着", "意味著": "意味着", "標誌著": "标志着", "接著": "接着",
}

// usual are the forms that official texts in traditional script print today,
// where OpenCC's standard keeps an older one.
var usual = strings.NewReplacer("爲", "為", "裏", "裡", "羣", "群", "衆", "眾", "峯", "峰")

// prose are words of ours that a name or a beard in OpenCC's phrases cuts into.
var prose = map[string]string{"须发生": "須發生", "须发": "須發"}

// surname starts phrases that are names of people (於單, 於則). They would keep
// the 於 of 限於單位, which policy prose means far more often.
const surname = "於"

func run(folder, output, version string) error {
	both := map[string]bool{}
	toSimple, err := table(both, folder, "TSCharacters.txt", "TSPhrases.txt")
	if err != nil {
		return err
	}
	toTraditional, err := table(both, folder, "STCharacters.txt", "STPhrases_GeneratedFromRegionalPhrases.txt", "STPhrases.txt")
	if err != nil {
		return err
	}
	for from := range toSimple {
		if from != surname && strings.HasPrefix(from, surname) {
			delete(toSimple, from)
		}
	}
	maps.Copy(toSimple, additions)
	for from, to := range toTraditional {
		toTraditional[from] = usual.Replace(to)
	}
	maps.Copy(toTraditional, prose)

	var b strings.Builder
	fmt.Fprintf(&b, "# Conversion between traditional and simplified Chinese.\n")
	fmt.Fprintf(&b, "# Derived from the dictionaries of Open Chinese Convert (OpenCC) %s,\n", version)
	b.WriteString("# https://github.com/BYVoid/OpenCC, Apache License 2.0: first target only, entries\n")
	b.WriteString("# that change nothing dropped, a few words added (著重→着重), usual forms (為) for older ones. Made by retrieval/hanzi/gen; do not edit.\n")
	b.WriteString("# Sections: simplified (traditional to simplified), traditional (the reverse),\n")
	b.WriteString("# both (characters of either script).\n")
	section(&b, "simplified", reduce(toSimple))
	section(&b, "traditional", reduce(toTraditional))
	fmt.Fprintf(&b, "[both]\n%s\n", strings.Join(slices.Sorted(maps.Keys(both)), ""))
	return os.WriteFile(output, []byte(b.String()), 0o644)
}

// table reads dictionaries of lines "from TAB to to to". Entries that change
// the number of characters are refused by leaving them out: the fold is one
// to one so that its map of offsets stays simple. Characters that may stay as
// they are (于, 乾) are added to both: they tell nothing of the script.
func table(both map[string]bool, folder string, names ...string) (map[string]string, error) {
	t := map[string]string{}
	for _, name := range names {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		s := bufio.NewScanner(f)
		for s.Scan() {
			line := s.Text()
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			from, targets, ok := strings.Cut(line, "\t")
			if !ok {
				return nil, fmt.Errorf("%s: no tab in %q", name, line)
			}
			to := strings.Fields(targets)
			if utf8.RuneCountInString(from) == 1 && slices.Contains(to, from) {
				both[from] = true
			}
			if len(to) == 0 || utf8.RuneCountInString(from) != utf8.RuneCountInString(to[0]) {
				continue
			}
			t[from] = to[0]
		}
		if err := errors.Join(s.Err(), f.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(t) == 0 {
		return nil, errors.New("no entries")
	}
	return t, nil
}

// reduce drops what the rest of the table yields anyway, shortest first.
func reduce(t map[string]string) map[string]string {
	keys := make([]string, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	kept := map[string]string{}
	longest := 1
	for _, k := range keys {
		if convert(kept, longest, k) != t[k] {
			kept[k] = t[k]
			longest = max(longest, utf8.RuneCountInString(k))
		}
	}
	return kept
}

func convert(t map[string]string, longest int, s string) string {
	r := []rune(s)
	var b strings.Builder
next:
	for i := 0; i < len(r); {
		for n := min(longest, len(r)-i); n > 0; n-- {
			if to, ok := t[string(r[i:i+n])]; ok {
				b.WriteString(to)
				i += n
				continue next
			}
		}
		b.WriteRune(r[i])
		i++
	}
	return b.String()
}

func section(b *strings.Builder, name string, t map[string]string) {
	keys := make([]string, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	fmt.Fprintf(b, "[%s]\n", name)
	for _, k := range keys {
		fmt.Fprintf(b, "%s\t%s\n", k, t[k])
	}
}

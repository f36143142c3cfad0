package ingest

import "testing"

// FuzzReadings runs everything that is read out of a clause on any text:
// spans hold what they say, and a text does not differ from itself.
func FuzzReadings(f *testing.F) {
	for _, seed := range []string{
		statute,
		"一、对年销售额10万元以上50万元以下的，给予1万元奖励；每增加10万元，再给予3万元，最高不超过(含)50万元。",
		"第一条 依照《某法》第一、二条和前两条第（一）项，本办法所称“某”，是指某（以下简称“某”）。",
		"二○二四年*月1日 〔２０２４〕３号 ）“》第条之一第零条",
	} {
		f.Add(seed, seed+"。")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 1<<12 {
			return
		}
		old, err := LoadFile(t.Context(), "a.txt", []byte(a))
		if err != nil {
			return
		}
		source := []rune(old.Source)
		check := func(what string, start, end int, text string) {
			if start < 0 || start > end || end > len(source) || string(source[start:end]) != text {
				t.Fatalf("%s: [%d,%d) does not hold %q", what, start, end, text)
			}
		}
		for _, r := range old.Rows {
			last := 0
			for _, x := range r.Figures {
				check("figure", x.Start, x.End, r.Verbatim(x.Start, x.End))
				if x.Start < last || x.Start == x.End {
					t.Fatalf("figures overlap at %d", x.Start)
				}
				last = x.Start
			}
		}
		for _, x := range Definitions(old.Rows) {
			check("definition", x.Where.Start, x.Where.End, x.Term)
		}
		for _, x := range References(old.Rows, PackLibrary{old}) {
			check("reference", x.Start, x.End, x.Text)
		}
		for _, d := range old.Documents {
			for _, x := range Relations(d, old.Rows, PackLibrary{old}) {
				if x.Clause != "" {
					check("relation", x.Start, x.End, x.Text)
				}
			}
		}
		for _, x := range Lint(old, nil) {
			check(x.Rule, x.Start, x.End, x.Quote)
		}
		if d := Diff(old, old); len(d) != 0 {
			t.Fatalf("differs from itself: %+v", d)
		}
		next, err := LoadFile(t.Context(), "a.txt", []byte(b))
		if err != nil {
			return
		}
		after := []rune(next.Source)
		for _, c := range Diff(old, next) {
			for _, e := range c.Edits {
				check("edit", e.OldStart, e.OldEnd, e.Old)
				if string(after[e.NewStart:e.NewEnd]) != e.New {
					t.Fatalf("edit: new span does not hold %q", e.New)
				}
			}
		}
	})
}

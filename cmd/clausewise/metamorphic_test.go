package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"clausewise/assistant"
	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// questionFiles are the questions kept in the tree, each with the share that
// must pass. What passed when a set was run for the first time says more of
// questions nobody has thought of: 158 of 196 of the fifth, 92 of 100 of the
// sixth, 87 of 102 of the seventh, 55 of 60 of the eighth (written after
// reading the code, to see how far the mending reached), 46 of 50 of the ninth
// (written without looking, and not mended against), 172 of 200 of the tenth, 92 of 100 of
// the eleventh (written when the tenth had been mended), 60 of 80 of the
// twelfth (written without looking, a third of it general questions on rules;
// one of its expectations was wrong, so 61), 49 of 101 of the thirteenth
// (figures that people add, take away, multiply and compare while they ask,
// written without looking; 32 stated a wrong amount), 116 of 160 of the
// fourteenth (a hundred questions that calculate nothing, 79 passed, and six
// dialogues of ten turns, 37), 79 of the first 100 of the fifteenth (sums, thresholds, days
// and targets, written from the reading of the policies without looking; eleven
// stated a wrong amount) and, when those were mended, 47 of its other 60 (nine
// stated a wrong amount). Everyday are plain questions, short as people type
// them: 86 of 119 passed before they were looked at. Dialogues are eight
// conversations of eight to twelve turns, written without looking: 55 of 88
// passed, two of the expectations were wrong, so 57; four stated a wrong amount; 74 of
// 100 of the sixteenth (lookups, what firms of elsewhere get, what is not
// written, comparisons, refusals; written without looking), and 104 of the 120
// of the seventeenth (every rule of every document, written from the reading of
// the policies without looking; one of its expectations was wrong, so 105; one
// stated a wrong amount). Foreign
// are sixty English questions, forty in traditional script with the words of
// Taiwan and Hong Kong, and twenty in mixed writing, written without looking:
// 83 of 120 passed (33, 33 and 17), three stated a wrong amount.
var questionFiles = map[string]float64{
	"questions": 0.97, "paraphrases": 0.98, "third": 0.95, "fourth": 0.92, "fifth": 0.95, "sixth": 0.95,
	"seventh": 0.97, "eighth": 0.96, "ninth": 0.92, "tenth": 0.96, "eleventh": 0.95,
	"twelfth": 0.95, "thirteenth": 0.96, "fourteenth": 0.85, "fifteenth": 0.95, "sixteenth": 0.94,
	"seventeenth": 0.97, "everyday": 0.95, "dialogues": 0.82, "foreign": 0.95,
}

func TestQuestionsKeepTheirScore(t *testing.T) {
	t.Parallel()
	for name, floor := range questionFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := try(t, "", "eval", "--json", "testdata/"+name+".jsonl")
			var out struct{ Files []score }
			if err := json.Unmarshal([]byte(c.stdout), &out); err != nil || len(out.Files) != 1 {
				t.Fatalf("%v\n%s", err, c.stderr)
			}
			// The gate is for what nobody foresaw; what it holds back of these is
			// a defect of the answer.
			if strings.Contains(c.stderr, "the gate held back") {
				t.Error(c.stderr)
			}
			s := out.Files[0]
			t.Logf("%d of %d", s.Passed, s.Total)
			if s.share() < floor {
				t.Errorf("%d of %d pass, want %.0f%%", s.Passed, s.Total, 100*floor)
			}
		})
	}
}

// amountQuestions are the questions of the tree that ask for an amount in
// Chinese and stand alone.
func amountQuestions(t testing.TB) []questionCase {
	t.Helper()
	var list []questionCase
	for name := range questionFiles {
		data, err := os.ReadFile("testdata/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(data) {
			var q questionCase
			if err := json.Unmarshal(line, &q); err != nil {
				t.Fatal(err)
			}
			if q.Amount != nil && len(q.History) == 0 && strings.ContainsFunc(q.Question, isHan) {
				list = append(list, q)
			}
		}
	}
	slices.SortFunc(list, func(a, b questionCase) int { return strings.Compare(a.ID+a.Question, b.ID+b.Question) })
	return list
}

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

var (
	sumInWan = regexp.MustCompile(`([0-9][0-9,]*(?:\.[0-9]+)?)万元?([，、。？?！）)有，的够]|$)`)
	rough    = regexp.MustCompile(`[到至~来近]|多万`)
)

// rewrite writes the sums of a question, which stand there in 万, in another way.
func rewrite(q string, as func(wan string, yuan decimal.Decimal) string) string {
	if rough.MatchString(q) {
		return q
	}
	return sumInWan.ReplaceAllStringFunc(q, func(s string) string {
		m := sumInWan.FindStringSubmatch(s)
		wan := strings.ReplaceAll(m[1], ",", "")
		return as(wan, decimal.RequireFromString(wan).Shift(4)) + m[2]
	})
}

// sumsInYuan writes 85万 as 850000元.
func sumsInYuan(q string) string {
	return rewrite(q, func(_ string, yuan decimal.Decimal) string { return yuan.String() + "元" })
}

// sumsInWords writes 85万 as 八十五万.
func sumsInWords(q string) string {
	return rewrite(q, func(_ string, yuan decimal.Decimal) string { return quantity.Spoken(yuan) })
}

// sumsInW writes 85万 as 85w.
func sumsInW(q string) string {
	return rewrite(q, func(wan string, _ decimal.Decimal) string { return wan + "w" })
}

// sumsInMillions writes 85万 as 0.85百万元.
func sumsInMillions(q string) string {
	return rewrite(q, func(_ string, yuan decimal.Decimal) string { return yuan.Shift(-6).String() + "百万元" })
}

// sumsSpaced writes 85万 as 850 000元.
func sumsSpaced(q string) string {
	return rewrite(q, func(_ string, yuan decimal.Decimal) string {
		digits, rest, decimals := strings.Cut(yuan.String(), ".")
		for i := len(digits) - 3; i > 0; i -= 3 {
			digits = digits[:i] + " " + digits[i:]
		}
		if decimals {
			digits += "." + rest
		}
		return digits + "元"
	})
}

// wideDigits writes the digits full width: ８５万.
func wideDigits(q string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, q)
}

// unpunctuated leaves the marks between clauses out, as people do who type in
// a hurry.
var unpunctuated = strings.NewReplacer("，", " ", "。", " ", "？", "", "！", "", "；", " ").Replace

// mistyped puts one wrong letter of the same sound into a question.
func mistyped(q string) string {
	for _, typo := range [][2]string{
		{"独立站", "独立占"},
		{"海外仓", "海外苍"},
		{"展位费", "站位费"},
		{"国际认证", "国际认正"},
		{"体验店", "体验点"},
		{"孵化", "服化"},
		{"产业园", "产业圆"},
		{"转关", "转官"},
		{"培训基地", "培训机地"},
		{"株洲", "株州"},
		{"苏州", "苏洲"},
	} {
		if strings.Contains(q, typo[0]) {
			return strings.Replace(q, typo[0], typo[1], 1)
		}
	}
	return q
}

// lastPartFirst puts the last clause of a question in front of the others.
func lastPartFirst(q string) string {
	parts := strings.Split(strings.TrimRight(q, "？?"), "，")
	if len(parts) < 3 {
		return q
	}
	return strings.Join(append([]string{parts[len(parts)-1]}, parts[:len(parts)-1]...), "，")
}

// TestAmountsDoNotDependOnTheWording asks every question for an amount again
// in other words. What a question comes to must not depend on its script, on
// how its sums are written, on politeness, or on what stands first; the
// last may change what a figure belongs to, so a few may differ.
func TestAmountsDoNotDependOnTheWording(t *testing.T) {
	t.Parallel()
	list := amountQuestions(t)
	plain := amountsAfter(t, list, func(q string) string { return q })
	none := 0
	for i, got := range plain {
		if got != list[i].Amount.String() {
			none++
		}
	}
	if none > len(list)/20 {
		t.Fatalf("%d of %d come to another amount to begin with", none, len(list))
	}
	for name, c := range map[string]struct {
		change func(string) string
		floor  float64
	}{
		"traditional": {hanzi.ToTraditional, 0.97},
		"polite":      {func(q string) string { return "您好，麻烦请问一下，" + q + "，谢谢了" }, 0.97},
		"in yuan":     {sumsInYuan, 0.97},
		"in words":    {sumsInWords, 0.97},
		"in w":        {sumsInW, 0.97},
		"in millions": {sumsInMillions, 0.97},
		"spaced":      {sumsSpaced, 0.97},
		"wide digits": {wideDigits, 0.97},
		"unmarked":    {unpunctuated, 0.95},
		"mistyped":    {mistyped, 0.95},
		"last first":  {lastPartFirst, 0.95},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var changed []questionCase
			var was []string
			for i, q := range list {
				if c.change(q.Question) != q.Question {
					changed, was = append(changed, q), append(was, plain[i])
				}
			}
			same := 0
			for i, got := range amountsAfter(t, changed, c.change) {
				if got == was[i] {
					same++
				} else {
					t.Logf("%s: %s, was %s", c.change(changed[i].Question), got, was[i])
				}
			}
			t.Logf("%d of %d the same", same, len(changed))
			if len(changed) < 50 || float64(same) < c.floor*float64(len(changed)) {
				t.Errorf("%d of %d come to the same", same, len(changed))
			}
		})
	}
}

// amountsAfter are what questions come to after a change, "-" where to none.
func amountsAfter(t *testing.T, list []questionCase, change func(string) string) []string {
	t.Helper()
	var in strings.Builder
	for i, q := range list {
		line, err := json.Marshal(map[string]any{"id": i, "question": change(q.Question)})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&in, "%s\n", line)
	}
	var got []string
	for _, l := range lines[answered](t, try(t, in.String(), "ask", "--json", "--as-of", "2026-11-21").stdout) {
		got = append(got, orNone(firstAmount(l.Answer)))
	}
	if len(got) != len(list) {
		t.Fatalf("%d answers to %d questions", len(got), len(list))
	}
	return got
}

// BenchmarkQuestions answers the questions of the tree over the built-in
// documents, one after the other, and reports the time of the slowest percent.
// The bar is 15 ms on one core: go test -bench Questions -cpu 1.
func BenchmarkQuestions(b *testing.B) {
	b.Setenv("CLAUSEWISE_DATA", b.TempDir())
	e := &environment{ctx: b.Context(), stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now, log: slog.New(slog.DiscardHandler)}
	a, err := open(e, storeFlags{Data: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	}()
	list := amountQuestions(b)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if _, _, err := a.service.Ask(b.Context(), assistant.Request{Text: list[i%len(list)].Question, AsOf: evalDay}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

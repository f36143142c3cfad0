package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// quotedAnswers are stored answers in a slice.
type quotedAnswers struct {
	all   []PastAnswer
	asked [][]string
	fail  error
}

func (q *quotedAnswers) AnswersOn(_ context.Context, document string, version int, keys []string) iter.Seq2[PastAnswer, error] {
	q.asked = append(q.asked, keys)
	return func(yield func(PastAnswer, error) bool) {
		for _, a := range q.all {
			if a.Document == document && a.Version == version && slices.Contains(keys, a.Clause) && !yield(a, nil) {
				return
			}
		}
		if q.fail != nil {
			yield(PastAnswer{}, q.fail)
		}
	}
}

func (q *quotedAnswers) AnswersBy(_ context.Context, document string, version int, rules []string) iter.Seq2[PastAnswer, error] {
	return func(yield func(PastAnswer, error) bool) {
		for _, a := range q.all {
			if a.Document == document && a.Version == version && slices.Contains(rules, a.Rule) && !yield(a, nil) {
				return
			}
		}
		if q.fail != nil {
			yield(PastAnswer{}, q.fail)
		}
	}
}

const affectedOld = `某市若干措施
一、总则
第一条 为了促进发展，制定本措施。
第二条 对下列项目给予补助：
（一）建设独立站的，给予10万元；
（二）建设海外仓的，给予20万元。
第三条 单个企业最高100万元。
第四条 申报材料应当真实。
第五条 本措施由市商务局负责解释。
`

const affectedNew = `某市若干措施
一、总则
第一条 为了促进发展，制定本措施。
第二条 对下列项目给予补助：
（一）建设独立站的，给予10万元；
（二）建设海外仓的，给予30万元。
第三条 申报材料应当真实。
第四条 单个企业每年最高50万元。
`

// TestAffected asks which answers rested on what changed: what is quoted is
// written as the words that an answer took from the old text.
func TestAffected(t *testing.T) {
	old, now := loadText(t, affectedOld), loadText(t, affectedNew)
	for i := range old.Documents {
		old.Documents[i].Version = 4
	}
	quote := func(seq int64, clause, from, to string) PastAnswer {
		t.Helper()
		start, end := strings.Index(old.Source, from), strings.Index(old.Source, to)
		if start < 0 || end < start {
			t.Fatalf("%s…%s is not in the text", from, to)
		}
		return PastAnswer{
			Conversation: "c", Seq: seq, Answer: fmt.Sprint("a", seq), Document: "document", Version: 4, Clause: clause,
			Start: len([]rune(old.Source[:start])), End: len([]rune(old.Source[:end+len(to)])),
		}
	}
	const second = "第二条"
	store := &quotedAnswers{all: []PastAnswer{
		quote(1, "第一条", "为了", "本措施。"),                     // the same
		quote(2, second+"/(一)", "建设独立站", "10万元"),          // the same
		quote(3, second+"/(二)", "建设海外仓", "20万元"),          // another sum
		quote(4, second+"/(二)", "建设海外仓的", "建设海外仓的"),       // words that stayed, in a clause that changed
		quote(5, second, "对下列项目", "给予补助"),                 // the same, as far as it is quoted
		quote(6, second, "对下列项目", "20万元"),                 // reaches into an item that changed
		quote(7, "第三条", "单个企业", "100万元"),                  // other words, other number
		quote(8, "第四条", "申报材料", "真实"),                     // renumbered
		quote(9, "第五条", "本措施由", "解释"),                     // gone
		quote(9, "第五条", "市商务局", "市商务局"),                   // twice in one answer
		quote(10, second+"/(二)", "建设海外仓", "20万元"),         // a later answer
		{Document: "document", Version: 3, Clause: "第五条"}, // another version
	}}
	var got []string
	for a, err := range Affected(t.Context(), store, old, now) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%d %s: %s %s", a.Seq, a.Clause, a.Change.Kind, a.Change.Old.Clause))
	}
	want := []string{
		"3 第二条/(二): changed 第二条/(二)",
		"4 第二条/(二): changed 第二条/(二)",
		"6 第二条: changed 第二条/(二)",
		"7 第三条: changed 第三条",
		"9 第五条: removed 第五条",
		"10 第二条/(二): changed 第二条/(二)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s\nchanges: %+v", diff, Diff(old, now))
	}

	store.asked = nil
	for a, err := range Affected(t.Context(), store, old, old) {
		t.Errorf("nothing changed, yet %+v, %v", a, err)
	}
	if len(store.asked) > 0 {
		t.Errorf("nothing changed, yet the store was asked for %v", store.asked)
	}

	store.fail = errors.New("disk on fire")
	var last error
	for _, last = range Affected(t.Context(), store, old, now) {
		continue
	}
	if !errors.Is(last, store.fail) {
		t.Errorf("the store's error is lost: %v", last)
	}
	for range Affected(t.Context(), store, old, now) {
		break
	}
}

const rulesOld = `- id: d/site
  document: document
  clause: 第二条/(一)
  title: {zh: 独立站}
  inputs: [{id: n, type: int, label: {zh: 个数}}]
  formula: {shape: per_unit, each: {value: 100000, quote: 给予10万元}}
- {id: d/warehouse, document: document, clause: 第二条/(二), formula: {shape: per_unit, each: {value: 200000}}}
- {id: d/cap, document: document, clause: 第三条, formula: {shape: ceiling}}
- {id: d/gone, document: document, clause: 第四条, formula: {shape: nothing}}
`

const rulesNew = `# the site's rule is only worded and written otherwise
- formula:
    each: {quote: 给予10万元, value: 100000}
    shape: "per_unit"
  id: d/site
  document: document
  clause: 第二条/(一)
  title: {zh: 独立站补助}
  words: [官网]
  inputs: [{id: n, label: {zh: 独立站个数}, type: int}]
- {id: d/warehouse, document: document, clause: 第二条/(二), formula: {shape: per_unit, each: {value: 300000}}}
- {id: d/cap, document: document, clause: 第三条, formula: {shape: ceiling, period: year}}
`

// TestAffectedByRules: the text stands and the rules change.
func TestAffectedByRules(t *testing.T) {
	old, now := loadText(t, affectedOld), loadText(t, affectedOld)
	old.Documents[0].Version = 4
	old.Files["rules.yaml"], now.Files["rules.yaml"] = []byte(rulesOld), []byte(rulesNew)
	by := func(seq int64, rule string) PastAnswer {
		return PastAnswer{Conversation: "c", Seq: seq, Document: "document", Version: 4, Rule: rule}
	}
	store := &quotedAnswers{all: []PastAnswer{
		by(1, "d/site"), by(2, "d/warehouse"), by(3, "d/cap"), by(3, "d/gone"), by(3, "d/cap"), by(4, "d/warehouse"),
		{Conversation: "c", Seq: 5, Document: "document", Version: 3, Rule: "d/cap"},
		{Conversation: "c", Seq: 4, Document: "document", Version: 4, Clause: "第二条/(二)", Start: 1, End: 2},
	}}
	list := func(old, now Pack) (got []string) {
		t.Helper()
		for a, err := range Affected(t.Context(), store, old, now) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%d %s%s %s", a.Seq, a.Rules.Kind, a.Change.Kind, a.Rule+a.Clause))
		}
		return got
	}
	want := []string{"2 rule_changed d/warehouse", "3 rule_changed d/cap", "3 rule_removed d/gone", "4 rule_changed d/warehouse"}
	if diff := cmp.Diff(want, list(old, now)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := list(old, old); len(got) > 0 {
		t.Errorf("nothing changed, yet %v", got)
	}

	// The clause of the warehouse changes with its rule: one line an answer.
	text := loadText(t, affectedNew)
	text.Files["rules.yaml"] = []byte(rulesNew)
	want = []string{"4 changed 第二条/(二)", "2 rule_changed d/warehouse", "3 rule_changed d/cap", "3 rule_removed d/gone"}
	if diff := cmp.Diff(want, list(old, text)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}

	now.Files["rules.yaml"] = []byte("- {broken")
	if got := RuleChanges(old, now); len(got) != 4 || got[0].Kind != RuleRemoved {
		t.Errorf("an unreadable file: %+v", got)
	}
}

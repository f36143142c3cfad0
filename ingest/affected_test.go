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

package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clausewise/assistant"
	"clausewise/ingest"
	"clausewise/storage/sqlite"
)

// asked stores a conversation of the questions and returns the ids of the
// answers.
func askStored(t *testing.T, s backend, conversation string, at time.Time, questions ...string) []string {
	t.Helper()
	lib := readLibrary(t, s)
	a, err := assistant.New(lib.At, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CreateConversation(t.Context(), assistant.Conversation{ID: conversation, CreatedAt: at}); err != nil {
		t.Fatal(err)
	}
	service := assistant.NewService(a, s, func() time.Time { return at })
	var ids []string
	for _, q := range questions {
		answer, _, err := service.Ask(t.Context(), assistant.Request{Conversation: conversation, Text: q})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, answer.ID)
	}
	return ids
}

// TestAffectedAnswers asks real questions, changes a clause and lists the
// answers that rested on it, on both stores.
func TestAffectedAnswers(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s backend, c *clock) {
		day := time.Date(2026, time.March, 1, 2, 0, 0, 0, time.UTC)
		storeAt(t, s, c, day, builtinPacks(t)...)
		const site, warehouse = "苏州建独立站花了85万，有交易记录，能补多少？", "苏州海外仓有什么补助？"
		ids := askStored(t, s, "c1", day, site, warehouse)
		storeAt(t, s, c, day.AddDate(0, 0, 1), suzhou(t, 5))
		ids = append(ids, askStored(t, s, "c2", day.AddDate(0, 0, 1), site)...)
		storeAt(t, s, c, day.AddDate(0, 0, 2), suzhou(t, 8))
		for _, tt := range []struct {
			from, to int
			want     []string
		}{
			{1, 2, []string{ids[0]}},
			{2, 3, []string{ids[2]}},
			{1, 3, []string{ids[0]}},
		} {
			old, err := s.Pack(t.Context(), "suzhou-measures", tt.from)
			if err != nil {
				t.Fatal(err)
			}
			now, err := s.Pack(t.Context(), "suzhou-measures", tt.to)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for a, err := range ingest.Affected(t.Context(), s, old, now) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, a.Answer)
				if a.Change.Kind != ingest.ClauseChanged || a.Change.Old.Clause != "二/9" || a.Version != tt.from || !strings.Contains(a.Question, "独立站") {
					t.Errorf("%+v", a)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%d to %d (-want +got):\n%s", tt.from, tt.to, diff)
			}
		}
	})
}

func TestAffectedCommand(t *testing.T) {
	data := t.TempDir()
	t.Setenv("CLAUSEWISE_DATA", data)
	c := &clock{}
	s, err := sqlite.Open(t.Context(), data, sqlite.WithClock(func() time.Time { return c.now }))
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, time.March, 1, 20, 30, 0, 0, time.UTC)
	storeAt(t, s, c, day, builtinPacks(t)...)
	const question = "苏州建独立站花了85万，有交易记录，能补多少？"
	ids := askStored(t, s, "c1", day, question)
	storeAt(t, s, c, day.AddDate(0, 0, 1), suzhou(t, 5))
	ids = append(ids, askStored(t, s, "c2", day.AddDate(0, 0, 1), question)...)
	storeAt(t, s, c, day.AddDate(0, 0, 2), suzhou(t, 8))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	listed := func(args ...string) []string {
		t.Helper()
		got := try(t, "", append([]string{"affected", "--json", "suzhou-measures"}, args...)...)
		if got.code != 0 {
			t.Fatalf("affected %v: %s", args, got.stderr)
		}
		var answers []string
		for _, a := range lines[ingest.AffectedAnswer](t, got.stdout) {
			answers = append(answers, a.Answer)
		}
		return answers
	}
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{nil, ids}, // every earlier version with the current one
		{[]string{"1"}, ids[:1]},
		{[]string{"1", "2"}, ids[:1]},
		{[]string{"2", "3"}, ids[1:]},
	} {
		if diff := cmp.Diff(tt.want, listed(tt.args...)); diff != "" {
			t.Errorf("affected %v (-want +got):\n%s", tt.args, diff)
		}
	}
	got := try(t, "", "affected", "suzhou-measures")
	for _, words := range []string{"2026-03-02 04:30", "二/9", "改动", "85万", "共2个答复", "第3版"} {
		if !strings.Contains(got.stdout, words) {
			t.Errorf("%q is missing in\n%s", words, got.stdout)
		}
	}
	if got := try(t, "", "affected", "nantong-action-plan"); got.code != 0 || !strings.Contains(got.stdout, "没有答复") {
		t.Errorf("a pack of one version: %d %s%s", got.code, got.stdout, got.stderr)
	}
	for code, args := range map[int][]string{
		2: {"suzhou-measures", "3", "2"},
		1: {"suzhou-measures", "1", "9"},
	} {
		if got := try(t, "", append([]string{"affected"}, args...)...); got.code != code {
			t.Errorf("affected %v: code %d, want %d: %s", args, got.code, code, got.stderr)
		}
	}

	// The command line answers from the versions of the day as well.
	for day, yuan := range map[string]string{"2026-03-02": "290000.00", "2026-03-03": "350000.00", "2026-03-04": "440000.00"} {
		for _, args := range [][]string{
			{"ask", "--json", "--as-of", day, question},
			{"calculate", "--json", "--as-of", day, "suzhou-measures/independent-site", "expense_yuan=85万", "has_record=有"},
		} {
			got := try(t, "", args...)
			var out struct {
				Amount  struct{ Yuan string }
				Results []struct{ Amount struct{ Yuan string } }
			}
			if err := json.Unmarshal([]byte(got.stdout), &out); err != nil || got.code != 0 {
				t.Fatalf("%v: %d %s %v", args, got.code, got.stderr, err)
			}
			if len(out.Results) > 0 {
				out.Amount = out.Results[0].Amount
			}
			if out.Amount.Yuan != yuan {
				t.Errorf("%s: %s, want %s", fmt.Sprint(args), out.Amount.Yuan, yuan)
			}
		}
	}
	for day, words := range map[string]string{"2026-03-02": "再给予3万元", "2026-03-03": "再给予5万元", "2026-03-04": "再给予8万元"} {
		got := try(t, "", "search", "--json", "--limit", "3", "--as-of", day, "独立站", "费用支出", "再给予")
		if got.code != 0 || !strings.Contains(got.stdout, words) {
			t.Errorf("search as of %s lacks %q: %s%s", day, words, got.stdout, got.stderr)
		}
	}
}

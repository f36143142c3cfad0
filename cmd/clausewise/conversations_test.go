package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"clausewise/assistant"
)

var update = flag.Bool("update", false, "rewrite testdata/conversations with what the program says now")

// TestConversations plays each conversation of testdata/conversations through
// the program, as of one day, and compares every answer in full. The files
// are read by a person after -update, not believed.
func TestConversations(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/conversations/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var questions []string
			for _, f := range archive.Files {
				if f.Name == "ask" {
					questions = append(questions, strings.TrimSpace(string(f.Data)))
				}
			}
			got := &txtar.Archive{Comment: archive.Comment}
			for i, a := range converse(t, questions) {
				got.Files = append(got.Files,
					txtar.File{Name: "ask", Data: []byte(questions[i] + "\n")},
					txtar.File{Name: "answer", Data: []byte(transcript(a))})
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// converse asks questions one after the other, each with those before it as
// its history.
func converse(t *testing.T, questions []string) []assistant.Answer {
	t.Helper()
	var in strings.Builder
	var history []assistant.Message
	for i, q := range questions {
		line, err := json.Marshal(map[string]any{"id": i, "question": q, "history": history})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&in, "%s\n", line)
		history = append(history, assistant.Message{Role: "user", Content: q})
	}
	c := try(t, in.String(), "ask", "--json", "--as-of", "2026-11-22")
	if c.code != 0 {
		t.Fatalf("exit %d: %s", c.code, c.stderr)
	}
	var answers []assistant.Answer
	for _, l := range lines[answered](t, c.stdout) {
		answers = append(answers, l.Answer)
	}
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	return answers
}

// transcript is an answer as a person would note it down.
func transcript(a assistant.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[%s]\n", a.Kind)
	for _, r := range a.Results {
		fmt.Fprintf(&b, "[%s %s", r.Rule, r.Outcome)
		if r.Amount != nil {
			fmt.Fprintf(&b, " %s", r.Amount.Yuan)
		}
		b.WriteString("]\n")
	}
	b.WriteString(a.Text + "\n")
	for _, q := range a.Questions {
		fmt.Fprintf(&b, "[ask %s] %s %s\n", q.Input, q.Text, strings.Join(q.Choices, " | "))
	}
	if len(a.Carried) > 0 {
		fmt.Fprintf(&b, "[carried] %s\n", strings.Join(a.Carried, "; "))
	}
	return b.String()
}

// TestSameQuestionWrittenOtherwise asks one thing in many ways: the amount
// must not depend on how a number is written, on the order of the parts, on
// politeness or on the script.
func TestSameQuestionWrittenOtherwise(t *testing.T) {
	t.Parallel()
	questions := []string{
		"建独立站花了85万，有询盘和交易记录，能补多少？",
		"建独立站花了八十五万，有询盘和交易记录，能补多少？",
		"建独立站花了850,000元，有询盘和交易记录，能补多少？",
		"建独立站花了0.0085亿，有询盘和交易记录，能补多少？",
		"建独立站花了８５万，有询盘和交易记录，能补多少？",
		"建独立站花了85w，有询盘和交易记录，能补多少？",
		"建独立站花了850千元，有询盘和交易记录，能补多少？",
		"建独立站花了捌拾伍万元整，有询盘和交易记录，能补多少？",
		"有询盘和交易记录，建独立站花了85万，能补多少？",
		"能补多少？独立站有订单，花了85万",
		"您好，麻烦问一下，我们公司建独立站花了85万，有询盘和交易记录，请问能补多少呢？谢谢",
		"建獨立站花了85萬，有詢盤和交易記錄，能補多少？",
		"我们苏州的官网一共投了85万，已经有成交，补贴多少钱",
		"苏州自建站投入85万元，有交易记录，补助金额是多少",
		"RMB 850,000 spent on our own website in Suzhou, we have orders. How much subsidy?",
	}
	for _, q := range questions {
		a := converse(t, []string{q})[0]
		if len(a.Results) == 0 || a.Results[0].Amount == nil || a.Results[0].Amount.Yuan != "290000.00" {
			t.Errorf("%s\n%s", q, transcript(a))
		}
	}
}

// TestWhichFigureCounts asks with more figures than one: parts of a sum, a
// budget beside the real cost, one year beside another, a share of a total.
// A figure that does not count must be said not to, and the costs of two years
// are weighed each by itself, never as one sum.
func TestWhichFigureCounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ ask, yuan, says string }{
		{"苏州独立站建设30万，服务器8万，推广27万，有订单", "230000.00", ""},
		{"苏州独立站花了85万，其中推广30万，有订单，补多少", "290000.00", ""},
		{"苏州独立站预算100万，实际花了60万，有订单，补多少", "230000.00", "您提到的100万元没有计入。"},
		{"去年苏州独立站花了85万，营业额500万，有订单，能补多少", "290000.00", "您提到的500万元没有计入。"},
		{"苏州独立站去年花了120万，前年花了80万，有订单，能补多少", "700000.00", "独立站建设运营补助（2025年）41万元，独立站建设运营补助（2024年）29万元"},
		{"苏州外综服服务了35家，其中苏州有实绩的28家，服务收入800万，能拿多少", "0.00", "28"},
		{"苏州海外仓仓储费60万，仓内服务费30万，有实绩，仓认定过，补多少", "180000.00", ""},
		{"独立站花了三千万，有订单，是不是能拿905万？苏州的", "8000000.00", "您说的905万元与测算不符。"},
		{"株洲市级培训基地第二年最多给多少", "100000.00", ""},
		{"株洲省级公共海外仓一座：首年加后两年，一共最多多少", "1200000.00", ""},
		{"苏州独立站花了八十来万，有订单，能拿多少", "", "请给出准确的数"},
		{"株洲企业满足那三个条件，推广费200万，扣点100万，物流300万，合计？", "500000.00", ""},
	} {
		a := converse(t, []string{tt.ask})[0]
		got := ""
		if len(a.Results) > 0 && a.Results[0].Amount != nil {
			got = a.Results[0].Amount.Yuan
		}
		if got != tt.yuan || !strings.Contains(a.Text, tt.says) {
			t.Errorf("%s: %q, want %q and %q\n%s", tt.ask, got, tt.yuan, tt.says, transcript(a))
		}
	}
}

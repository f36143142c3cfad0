package calculators

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clausewise/calculators/quantity"
)

// TestNext checks what is said of the next larger amount: nothing where the
// threshold is not met, or where a cap leaves nothing to gain.
func TestNext(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule string
		in   map[string]any
		more string
	}{
		{site, map[string]any{"expense_yuan": 490000}, ""},
		{site, map[string]any{"expense_yuan": 30000000}, ""},
		{site, map[string]any{"expense_yuan": 600000}, "100000"},
		{vehicle, map[string]any{"vehicle_cost_yuan": 450000}, "150000"},
		{vehicle, map[string]any{"vehicle_cost_yuan": 600000}, ""},
		{"suzhou-measures/overseas-warehouse-use", map[string]any{"fee_yuan": 600000}, ""},
	}
	for _, tt := range tests {
		res := evaluate(t, tt.rule, tt.in, Options{})
		got := ""
		if res.Next != nil {
			got = res.Next.More.String()
		}
		if got != tt.more {
			t.Errorf("%s %v: next %q, want %q", tt.rule, tt.in, got, tt.more)
		}
	}
}

// TestNoAmount checks that the passage asked about is quoted first, and that
// figures given are not computed with.
func TestNoAmount(t *testing.T) {
	t.Parallel()
	res := evaluate(t, "suzhou-measures/no-amount", map[string]any{"topic": "人才引进有多少钱", "fee_yuan": 100000}, Options{})
	if res.Outcome != NoAmount || res.Amount != nil || len(res.Steps) > 0 {
		t.Errorf("%+v", res)
	}
	if res.Quotes[0].Clause != "四/16" || !noted(res, "open", "姑苏重点产业紧缺人才计划实施细则") {
		t.Errorf("%+v %+v", res.Quotes[0], res.Notes)
	}
	if len(res.Quotes) != 8 {
		t.Errorf("%d quotes", len(res.Quotes))
	}
}

// TestOrderOfDays checks that goods cannot come back before they left, and
// that a last day on an entered holiday moves on.
func TestOrderOfDays(t *testing.T) {
	t.Parallel()
	rules := Source{"p", "rules.yaml", []byte(`
- id: d/return
  document: d
  clause: a
  title: {zh: 退运}
  outcome: eligible
  quote: 自出口之日起6个月内退运
  inputs:
    - {id: out, type: date, label: {zh: 出口日}}
    - {id: back, type: date, not_before: out, label: {zh: 退运日}}
  requires: {input: back, op: within, from: out, value: 6, unit: 月, quote: 6个月内}
  formula: {shape: eligibility}
`)}
	b, err := Load([]Source{rules}, texts{"d": {"a": {Document: "d", Version: 1, Key: "a", Text: "自出口之日起6个月内退运"}}})
	if err != nil || len(b.Quarantined()) > 0 {
		t.Fatal(err, b.Quarantined())
	}
	holiday := quantity.Holidays{{Year: 2023, Month: 12, Day: 11}: true}
	tests := []struct {
		out, back string
		holidays  quantity.Holidays
		want      Outcome
	}{
		{"2023-06-10", "2023-12-10", nil, Eligible},    // a Sunday
		{"2023-06-10", "2023-12-11", nil, Eligible},    // the Monday after it
		{"2023-06-10", "2023-12-12", nil, NotEligible}, // too late
		{"2023-06-10", "2023-12-12", holiday, Eligible},
		{"2023-08-31", "2024-02-29", nil, Eligible}, // the month's last day
		{"2023-08-31", "2024-03-01", nil, NotEligible},
		{"2023-06-10", "2023-06-10", nil, Eligible},
		{"2023-06-10", "2023-06-09", nil, InvalidInput},
		{"2023-06-10", "", nil, NeedsInput},
		{"", "2023-06-10", nil, NeedsInput},
	}
	for _, tt := range tests {
		res, err := b.Evaluate("d/return", map[string]any{"out": tt.out, "back": tt.back}, Options{Holidays: tt.holidays})
		if err != nil || res.Outcome != tt.want {
			t.Errorf("%s to %s: %s, want %s (%v %+v)", tt.out, tt.back, res.Outcome, tt.want, err, res.Conditions)
		}
	}
}

// TestScope checks places as people name them.
func TestScope(t *testing.T) {
	t.Parallel()
	tests := []struct {
		place string
		want  Outcome
	}{
		{"昆山", Eligible},
		{"江苏苏州昆山市", Eligible},
		{"注册在太仓的公司", Eligible},
		{"蘇州", Eligible},
		{"南京", NotEligible},
		{"上海", NotEligible},
		{"某某镇", NeedsInput},
	}
	for _, tt := range tests {
		res := evaluate(t, "suzhou-measures/scope", map[string]any{"place": tt.place}, Options{})
		if res.Outcome != tt.want {
			t.Errorf("%s: %s, want %s %+v", tt.place, res.Outcome, tt.want, res)
		}
	}
}

// TestTargets checks the tables of targets, in one document and over all.
func TestTargets(t *testing.T) {
	t.Parallel()
	b, err := Load(packFiles(t, "rules.yaml"), library(t))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		document, item string
		want           Value
	}{
		{"huaian-action-plan", "年交易额", Value{Number: "100", Unit: "亿元", Operator: ">"}},
		{"nantong-action-plan", "年进出口额", Value{Number: "100", Unit: "亿元", Operator: ">"}},
		{"suzhou-pilot-zone", "年出口额", Value{Number: "300", Unit: "亿美元", Operator: ">"}},
		{"suzhou-action-plan", "特色产业带", Value{Number: "1-2", Unit: "个", Operator: "="}},
		{"", "昆山孕童健康", Value{Number: "70", Unit: "亿元", Operator: ">"}},
	}
	for _, tt := range tests {
		res, err := b.Target(tt.document, tt.item, Options{})
		if err != nil || res.Value == nil {
			t.Errorf("%s %s: %v %+v", tt.document, tt.item, err, res)
			continue
		}
		if d := cmp.Diff(tt.want, *res.Value); d != "" {
			t.Errorf("%s %s: %s", tt.document, tt.item, d)
		}
		if !strings.Contains(res.Quotes[0].Text, strings.Split(tt.want.Number, "-")[0]) {
			t.Errorf("%s %s: quoted %q", tt.document, tt.item, res.Quotes[0].Text)
		}
	}
	if res, err := b.Target("suzhou-action-plan", "天气", Options{}); err != nil || res.Outcome != NeedsInput || len(res.Problems) == 0 {
		t.Errorf("%v %+v", err, res)
	}
	if _, err := b.Target("suzhou-measures", "年交易额", Options{}); !errors.Is(err, ErrUnknownRule) {
		t.Errorf("%v", err)
	}
}

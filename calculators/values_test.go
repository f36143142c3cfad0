package calculators

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// TestValues checks how inputs may be given.
func TestValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value any
		want  Outcome
		yuan  string
	}{
		{"int", 850000, Amount, "290000.00"},
		{"int64", int64(850000), Amount, "290000.00"},
		{"float", 850000.0, Amount, "290000.00"},
		{"float with fen", 500000.01, Amount, "200000.00"},
		{"json number", json.Number("850000.00"), Amount, "290000.00"},
		{"decimal", decimal.NewFromInt(850000), Amount, "290000.00"},
		{"grouped", "850,000元", Amount, "290000.00"},
		{"hundred million", "0.0085亿", Amount, "290000.00"},
		{"full width", "８５万", Amount, "290000.00"},
		{"w", "85w", Amount, "290000.00"},
		{"formal", "捌拾伍万元整", Amount, "290000.00"},
		{"thousand", "850千元", Amount, "290000.00"},
		{"traditional", "85萬", Amount, "290000.00"},
		{"sentence", "大概花了85万元", Amount, "290000.00"},
		{"unknown", "不清楚", NeedsInput, ""},
		{"empty", "", NeedsInput, ""},
		{"nil", nil, NeedsInput, ""},
		{"dollars", "10万美元", NeedsInput, ""},
		{"over the range", "100万到200万", NeedsInput, ""},
		{"negative", -1, InvalidInput, ""},
		{"negative words", "-85万", InvalidInput, ""},
		{"words", "不少", InvalidInput, ""},
		{"two sums", "花了30万，另外20万", InvalidInput, ""},
		{"trillions", "11万亿", InvalidInput, ""},
		{"exponent", "1e20", InvalidInput, ""},
		{"huge exponent", "1e999", InvalidInput, ""},
		{"absurd exponent", json.Number("1e999999999"), InvalidInput, ""},
		{"tiny exponent", json.Number("1e-999"), InvalidInput, ""},
		{"nan", "NaN", InvalidInput, ""},
		{"list", []any{1}, InvalidInput, ""},
		{"bool", true, InvalidInput, ""},
		{"other unit", "85家", InvalidInput, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := evaluate(t, site, map[string]any{"expense_yuan": tt.value}, Options{})
			if res.Outcome != tt.want {
				t.Fatalf("outcome %s, want %s: %+v", res.Outcome, tt.want, res.Problems)
			}
			if tt.yuan != "" && (res.Amount == nil || res.Amount.Yuan != tt.yuan) {
				t.Errorf("amount %v, want %s", res.Amount, tt.yuan)
			}
			if tt.want == InvalidInput && (len(res.Problems) == 0 || res.Problems[0].Input != "expense_yuan" || res.Amount != nil) {
				t.Errorf("problems %+v, amount %v", res.Problems, res.Amount)
			}
			if tt.want == NeedsInput && !slices.Contains(res.Needs, "expense_yuan") {
				t.Errorf("needs %v", res.Needs)
			}
		})
	}
}

// TestForeignMoney checks that no exchange rate is assumed.
func TestForeignMoney(t *testing.T) {
	t.Parallel()
	res := evaluate(t, site, map[string]any{"expense_yuan": "10万美元"}, Options{})
	if len(res.Problems) != 1 || !strings.Contains(res.Problems[0].Text, "人民币") || !strings.Contains(res.Problems[0].Text, "汇率") {
		t.Errorf("%+v", res.Problems)
	}
}

// TestVague checks that a range gives an amount only where all of it does.
func TestVague(t *testing.T) {
	t.Parallel()
	tests := []struct {
		said string
		want Outcome
		yuan string
	}{
		{"50多万", Amount, "200000.00"},
		{"近百万", Amount, "320000.00"}, // 90万 and more, less than 100万
		{"80到90万", NeedsInput, ""},   // 29万 or 32万
		{"81到89万", Amount, "290000.00"},
		{"500多万", NeedsInput, ""},
		{"三千多万", Amount, "8000000.00"}, // capped all along
		{"大约85万", Amount, "290000.00"},
		{"不到50万", NotEligible, "0.00"},
		{"100万以上", NeedsInput, ""},
	}
	for _, tt := range tests {
		t.Run(tt.said, func(t *testing.T) {
			t.Parallel()
			res := evaluate(t, site, map[string]any{"expense_yuan": tt.said}, Options{})
			if res.Outcome != tt.want || tt.yuan != "" && (res.Amount == nil || res.Amount.Yuan != tt.yuan) {
				t.Fatalf("%s %v, want %s %s: %+v", res.Outcome, res.Amount, tt.want, tt.yuan, res.Problems)
			}
			switch tt.want {
			case NeedsInput:
				if len(res.Problems) == 0 || !strings.Contains(res.Problems[0].Text, "准确") {
					t.Errorf("problems %+v", res.Problems)
				}
			default:
				if len(res.Assumed) == 0 || res.Assumed[0].Input != "expense_yuan" || res.Next != nil {
					t.Errorf("assumed %+v, next %+v", res.Assumed, res.Next)
				}
			}
		})
	}
}

// TestIgnored checks that what a rule does not know is named, and refused
// where a model calls.
func TestIgnored(t *testing.T) {
	t.Parallel()
	in := map[string]any{"expense_yuan": "85万", "raw": "x", "colour": 1}
	res := evaluate(t, site, in, Options{})
	if d := cmp.Diff([]string{"colour", "raw"}, res.Ignored); d != "" || res.Outcome != Amount {
		t.Errorf("%s %s", res.Outcome, d)
	}
	res = evaluate(t, site, in, Options{Strict: true})
	if res.Outcome != InvalidInput || len(res.Problems) != 2 {
		t.Errorf("%s %+v", res.Outcome, res.Problems)
	}
}

// TestStrict checks that a model has to say the unit of money.
func TestStrict(t *testing.T) {
	t.Parallel()
	for _, v := range []any{85, 850000, json.Number("850000"), "850000"} {
		res := evaluate(t, site, map[string]any{"expense_yuan": v}, Options{Strict: true})
		if res.Outcome != NeedsInput || len(res.Problems) != 1 || !strings.Contains(res.Problems[0].Text, "单位") {
			t.Errorf("%v: %s %+v", v, res.Outcome, res.Problems)
		}
	}
	res := evaluate(t, site, map[string]any{"expense_yuan": "850000元"}, Options{Strict: true})
	if res.Outcome != Amount {
		t.Errorf("%s %+v", res.Outcome, res.Problems)
	}
}

// TestConditions checks how a yes or no may be said.
func TestConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		said any
		want State
	}{
		{true, Met},
		{"有", Met},
		{"是的", Met},
		{"有询盘和交易记录", Met},
		{"yes", Met},
		{false, Failed},
		{"没有", Failed},
		{"还没有成交", Failed},
		{"no", Failed},
		{nil, Unconfirmed},
		{"不清楚", Unconfirmed},
	}
	for _, tt := range tests {
		res := evaluate(t, site, map[string]any{"expense_yuan": 850000, "has_record": tt.said}, Options{})
		i := slices.IndexFunc(res.Conditions, func(c ConditionState) bool { return c.ID == "has_record" })
		if i < 0 || res.Conditions[i].State != tt.want {
			t.Errorf("%v: %+v, want %s", tt.said, res.Conditions, tt.want)
		}
		if got := slices.Contains(res.Needs, "has_record"); got != (tt.want == Unconfirmed) {
			t.Errorf("%v: needs %v", tt.said, res.Needs)
		}
	}
	if res := evaluate(t, site, map[string]any{"expense_yuan": 850000, "has_record": "也许吧"}, Options{}); res.Outcome != InvalidInput {
		t.Errorf("也许吧: %s", res.Outcome)
	}
}

// TestYear checks the project period: given, relative, outside.
func TestYear(t *testing.T) {
	t.Parallel()
	today := quantity.Date{Year: 2026, Month: 11, Day: 22}
	tests := []struct {
		year any
		want Outcome
	}{
		{2024, Amount},
		{"2025年", Amount},
		{"去年", Amount},
		{"今年", NotEligible},
		{2023, NotEligible},
		{"2026", NotEligible},
		{24, InvalidInput},
		{2024.5, InvalidInput},
	}
	for _, tt := range tests {
		res := evaluate(t, vehicle, map[string]any{"vehicle_cost_yuan": 600000, "year": tt.year}, Options{AsOf: today})
		if res.Outcome != tt.want {
			t.Errorf("%v: %s, want %s: %+v", tt.year, res.Outcome, tt.want, res.Problems)
		}
		if res.Outcome == NotEligible && (res.Amount == nil || res.Amount.Yuan != "0.00" || res.Next != nil) {
			t.Errorf("%v: %+v", tt.year, res)
		}
	}
}

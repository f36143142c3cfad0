package assistant

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"clausewise/assistant/gate"
	"clausewise/calculators/quantity"
)

// What people work out while they ask, and what must be left as it was said.
func TestReckoning(t *testing.T) {
	for text, want := range map[string]string{
		"独立站投了46万，再追加18万":      "46万元 + 18万元 = 64万元",
		"服务28家，要是再签两家":         "28家 + 2家 = 30家",
		"去年服务98家，今年新增5家":       "98家 + 5家 = 103家",
		"记账93万，里面有18万广告费后来退了":  "93万元 − 18万元 = 75万元",
		"租了2200平米，其中600平分租给别家": "2200平方米 − 600平方米 = 1600平方米",
		"费用90万，扣除15万的差旅":       "90万元 − 15万元 = 75万元",
		"仓储费每个月4.2万，用了10个月":    "4.2万元 × 10 = 42万元",
		"每季度8.5万，全年":           "8.5万元 × 4 = 34万元",
		"跑了180趟，每趟2600元":       "2600元 × 180 = 46.8万元",
		"日均280单，按365天算":        "280单 × 365 = 102200单",
		"去年交易额9300万，今年涨了12%":   "9300万元 × (1 + 12%) = 10416万元",
		"推广费去年50万，今年涨了三成":      "50万元 × (1 + 30%) = 65万元",
		"营收1200万，今年下降了10%":     "1200万元 × (1 − 10%) = 1080万元",
		"交易额从6千万翻了一番":          "6000万元 × 2 = 1.2亿元",
		"交易额6000万，今年翻了两番":      "6000万元 × 4 = 2.4亿元",
		"去年3000万，今年是去年的1.5倍":   "3000万元 × 1.5 = 4500万元",
		"费用70万，打八五折":           "70万元 × 85% = 59.5万元",
		"投了40万，再加10万，今年涨了一倍":   "(40万元 + 10万元) × 2 = 100万元",
		"员工40人，营收增长120%":       "", // another subject
		"去年50亿，照年均增长30%":       "", // compounds
		"独立站85万，再加海外仓60万":      "", // two subjects
		"去年花了72万，今年又花了72万":     "", // two years
		"每月补4元，租了8个月":          "", // what the clause gives
		"每平米每月4元，自用1200平，租8个月": "",
		"独立站花了50多万，再追加18万":     "", // no exact figure to add to
		"我们有3个仓，60家企业":         "",
		"每增加10万，再给3万":          "",
	} {
		turn := turnOn(t, text)
		var got []string
		w := &writer{language: Simplified}
		for _, m := range turn.reading.amounts {
			if m.working != nil {
				got = append(got, w.working(m.working))
			}
		}
		if s := strings.Join(got, "；"); s != want {
			t.Errorf("%s: worked out %q, want %q", text, s, want)
		}
	}
}

// A sum of every month is no yearly one where nothing says how many.
func TestEveryMonth(t *testing.T) {
	turn := turnOn(t, "仓储费每月4万，能补多少")
	if i := slices.IndexFunc(turn.reading.amounts, func(m amount) bool { return m.role == roleInput }); i >= 0 {
		t.Errorf("%s a month is taken for the sum of a year", turn.reading.amounts[i].Text)
	}
}

// The gate does the sums again and lets through none that it cannot follow.
func TestGateWorksFiguresOut(t *testing.T) {
	lib := sample(t)
	g := gate.Gate{Index: lib.Index, Rules: lib.Rules, AsOf: askedOn}
	like := quantity.Mention{Kind: quantity.Money, Currency: "CNY", Unit: "元"}
	wan := func(n int64) decimal.Decimal { return decimal.New(n, 4) }
	for name, c := range map[string]struct {
		question string
		working  Working
		traced   bool
	}{
		"right":           {"投了46万，再追加18万", Working{Terms: []Term{{Value: wan(46)}, {Op: OpPlus, Value: wan(18)}}, Value: wan(64), like: like}, true},
		"wrong sum":       {"投了46万，再追加18万", Working{Terms: []Term{{Value: wan(46)}, {Op: OpPlus, Value: wan(18)}}, Value: wan(65), like: like}, false},
		"nobody said so":  {"投了46万", Working{Terms: []Term{{Value: wan(46)}, {Op: OpPlus, Value: wan(18)}}, Value: wan(64), like: like}, false},
		"a share in 成":    {"投了50万，涨了三成", Working{Terms: []Term{{Value: wan(50)}, {Op: OpGrow, Value: decimal.NewFromInt(30)}}, Value: wan(65), like: like}, true},
		"a share unsaid":  {"投了50万，涨了两成", Working{Terms: []Term{{Value: wan(50)}, {Op: OpGrow, Value: decimal.NewFromInt(30)}}, Value: wan(65), like: like}, false},
		"a factor unsaid": {"每月4万，用了5个月", Working{Terms: []Term{{Value: wan(4)}, {Op: OpTimes, Value: decimal.NewFromInt(7)}}, Value: wan(28), like: like}, false},
	} {
		w := &writer{language: Simplified}
		a := Answer{Question: c.question, Language: Simplified, Kind: Calculation, Worked: []Working{c.working}}
		w.say(phrase{"按您说的，%s。", ""}, w.working(&c.working))
		w.finish(&a)
		if breaches := g.Check(judged(a)).Breaches; (len(breaches) == 0) != c.traced {
			t.Errorf("%s: breaches %v", name, breaches)
		}
	}
}

// A follow-up may say what becomes of a figure told before.
func TestChangeOfEarlierFigure(t *testing.T) {
	turn := turnOn(t, "打八折呢")
	rule, ok := turn.lib.Rules.Rule("sample/independent-site")
	if !ok {
		t.Fatal("no sample rule")
	}
	given := map[string]any{}
	turn.changed(rule, &Claim{rule.ID, map[string]any{"expense_yuan": "700000"}}, given)
	if given["expense_yuan"] != "560000" {
		t.Errorf("80%% of 700000 is given as %v", given)
	}
}

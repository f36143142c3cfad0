package assistant

import (
	"testing"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Parts of one figure are told alike; other figures of the same kind are not.
func TestToldAlike(t *testing.T) {
	rule := calculators.Rule{Quote: "对龙头企业企业法人、董事长、总经理等高管，在株所缴纳的个人所得税给予补贴"}
	in := calculators.Input{ID: "n", Type: calculators.MoneyInput}
	for text, want := range map[string]bool{
		"楼上420平、楼下380平":          true,
		"一期1800平二期1300平":         true,
		"上半年4.6万单，下半年6.1万单":      true,
		"一项23万元，一项31.5万元":        true,
		"董事长缴个税62万，总经理缴38.5万":    true,
		"董事长缴个税62万，司机缴3万":        false, // nobody the clause speaks of
		"推广费45万，扣点28万":           false,
		"预算100万，实际花了60万":         false,
		"独立站投70万和投79万，补的一样吗":     false,
		"独立站投80万，我们也投了80万，对吗":    false,
		"展位费2.6万，又去深圳参展，展位费3.3万": false,
		"首年2.8万，第二年又付了2万":        false,
		"我们有一个国家的，还有两个省内的":       false,
	} {
		turn := turnOn(t, text)
		first := -1
		for i, m := range turn.reading.amounts {
			if adds(m.Mention) && m.role == roleInput && m.Unit != "期" && m.Unit != "项" && m.Kind != quantity.Duration {
				first = i
				break
			}
		}
		if first < 0 {
			t.Fatalf("%s: no figure", text)
		}
		all := hit{0, len(turn.reading.runes)}
		got := turn.parallels(rule, assignment{input: in, amount: first}, map[int]bool{first: true}, all)
		if (len(got) > 0) != want {
			t.Errorf("%s: parts %v, want any: %v", text, got, want)
		}
	}
}

// What is left of a sum is taken where it is told in an input's own words.
func TestRemainder(t *testing.T) {
	for text, want := range map[string]string{
		"总共付了95万，其中12万是差旅、3万是关税，剩下都是推广费":  "80万元",
		"总共付了95万，其中12万是推广费、30万是建设费，剩下是工资": "95万元",
	} {
		turn := turnOn(t, text)
		turn.remainder(calculators.Rule{Inputs: []calculators.Input{{ID: "e", Type: calculators.MoneyInput, Label: calculators.Text{Zh: "费用"}, Words: []string{"推广费", "建设费"}}}})
		if got := turn.writer().money(turn.reading.amounts[0].Value); got != want {
			t.Errorf("%s: %s counts, want %s", text, got, want)
		}
	}
}

// A figure is carried forward over the years between, not over those named.
func TestYearsBetween(t *testing.T) {
	for want, years := range map[int][]string{3: {"2026", "2023"}, 1: {"2024", "2025"}, 0: nil} {
		if got := yearsBetween(years); got != want {
			t.Errorf("%v: %d years, want %d", years, got, want)
		}
	}
}

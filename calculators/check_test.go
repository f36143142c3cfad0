package calculators

import (
	"strings"
	"testing"
)

// TestCheck runs the worked cases of the pack as `clausewise check` does.
func TestCheck(t *testing.T) {
	t.Parallel()
	cases := Source{Pack: measures, Name: "cases.yaml", Data: []byte(readFile(t, "../policies/suzhou-measures/cases.yaml"))}
	rep := Check([]Source{measuresRules(t)}, []Source{cases}, texts{measures: cut(measures, measuresSource(t))})
	if !rep.OK() || len(rep.Untested) > 0 {
		t.Errorf("\n%s", rep)
	}
	if rep.Rules != 15 || rep.Parameters < 25 || rep.Cases < 90 {
		t.Errorf("rules %d, parameters %d, cases %d", rep.Rules, rep.Parameters, rep.Cases)
	}
}

// TestCheckFails checks that a wrong case, an unknown rule and a broken file
// are told with their lines.
func TestCheckFails(t *testing.T) {
	t.Parallel()
	cases := `- {rule: suzhou-measures/independent-site, inputs: {expense_yuan: 850000}, outcome: amount, yuan: "1.00"}
- {rule: suzhou-measures/transit-vehicles, inputs: {}, outcome: amount}
- {rule: suzhou-measures/independent-sit, inputs: {}, outcome: amount}
- {rule: suzhou-measures/transit-vehicles, inputs: {vehicle_cost_yuan: 1}, outcome: not_eligible, needs: [year], cap_bound: true, readings: {x: "1.00"}, date: 2024-01-01, value: "3"}
`
	rep := Check([]Source{measuresRules(t)},
		[]Source{{measures, "cases.yaml", []byte(cases)}, {measures, "odd.yaml", []byte("- {rul: x}")}, {measures, "bad.yaml", []byte("a: b")}},
		texts{measures: cut(measures, measuresSource(t))})
	if rep.OK() || len(rep.Failures) != 6 {
		t.Fatalf("failures: %+v", rep.Failures)
	}
	text := rep.String()
	for _, want := range []string{
		"cases.yaml:1", "金额应为 1.00，算得 290000.00", "cases.yaml:2", "结果应为 amount，算得 needs_input",
		"相近的有：suzhou-measures/independent-site", "应当询问 year", "应当触及封顶", "口径 x", "日期应为", "数值应为",
		"不认识的字段“rul”", "应当是算例的列表", "没有算例 suzhou-measures/scope",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
}

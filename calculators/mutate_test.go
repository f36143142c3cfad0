package calculators

import (
	"slices"
	"strings"
	"testing"
)

// TestMutants checks that a rule whose boundary has no worked case is told,
// with what went unnoticed, and that the book is as it was afterwards.
func TestMutants(t *testing.T) {
	t.Parallel()
	cases := `- {rule: suzhou-measures/transit-vehicles, inputs: {vehicle_cost_yuan: 700000, year: 2024}, outcome: amount, yuan: "300000.00", cap: suzhou-measures/enterprise-cap}
- {rule: suzhou-measures/transit-vehicles, inputs: {vehicle_cost_yuan: 500000}, outcome: amount, yuan: "200000.00"}
- {rule: suzhou-measures/transit-vehicles, inputs: {vehicle_cost_yuan: 300000}, outcome: not_eligible}
`
	rep := Check([]Source{measuresRules(t)}, []Source{{measures, "cases.yaml", []byte(cases)}},
		texts{measures: cut(measures, measuresSource(t))})
	if !rep.OK() || rep.Covered() {
		t.Fatalf("ok %v, covered %v", rep.OK(), rep.Covered())
	}
	var missed []string
	for _, s := range rep.Survivors {
		if s.Rule == "suzhou-measures/transit-vehicles" {
			missed = append(missed, s.What)
		}
	}
	for _, want := range []string{"400000 改为 400000.01", "600000 改为 599999.99", "第1档“超过”与“达到”互换", "条件 去掉 export_transit", "不看项目期间"} {
		if !slices.ContainsFunc(missed, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%q should go unnoticed: %q", want, missed)
		}
	}
	for _, dont := range []string{"200000 改为", "各档相加", "去掉第2项", "去掉封顶"} {
		if slices.ContainsFunc(missed, func(s string) bool { return strings.Contains(s, dont) }) {
			t.Errorf("%q is noticed by a case", dont)
		}
	}
	if text := rep.String(); !strings.Contains(text, "补一个算例") {
		t.Errorf("the report does not say what to do:\n%s", text)
	}
}

// TestMutantsAreTakenBack checks that mutating leaves no trace.
func TestMutantsAreTakenBack(t *testing.T) {
	t.Parallel()
	b, fresh := everything(t), everything(t)
	tried, _ := b.mutate(nil)
	if tried < 500 {
		t.Errorf("only %d mutants", tried)
	}
	for i, c := range b.order {
		if string(c.canonical()) != string(fresh.order[i].canonical()) || len(c.Conditions) != len(fresh.order[i].Conditions) || len(c.caps) != len(fresh.order[i].caps) || (c.period == nil) != (fresh.order[i].period == nil) {
			t.Errorf("%s is not as it was", c.ID)
		}
	}
}

package calculators

import (
	"strings"
	"testing"
)

// TestSamples tries a figure that no quote states: the amounts before and
// after are given all the same, and the book it was tried on is not kept.
func TestSamples(t *testing.T) {
	t.Parallel()
	rules, clauses := measuresRules(t), texts{measures: cut(measures, measuresSource(t))}
	cases := []Source{{measures, "cases.yaml", []byte(`- {rule: suzhou-measures/independent-site, inputs: {expense_yuan: 500000}, outcome: not_eligible}
- {rule: suzhou-measures/independent-site, inputs: {expense_yuan: 850000, has_record: true}, outcome: amount, yuan: "290000.00"}
- {rule: suzhou-measures/transit-vehicles, inputs: {vehicle_cost_yuan: 1000000}, outcome: up_to}
`)}}
	after := rules
	after.Data = []byte(strings.Replace(string(rules.Data), "add: {value: 30000,", "add: {value: 50000,", 1))
	if string(after.Data) == string(rules.Data) {
		t.Fatal("the rule's figure was not found")
	}
	got, err := Samples([]Source{rules}, []Source{after}, cases, clauses, "suzhou-measures/independent-site")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 {
		t.Fatalf("samples: %+v", got)
	}
	first := got[0]
	if !first.Changed || first.Line != 2 || first.Before.Amount.Yuan != "290000.00" || first.After.Amount.Yuan != "350000.00" {
		t.Errorf("the changed case: %+v", first)
	}
	if len(first.Inputs) != 2 || first.Inputs[0].Value != "85万元" || first.Inputs[1].Value != "是" {
		t.Errorf("what the case tells: %+v", first.Inputs)
	}
	if got[1].Changed || got[1].After.Outcome != NotEligible {
		t.Errorf("the case that stays: %+v", got[1])
	}
	if _, err := Samples([]Source{rules}, []Source{after}, cases, clauses, "suzhou-measures/no-such"); err == nil {
		t.Error("an unknown rule gave samples")
	}
}

// TestSamplesReachThroughACap changes a cap and sees the rules under it move.
func TestSamplesReachThroughACap(t *testing.T) {
	t.Parallel()
	rules, clauses := measuresRules(t), texts{measures: cut(measures, measuresSource(t))}
	cases := []Source{{measures, "cases.yaml", []byte(readFile(t, "../policies/suzhou-measures/cases.yaml"))}}
	changed, err := decodeRule([]Source{rules}, "suzhou-measures/enterprise-cap")
	if err != nil {
		t.Fatal(err)
	}
	max := changed.Formula.body.(*ceiling).Max.Value.String()
	after := rules
	after.Data = []byte(strings.Replace(string(rules.Data), "value: "+max, "value: 100000", 1))
	got, err := Samples([]Source{rules}, []Source{after}, cases, clauses, "suzhou-measures/enterprise-cap")
	if err != nil {
		t.Fatal(err)
	}
	others := 0
	for _, s := range got {
		if s.Changed && s.Rule != "suzhou-measures/enterprise-cap" {
			others++
		}
	}
	if others == 0 {
		t.Error("a lower cap moved no rule under it")
	}
}

// TestEveryParameterHasALabel holds the words of the console to the shapes.
func TestEveryParameterHasALabel(t *testing.T) {
	t.Parallel()
	book, err := Load(packFiles(t, "rules.yaml"), library(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range book.Rules() {
		for _, p := range book.Parameters(r.ID) {
			if p.Label.Zh == "" || strings.Contains(p.Label.Zh, "formula") {
				t.Errorf("%s %s: label %q", r.ID, p.Name, p.Label.Zh)
			}
		}
	}
}

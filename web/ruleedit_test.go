package web

import (
	"testing"

	"clausewise/calculators"
)

// TestEditCases lets moved cases expect their new results and leaves every
// other byte: comments, order and the cases that stay.
func TestEditCases(t *testing.T) {
	t.Parallel()
	before := `# worked cases
- {rule: p/r, inputs: {x: 1}, outcome: amount, yuan: "10.00", why: stays}
- rule: p/r # moved
  inputs: {x: 2}
  outcome: amount
  yuan: "20.00"
  readings: {whole: "21.00", other: eligible}
- {rule: p/r, inputs: {x: 3}, outcome: amount, yuan: "30.00", readings: {whole: "31.00"}}
`
	want := `# worked cases
- {rule: p/r, inputs: {x: 1}, outcome: amount, yuan: "10.00", why: stays}
- rule: p/r # moved
  inputs: {x: 2}
  outcome: up_to
  yuan: '25.00'
  readings: {whole: '26.00', other: eligible}
- {rule: p/r, inputs: {x: 3}, outcome: not_eligible, yuan: '0.00', readings: {whole: 'not_eligible'}}
`
	yuan := func(s string) *calculators.Yuan { return &calculators.Yuan{Yuan: s} }
	got, err := editCases([]byte(before), []calculators.Sample{
		{Line: 2, After: calculators.SampleGives{Outcome: calculators.Amount, Amount: yuan("99.00")}},
		{Line: 3, Changed: true, After: calculators.SampleGives{
			Outcome: calculators.UpTo, Amount: yuan("25.00"),
			Readings: []calculators.ReadingResult{{ID: "whole", Outcome: calculators.UpTo, Amount: yuan("26.00")}, {ID: "other", Outcome: calculators.Eligible}},
		}},
		{Line: 8, Changed: true, After: calculators.SampleGives{Outcome: calculators.NotEligible, Amount: yuan("0.00")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got:\n%s", got)
	}
}

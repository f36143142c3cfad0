package calculators

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

// TestProfileStandings pins how a firm in Suzhou stands to rules, and why.
func TestProfileStandings(t *testing.T) {
	t.Parallel()
	b := everything(t)
	facts := map[string]any{
		"place": "昆山", "site_expense": "八十五万", "site_has_record": "有", "overseas_warehouse_fee": "60万",
		"suzhou-measures/service-platform/served_firms": 29, "vehicle_cost_yuan": "很多", "benchmark_years": 1,
	}
	p, err := b.Profile(facts, ProfileOptions{Documents: cities()})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Standing{
		"suzhou-measures/independent-site":       Applies,
		"suzhou-measures/overseas-warehouse-use": OnTerms,
		"suzhou-measures/service-platform":       Fails,
		"suzhou-measures/transit-vehicles":       BadFact,
		"suzhou-measures/benchmark-enterprise":   MayApply,
		"zhuzhou-opinions/certification":         Elsewhere,
	}
	for _, d := range p.Documents {
		for _, r := range d.Rules {
			if s, ok := want[r.Rule]; ok {
				if delete(want, r.Rule); r.Standing != s {
					t.Errorf("%s: %s, want %s", r.Rule, r.Standing, s)
				}
			}
			switch r.Standing {
			case Fails:
				if len(r.Why) == 0 {
					t.Errorf("%s fails and does not say why", r.Rule)
				}
			case MayApply, OnTerms:
				if len(r.Missing) == 0 {
					t.Errorf("%s: %s, and nothing is missing", r.Rule, r.Standing)
				}
			}
		}
		if d.ID == measures && (d.Best.Total.Yuan != "410000.00" || d.Certain.Total.Yuan != "290000.00" || len(d.Best.Binds) > 0) {
			t.Errorf("best %+v, certain %+v", d.Best, d.Certain)
		}
	}
	if len(want) > 0 {
		t.Errorf("not weighed: %v", want)
	}
	if len(p.Asks) == 0 || p.Place != "昆山市" {
		t.Errorf("place %q, asks %v", p.Place, p.Asks)
	}
}

// cities are the documents with where they apply.
func cities() []Document {
	return []Document{
		{ID: measures, Jurisdiction: "苏州市", Draft: true},
		{ID: "suzhou-action-plan", Jurisdiction: "苏州市"},
		{ID: "zhuzhou-opinions", Jurisdiction: "株洲市", Draft: true},
		{ID: "huaian-action-plan", Jurisdiction: "淮安市"},
		{ID: "nantong-action-plan", Jurisdiction: "南通市"},
		{ID: "jiangsu-demonstration-enterprise", Jurisdiction: "江苏省"},
		{ID: "return-goods-2023-4", Jurisdiction: "全国"},
	}
}

// TestProfileAgrees holds every result of a profile against Evaluate, and every
// best sum against all choices.
func TestProfileAgrees(t *testing.T) {
	t.Parallel()
	b := everything(t)
	facts := enterprise()
	p, err := b.Profile(facts, ProfileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said := b.tell(facts, Simplified)
	compared := 0
	for _, d := range p.Documents {
		var claims []candidate
		for _, r := range d.Rules {
			res, err := b.Evaluate(r.Rule, said.inputs(b.rules[r.Rule]), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Result.Outcome != res.Outcome || (res.Amount != nil) != (r.Result.Amount != nil) || res.Amount != nil && *res.Amount != *r.Result.Amount {
				t.Errorf("%s: %+v, evaluated alone %+v", r.Rule, r.Result, res)
			}
			compared++
			if g := r.granted(); r.Touched && g.IsPositive() {
				claims = append(claims, candidate{rule: b.rules[r.Rule], amount: g, claim: Claim{Rule: r.Rule}})
			}
		}
		if d.Best == nil {
			continue
		}
		b.rivals(claims, said)
		if want := everyChoice(claims); d.Best.Total.Yuan != want.StringFixed(2) || !d.Best.Optimal {
			t.Errorf("%s: best %s, of all choices %s", d.ID, d.Best.Total.Yuan, want)
		}
	}
	if compared < 40 {
		t.Errorf("only %d rules", compared)
	}
}

// everyChoice tries every choice of claims under the one cap they may share.
func everyChoice(all []candidate) decimal.Decimal {
	best := decimal.Zero
	for choice := range 1 << len(all) {
		free, capped, limit := decimal.Zero, decimal.Zero, decimal.New(1, 13)
		permitted := true
		for i, c := range all {
			if choice&(1<<i) == 0 {
				continue
			}
			for j := range c.rivals {
				permitted = permitted && choice&(1<<j) == 0
			}
			if len(c.rule.caps) == 0 {
				free = free.Add(c.amount)
				continue
			}
			capped, limit = capped.Add(c.amount), c.rule.caps[0].Formula.body.(*ceiling).Max.Value
		}
		if permitted {
			best = decimal.Max(best, free.Add(decimal.Min(capped, limit)))
		}
	}
	return best
}

// TestSameSpendOnce claims a booth fee under one rule only, and says why the
// other is left.
func TestSameSpendOnce(t *testing.T) {
	t.Parallel()
	p, err := everything(t).Profile(map[string]any{
		"place": "株洲", "booth_fee": "6万", "zhuzhou_firm": true, "organiser": "株洲市商务局",
	}, ProfileOptions{Documents: cities()})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(p.Documents, func(d ProfileDocument) bool { return d.ID == "zhuzhou-opinions" })
	best := p.Documents[i].Best
	if best.Total.Yuan != "60000.00" || len(best.Left) != 1 || best.Left[0].Rule != "zhuzhou-opinions/other-exhibition" ||
		len(best.Binds) != 1 || best.Binds[0].Kind != "same_spend" || best.Binds[0].Cut.Yuan != "42000.00" {
		t.Errorf("%+v", best)
	}
}

// TestCompare sets independent sites side by side: an amount in Suzhou, other
// support in Zhuzhou, promises without amounts elsewhere; no formula crosses.
func TestCompare(t *testing.T) {
	t.Parallel()
	c, err := everything(t).Compare(map[string]any{"site_expense": "85万", "site_has_record": true}, CompareOptions{Documents: cities()})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Cities) != 4 || len(c.Subjects) != 1 || c.Subjects[0].Subject != "independent_site" {
		t.Fatalf("%d cities, subjects %+v", len(c.Cities), c.Subjects)
	}
	want := map[string]Standing{"苏州市": Applies, "株洲市": MayApply, "淮安市": Promised, "南通市": Promised}
	for _, cell := range c.Subjects[0].Cells {
		if cell.Standing != want[cell.Place] || cell.Text == "" {
			t.Errorf("%s: %s %q", cell.Place, cell.Standing, cell.Text)
		}
		for _, r := range cell.Rules {
			if r.Result != nil && r.Result.Amount != nil && cell.Place != "苏州市" && r.Result.Amount.Yuan == "290000.00" {
				t.Errorf("the formula of Suzhou is used in %s", cell.Place)
			}
		}
	}
	if len(c.Subjects[0].Differs) == 0 {
		t.Error("nothing is said of what parts the cities")
	}
}

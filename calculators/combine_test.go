package calculators

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// TestBestIsBruteForce compares the search with every choice there is, for
// random claims, caps over caps, and claims that exclude each other.
func TestBestIsBruteForce(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 11))
	book := &Book{factIDs: map[string]*Fact{}}
	bound, excluded := 0, 0
	for range 3000 {
		all := randomClaims(rng)
		s := newSearch(all)
		got := s.combination(book, Simplified)
		if !got.Optimal {
			t.Fatalf("nested caps and few rivals, yet not proved: %+v", got)
		}
		want := bruteForce(all)
		if got.Total.Yuan != want.StringFixed(2) {
			t.Fatalf("search %s, every choice %s: %s", got.Total.Yuan, want, claimsText(all))
		}
		picked := map[string]bool{}
		for _, c := range got.Rules {
			picked[c.Rule] = true
		}
		for i, a := range all {
			for j := range a.rivals {
				if picked[all[i].claim.Rule] && picked[all[j].claim.Rule] {
					t.Fatalf("%s and %s exclude each other", all[i].claim.Rule, all[j].claim.Rule)
				}
			}
		}
		for _, b := range got.Binds {
			if b.Kind == "cap" {
				bound++
			} else {
				excluded++
			}
			if decimal.RequireFromString(b.Cut.Yuan).IsNegative() {
				t.Fatalf("a constraint adds: %+v", b)
			}
		}
		sum := decimal.Zero
		for _, a := range all {
			sum = sum.Add(a.amount)
		}
		if len(got.Binds) == 0 && got.Total.Yuan != sum.StringFixed(2) {
			t.Fatalf("nothing binds, yet %s of %s: %s", got.Total.Yuan, sum, claimsText(all))
		}
	}
	if bound < 500 || excluded < 500 {
		t.Errorf("caps bound %d times, rivals %d times", bound, excluded)
	}
}

// randomClaims are up to nine claims; some stand under an inner cap, which
// stands under an outer one.
func randomClaims(rng *rand.Rand) []candidate {
	n := 1 + rng.IntN(9)
	limit := func(id string, most int) *compiled {
		c := &compiled{Rule: Rule{ID: id}, quotes: []Quote{{ID: "q1"}}}
		c.Formula.body = &ceiling{Max: Number{Value: decimal.NewFromInt(int64(1 + rng.IntN(most)))}}
		return c
	}
	outer, inner := limit("outer", 400), limit("inner", 150)
	all := make([]candidate, n)
	for i := range all {
		c := &compiled{Rule: Rule{ID: fmt.Sprintf("r%d", i)}}
		if rng.IntN(3) > 0 {
			c.caps = []*compiled{outer}
			if rng.IntN(2) > 0 {
				c.caps = []*compiled{inner, outer}
			}
		}
		all[i] = candidate{rule: c, amount: decimal.New(1+rng.Int64N(15000), -2), rivals: map[int]string{}, claim: Claim{Rule: c.ID, Outcome: Amount}}
	}
	for range rng.IntN(n + 1) {
		i, j := rng.IntN(n), rng.IntN(n)
		if i != j {
			all[i].rivals[j], all[j].rivals[i] = "apart", "apart"
		}
	}
	return all
}

// bruteForce is the best sum of all permitted choices, worked out without the
// search: the inner cap first, then the outer one over what is left.
func bruteForce(all []candidate) decimal.Decimal {
	best := decimal.Zero
	for choice := range 1 << len(all) {
		free, inner, outer := decimal.Zero, decimal.Zero, decimal.Zero
		innerMax, outerMax := decimal.New(1, 9), decimal.New(1, 9)
		permitted := true
		for rest := uint(choice); rest != 0; rest &= rest - 1 {
			i := bits.TrailingZeros(rest)
			for j := range all[i].rivals {
				permitted = permitted && choice&(1<<j) == 0
			}
			caps := all[i].rule.caps
			switch len(caps) {
			case 0:
				free = free.Add(all[i].amount)
			case 1:
				outer = outer.Add(all[i].amount)
			default:
				inner = inner.Add(all[i].amount)
				innerMax = caps[0].Formula.body.(*ceiling).Max.Value
			}
			if len(caps) > 0 {
				outerMax = caps[len(caps)-1].Formula.body.(*ceiling).Max.Value
			}
		}
		if permitted {
			best = decimal.Max(best, free.Add(decimal.Min(outerMax, outer.Add(decimal.Min(innerMax, inner)))))
		}
	}
	return best
}

func claimsText(all []candidate) string {
	var out strings.Builder
	for _, a := range all {
		var caps, rivals []string
		for _, c := range a.rule.caps {
			caps = append(caps, c.ID+" "+c.Formula.body.(*ceiling).Max.Value.String())
		}
		for j := range a.rivals {
			rivals = append(rivals, all[j].claim.Rule)
		}
		slices.Sort(rivals)
		out.WriteString(fmt.Sprintf("\n%s %s under %v against %v", a.claim.Rule, a.amount, caps, rivals))
	}
	return out.String()
}

// TestCapOverOneClaim names the cap that holds a claim down which exceeds it
// alone.
func TestCapOverOneClaim(t *testing.T) {
	t.Parallel()
	p, err := everything(t).Profile(map[string]any{"site_expense": "3000万", "site_has_record": true, "place": "苏州"}, ProfileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(p.Documents, func(d ProfileDocument) bool { return d.ID == measures })
	best := p.Documents[i].Best
	if best == nil || best.Total.Yuan != "8000000.00" || best.Sum.Yuan != "9050000.00" || len(best.Binds) != 1 || best.Binds[0].Cut.Yuan != "1050000.00" {
		t.Errorf("%+v", best)
	}
}

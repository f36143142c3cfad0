package calculators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Combination is the best sum of a document's amounts that its caps and its
// rules on what keeps apart allow.
type Combination struct {
	// Rules are the claims made; Left are those that give an amount and could
	// not be added, with what keeps them out.
	Rules []Claim   `json:"rules"`
	Left  []LeftOut `json:"left,omitempty"`
	// Outcome is up_to where any claim is a mere ceiling, else amount.
	Outcome Outcome `json:"outcome"`
	Sum     Yuan    `json:"sum"`   // of the claims before caps
	Total   Yuan    `json:"total"` // what can be granted
	// Binds are the caps and groups that hold the total below the sum of all
	// claims; empty where nothing does.
	Binds []Bind `json:"binds,omitempty"`
	// Optimal says that no other permitted choice gives more: every choice was
	// tried or bounded. It is false only where the search was cut short, or caps
	// overlap without one holding the other.
	Optimal bool `json:"optimal"`
	// Tried is how many choices were weighed.
	Tried int    `json:"tried"`
	Note  string `json:"note,omitempty"` // how the sum is to be read
}

// Claim is a rule's amount in a combination.
type Claim struct {
	Rule    string  `json:"rule"`
	Title   string  `json:"title"`
	Outcome Outcome `json:"outcome"`
	Amount  Yuan    `json:"amount"`             // by its clause, before the caps over it
	OnTerms bool    `json:"on_terms,omitempty"` // conditions are unconfirmed
}

// LeftOut is a claim that another one keeps out.
type LeftOut struct {
	Claim
	By string `json:"by"` // id of the constraint
}

// Bind is a constraint that holds the total down.
type Bind struct {
	ID    string `json:"id"`   // of the cap or group
	Kind  string `json:"kind"` // cap | apart | same_spend
	Label string `json:"label"`
	Limit *Yuan  `json:"limit,omitempty"` // of a cap
	Cut   Yuan   `json:"cut"`             // how much less the total is for it
	Quote *Quote `json:"quote,omitempty"`
}

// candidate is a rule with an amount, and what it competes with.
type candidate struct {
	rule    *compiled
	claim   Claim
	amount  decimal.Decimal
	rivals  map[int]string // index of another candidate → what keeps them apart
	certain bool
}

// enoughChoices bounds the search. Only rules that exclude each other branch,
// so it takes more than fifteen rivals to come near it.
const enoughChoices = 20_000

// combine finds the best permitted sum of what the rules give that the facts
// are about: over all of them, and over those with nothing left to confirm.
func (b *Book) combine(rules []ProfileRule, t told, language string) (best, certain *Combination) {
	var all, sure []candidate
	for _, pr := range rules {
		amount := pr.granted()
		if !pr.Touched || !amount.IsPositive() {
			continue // nothing told is about the rule: its ceiling is no claim
		}
		c := candidate{rule: b.rules[pr.Rule], amount: amount, certain: pr.Standing == Applies, claim: Claim{
			Rule: pr.Rule, Title: pr.Title, Outcome: pr.Result.Outcome, Amount: Yuan{amount.StringFixed(2)}, OnTerms: pr.Standing == OnTerms,
		}}
		all = append(all, c)
		if c.certain {
			sure = append(sure, c)
		}
	}
	return b.best(all, t, language), b.best(sure, t, language)
}

// best searches the permitted choices. Adding a claim never lowers a capped
// sum, so claims without rivals are in every best choice and only rivals
// branch: each is in or out, and a branch ends where even all the rest could
// not give more (branch and bound).
func (b *Book) best(all []candidate, t told, language string) *Combination {
	if len(all) == 0 {
		return nil
	}
	b.rivals(all, t)
	return newSearch(all).combination(b, language)
}

// newSearch finds the best choice.
func newSearch(all []candidate) *search {
	s := &search{all: all, caps: capsOf(all), chosen: make([]bool, len(all)), out: make([]bool, len(all))}
	for i, c := range all {
		if len(c.rivals) == 0 {
			s.chosen[i] = true
		} else {
			s.open = append(s.open, i)
		}
	}
	slices.SortStableFunc(s.open, func(x, y int) int { return all[y].amount.Cmp(all[x].amount) })
	s.most = decimal.New(-1, 0)
	s.walk(0)
	return s
}

// rivals notes which candidates exclude each other: by a group of the
// document, or because both are paid for one and the same spend.
func (b *Book) rivals(all []candidate, t told) {
	for i := range all {
		all[i].rivals = map[int]string{}
	}
	apart := func(i, j int, why string) {
		all[i].rivals[j], all[j].rivals[i] = why, why
	}
	for i := range all {
		for j := i + 1; j < len(all); j++ {
			for _, g := range b.apart {
				if slices.Contains(g.Rules, all[i].rule.ID) && slices.Contains(g.Rules, all[j].rule.ID) {
					apart(i, j, g.ID)
				}
			}
			if fact := b.sameSpend(all[i].rule, all[j].rule, t); fact != "" {
				apart(i, j, fact)
			}
		}
	}
}

// sameSpend is the spend that two rules would both be paid for.
func (b *Book) sameSpend(x, y *compiled, t told) string {
	for _, in := range x.Inputs {
		f, ok := b.factIDs[in.Fact]
		if in.Fact == "" || !ok || !f.Once {
			continue
		}
		if _, told := t.values[in.Fact]; !told {
			continue
		}
		for _, other := range y.Inputs {
			if other.Fact == in.Fact {
				return in.Fact
			}
		}
	}
	return ""
}

// capGroup is a cap with the candidates under it.
type capGroup struct {
	rule    *compiled
	max     decimal.Decimal
	members []int
}

// capsOf are the caps over the candidates, the inner ones first.
func capsOf(all []candidate) []capGroup {
	var out []capGroup
	for i, c := range all {
		for _, cap := range c.rule.caps {
			k := slices.IndexFunc(out, func(g capGroup) bool { return g.rule == cap })
			if k < 0 {
				out, k = append(out, capGroup{rule: cap, max: cap.Formula.body.(*ceiling).Max.Value}), len(out)
			}
			out[k].members = append(out[k].members, i)
		}
	}
	slices.SortStableFunc(out, func(x, y capGroup) int { return len(x.members) - len(y.members) })
	return out
}

// nested reports whether of any two caps that share a claim one holds the
// other; only then is the sum under them exact.
func nested(caps []capGroup) bool {
	for i := range caps {
		for j := i + 1; j < len(caps); j++ {
			shared := 0
			for _, m := range caps[i].members {
				if slices.Contains(caps[j].members, m) {
					shared++
				}
			}
			if shared != 0 && shared != len(caps[i].members) {
				return false
			}
		}
	}
	return true
}

// search is the state of a branch and bound.
type search struct {
	all    []candidate
	caps   []capGroup
	open   []int // candidates that have rivals, largest first
	chosen []bool
	out    []bool

	tried  int
	cut    bool // the search was ended early
	most   decimal.Decimal
	winner []bool
}

// walk decides the open candidate at k.
func (s *search) walk(k int) {
	if s.cut {
		return
	}
	if s.tried++; s.tried > enoughChoices {
		s.cut = true
		return
	}
	if s.winner != nil && !s.bound().GreaterThan(s.most) {
		return
	}
	if k == len(s.open) {
		s.most, s.winner = s.total(s.chosen), slices.Clone(s.chosen)
		return
	}
	i := s.open[k]
	free := true
	for j := range s.all[i].rivals {
		free = free && !s.chosen[j]
	}
	if free {
		s.chosen[i] = true
		s.walk(k + 1)
		s.chosen[i] = false
	}
	s.out[i] = true
	s.walk(k + 1)
	s.out[i] = false
}

// bound is the most a branch can still give: all that is not out.
func (s *search) bound() decimal.Decimal {
	with := make([]bool, len(s.all))
	for i := range s.all {
		with[i] = !s.out[i]
		for j := range s.all[i].rivals {
			if s.chosen[j] && !s.chosen[i] {
				with[i] = false
			}
		}
	}
	return s.total(with)
}

// total is the sum of a choice under the caps, inner ones first.
func (s *search) total(with []bool) decimal.Decimal {
	left := make([]decimal.Decimal, len(s.all))
	sum := decimal.Zero
	for i, in := range with {
		if in {
			left[i] = s.all[i].amount
			sum = sum.Add(left[i])
		}
	}
	for _, g := range s.caps {
		within := decimal.Zero
		for _, m := range g.members {
			within = within.Add(left[m])
		}
		over := within.Sub(g.max)
		for k := len(g.members) - 1; k >= 0 && over.IsPositive(); k-- {
			take := decimal.Min(over, left[g.members[k]])
			left[g.members[k]], over, sum = left[g.members[k]].Sub(take), over.Sub(take), sum.Sub(take)
		}
	}
	return sum
}

// combination tells the winner.
func (s *search) combination(b *Book, language string) *Combination {
	c := &Combination{Outcome: Amount, Tried: s.tried, Optimal: !s.cut && nested(s.caps), Rules: []Claim{}}
	sum := decimal.Zero
	for i, in := range s.winner {
		if !in {
			continue
		}
		c.Rules = append(c.Rules, s.all[i].claim)
		sum = sum.Add(s.all[i].amount)
		if s.all[i].claim.Outcome == UpTo {
			c.Outcome = UpTo
		}
	}
	c.Sum, c.Total = Yuan{sum.StringFixed(2)}, Yuan{s.most.StringFixed(2)}
	s.leave(c)
	s.binds(b, c, language)
	c.Note = combinedNote(c, language)
	return c
}

// leave lists what rivals keep out.
func (s *search) leave(c *Combination) {
	for i, in := range s.winner {
		if in {
			continue
		}
		for j := range s.all {
			if why, ok := s.all[i].rivals[j]; ok && s.winner[j] {
				c.Left = append(c.Left, LeftOut{Claim: s.all[i].claim, By: why})
				break
			}
		}
	}
}

// binds names the constraints that hold the total down, and by how much: what
// the total would be without each.
func (s *search) binds(b *Book, c *Combination, language string) {
	for k, g := range s.caps {
		without := *s
		without.caps = slices.Delete(slices.Clone(s.caps), k, k+1)
		gain := without.total(s.winner).Sub(s.most)
		if !gain.IsPositive() {
			continue
		}
		limit := Yuan{g.max.StringFixed(2)}
		quote := g.rule.quotes[0]
		c.Binds = append(c.Binds, Bind{
			ID: g.rule.ID, Kind: "cap", Label: g.rule.Title.In(language), Limit: &limit, Cut: Yuan{gain.StringFixed(2)}, Quote: &quote,
		})
	}
	seen := map[string]bool{}
	for _, l := range c.Left {
		if seen[l.By] {
			continue
		}
		seen[l.By] = true
		with := slices.Clone(s.winner)
		for i := range s.all {
			if slices.ContainsFunc(c.Left, func(o LeftOut) bool { return o.By == l.By && o.Rule == s.all[i].rule.ID }) {
				with[i] = true
			}
		}
		bind := Bind{ID: l.By, Kind: "same_spend", Cut: Yuan{s.total(with).Sub(s.most).StringFixed(2)}}
		if f, ok := b.factIDs[l.By]; ok {
			bind.Label = Text{Zh: "同一笔" + f.Label.Zh + "不重复享受（条文没有写明，按保守口径）", En: "one spend is claimed once (our cautious reading): " + f.Label.In(English)}.In(language)
		}
		if i := slices.IndexFunc(b.apart, func(a Apart) bool { return a.ID == l.By }); i >= 0 {
			bind.Kind, bind.Label = "apart", b.apart[i].Label.In(language)
		}
		c.Binds = append(c.Binds, bind)
	}
}

// combinedNote says how the total is to be read.
func combinedNote(c *Combination, language string) string {
	var zh, en []string
	if c.Outcome == UpTo {
		zh, en = append(zh, "含“最高”类项目，合计是上限，具体由主管部门评定"), append(en, "some parts are ceilings, so the total is one")
	}
	for _, x := range c.Rules {
		if x.OnTerms {
			zh, en = append(zh, "有的条件还没有确认，按符合计算"), append(en, "some conditions are unconfirmed and taken as met")
			break
		}
	}
	for _, x := range c.Binds {
		if x.Kind == "cap" {
			sum, total := c.Sum.text(), c.Total.text()
			zh, en = append(zh, fmt.Sprintf("各项合计%s，受“%s”限制为%s", sum.Zh, x.Label, total.Zh)),
				append(en, fmt.Sprintf("the claims add up to %s; the cap leaves %s", sum.En, total.En))
		}
	}
	return Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}.In(language)
}

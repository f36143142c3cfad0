package calculators

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/place"
)

// Document is what a profile has to know of a document beside its rules.
type Document struct {
	ID           string        `json:"id"`
	Title        string        `json:"title,omitempty"`
	Jurisdiction string        `json:"jurisdiction,omitempty"` // 苏州市, 江苏省, 全国
	Draft        bool          `json:"draft,omitempty"`
	Expires      quantity.Date `json:"expires,omitzero"` // last day of validity by its own text
	Notes        []Note        `json:"notes,omitempty"`  // its status on the day: draft, expired
}

// ProfileOptions are what a profile brings beside the facts.
type ProfileOptions struct {
	Options
	// Documents are those to consider, with where each applies; where empty,
	// all that have rules, everywhere.
	Documents []Document
}

// Standing says how an enterprise stands to a rule.
type Standing string

// The standings, from the nearest.
const (
	Applies    Standing = "applies"     // met, with nothing left to ask
	OnTerms    Standing = "on_terms"    // computed; Missing are conditions nobody has confirmed
	MayApply   Standing = "may_apply"   // Missing is needed first
	Fails      Standing = "fails"       // Why says what fails
	BadFact    Standing = "invalid"     // a fact cannot be read: Result.Problems
	Elsewhere  Standing = "elsewhere"   // the document does not apply at the place
	NotOffered Standing = "not_offered" // compare: no rule on the subject in the place
	Promised   Standing = "promised"    // compare: support without an amount
)

// Profile is every rule, weighed against one enterprise's facts.
type Profile struct {
	// Place is where the enterprise is, as understood; "" where not told: then
	// no document is left out.
	Place     string            `json:"place,omitempty"`
	Documents []ProfileDocument `json:"documents"`
	// Asks are facts that would settle more, those that most rules wait for
	// first. Only rules that the facts already touch are counted.
	Asks []FactNeed `json:"asks,omitempty"`
	// Problems are facts that could not be taken: unknown, or meaning several
	// things.
	Problems []Problem `json:"problems,omitempty"`
}

// ProfileDocument is one document's part of a profile.
type ProfileDocument struct {
	Document
	Here  bool          `json:"here"` // it applies at the place
	Rules []ProfileRule `json:"rules"`
	// Best is the best permitted combination of the document's amounts, of rules
	// that are Touched; nil where none is given. Certain is the same over rules that stand Applies.
	Best    *Combination `json:"best,omitempty"`
	Certain *Combination `json:"certain,omitempty"`
}

// ProfileRule is how the enterprise stands to a rule.
type ProfileRule struct {
	Rule     string   `json:"rule"`
	Title    string   `json:"title"`
	Clause   string   `json:"clause,omitempty"`
	Subjects []string `json:"subjects,omitempty"`
	Standing Standing `json:"standing"`
	// Touched says that at least one fact told is one the rule asks for. A form
	// shows the others folded.
	Touched bool       `json:"touched"`
	Missing []FactNeed `json:"missing,omitempty"`
	Why     []string   `json:"why,omitempty"` // what fails, in words
	Result  *Result    `json:"result,omitempty"`

	clause decimal.Decimal // the amount before the caps over it
}

// FactNeed is a fact that is missing, with the words to ask for it.
type FactNeed struct {
	Fact     string   `json:"fact"` // as Facts lists it
	Label    string   `json:"label"`
	Ask      string   `json:"ask,omitempty"`
	Type     string   `json:"type"`
	Unit     string   `json:"unit,omitempty"`
	Choices  []string `json:"choices,omitempty"`
	Rules    []string `json:"rules,omitempty"` // that wait for it
	Optional bool     `json:"optional,omitempty"`
}

// Profile weighs all rules against one enterprise's facts, keyed by fact id
// (Facts), by <rule>/<input>, or by an input id that one rule alone has. What
// is wrong with a fact is in the profile; there is no error but a book without
// rules for the documents named.
func (b *Book) Profile(facts map[string]any, o ProfileOptions) (Profile, error) {
	t := b.tell(facts, o.Language)
	p := Profile{Problems: t.unknown, Documents: []ProfileDocument{}}
	if t.place != "" {
		name, ok := placeNamed(t.place)
		if !ok {
			p.Problems = append(p.Problems, Problem{Input: Place, Text: Text{
				Zh: "不清楚“" + t.place + "”是哪里，请写明市、区或县", En: "please name the city or district: " + t.place,
			}.In(o.Language)})
		}
		p.Place = name
	}
	for _, d := range b.documents(o.Documents) {
		here := p.Place == "" || d.Jurisdiction == "" || place.Applies(d.Jurisdiction, p.Place)
		pd := ProfileDocument{Document: d, Here: here, Rules: []ProfileRule{}}
		for _, c := range b.order {
			if c.Document == d.ID && c.profiled() {
				pd.Rules = append(pd.Rules, b.stand(c, t, here, o.Options))
			}
		}
		if here {
			pd.Best, pd.Certain = b.combine(pd.Rules, t, o.Language)
		}
		p.Documents = append(p.Documents, pd)
	}
	p.Asks = gatherAsks(p.Documents)
	return p, nil
}

// documents are those asked for, or all that have rules.
func (b *Book) documents(asked []Document) []Document {
	if len(asked) > 0 {
		return asked
	}
	var out []Document
	for _, c := range b.order {
		if !slices.ContainsFunc(out, func(d Document) bool { return d.ID == c.Document }) {
			out = append(out, Document{ID: c.Document, Title: c.quotes[0].Title})
		}
	}
	return out
}

// stand weighs one rule.
func (b *Book) stand(c *compiled, t told, here bool, o Options) ProfileRule {
	pr := ProfileRule{Rule: c.ID, Title: c.Title.In(o.Language), Clause: c.Clause, Subjects: c.Subjects}
	inputs := t.inputs(c)
	for id := range inputs {
		in, ok := c.Input(id)
		pr.Touched = pr.Touched || !ok || in.Type != YearInput
	}
	if !here {
		pr.Standing = Elsewhere
		return pr
	}
	o.Strict = false
	r := &run{book: b, rule: c, options: o, language: o.Language}
	res := r.result(inputs)
	pr.Result, pr.clause = &res, r.clause.Truncate(2)
	switch res.Outcome {
	case InvalidInput:
		pr.Standing = BadFact
	case NotEligible:
		pr.Standing = Fails
		for _, s := range res.Conditions {
			if s.State == Failed {
				why := s.Label
				if s.Why != "" {
					why += Text{Zh: "：", En: ": "}.In(o.Language) + s.Why
				}
				pr.Why = append(pr.Why, why)
			}
		}
	case NeedsInput:
		pr.Standing, pr.Missing = MayApply, b.needs(c, res.Needs, o.Language)
	default:
		pr.Standing, pr.Missing = Applies, b.needs(c, res.Needs, o.Language)
		if len(pr.Missing) > 0 {
			pr.Standing = OnTerms
		}
	}
	return pr
}

// needs are the facts behind inputs and conditions that are missing.
func (b *Book) needs(c *compiled, ids []string, language string) []FactNeed {
	var out []FactNeed
	for _, id := range ids {
		fact := ""
		if in, ok := c.Input(id); ok {
			fact = factID(c.ID, id, in.Fact)
		} else if cond, ok := c.Condition(id); ok {
			fact = factID(c.ID, id, cond.Fact)
		}
		f, ok := b.factIDs[fact]
		if !ok {
			continue
		}
		n := FactNeed{Fact: f.ID, Label: f.Label.In(language), Ask: f.Ask.In(language), Type: string(f.Type), Unit: f.Unit}
		for _, o := range f.Options {
			n.Choices = append(n.Choices, o.Value)
		}
		out = append(out, n)
	}
	return out
}

// gatherAsks joins what rules wait for.
func gatherAsks(documents []ProfileDocument) []FactNeed {
	var out []FactNeed
	for _, d := range documents {
		for _, r := range d.Rules {
			if !r.Touched {
				continue
			}
			for _, n := range r.Missing {
				i := slices.IndexFunc(out, func(o FactNeed) bool { return o.Fact == n.Fact })
				if i < 0 {
					out, i = append(out, n), len(out)
				}
				out[i].Rules = append(slices.Clip(out[i].Rules), r.Rule)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y FactNeed) int { return cmp.Compare(len(y.Rules), len(x.Rules)) })
	return out
}

// granted is the amount a rule's clause gives in a profile before the caps
// over it, zero where it gives none.
func (p ProfileRule) granted() decimal.Decimal {
	if p.Result == nil || p.Result.Amount == nil || p.Standing != Applies && p.Standing != OnTerms {
		return decimal.Zero
	}
	return decimal.Max(p.clause, decimal.RequireFromString(p.Result.Amount.Yuan))
}

package calculators

import (
	"fmt"
	"slices"
	"strings"

	"clausewise/retrieval/place"
)

// CompareOptions are what a comparison brings beside the facts.
type CompareOptions struct {
	Options
	// Documents are those to consider, with where each applies. A comparison
	// without them knows no places and is empty.
	Documents []Document
	// Places are the cities, in the order of the columns; where empty, every
	// city that has a document.
	Places []string
	// Subjects are the ids to compare (Book.Subjects); where empty, those the
	// facts touch, and all where they touch none.
	Subjects []string
}

// Comparison is the same facts in several cities, side by side. A formula
// never crosses from one city to another: what a city's documents don't offer
// is said so.
type Comparison struct {
	Cities   []City          `json:"cities"`
	Subjects []ComparedTopic `json:"subjects"`
	Problems []Problem       `json:"problems,omitempty"`
	Asks     []FactNeed      `json:"asks,omitempty"`
}

// City is a column: what applies there, and the best sum of each document.
type City struct {
	Place     string         `json:"place"`
	Documents []CityDocument `json:"documents"`
}

// CityDocument is a document that applies in a city.
type CityDocument struct {
	Document
	Best    *Combination `json:"best,omitempty"`
	Certain *Combination `json:"certain,omitempty"`
}

// ComparedTopic is a row: a subject in every city, in the order of Cities.
type ComparedTopic struct {
	Subject string `json:"subject"`
	Label   string `json:"label"`
	Cells   []Cell `json:"cells"`
	// Differs says in words what parts the cities: status, condition, cap.
	Differs []string `json:"differs,omitempty"`
}

// Cell is a subject in one city.
type Cell struct {
	Place string `json:"place"`
	// Standing is the nearest of the rules', promised where there are only
	// promises without an amount, not_offered where there is nothing.
	Standing Standing      `json:"standing"`
	Rules    []ProfileRule `json:"rules,omitempty"`
	Promises []Promise     `json:"promises,omitempty"`
	Text     string        `json:"text"` // the cell in a line
}

// Promise is support without an amount, with its words.
type Promise struct {
	Rule  string `json:"rule"`
	Topic string `json:"topic"`
	Label string `json:"label"`
	Quote Quote  `json:"quote"`
}

// Compare weighs the same facts in each city. The fact place is not used: the
// firm is taken to be in each city in turn.
func (b *Book) Compare(facts map[string]any, o CompareOptions) (Comparison, error) {
	given := map[string]any{}
	for id, v := range facts {
		if id != Place {
			given[id] = v
		}
	}
	c := Comparison{Cities: []City{}, Subjects: []ComparedTopic{}}
	places := o.Places
	if len(places) == 0 {
		places = citiesOf(o.Documents)
	}
	var profiles []Profile
	for _, name := range places {
		p, ok := placeNamed(name)
		if !ok {
			c.Problems = append(c.Problems, Problem{Input: Place, Text: Text{
				Zh: "不清楚“" + name + "”是哪里，请写明城市", En: "please name the city: " + name,
			}.In(o.Language)})
			continue
		}
		given[Place] = p
		got, err := b.Profile(given, ProfileOptions{Options: o.Options, Documents: o.Documents})
		if err != nil {
			return c, err
		}
		got.Place = p
		profiles = append(profiles, got)
		c.Cities = append(c.Cities, cityOf(got))
	}
	if len(profiles) > 0 {
		c.Problems = append(c.Problems, profiles[0].Problems...)
	}
	for _, id := range b.compared(o.Subjects, profiles) {
		c.Subjects = append(c.Subjects, b.row(id, profiles, o.Options))
	}
	var all []ProfileDocument
	for _, p := range profiles {
		all = append(all, p.Documents...)
	}
	c.Asks = gatherAsks(all)
	return c, nil
}

// citiesOf are the cities that documents are made for.
func citiesOf(documents []Document) []string {
	var out []string
	for _, d := range documents {
		if p, ok := place.Lookup(d.Jurisdiction); ok && p.Level >= place.City {
			out = addOnce(out, p.Name)
		}
	}
	return out
}

// cityOf is the column of a profile.
func cityOf(p Profile) City {
	c := City{Place: p.Place, Documents: []CityDocument{}}
	for _, d := range p.Documents {
		if d.Here {
			c.Documents = append(c.Documents, CityDocument{Document: d.Document, Best: d.Best, Certain: d.Certain})
		}
	}
	return c
}

// compared are the subjects to show.
func (b *Book) compared(asked []string, profiles []Profile) []string {
	if len(asked) > 0 {
		return asked
	}
	var touched, all []string
	for _, s := range b.subjects {
		all = append(all, s.ID)
	}
	for _, p := range profiles {
		for _, d := range p.Documents {
			for _, r := range d.Rules {
				if r.Touched && d.Here {
					for _, s := range r.Subjects {
						touched = addOnce(touched, s)
					}
				}
			}
		}
	}
	if len(touched) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(id string) bool { return !slices.Contains(touched, id) })
}

// row sets one subject side by side.
func (b *Book) row(id string, profiles []Profile, o Options) ComparedTopic {
	row := ComparedTopic{Subject: id, Label: id, Cells: []Cell{}}
	if i := slices.IndexFunc(b.subjects, func(s Subject) bool { return s.ID == id }); i >= 0 {
		row.Label = b.subjects[i].Label.In(o.Language)
	}
	for _, p := range profiles {
		row.Cells = append(row.Cells, b.cell(id, p, o))
	}
	row.Differs = differences(row, profiles, o)
	return row
}

// cell is one subject in one city.
func (b *Book) cell(id string, p Profile, o Options) Cell {
	c := Cell{Place: p.Place, Standing: NotOffered}
	order := []Standing{Applies, OnTerms, MayApply, Fails, BadFact}
	for _, d := range p.Documents {
		if !d.Here {
			continue
		}
		for _, r := range d.Rules {
			if !slices.Contains(r.Subjects, id) {
				continue
			}
			c.Rules = append(c.Rules, r)
			if c.Standing == NotOffered || slices.Index(order, r.Standing) < slices.Index(order, c.Standing) {
				c.Standing = r.Standing
			}
		}
		c.Promises = append(c.Promises, b.promises(d.ID, id, o)...)
	}
	if len(c.Rules) == 0 && len(c.Promises) > 0 {
		c.Standing = Promised
	}
	c.Text = c.line(o)
	return c
}

// promises are what a document says on a subject without an amount.
func (b *Book) promises(document, subject string, o Options) []Promise {
	var out []Promise
	for _, c := range b.order {
		body, ok := c.Formula.body.(*none)
		if !ok || c.Document != document {
			continue
		}
		for i, t := range body.Topics {
			if !slices.Contains(t.Subjects, subject) {
				continue
			}
			k := slices.IndexFunc(c.quotes, func(q Quote) bool { return q.ID == c.topics[i].ref })
			out = append(out, Promise{Rule: c.ID, Topic: t.ID, Label: t.Label.In(o.Language), Quote: c.quotes[k]})
		}
	}
	return out
}

// line is the cell in words.
func (c Cell) line(o Options) string {
	var zh, en []string
	for _, r := range c.Rules {
		text := r.standingText()
		zh, en = append(zh, r.Title+"："+text.Zh), append(en, r.Title+": "+text.En)
	}
	switch {
	case c.Standing == NotOffered:
		zh, en = []string{"文件里没有这方面的条款"}, []string{"no clause on this in the library"}
	case c.Standing == Promised:
		zh, en = []string{"有支持，没有写金额"}, []string{"support is promised without an amount"}
	}
	return Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}.In(o.Language)
}

// standingText is how the enterprise stands to a rule, in a few words.
func (r ProfileRule) standingText() Text {
	labels := make([]string, len(r.Missing))
	for i, m := range r.Missing {
		labels[i] = m.Label
	}
	missing := strings.Join(labels, "、")
	switch r.Standing {
	case Applies, OnTerms:
		t := Text{Zh: "符合", En: "met"}
		if r.Result.Amount != nil {
			t = r.Result.Amount.text()
			if r.Result.Outcome == UpTo {
				t = Text{Zh: "最高" + t.Zh, En: "up to " + t.En}
			}
		}
		if missing != "" {
			t.Zh += "（须确认：" + missing + "）"
			t.En += " (to be confirmed: " + missing + ")"
		}
		return t
	case MayApply:
		return Text{Zh: "要先知道" + missing, En: "needs " + missing}
	case Fails:
		return Text{Zh: "不符合：" + strings.Join(r.Why, "，"), En: "not met: " + strings.Join(r.Why, ", ")}
	case BadFact:
		return Text{Zh: "所给的数据用不上", En: "the facts cannot be used"}
	}
	return Text{Zh: "不适用", En: "does not apply"}
}

// differences says what parts the cities on a subject.
func differences(row ComparedTopic, profiles []Profile, o Options) []string {
	var out []string
	add := func(zh, en string) { out = addOnce(out, Text{Zh: zh, En: en}.In(o.Language)) }
	for i, cell := range row.Cells {
		switch cell.Standing {
		case NotOffered:
			add(cell.Place+"的文件没有这方面的条款", cell.Place+" has no clause on it")
		case Promised:
			add(cell.Place+"只写了支持，没有写金额", cell.Place+" promises support without an amount")
		}
		for _, r := range cell.Rules {
			if r.Standing == Fails {
				add(cell.Place+"不符合“"+r.Title+"”："+strings.Join(r.Why, "，"), cell.Place+": "+r.Title+" is not met: "+strings.Join(r.Why, ", "))
			}
			if r.Result != nil && r.Result.Cap != "" {
				add(fmt.Sprintf("%s的“%s”另有合计封顶", cell.Place, r.Title), fmt.Sprintf("%s: %s stands under a cap over all claims", cell.Place, r.Title))
			}
		}
		for _, d := range profiles[i].Documents {
			offered := slices.ContainsFunc(cell.Rules, func(r ProfileRule) bool {
				return slices.ContainsFunc(d.Rules, func(x ProfileRule) bool { return x.Rule == r.Rule })
			})
			if offered && d.Draft {
				add(cell.Place+"的依据是征求意见稿", cell.Place+"'s document is a draft")
			}
			if offered && !d.Expires.IsZero() && !o.AsOf.IsZero() && o.AsOf.After(d.Expires) {
				add(fmt.Sprintf("%s的文件有效期到%s，已过期", cell.Place, d.Expires), fmt.Sprintf("%s's document expired on %s", cell.Place, d.Expires))
			}
		}
	}
	return out
}

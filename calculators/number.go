package calculators

import (
	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// Number is a parameter: a figure and the words of the clause that state it.
// The quote is as narrow as possible: it holds this one figure.
type Number struct {
	Value  decimal.Decimal `yaml:"value" json:"value,omitzero"`
	Quote  string          `yaml:"quote" json:"quote,omitempty"`
	Clause string          `yaml:"clause,omitempty" json:"clause,omitempty"` // the rule's own where empty
	// Wording is the phrase around the quote that words the comparison, where
	// the quote itself cannot: 首次达到1亿元、10亿元 for the quote 10亿元.
	Wording string `yaml:"wording,omitempty" json:"wording,omitempty"`
}

// Day is a parameter that is a calendar day.
type Day struct {
	Value  quantity.Date `yaml:"value" json:"value"`
	Quote  string        `yaml:"quote" json:"quote"`
	Clause string        `yaml:"clause,omitempty" json:"clause,omitempty"`
}

// measure is what a parameter's figure counts; it decides which figure of the
// quote can be the parameter.
type measure int

const (
	yuan    measure = iota // 元, or the currency the parameter names
	percent                // 5 for 5%
	count                  // 家, 名, 档, 个月: whatever the clause counts in
	day                    // a calendar day
)

// parameter is a Number or Day with its place in the rule.
type parameter struct {
	name     string // formula.over, requires.all.0
	label    Text   // what the figure is, for people
	number   *Number
	day      *Day
	measure  measure
	currency string // for yuan; "" is CNY
	shift    int32  // decimal places from the figure of a table to 元 or one: 亿元 is 8
	op       Op     // the wording its quote must have, "" where any will do
}

// Parameter is a parameter as others see it.
type Parameter struct {
	Name  string `json:"name"`
	Label Text   `json:"label"` // what the figure is: 起点（超过）, 每增加
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
	Quote string `json:"quote"`
	// Clause, Start and End say where the quote stands: code points of the source.
	Clause string `json:"clause"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

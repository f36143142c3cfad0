package calculators

import (
	"github.com/shopspring/decimal"
)

// Rule is what a clause lets one compute or decide, as rules.yaml writes it.
type Rule struct {
	ID       string   `yaml:"id" json:"id"`
	Document string   `yaml:"document" json:"document"`
	Clause   string   `yaml:"clause,omitempty" json:"clause,omitempty"` // clause key; "" is the whole document
	Title    Text     `yaml:"title" json:"title"`
	Outcome  Outcome  `yaml:"outcome" json:"outcome"`
	Words    []string `yaml:"words,omitempty" json:"words,omitempty"` // what people call it
	// Subjects are what the support is for, in words that rules of several
	// cities share, so that they can be set side by side: 独立站, 海外仓.
	Subjects []string `yaml:"subjects,omitempty" json:"subjects,omitempty"`

	// Quote is the sentence the rule rests on, verbatim; See are further ones.
	Quote string     `yaml:"quote,omitempty" json:"quote,omitempty"`
	See   []Citation `yaml:"see,omitempty" json:"see,omitempty"`

	Inputs     []Input      `yaml:"inputs,omitempty" json:"inputs,omitempty"`
	Conditions []Condition  `yaml:"conditions,omitempty" json:"conditions,omitempty"`
	Requires   *Requirement `yaml:"requires,omitempty" json:"requires,omitempty"`
	Formula    Formula      `yaml:"formula" json:"formula"`
	Readings   []Reading    `yaml:"readings,omitempty" json:"readings,omitempty"`

	// Caps are rules of shape cap that bind over this one; Period is a rule of
	// shape validity whose period the spend must fall in ("none": no period,
	// empty: the document's default).
	Caps   []string `yaml:"caps,omitempty" json:"caps,omitempty"`
	Period string   `yaml:"period,omitempty" json:"period,omitempty"`

	Warn        []Text   `yaml:"warn,omitempty" json:"warn,omitempty"` // what a clerk must say
	Open        []Text   `yaml:"open,omitempty" json:"open,omitempty"` // what the text leaves open
	Departments []string `yaml:"departments,omitempty" json:"departments,omitempty"`

	Pack string `yaml:"-" json:"pack,omitempty"`

	hash string // of the rule with the caps and the period it is tied to
}

// Citation is a further passage a rule rests on.
type Citation struct {
	Clause string `yaml:"clause,omitempty" json:"clause,omitempty"` // the rule's own where empty
	Quote  string `yaml:"quote" json:"quote"`
}

// InputType says how a value is read and what its unit is.
type InputType string

// The types of input.
const (
	MoneyInput   InputType = "money"   // 元 of Currency, CNY unless said otherwise
	IntInput     InputType = "int"     // a whole number in Unit
	DecimalInput InputType = "decimal" // any number in Unit
	YearInput    InputType = "year"    // a calendar year
	DateInput    InputType = "date"    // a calendar day
	BoolInput    InputType = "bool"    // yes or no
	EnumInput    InputType = "enum"    // one of Options
	RateInput    InputType = "rate"    // percent: 5 is 5%
	AreaInput    InputType = "area"    // square metres
	TextInput    InputType = "text"    // free text
	PartsInput   InputType = "parts"   // [[rule, inputs], …] for a cap
)

// Input is something the user must, or may, tell.
type Input struct {
	ID       string    `yaml:"id" json:"id"`
	Type     InputType `yaml:"type" json:"type"`
	Unit     string    `yaml:"unit,omitempty" json:"unit,omitempty"`         // 家, 个, 年; 元 for money
	Currency string    `yaml:"currency,omitempty" json:"currency,omitempty"` // ISO 4217, money only
	Optional bool      `yaml:"optional,omitempty" json:"optional,omitempty"`
	Label    Text      `yaml:"label" json:"label"`
	Ask      Text      `yaml:"ask,omitempty" json:"ask,omitzero"`
	Words    []string  `yaml:"words,omitempty" json:"words,omitempty"`
	// Deny are words that say no to a yes-or-no input: 拆箱 is no 加工.
	Deny    []string `yaml:"deny,omitempty" json:"deny,omitempty"`
	Options []Option `yaml:"options,omitempty" json:"options,omitempty"`
	// Adds says that several figures of one message are parts of this one:
	// 建设30万、服务器8万.
	Adds bool `yaml:"adds,omitempty" json:"adds,omitempty"`
	// Excludes are words of costs that are told beside this one and are none of
	// it: 搭建, 差旅 of 展位费. They are held against the clause by Warn or Open.
	Excludes []string `yaml:"excludes,omitempty" json:"excludes,omitempty"`
	// Fact is the shared fact that fills this input in a profile.
	Fact string `yaml:"fact,omitempty" json:"fact,omitempty"`
	// Yearly says that a rate is the growth from one year to the next, which the
	// figures of both years tell as well: 注册用户从12万涨到26万.
	Yearly bool `yaml:"yearly,omitempty" json:"yearly,omitempty"`
	// Ordinal says that the value is a place in an order (第二年), no count.
	Ordinal bool `yaml:"ordinal,omitempty" json:"ordinal,omitempty"`
	// Year is the year of the support that this counts in, from 1: asked for
	// one year alone, those of the other years are none.
	Year int `yaml:"year,omitempty" json:"year,omitempty"`
	// Other is the option that unlisted text stands for; empty refuses it.
	Other string `yaml:"other,omitempty" json:"other,omitempty"`
	// Default is taken, and said, where a count is not given.
	Default *decimal.Decimal `yaml:"default,omitempty" json:"default,omitempty"`
	// Min and Max bound what the value can sensibly be; they are no
	// parameters of the policy, which stand in the formula with their quotes.
	Min *decimal.Decimal `yaml:"min,omitempty" json:"min,omitempty"`
	Max *decimal.Decimal `yaml:"max,omitempty" json:"max,omitempty"`
	// Outside says why a value beyond Min and Max is refused.
	Outside Text `yaml:"outside,omitempty" json:"outside,omitzero"`
	// NotBefore is an earlier date input that this one cannot precede: goods
	// do not come back before they left.
	NotBefore string `yaml:"not_before,omitempty" json:"not_before,omitempty"`
	// WithinPeriod bounds a count of years by the years the rule's period has.
	WithinPeriod bool `yaml:"within_period,omitempty" json:"within_period,omitempty"`
}

// Option is a value of an enum.
type Option struct {
	Value string   `yaml:"value" json:"value"`
	Label Text     `yaml:"label,omitempty" json:"label,omitzero"`
	Words []string `yaml:"words,omitempty" json:"words,omitempty"`
}

// Condition is a yes/no requirement in the clause. One without Ask is listed
// and never asked for: 经认定, 自用.
type Condition struct {
	ID    string `yaml:"id" json:"id"`
	Label Text   `yaml:"label" json:"label"`
	Ask   Text   `yaml:"ask,omitempty" json:"ask,omitzero"`
	Quote string `yaml:"quote,omitempty" json:"quote,omitempty"`
	// Clause is where the quote stands; the rule's own where empty.
	Clause string   `yaml:"clause,omitempty" json:"clause,omitempty"`
	Words  []string `yaml:"words,omitempty" json:"words,omitempty"` // people say it holds
	Deny   []string `yaml:"deny,omitempty" json:"deny,omitempty"`   // people say it does not
	// Either says that the condition names alternatives (磋商或交易记录): denying
	// one of them denies nothing while another is affirmed.
	Either bool `yaml:"either,omitempty" json:"either,omitempty"`
	// Fact is the shared fact that fills this condition in a profile.
	Fact string `yaml:"fact,omitempty" json:"fact,omitempty"`
	// Where settles the condition from inputs, where nobody has said yes or no:
	// 没有退税 holds where rebate_taken is no.
	Where *Requirement `yaml:"where,omitempty" json:"where,omitempty"`
}

// Reading is one way to read an ambiguous clause. Its id names a mode of the
// formula's shape (full_steps, pro_rata), unless it brings its own
// requirements.
type Reading struct {
	ID       string       `yaml:"id" json:"id"`
	Default  bool         `yaml:"default,omitempty" json:"default,omitempty"`
	Label    Text         `yaml:"label" json:"label"`
	Requires *Requirement `yaml:"requires,omitempty" json:"requires,omitempty"`
}

// Input finds an input by id.
func (r Rule) Input(id string) (Input, bool) {
	for _, in := range r.Inputs {
		if in.ID == id {
			return in, true
		}
	}
	return Input{}, false
}

// Condition finds a condition by id.
func (r Rule) Condition(id string) (Condition, bool) {
	for _, c := range r.Conditions {
		if c.ID == id {
			return c, true
		}
	}
	return Condition{}, false
}

// SumInput returns the input that takes the results to add up, where the rule
// is one for a sum.
func (r Rule) SumInput() (string, bool) {
	for _, in := range r.Inputs {
		if in.Type == PartsInput {
			return in.ID, true
		}
	}
	return "", false
}

// GrantsMoney reports whether the rule's result is an amount.
func (r Rule) GrantsMoney() bool { return r.Outcome == Amount || r.Outcome == UpTo }

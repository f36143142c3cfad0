package calculators

import (
	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// Outcome says what kind of result a rule gave.
type Outcome string

// The outcomes of design.md §5.
const (
	Amount       Outcome = "amount"        // 给予: the formula fixes the amount
	UpTo         Outcome = "up_to"         // 最高, 不超过: the amount is the most it can be
	Eligible     Outcome = "eligible"      // the requirements are met, or met under unconfirmed conditions
	NotEligible  Outcome = "not_eligible"  // a threshold or condition fails; an amount rule then gives 0.00
	NeedsInput   Outcome = "needs_input"   // Needs names what must be told
	InvalidInput Outcome = "invalid_input" // Problems says which value is wrong and why
	NoAmount     Outcome = "no_amount"     // the document states no figure
	DateOutcome  Outcome = "date"          // Date is set
	ValueOutcome Outcome = "value"         // Value is set
)

// State of a condition.
type State string

// The states.
const (
	Met         State = "met"
	Failed      State = "failed"
	Unconfirmed State = "unconfirmed"
)

// Result is what a rule gives for some inputs, with the way it got there.
type Result struct {
	Rule    string  `json:"rule"`
	Title   string  `json:"title"`
	Outcome Outcome `json:"outcome"`

	Amount *Yuan         `json:"amount,omitempty"`
	Date   quantity.Date `json:"date,omitzero"`
	Value  *Value        `json:"value,omitempty"`

	// Inputs are the values used, normalised: yuan amounts as plain decimals.
	Inputs map[string]string `json:"inputs,omitempty"`
	// Said are the inputs whose value is not all that was told, in the words
	// used: 50多万 stands for a range, 达到 for no figure at all.
	Said       map[string]string `json:"said,omitempty"`
	Steps      []Step            `json:"steps,omitempty"`
	Conditions []ConditionState  `json:"conditions,omitempty"`
	// Readings are the other ways to read the clause and what they give; the
	// default one is the result itself.
	Readings []ReadingResult `json:"readings,omitempty"`
	// Cap is the rule id of the cap that applies over the clause's own amount.
	Cap string `json:"cap,omitempty"`
	// CapBound says that the cap reduced the amount.
	CapBound bool `json:"cap_bound,omitempty"`
	// Needs lists inputs without which nothing can be computed, or, where an
	// amount is given, conditions nobody has confirmed.
	Needs    []string  `json:"needs,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
	// Assumed lists inputs that were not given and what was taken instead.
	Assumed []Assumption `json:"assumed,omitempty"`
	// Ignored lists inputs the rule does not know.
	Ignored []string `json:"ignored,omitempty"`
	// Next is the nearest larger input that gives more, where there is one.
	Next   *Next   `json:"next,omitempty"`
	Notes  []Note  `json:"notes,omitempty"`
	Quotes []Quote `json:"quotes,omitempty"`
	// Parts are the results a cap adds up, in the order given.
	Parts []Result `json:"parts,omitempty"`
}

// Yuan is an amount of money in 元 with two decimals.
type Yuan struct {
	Yuan string `json:"yuan"`
}

// text is the amount as people say it: 29万元, RMB 290,000.
func (y Yuan) text() Text {
	d, err := decimal.NewFromString(y.Yuan)
	if err != nil {
		return Text{Zh: y.Yuan + "元", En: "RMB " + y.Yuan}
	}
	return Text{Zh: quantity.FormatWan(d), En: quantity.FormatEnglish(d)}
}

// Value is a figure that is not money granted: a target, a sum of targets.
type Value struct {
	Number   string `json:"number"`
	Unit     string `json:"unit,omitempty"`
	Operator string `json:"operator,omitempty"` // >, ≥, =, …
	Derived  bool   `json:"derived,omitempty"`  // computed by us, stands in no document
}

// Step is a line of the arithmetic as one would write it on paper.
type Step struct {
	Label      string `json:"label"`
	Expression string `json:"expression"` // 850000 − 500000
	Value      string `json:"value"`      // 350000
	Unit       string `json:"unit,omitempty"`
	Quote      string `json:"quote,omitempty"` // id of a quote of this result
}

// ConditionState is a requirement and what is known of it.
type ConditionState struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	State State  `json:"state"`
	// Why says in a short phrase what made it fail: 500000 不超过 500000.
	Why   string `json:"why,omitempty"`
	Quote string `json:"quote,omitempty"`
}

// ReadingResult is another reading of an ambiguous clause.
type ReadingResult struct {
	ID      string  `json:"id"`
	Label   string  `json:"label"`
	Outcome Outcome `json:"outcome,omitempty"`
	Amount  *Yuan   `json:"amount,omitempty"`
}

// Problem is an input that cannot be used, in words for the user.
type Problem struct {
	Input string `json:"input"`
	Text  string `json:"text"`
}

// Assumption is a value taken because none was given.
type Assumption struct {
	Input string `json:"input"`
	Value string `json:"value"`
	Text  string `json:"text"`
}

// Next says how much more of an input reaches the next larger amount. Values
// are in the input's own unit and in 元.
type Next struct {
	Input  string          `json:"input"`
	More   decimal.Decimal `json:"more"`
	At     decimal.Decimal `json:"at"`
	Amount Yuan            `json:"amount"`
	Gain   Yuan            `json:"gain"` // how much more that is
}

// Note is a remark of the rule: a warning of the clerk, what is left open, a
// period that binds.
type Note struct {
	Kind string `json:"kind"` // warn | open | period | cap | unit | incomplete_source
	Text string `json:"text"`
}

// Quote is a verbatim span of a document, resolved from the stored text.
type Quote struct {
	ID       string `json:"id"`
	Document string `json:"document"`
	Version  int    `json:"version"`
	Clause   string `json:"clause"`
	Number   string `json:"number,omitempty"`
	Path     string `json:"path,omitempty"`
	Title    string `json:"title,omitempty"` // of the document
	Text     string `json:"text"`
	Start    int    `json:"start"` // code points of the source, end exclusive
	End      int    `json:"end"`
}

// ClauseText is a clause as the rules see it.
type ClauseText struct {
	Document string
	Version  int
	Key      string
	Number   string
	Path     string
	Title    string // of the document
	Text     string
	Start    int // code points of the source
}

// Clauses finds the clause a rule rests on. Key "" stands for the whole
// document.
type Clauses interface {
	Clause(document, key string) (ClauseText, bool)
}

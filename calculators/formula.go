package calculators

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"

	"clausewise/calculators/quantity"
)

// Formula is a shape with its parameters.
type Formula struct {
	Shape string
	body  shape
}

// shape is a kind of formula. A shape is a file that implements this and a
// line in newShape.
type shape interface {
	// parameters are the figures with their quotes.
	parameters(r Rule) []parameter
	// uses are the inputs the formula reads, with the types it can read.
	uses() []use
	// modes are the readings the shape knows; the first is what it does
	// where the rule names none.
	modes() []string
	// gates are thresholds that are part of the formula itself: 超过50万元.
	gates() []Requirement
	// compute works the result out. It is called only when no gate fails and
	// reports what is missing through run.need.
	compute(r *run) computed
}

// use is an input a formula reads.
type use struct {
	input    string
	types    []InputType
	optional bool
}

// computed is what a formula gives before caps and truncation.
type computed struct {
	outcome Outcome // where it is not the rule's own
	amount  decimal.Decimal
	date    quantity.Date
	value   *Value
}

// newShape makes an empty formula to decode into.
func newShape(name string) (shape, bool) {
	switch name {
	case "steps":
		return &steps{}, true
	case "rate":
		return &rate{}, true
	case "tiers":
		return &tiers{}, true
	case "choice":
		return &choice{}, true
	case "fixed":
		return &fixed{}, true
	case "series":
		return &series{}, true
	case "sum":
		return &sum{}, true
	case "cap":
		return &ceiling{}, true
	case "eligibility":
		return &eligibility{}, true
	case "deadline":
		return &deadline{}, true
	case "validity":
		return &validity{}, true
	case "scope":
		return &scope{}, true
	case "checklist":
		return &checklist{}, true
	case "none":
		return &none{}, true
	case "targets":
		return &targets{}, true
	case "growth":
		return &growth{}, true
	case "total":
		return &total{}, true
	}
	return nil, false
}

// Shapes lists the shapes of formulas by name, for messages, the schema and the
// guide to packs.
func Shapes() []string {
	return []string{
		"steps", "rate", "tiers", "choice", "fixed", "series", "sum", "cap",
		"eligibility", "deadline", "validity", "scope", "checklist", "none",
		"targets", "growth", "total",
	}
}

// UnmarshalYAML reads the shape's name and then its parameters.
func (f *Formula) UnmarshalYAML(n *yaml.Node) error {
	var head struct {
		Shape string `yaml:"shape"`
	}
	if err := n.Decode(&head); err != nil {
		return err
	}
	body, ok := newShape(head.Shape)
	if !ok {
		return fmt.Errorf("第%d行：没有名为“%s”的公式形状，可用的有 %v", n.Line, head.Shape, Shapes())
	}
	f.Shape, f.body = head.Shape, body
	return n.Decode(body)
}

// MarshalJSON writes the shape and its parameters as one object.
func (f Formula) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(f.body)
	if err != nil {
		return nil, fmt.Errorf("formula %s: %w", f.Shape, err)
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("formula %s: %w", f.Shape, err)
	}
	if m == nil {
		m = map[string]json.RawMessage{}
	}
	m["shape"], _ = json.Marshal(f.Shape)
	return json.Marshal(m)
}

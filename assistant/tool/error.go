package tool

import (
	"errors"
	"strings"

	"clausewise/calculators"
)

// Fault names what is wrong with a call, for programs.
type Fault string

// The faults of a call.
const (
	FaultArguments       Fault = "not_an_object"
	FaultUnknownArgument Fault = "unknown_argument"
	FaultBadArgument     Fault = "bad_argument"
	FaultMissingArgument Fault = "missing_argument"
	FaultUnknownTool     Fault = "unknown_tool"
	FaultUnknownRule     Fault = "unknown_rule"
	FaultSuspendedRule   Fault = "rule_suspended"
	FaultUnknownInput    Fault = "unknown_input"
	FaultInvalidInput    Fault = "invalid_input"
	FaultUnknownDocument Fault = "unknown_document"
	FaultUnknownClause   Fault = "unknown_clause"
	FaultUnknownCity     Fault = "unknown_city"
	FaultOutOfScope      Fault = "out_of_scope"
)

// Error is a call that the caller can mend; its words say how.
type Error struct {
	Fault    Fault            `json:"code"`
	Argument string           `json:"argument,omitempty"` // the argument or input it is about
	Text     calculators.Text `json:"text"`
	// Problems are the inputs of a rule that cannot be used.
	Problems []calculators.Problem `json:"problems,omitempty"`
}

// Error is the Chinese text with the problems, for people and models.
func (e *Error) Error() string { return e.In(calculators.Simplified) }

// In is the whole message in a language.
func (e *Error) In(language string) string {
	var b strings.Builder
	b.WriteString(e.Text.In(language))
	for _, p := range e.Problems {
		b.WriteString("\n- " + p.Input + "：" + p.Text)
	}
	return b.String()
}

// wrongly makes a Error.
func wrongly(fault Fault, argument, zh, en string) *Error {
	return &Error{Fault: fault, Argument: argument, Text: calculators.Text{Zh: zh, En: en}}
}

// ruleFault tells errors of the book that the caller can mend from others.
func ruleFault(err error) error {
	switch {
	case errors.Is(err, calculators.ErrUnknownRule):
		return wrongly(FaultUnknownRule, "rule",
			strings.TrimSuffix(err.Error(), "。用 clausewise rules 查看全部规则")+"。请先用 list_rules 或 search_clauses 找到规则编号",
			"no such rule; find its id with list_rules or search_clauses first")
	case errors.Is(err, calculators.ErrQuarantined):
		return wrongly(FaultSuspendedRule, "rule",
			"这条规则与条文核对不一致，已停用，不能测算；请改用 read_clause 读原文",
			"this rule disagrees with its clause and is suspended; read the clause with read_clause instead")
	}
	return err
}

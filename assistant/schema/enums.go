package schema

import (
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"

	"clausewise/calculators"
	"clausewise/retrieval"
)

// enums are the closed values of the string types below the assistant.
func enums() map[reflect.Type]*jsonschema.Schema {
	return map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[calculators.Outcome](): enum(
			calculators.Amount, calculators.UpTo, calculators.Eligible, calculators.NotEligible, calculators.NeedsInput,
			calculators.InvalidInput, calculators.NoAmount, calculators.DateOutcome, calculators.ValueOutcome,
		),
		reflect.TypeFor[calculators.State](): enum(calculators.Met, calculators.Failed, calculators.Unconfirmed),
		reflect.TypeFor[calculators.InputType](): enum(
			calculators.MoneyInput, calculators.IntInput, calculators.DecimalInput, calculators.YearInput, calculators.DateInput,
			calculators.BoolInput, calculators.EnumInput, calculators.RateInput, calculators.AreaInput, calculators.TextInput, calculators.PartsInput,
		),
		reflect.TypeFor[calculators.Op](): enum(
			calculators.OpOver, calculators.OpAtLeast, calculators.OpAtMost, calculators.OpUnder, calculators.OpIn,
			calculators.OpIs, calculators.OpSome, calculators.OpWithin,
		),
		reflect.TypeFor[retrieval.RowKind](): enum(
			retrieval.Preamble, retrieval.Heading, retrieval.Clause, retrieval.Item, retrieval.Table, retrieval.Ending, retrieval.Navigation,
		),
	}
}

package calculators

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

//go:generate go run ./gen ../docs/rules.schema.json

// FileSchema is the JSON Schema of rules.yaml, made from the types that read
// it, so that the two cannot differ.
func FileSchema() ([]byte, error) {
	d := definitions{}
	rule := d.ref(reflect.TypeFor[Rule]())
	list := map[string]any{"type": "array", "items": rule}
	s := map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "rules.yaml",
		"description": "The rules of a pack: a list, or an object that also says what holds for whole documents. Every figure stands beside the words of the clause that state it.",
		"oneOf": []any{
			list,
			map[string]any{
				"type": "object", "additionalProperties": false,
				"properties": map[string]any{
					"documents": d.list(reflect.TypeFor[documentRules]()),
					"facts":     d.list(reflect.TypeFor[Fact]()),
					"subjects":  d.list(reflect.TypeFor[Subject]()),
					"apart":     d.list(reflect.TypeFor[Apart]()),
					"rules":     list,
				},
			},
		},
		"$defs": map[string]any(d),
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// definitions are the schemas of the types met so far, by name.
type definitions map[string]any

// list is a list of a struct.
func (d definitions) list(t reflect.Type) map[string]any {
	return map[string]any{"type": "array", "items": d.ref(t)}
}

// ref is a reference to a struct's schema, which it makes where it is new.
func (d definitions) ref(t reflect.Type) map[string]any {
	name := t.Name()
	if _, ok := d[name]; !ok {
		d[name] = nil // breaks the circle of types that hold themselves
		if t == reflect.TypeFor[Formula]() {
			d[name] = d.formula()
		} else {
			d[name] = d.object(t, nil)
		}
	}
	return map[string]any{"$ref": "#/$defs/" + name}
}

// formula is the choice between the shapes.
func (d definitions) formula() map[string]any {
	var shapes []any
	for _, name := range Shapes() {
		body, _ := newShape(name)
		shapes = append(shapes, d.object(reflect.TypeOf(body).Elem(), map[string]any{"shape": map[string]any{"const": name}}))
	}
	return map[string]any{"type": "object", "required": []string{"shape"}, "oneOf": shapes}
}

// object is the schema of a struct; fields without omitempty are required.
func (d definitions) object(t reflect.Type, also map[string]any) map[string]any {
	properties, required := map[string]any{}, []string{}
	for name, schema := range also {
		properties[name] = schema
		required = append(required, name)
	}
	d.collect(t, properties, &required)
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// collect adds the fields of a struct and of what it inlines.
func (d definitions) collect(t reflect.Type, properties map[string]any, required *[]string) {
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(rest, "inline"):
			// The figure of a requirement is there only for some comparisons.
			d.collect(f.Type, properties, new([]string))
		case name == "-" || name == "":
		default:
			properties[name] = d.of(f.Type)
			if !strings.Contains(rest, "omitempty") {
				*required = append(*required, name)
			}
		}
	}
}

// of is the schema of a value.
func (d definitions) of(t reflect.Type) map[string]any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[decimal.Decimal]():
		return map[string]any{"type": []string{"number", "string"}}
	case reflect.TypeFor[quantity.Date]():
		return map[string]any{"type": "string", "format": "date"}
	case reflect.TypeFor[Outcome]():
		return enum(Amount, UpTo, Eligible, NotEligible, InvalidInput, NoAmount, DateOutcome, ValueOutcome)
	case reflect.TypeFor[InputType]():
		return enum(MoneyInput, IntInput, DecimalInput, YearInput, DateInput, BoolInput, EnumInput, RateInput, AreaInput, TextInput, PartsInput)
	case reflect.TypeFor[Op]():
		return enum(OpOver, OpAtLeast, OpAtMost, OpUnder, OpIn, OpIs, OpSome, OpWithin)
	}
	switch t.Kind() {
	case reflect.Struct:
		return d.ref(t)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": d.of(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": []string{"string", "number"}}
}

// enum is one of a few words.
func enum[T ~string](values ...T) map[string]any {
	return map[string]any{"enum": values}
}

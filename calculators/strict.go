package calculators

import (
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"
)

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// unknownFields lists the fields of a YAML node that type t does not have,
// and fields given twice, with their lines. The decoder's own check does not
// reach into values that decode themselves, such as a formula.
func unknownFields(n *yaml.Node, t reflect.Type) []string { return unknownWithin(n, t, deepest) }

// deepest is how deep a rule can be nested; an anchor that contains itself
// ends there, and the decoder then refuses it.
const deepest = 40

func unknownWithin(n *yaml.Node, t reflect.Type, depth int) []string {
	if depth == 0 {
		return []string{fmt.Sprintf("第%d行：嵌套太深", n.Line)}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if t == reflect.TypeFor[Formula]() {
		return unknownFormulaFields(n, depth)
	}
	if t == reflect.TypeFor[decimal.Decimal]() && !plainFigure(n.Value) {
		return []string{fmt.Sprintf("第%d行：“%s”应当是写全的数字，例如 500000 或 0.5", n.Line, n.Value)}
	}
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		return nil
	}
	var out []string
	switch t.Kind() {
	case reflect.Struct:
		if n.Kind != yaml.MappingNode {
			return nil // the decoder says what it wanted
		}
		return unknownKeys(n, fields(t), nil, depth)
	case reflect.Slice:
		for _, item := range n.Content {
			out = append(out, unknownWithin(item, t.Elem(), depth-1)...)
		}
	}
	return out
}

// plainFigure reports whether a figure is written out. An exponent is refused:
// 1e999999999 is short to write and takes for ever to compare.
func plainFigure(s string) bool {
	if s == "" || len(s) > 24 {
		return false
	}
	return !strings.ContainsFunc(strings.TrimPrefix(s, "-"), func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
}

// unknownFormulaFields checks a formula against the shape it names.
func unknownFormulaFields(n *yaml.Node, depth int) []string {
	var head struct {
		Shape string `yaml:"shape"`
	}
	if n.Kind != yaml.MappingNode || n.Decode(&head) != nil {
		return nil
	}
	body, ok := newShape(head.Shape)
	if !ok {
		return nil // UnmarshalYAML names the shapes there are
	}
	return unknownKeys(n, fields(reflect.TypeOf(body).Elem()), []string{"shape"}, depth)
}

// unknownKeys walks the keys of a mapping.
func unknownKeys(n *yaml.Node, known map[string]reflect.Type, also []string, depth int) []string {
	var out []string
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			out = append(out, fmt.Sprintf("第%d行：字段“%s”写了两次", key.Line, key.Value))
		}
		seen[key.Value] = true
		if slices.Contains(also, key.Value) {
			continue
		}
		t, ok := known[key.Value]
		if !ok {
			out = append(out, fmt.Sprintf("第%d行：不认识的字段“%s”", key.Line, key.Value))
			continue
		}
		out = append(out, unknownWithin(value, t, depth-1)...)
	}
	return out
}

// fields are the YAML names of a struct's fields, inlined ones included.
func fields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(rest, "inline"):
			maps.Copy(out, fields(f.Type))
		case name == "-" || !f.IsExported():
		case name != "":
			out[name] = f.Type
		}
	}
	return out
}

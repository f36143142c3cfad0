package schema

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/shopspring/decimal"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Where definitions stand in a schema of its own, and in an OpenAPI document.
const (
	Defs       = "#/$defs/"
	Components = "#/components/schemas/"
)

// Set derives schemas that share their definitions. It is not safe for
// concurrent use.
type Set struct {
	prefix string
	closed bool
	about  map[string]string
	fixed  map[reflect.Type]*jsonschema.Schema
	names  map[reflect.Type]string
	defs   map[string]*jsonschema.Schema
}

// New returns a Set whose definitions are referred to under prefix. A closed
// one allows no fields beyond those of the types: right for what is taken and
// for tests, while what is given may grow.
func New(prefix string, closed bool) *Set {
	s := &Set{
		prefix: prefix, closed: closed, about: fieldTexts(),
		names: map[reflect.Type]string{}, defs: map[string]*jsonschema.Schema{},
		fixed: map[reflect.Type]*jsonschema.Schema{
			reflect.TypeFor[quantity.Date]():     {Type: "string", Format: "date"},
			reflect.TypeFor[decimal.Decimal]():   {Type: "string", Pattern: `^-?[0-9]+(\.[0-9]+)?$`},
			reflect.TypeFor[json.RawMessage]():   {Description: "JSON"},
			reflect.TypeFor[ed25519.PublicKey](): {Type: "string", ContentEncoding: "base64"},
			// That of a tool or a rule is a schema itself; what schemas are made of
			// is not for us to define.
			reflect.TypeFor[jsonschema.Schema](): {Type: "object", Description: "JSON Schema"},
			reflect.TypeFor[calculators.Formula](): {
				Type: "object", Required: []string{"shape"},
				Properties: map[string]*jsonschema.Schema{"shape": {Type: "string"}},
			},
		},
	}
	maps.Copy(s.fixed, enums())
	return s
}

// Enum says that a string type has only these values.
func Enum[T ~string](s *Set, values ...T) { s.fixed[reflect.TypeFor[T]()] = enum(values...) }

func enum[T ~string](values ...T) *jsonschema.Schema {
	out := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		out.Enum = append(out.Enum, string(v))
	}
	return out
}

// Of is the schema of a type: a reference for a struct with a name, which
// joins the definitions, and the schema itself for others.
func (s *Set) Of(t reflect.Type) (*jsonschema.Schema, error) {
	if err := s.define(t); err != nil {
		return nil, err
	}
	out, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: s.known()})
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", t, err)
	}
	s.tidy(out)
	return out, nil
}

// Whole is the schema of a type as a document of its own: its definitions are
// within it.
func (s *Set) Whole(t reflect.Type) (*jsonschema.Schema, error) {
	out, err := s.Of(t)
	if err != nil {
		return nil, err
	}
	out.Defs = maps.Clone(s.defs)
	if name, ok := strings.CutPrefix(out.Ref, s.prefix); ok {
		// A tool's schema has to say at its root that it is an object. The
		// root is the caller's to change: it shares nothing with a definition.
		defs := out.Defs
		out = s.defs[name].CloneSchemas()
		out.PropertyOrder, out.Required = slices.Clone(out.PropertyOrder), slices.Clone(out.Required)
		if out.Defs = defs; !recursive(out, s.prefix+name) {
			delete(defs, name)
		}
	}
	return out, nil
}

// recursive reports whether a schema refers to the definition at ref.
func recursive(s *jsonschema.Schema, ref string) bool {
	b, err := json.Marshal(s)
	return err != nil || bytes.Contains(b, []byte(`"`+ref+`"`))
}

// Definitions are the schemas of the struct types met so far, by name.
func (s *Set) Definitions() map[string]*jsonschema.Schema { return maps.Clone(s.defs) }

// define adds the struct types that t is made of.
func (s *Set) define(t reflect.Type) error {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		if s.fixed[t] != nil {
			return nil
		}
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || s.fixed[t] != nil || s.names[t] != "" || t.PkgPath() == "time" {
		return nil
	}
	fields := fieldsOf(t)
	if t.Name() != "" {
		s.names[t] = s.name(t)
	}
	for _, f := range fields {
		if err := s.define(f.Type); err != nil {
			return err
		}
	}
	if t.Name() == "" {
		return nil
	}
	// Without its name a type that holds itself is no cycle to the library.
	def, err := jsonschema.ForType(reflect.StructOf(fields), &jsonschema.ForOptions{TypeSchemas: s.known()})
	if err != nil {
		return fmt.Errorf("schema of %s: %w", t, err)
	}
	if !s.closed {
		def.AdditionalProperties = nil
	}
	for field, property := range def.Properties {
		if about, ok := s.about[base(t)+"."+t.Name()+"."+field]; ok && property.Description == "" {
			property.Description = about
		}
	}
	s.tidy(def)
	s.defs[s.names[t]] = def
	return nil
}

// known are the schemas that stand for types.
func (s *Set) known() map[reflect.Type]*jsonschema.Schema {
	out := maps.Clone(s.fixed)
	for t, name := range s.names {
		out[t] = &jsonschema.Schema{Ref: s.prefix + name}
	}
	return out
}

// name is what a type is called among the definitions: its own name, with its
// package's in front where another type has it.
func (s *Set) name(t reflect.Type) string {
	name := upper(t.Name())
	for _, taken := range s.names {
		if taken == name {
			return upper(base(t)) + name
		}
	}
	return name
}

// base is the last part of a type's package path.
func base(t reflect.Type) string {
	path := t.PkgPath()
	return path[strings.LastIndex(path, "/")+1:]
}

func upper(s string) string {
	r := []rune(s)
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// fieldsOf are the fields of a struct that JSON has, those of embedded structs
// among them.
func fieldsOf(t reflect.Type) []reflect.StructField {
	var out []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" || !f.IsExported() || name == "-" {
			continue
		}
		out = append(out, reflect.StructField{Name: f.Name, Type: f.Type, Tag: f.Tag})
	}
	return out
}

// tidy takes out the null that the library allows for slices and pointers:
// what is absent is left out, never null.
func (s *Set) tidy(node *jsonschema.Schema) {
	if node == nil {
		return
	}
	if i := slices.Index(node.Types, "null"); i >= 0 {
		node.Types = slices.Delete(slices.Clone(node.Types), i, i+1)
	}
	switch {
	case node.Ref != "":
		node.Types = nil
	case len(node.Types) == 1:
		node.Type, node.Types = node.Types[0], nil
	case len(node.Types) == 0:
		node.Types = nil
	}
	s.tidy(node.Items)
	// The schema that allows nothing is one of the library's own values.
	if node.AdditionalProperties != nil && node.AdditionalProperties.Not == nil {
		s.tidy(node.AdditionalProperties)
	}
	for _, property := range node.Properties {
		s.tidy(property)
	}
}

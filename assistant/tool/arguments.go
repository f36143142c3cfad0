package tool

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// maxArguments bounds the arguments of a call, in bytes.
const maxArguments = 256 << 10

// readArguments reads a JSON object into T and says of anything unknown,
// missing or of another type how to mend it. Numbers keep their digits.
func readArguments[T any](raw json.RawMessage, s *jsonschema.Schema) (T, error) {
	var in T
	fields, err := objectOf(raw)
	if err != nil {
		return in, err
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		property, ok := s.Properties[name]
		if !ok {
			return in, unknownArgument(name, s)
		}
		if string(fields[name]) == "null" {
			delete(fields, name) // models write null for what they leave out
			continue
		}
		if err := within(name, fields[name], property); err != nil {
			return in, err
		}
	}
	for _, name := range s.Required {
		if _, ok := fields[name]; !ok {
			return in, missingArgument(name, s)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		one, err := json.Marshal(map[string]json.RawMessage{name: fields[name]})
		if err != nil {
			return in, fmt.Errorf("argument %s: %w", name, err)
		}
		d := json.NewDecoder(bytes.NewReader(one))
		d.UseNumber()
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			return in, badArgument(name, s.Properties[name])
		}
	}
	return in, nil
}

// objectOf reads the fields of a JSON object; nothing at all is an empty one.
func objectOf(raw json.RawMessage) (map[string]json.RawMessage, error) {
	if len(raw) > maxArguments {
		return nil, wrongly(FaultArguments, "", fmt.Sprintf("参数超过 %d KiB，请缩短", maxArguments>>10), fmt.Sprintf("the arguments are larger than %d KiB", maxArguments>>10))
	}
	fields := map[string]json.RawMessage{}
	if text := bytes.TrimSpace(raw); len(text) == 0 || string(text) == "null" {
		return fields, nil
	}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, wrongly(FaultArguments, "", `参数应是一个 JSON 对象，例如 {"query": "独立站"}`, `the arguments must be one JSON object, such as {"query": "independent site"}`)
	}
	return fields, nil
}

// inputsOf reads a JSON object as inputs of a rule, numbers as written.
func inputsOf(raw json.RawMessage) (map[string]any, error) {
	if _, err := objectOf(raw); err != nil {
		return nil, err
	}
	inputs := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&inputs); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("inputs: %w", err)
	}
	return inputs, nil
}

func unknownArgument(name string, s *jsonschema.Schema) *Error {
	names := argumentNames(s)
	return wrongly(FaultUnknownArgument, name,
		fmt.Sprintf("没有参数“%s”，请去掉或改名；可用的参数：%s", clipped(name), strings.Join(names, "、")),
		fmt.Sprintf("there is no argument %q; the arguments are %s", clipped(name), strings.Join(names, ", ")))
}

func missingArgument(name string, s *jsonschema.Schema) *Error {
	about := ""
	if p := s.Properties[name]; p != nil && p.Description != "" {
		about = "（" + p.Description + "）"
	}
	return wrongly(FaultMissingArgument, name,
		fmt.Sprintf("缺少参数“%s”%s", name, about), fmt.Sprintf("the argument %q is missing %s", name, about))
}

func badArgument(name string, p *jsonschema.Schema) *Error {
	want := kindsOf(p)
	if p.Format == "date" {
		want = "日期，如 2026-11-22 (a date such as 2026-11-22)"
	}
	return wrongly(FaultBadArgument, name,
		fmt.Sprintf("参数“%s”的值不能用，应是%s", name, want),
		fmt.Sprintf("the value of %q cannot be used; it must be %s", name, want))
}

// within holds a value against the enum and the bounds of its schema.
func within(name string, raw json.RawMessage, p *jsonschema.Schema) error {
	if len(p.Enum) > 0 {
		var s string
		if json.Unmarshal(raw, &s) != nil || !slices.Contains(p.Enum, any(s)) {
			words := make([]string, len(p.Enum))
			for i, v := range p.Enum {
				words[i] = fmt.Sprint(v)
			}
			list := strings.Join(words, "、")
			return wrongly(FaultBadArgument, name, fmt.Sprintf("参数“%s”只能是：%s", name, list), fmt.Sprintf("%q must be one of %s", name, strings.Join(words, ", ")))
		}
	}
	if p.Minimum == nil || p.Maximum == nil {
		return nil
	}
	var n int
	if json.Unmarshal(raw, &n) != nil || float64(n) < *p.Minimum || float64(n) > *p.Maximum {
		return wrongly(FaultBadArgument, name,
			fmt.Sprintf("参数“%s”应是 %.0f 到 %.0f 的整数", name, *p.Minimum, *p.Maximum),
			fmt.Sprintf("%q must be a whole number from %.0f to %.0f", name, *p.Minimum, *p.Maximum))
	}
	return nil
}

// kindsOf says what JSON a schema wants.
func kindsOf(p *jsonschema.Schema) string {
	words := map[string]string{
		"string": "文字 (a string)", "integer": "整数 (a whole number)", "number": "数字 (a number)",
		"boolean": "true 或 false", "object": `对象，如 {"expense_yuan": "85万"} (an object)`, "array": "列表 (an array)",
	}
	types := p.Types
	if p.Type != "" {
		types = []string{p.Type}
	}
	var out []string
	for _, t := range types {
		out = append(out, words[t])
	}
	return strings.Join(out, " 或 ")
}

// argumentNames are the arguments in the order of the schema.
func argumentNames(s *jsonschema.Schema) []string {
	names := slices.Clone(s.PropertyOrder)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// clipped keeps what a caller wrote short in messages.
func clipped(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

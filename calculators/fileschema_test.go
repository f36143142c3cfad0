package calculators

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestFileSchemaIsCurrent compares docs/rules.schema.json with the types.
func TestFileSchemaIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := FileSchema()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../docs/rules.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Error("docs/rules.schema.json is stale: run go generate ./calculators")
	}
}

// TestFileSchemaTakesRules checks the rule files of the tree against the
// schema, and that it refuses a field nobody knows.
func TestFileSchemaTakesRules(t *testing.T) {
	t.Parallel()
	b, err := FileSchema()
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../policies/*/rules.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rule files: %v", err)
	}
	for _, name := range files {
		var v any
		if err := yaml.Unmarshal([]byte(readFile(t, name)), &v); err != nil {
			t.Fatal(err)
		}
		if why := refusal(schema, schema, v, name); why != "" {
			t.Error(why)
		}
	}
	bad := []any{map[string]any{
		"id": "a", "document": "d", "title": map[string]any{"zh": "x"}, "outcome": "amount",
		"formula": map[string]any{"shape": "eligibility", "colour": "red"},
	}}
	if why := refusal(schema, schema, bad, "bad"); why == "" {
		t.Error("an unknown field passes the schema")
	}
}

// refusal checks a value against the few keywords that FileSchema uses and
// says where it fails.
func refusal(root, s map[string]any, v any, at string) string {
	if ref, ok := s["$ref"].(string); ok {
		return refusal(root, root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), v, at)
	}
	if c, ok := s["const"]; ok && c != v {
		return fmt.Sprintf("%s: not %v", at, c)
	}
	if e, ok := s["enum"].([]any); ok && !slices.Contains(e, v) {
		return fmt.Sprintf("%s: %v is none of %v", at, v, e)
	}
	if one, ok := s["oneOf"].([]any); ok {
		var whys []string
		for _, alt := range one {
			if why := refusal(root, alt.(map[string]any), v, at); why != "" {
				whys = append(whys, why)
			}
		}
		if len(one)-len(whys) != 1 {
			return fmt.Sprintf("%s: %d of %d alternatives fit: %s", at, len(one)-len(whys), len(one), strings.Join(whys, "\n\t"))
		}
	}
	switch s["type"] {
	case "object":
		return refusedObject(root, s, v, at)
	case "array":
		list, ok := v.([]any)
		if !ok {
			return at + ": no list"
		}
		for i, item := range list {
			if why := refusal(root, s["items"].(map[string]any), item, fmt.Sprintf("%s[%d]", at, i)); why != "" {
				return why
			}
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return at + ": no boolean"
		}
	}
	return ""
}

func refusedObject(root, s map[string]any, v any, at string) string {
	m, ok := v.(map[string]any)
	if !ok {
		return at + ": no object"
	}
	required, _ := s["required"].([]any)
	for _, k := range required {
		if _, ok := m[k.(string)]; !ok {
			return fmt.Sprintf("%s: %s is missing", at, k)
		}
	}
	properties, ok := s["properties"].(map[string]any)
	if !ok {
		return ""
	}
	for k, item := range m {
		p, ok := properties[k].(map[string]any)
		if !ok {
			return fmt.Sprintf("%s: unknown field %s", at, k)
		}
		if why := refusal(root, p, item, at+"."+k); why != "" {
			return why
		}
	}
	return ""
}

package calculators

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v3"
)

// fileSchema is FileSchema, ready to hold files against.
var fileSchema = sync.OnceValues(func() (*jsonschema.Resolved, error) {
	b, err := FileSchema()
	if err != nil {
		return nil, err
	}
	s := new(jsonschema.Schema)
	if err := json.Unmarshal(b, s); err != nil {
		return nil, err
	}
	return s.Resolve(nil)
})

// againstSchema holds a rules.yaml against the published schema, as an
// editor of the office's would.
func againstSchema(data []byte) error {
	schema, err := fileSchema()
	if err != nil {
		return fmt.Errorf("the schema of rules.yaml: %w", err)
	}
	var file any
	if err := yaml.Unmarshal(data, &file); err != nil {
		return err
	}
	// The validator knows what JSON knows: numbers, not int and float.
	b, err := json.Marshal(file)
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal(b, &value); err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("不符合 docs/rules.schema.json：%w", err)
	}
	return nil
}

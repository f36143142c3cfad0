package tool

import "github.com/google/jsonschema-go/jsonschema"

// Function is a tool as the makers of language models list them.
type Function struct {
	Type     string        `json:"type"` // function
	Function FunctionAbout `json:"function"`
}

// FunctionAbout is what a model is told of a function.
type FunctionAbout struct {
	Name        string             `json:"name"`
	Description string             `json:"description"`
	Parameters  *jsonschema.Schema `json:"parameters"`
}

// Functions lists tools as functions to call.
func Functions(tools []Tool) []Function {
	out := make([]Function, len(tools))
	for i, t := range tools {
		out[i] = Function{Type: "function", Function: FunctionAbout{Name: t.Name, Description: t.About(), Parameters: t.Input}}
	}
	return out
}

package assistant

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"clausewise/calculators/quantity"
)

// A tool held to a scope has no argument for what the server has settled, in
// its definitions neither, and its schema is one that can be sent.
func TestScopedToolsHideWhatIsSettled(t *testing.T) {
	lib := sample(t)
	tools, err := Tools(t.Context(), func(context.Context, quantity.Date) (*Library, error) { return lib, nil }, func() quantity.Date { return askedOn }, ToolOptions{Scope: &ToolScope{AsOf: askedOn}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools {
		b, err := json.Marshal(tool.Input)
		if err != nil {
			t.Errorf("%s: %v", tool.Name, err)
		}
		for _, name := range settled {
			if strings.Contains(string(b), `"`+name+`"`) {
				t.Errorf("%s offers %s", tool.Name, name)
			}
		}
	}
}

// BenchmarkTools lists the tools for one turn of a model, beside what deriving
// their schemas anew would cost.
func BenchmarkTools(b *testing.B) {
	lib := sample(b)
	list := func() {
		tools, err := Tools(b.Context(), func(context.Context, quantity.Date) (*Library, error) { return lib, nil }, func() quantity.Date { return askedOn }, ToolOptions{Scope: &ToolScope{AsOf: askedOn}})
		if err != nil || len(tools) == 0 {
			b.Fatal(err)
		}
	}
	b.Run("kept", func(b *testing.B) {
		for b.Loop() {
			list()
		}
	})
	b.Run("derived", func(b *testing.B) {
		for b.Loop() {
			shapes.Clear()
			list()
		}
	})
}

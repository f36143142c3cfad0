package tool

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"clausewise/assistant"
	"clausewise/assistant/assistanttest"
	"clausewise/calculators/quantity"
)

var askedOn = quantity.Date{Year: 2026, Month: 11, Day: 22}

// sample gives a library of one small policy on any day.
func sample(t testing.TB) assistant.LibraryAt {
	t.Helper()
	lib := assistant.NewLibrary(assistanttest.Sample(t, func(s string) string { return s }))
	return func(context.Context, quantity.Date) (*assistant.Library, error) { return lib, nil }
}

func today() quantity.Date { return askedOn }

// A tool held to a scope has no argument for what the server has settled, in
// its definitions neither, and its schema is one that can be sent.
func TestScopedToolsHideWhatIsSettled(t *testing.T) {
	tools, err := List(t.Context(), sample(t), today, Options{Scope: &Scope{AsOf: askedOn}})
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

// What the server has settled cannot be called away by a model that was not
// offered it.
func TestInstrumentsRefuseWhatIsSettled(t *testing.T) {
	list, err := Instruments(sample(t))(t.Context(), askedOn, []string{"sample"})
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]assistant.Instrument{}
	for _, x := range list {
		calls[x.Name] = x
	}
	for _, c := range []struct {
		tool, arguments string
		fault           Fault // "" where it is answered
	}{
		{"search_clauses", `{"query":"独立站"}`, ""},
		{"search_clauses", `{"query":"独立站","city":"株洲市"}`, FaultUnknownArgument},
		{"search_clauses", `{"query":"独立站","in_force":true}`, FaultUnknownArgument},
		{"read_clause", `{"document":"elsewhere","clause":"二/9"}`, FaultUnknownDocument},
		{"calculate", `{"rule":"sample/independent-site","inputs":{"expense_yuan":"85万"}}`, ""},
		{"calculate", `{"rule":"sample/independent-site","inputs":{"expense_yuan":"85万"},"as_of":"2024-01-01"}`, FaultUnknownArgument},
	} {
		x, ok := calls[c.tool]
		if !ok {
			t.Fatalf("no %s among %d instruments", c.tool, len(list))
		}
		_, err := x.Call(t.Context(), json.RawMessage(c.arguments))
		e, wrong := errors.AsType[*Error](err)
		if (c.fault == "") != (err == nil) || wrong && e.Fault != c.fault {
			t.Errorf("%s %s: %v, want %q", c.tool, c.arguments, err, c.fault)
		}
	}
}

// BenchmarkTools lists the tools for one turn of a model, beside what deriving
// their schemas anew would cost.
func BenchmarkTools(b *testing.B) {
	library := sample(b)
	list := func() {
		tools, err := List(b.Context(), library, today, Options{Scope: &Scope{AsOf: askedOn}})
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

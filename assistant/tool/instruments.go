package tool

import (
	"context"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

// Instruments are the tools that every program has as a model gets them that
// takes part in an answer: held to the day and the documents that the question
// is about.
func Instruments(library assistant.LibraryAt) assistant.Instruments {
	return func(ctx context.Context, asOf quantity.Date, documents []string) ([]assistant.Instrument, error) {
		scope := Scope{AsOf: asOf, Documents: documents, Language: calculators.Simplified}
		tools, err := List(ctx, library, func() quantity.Date { return asOf }, Options{Scope: &scope})
		if err != nil {
			return nil, err
		}
		list := make([]assistant.Instrument, len(tools))
		for i, t := range tools {
			list[i] = assistant.Instrument{ModelTool: assistant.ModelTool{Name: t.Name, Description: t.About(), Schema: t.input}, Call: t.Call}
		}
		return list, nil
	}
}

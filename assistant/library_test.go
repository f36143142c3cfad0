package assistant

import (
	"context"
	"log/slog"
	"testing"

	"clausewise/assistant/assistanttest"
	"clausewise/calculators/quantity"
)

// sample is a library of one small policy.
func sample(t testing.TB) *Library {
	t.Helper()
	return NewLibrary(assistanttest.Sample(t, func(s string) string { return s }))
}

func newAssistant(t testing.TB, lib *Library) *Assistant {
	t.Helper()
	a, err := New(func(context.Context, quantity.Date) (*Library, error) { return lib, nil }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var askedOn = quantity.Date{Year: 2026, Month: 11, Day: 22}

// ask answers one question in a conversation and returns the next state.
func ask(t *testing.T, a *Assistant, state State, text string) (Answer, State) {
	t.Helper()
	answer, next, err := a.Answer(t.Context(), Query{Text: text, State: state, AsOf: askedOn})
	if err != nil {
		t.Fatal(err)
	}
	return answer, next
}

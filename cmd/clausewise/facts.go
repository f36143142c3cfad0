package main

import (
	"errors"
	"io"

	"clausewise/assistant"
	"clausewise/calculators"
)

// factFlags are the flags of commands that compute from what a firm tells.
type factFlags struct {
	outputFlags
	storeFlags
	dayFlags
}

// computed is what such a command prints: as JSON, or as text.
type computed struct {
	value    any
	text     func() string
	problems []calculators.Problem // with what was told: printed, and an error
}

// compute reads what was told, opens the library as it stood on the day, and
// prints what do makes of both.
func (f factFlags) compute(e *environment, words []string, do func(*assistant.Library, map[string]any, calculators.Options) (computed, error)) (err error) {
	day, err := f.day(e.today())
	if err != nil {
		return err
	}
	told, err := readInputs(words)
	if err != nil {
		return err
	}
	a, lib, err := openAt(e, f.storeFlags, day)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	out, err := do(lib, told, calculators.Options{AsOf: day, Language: calculators.Simplified})
	if err != nil {
		return err
	}
	if f.JSON {
		err = writeJSON(e.stdout, out.value)
	} else {
		_, err = io.WriteString(e.stdout, out.text())
	}
	if err == nil && len(out.problems) > 0 {
		return errReported
	}
	return err
}

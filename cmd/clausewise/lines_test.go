package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// FuzzLines feeds standard input anything: every line that is not blank gives
// one line of JSON, in order, and bad ones an error.
func FuzzLines(f *testing.F) {
	for _, s := range []string{
		"", "\n\n", `{"id":1,"text":"a"}`, "{\"id\":\"x\",\"text\":\"fail\"}\r\n{\"text\":5}\nnull\n5\n[]\n{", "\xff\n{\"id\":{\"a\":[1]}}\n", "\u2028\n\ufeff{}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		e := &environment{ctx: t.Context(), stdin: strings.NewReader(in), stdout: &out}
		err := eachLine(e, func(id json.RawMessage, in struct {
			Text string `json:"text"`
		},
		) (any, error) {
			if in.Text == "fail" {
				return nil, errors.New("asked to fail")
			}
			return map[string]any{"id": id, "text": in.Text}, nil
		})
		if err != nil && !errors.Is(err, errReported) {
			t.Fatal(err)
		}
		want := 0
		for line := range strings.SplitSeq(in, "\n") {
			if strings.TrimSpace(line) != "" {
				want++
			}
		}
		got, failed := 0, false
		for line := range strings.Lines(out.String()) {
			var v struct {
				ID    any    `json:"id"`
				Error string `json:"error"`
			}
			if err := json.Unmarshal([]byte(line), &v); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			got++
			failed = failed || v.Error != ""
		}
		if got != want || failed != (err != nil) {
			t.Fatalf("%d lines of output for %d of input, failed %v, error %v", got, want, failed, err)
		}
	})
}

func TestALongLineIsRefusedAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	in := `{"id":1,"text":"` + strings.Repeat("x", maxLine) + "\"}\n" + `{"id":2,"text":"y"}`
	e := &environment{ctx: t.Context(), stdin: strings.NewReader(in), stdout: &out}
	err := eachLine(e, func(id json.RawMessage, _ struct{}) (any, error) { return map[string]any{"id": id}, nil })
	if !errors.Is(err, errReported) || !strings.Contains(out.String(), "第1行超过") || !strings.HasSuffix(out.String(), "{\"id\":2}\n") {
		t.Errorf("%v: %s", err, out.String())
	}
}

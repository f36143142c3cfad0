package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"clausewise/assistant"
	"clausewise/retrieval/hanzi"
)

var (
	inQuotationMarks = regexp.MustCompile(`“.*”|《[^》]*》`)
	hanBesideEnglish = regexp.MustCompile(`\([^()（）]*(?:（[^（）]*）)?[^()（）]*\)`)
	asciiSigns       = regexp.MustCompile(`[≥≤]| [<>] `)
)

// TestAnswersKeepTheLanguage holds that what is ours in an answer is in the
// language asked: no Chinese in English but in brackets behind its English, no
// simplified characters in traditional. What is quoted stays as published.
func TestAnswersKeepTheLanguage(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/foreign.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var questions []questionCase
	var lines bytes.Buffer
	for line := range bytes.Lines(data) {
		var q questionCase
		if err := json.Unmarshal(line, &q); err != nil {
			t.Fatal(err)
		}
		questions = append(questions, q)
		in, _ := json.Marshal(map[string]any{"id": q.ID, "question": q.Question, "history": q.History})
		lines.Write(append(in, '\n'))
	}
	c := try(t, lines.String(), "ask")
	decoder := json.NewDecoder(strings.NewReader(c.stdout))
	asked := 0
	for _, q := range questions {
		var out struct{ Answer assistant.Answer }
		if err := decoder.Decode(&out); err != nil {
			t.Fatalf("%s: %v\n%s", q.ID, err, c.stderr)
		}
		a := out.Answer
		ours := a.Text + "\n" + a.Short + "\n" + strings.Join(a.Suggestions, "\n")
		for _, x := range a.Questions {
			ours += "\n" + x.Text + "\n" + strings.Join(x.Choices, "\n")
		}
		for _, x := range a.Quotes {
			ours = strings.ReplaceAll(ours, x.Text, "")
		}
		ours = inQuotationMarks.ReplaceAllString(ours, "")
		for line := range strings.Lines(ours) {
			switch a.Language {
			case assistant.English:
				asked++
				if rest := hanBesideEnglish.ReplaceAllString(line, ""); strings.ContainsFunc(rest, isHan) || asciiSigns.MatchString(line) && !strings.HasPrefix(line, "Calculation") {
					t.Errorf("%s, English: %s", q.ID, line)
				}
			case assistant.Traditional:
				asked++
				if hanzi.ToTraditional(line) != line {
					t.Errorf("%s, traditional: %s", q.ID, line)
				}
			}
		}
	}
	if asked < 200 {
		t.Errorf("only %d lines were looked at", asked)
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"clausewise/assistant"
)

var (
	quotedWords = regexp.MustCompile(`“([^”\n]{10,})`)
	wholeTitle  = regexp.MustCompile(`《[^》\n]{12,}》`)
)

// What a reader sees of the answers to three of the question sets: how many
// give the same words of a document twice (40 of 423 when this was written,
// where a long clause is cited beside the stretch of it that answers; 86 before
// answers were held against that), whether notices spell a document's title out
// again and again (23 answers before), and how long they are (259 code points
// on average, 291 before).
func TestAnswersSayNothingTwice(t *testing.T) {
	t.Parallel()
	var questions bytes.Buffer
	for _, name := range []string{"sixteenth", "everyday", "tenth"} {
		data, err := os.ReadFile("testdata/" + name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		questions.Write(data)
		if !bytes.HasSuffix(data, []byte("\n")) {
			questions.WriteByte('\n')
		}
	}
	c := try(t, questions.String(), "ask", "--data", t.TempDir(), "--as-of", "2026-11-22")
	answers, twice, length := 0, 0, 0
	d := json.NewDecoder(strings.NewReader(c.stdout))
	for d.More() {
		var line struct {
			ID     string
			Answer assistant.Answer
		}
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		text := line.Answer.Text
		answers++
		length += utf8.RuneCountInString(text)
		if quotesTwice(text) {
			twice++
		}
		for paragraph := range strings.Lines(text) {
			titles := wholeTitle.FindAllString(paragraph, -1)
			for i, title := range titles {
				if strings.HasPrefix(paragraph, "请注意") && strings.Contains(strings.Join(titles[:i], ""), title) {
					t.Errorf("%s %s: the notices repeat %s", line.ID, line.Answer.Question, title)
				}
			}
		}
	}
	if answers != bytes.Count(questions.Bytes(), []byte("\n")) {
		t.Fatalf("%d answers: %s", answers, c.stderr)
	}
	t.Logf("%d of %d quote something twice, %d code points on average", twice, answers, length/answers)
	if share := float64(twice) / float64(answers); share > 0.12 {
		t.Errorf("%d of %d answers quote something twice", twice, answers)
	}
	if mean := length / answers; mean > 275 {
		t.Errorf("answers are %d code points long on average", mean)
	}
}

// quotesTwice reports whether a text gives a stretch in quotation marks once
// more.
func quotesTwice(text string) bool {
	for _, m := range quotedWords.FindAllStringSubmatch(text, -1) {
		if strings.Count(text, strings.TrimRight(m[1], "。；;，,")) > 1 {
			return true
		}
	}
	return false
}

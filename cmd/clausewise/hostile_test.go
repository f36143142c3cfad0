package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/gorilla/websocket"
	"golang.org/x/tools/txtar"

	"clausewise/assistant"
	"clausewise/assistant/openai/scripted"
	"clausewise/retrieval/hanzi"
)

// A hostile script is a txtar file: what it tries, then
//
//	question  what the user asks
//	turns     replies of the model to requests with tools, a JSON Step a line
//	streams   its streams, a JSON Step a line; or, shorter,
//	stream    the text of its first stream, and
//	again     of the second, after it was told of a dropped sentence
//	absent    what must reach the client in no frame, a line each
//	prose     the prose that does reach it; without this section there is none
//	listened  empty: the answer has no place for prose, and listening went well
//	shown     clauses that are shown beside the answer, a "document key" a line
//	meant     the question that the user is asked to confirm
type attack struct {
	question string
	script   scripted.Script
	absent   []string
	prose    string
	listened bool
	shown    []string
	meant    string
}

func readAttack(t *testing.T, file string) attack {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var a attack
	steps := func(data string) (list []scripted.Step) {
		for line := range strings.Lines(data) {
			var s scripted.Step
			if err := json.Unmarshal([]byte(line), &s); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			list = append(list, s)
		}
		return list
	}
	for _, f := range archive.Files {
		text := string(f.Data)
		switch f.Name {
		case "question":
			a.question = strings.TrimSpace(text)
		case "turns":
			a.script.Turns = steps(text)
		case "streams":
			a.script.Streams = steps(text)
		case "stream", "again":
			a.script.Streams = append(a.script.Streams, scripted.Step{Text: strings.TrimSuffix(text, "\n")})
		case "absent":
			a.absent = strings.Split(strings.TrimSpace(text), "\n")
		case "prose":
			a.prose = strings.TrimSpace(text)
		case "listened":
			a.listened = true
		case "shown":
			a.shown = strings.Split(strings.TrimSpace(text), "\n")
		case "meant":
			a.meant = strings.TrimSpace(text)
		default:
			t.Fatalf("%s: unknown section %s", file, f.Name)
		}
	}
	return a
}

// heard is everything of an answer that left the service.
type heard struct {
	answer assistant.Answer
	frames []byte // as they came, one a line
	deltas string
}

// converse asks one question in a conversation of its own and keeps all frames.
func (s *service) converse(question string) heard {
	s.t.Helper()
	ws := s.dial()
	defer ws.Close()
	return s.say(ws, "1", question)
}

// say asks a question on a connection and keeps the frames up to its answer.
func (s *service) say(ws *websocket.Conn, id, question string) heard {
	s.t.Helper()
	if err := ws.WriteJSON(map[string]string{"type": "ask", "id": id, "text": question}); err != nil {
		s.t.Fatal(err)
	}
	var h heard
	for {
		if err := ws.SetReadDeadline(time.Now().Add(hang)); err != nil {
			s.t.Fatal(err)
		}
		_, data, err := ws.ReadMessage()
		if err != nil {
			s.t.Fatal(err)
		}
		h.frames = append(append(h.frames, data...), '\n')
		var f struct {
			frame
			Text string
		}
		if err := json.Unmarshal(data, &f); err != nil {
			s.t.Fatalf("%s: %v", data, err)
		}
		switch f.Type {
		case "delta":
			h.deltas += f.Text
		case "error":
			s.t.Fatalf("error frame: %s", data)
		case "answer":
			h.answer = f.Answer
			return h
		}
	}
}

// TestHostileModels plays every script against the running service and looks
// at what leaves it: the frames of the websocket while the model streams, the
// body of REST while it answers in one piece.
func TestHostileModels(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "hostile", "*.txtar"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d hostile scripts, want at least 40: %v", len(files), err)
	}
	// All answers are of one day, whatever the hour the test runs at.
	noon := func() time.Time { return time.Date(2026, time.November, 22, 4, 0, 0, 0, time.UTC) }
	data := t.TempDir()
	without := serveAt(t, noon, "--data", data, "--limit-address", "0")
	// Scripts that wait hold up their own service alone.
	const stages = 3
	free := make(chan stage, stages)
	for range stages {
		model := scripted.New(t, scripted.Script{})
		free <- stage{model, serveAt(t, noon, "--data", data, "--model-url", model.URL, "--model", "scripted", "--model-timeout", "1500ms", "--limit-address", "0")}
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a := readAttack(t, file)
			plain := without.in(t).converse(a.question)
			on := <-free
			defer func() { free <- on }()
			model, with := on.model, on.service.in(t)
			on.play(t, a.script)
			got := with.converse(a.question)
			if len(model.Requests()) == 0 {
				t.Fatal("the model was not asked")
			}
			a.holds(t, plain, got)
			if a.prose != "" && !strings.Contains(got.deltas, a.prose) {
				t.Errorf("the prose is not in the deltas:\n%s", got.deltas)
			}
			if deltas := squeeze(got.deltas); !bytes.HasSuffix(deltas, squeeze(lastLine(got.answer.Text))) {
				t.Errorf("the deltas end before the answer does:\n%s", got.deltas)
			}
			a.script.Whole = true
			on.play(t, a.script)
			got = with.askOnce(t, a.question)
			if len(model.Requests()) == 0 {
				t.Fatal("the model was not asked through REST")
			}
			a.holds(t, plain, got)
		})
	}
}

// stage is a service with the model it asks, for one script at a time.
type stage struct {
	model   *scripted.Server
	service *service
}

// play puts a script on. An honest answer before it keeps the circuit closed,
// so that every script is really played.
func (s stage) play(t *testing.T, script scripted.Script) {
	t.Helper()
	s.model.Play(scripted.Script{Streams: []scripted.Step{{Text: "具体以申报细则为准，请向主管部门确认。"}}})
	s.service.in(t).askOnce(t, "苏州独立站花了60万，有交易记录，能补多少？")
	s.model.Play(script)
}

func lastLine(s string) string { return s[strings.LastIndex(s, "\n")+1:] }

// askOnce asks over REST and keeps the body.
func (s *service) askOnce(t *testing.T, question string) heard {
	t.Helper()
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		t.Fatal(err)
	}
	h := heard{frames: []byte(s.post("/api/v1/ask", string(body)))}
	if err := json.Unmarshal(h.frames, &h.answer); err != nil {
		t.Fatalf("%s: %v", h.frames, err)
	}
	return h
}

// holds compares what left the service with what leaves it without a model.
func (a attack) holds(t *testing.T, plain, got heard) {
	t.Helper()
	for _, s := range a.absent {
		if bytes.Contains(squeeze(string(got.frames)), squeeze(s)) && !bytes.Contains(squeeze(string(plain.frames)), squeeze(s)) {
			t.Errorf("reached the client: %s\n%s", s, got.frames)
		}
	}
	if diff := cmp.Diff(plain.answer.Results, got.answer.Results); diff != "" {
		t.Errorf("results differ from those without a model:\n%s", diff)
	}
	n := len(plain.answer.Quotes)
	if len(got.answer.Quotes) < n {
		t.Fatalf("%d quotes, without a model %d", len(got.answer.Quotes), n)
	}
	if diff := cmp.Diff(plain.answer.Quotes, got.answer.Quotes[:n:n], cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("quotes differ:\n%s", diff)
	}
	var shown []string
	for _, q := range got.answer.Quotes[n:] {
		shown = append(shown, q.Document+" "+q.Clause)
		if !strings.Contains(got.answer.Text, strings.TrimSpace(q.Text)) {
			t.Errorf("the clause shown is not in the text: %s", q.Text)
		}
	}
	if diff := cmp.Diff(a.shown, shown); diff != "" {
		t.Errorf("clauses shown:\n%s", diff)
	}
	for _, notice := range plain.answer.Notices {
		if !slices.Contains(got.answer.Notices, notice) {
			t.Errorf("a notice is missing: %v", notice)
		}
	}
	if diff := cmp.Diff(plain.answer.Notices, got.answer.Notices); diff != "" && len(shown) == 0 {
		t.Errorf("notices differ:\n%s", diff)
	}
	var meant string
	for _, q := range got.answer.Questions {
		if q.Input == "meant" {
			meant = strings.Join(q.Choices, "|")
		}
	}
	if meant != a.meant {
		t.Errorf("the question asked back is %q, want %q", meant, a.meant)
	}
	var prose string
	if got.answer.Prose != nil {
		prose = got.answer.Prose.Text
	}
	if prose != a.prose {
		t.Errorf("prose is %q, want %q", prose, a.prose)
	}
	if brief := a.prose == "" && !a.listened; got.answer.Brief != brief {
		t.Errorf("brief is %v, want %v", got.answer.Brief, brief)
	}
	switch {
	case a.prose != "" && !strings.Contains(got.answer.Text, a.prose):
		t.Errorf("the prose is not in the text:\n%s", got.answer.Text)
	case a.prose == "" && len(shown) == 0 && meant == "" && got.answer.Text != plain.answer.Text:
		t.Errorf("text is\n%s\nwant the answer without a model:\n%s", got.answer.Text, plain.answer.Text)
	}
}

// chance is what is drawn at random: an id may hold any two digits.
var chance = regexp.MustCompile(`"(?:id|conversation|secret|receipt)":"[^"]*"|"seq":[0-9]+`)

// squeeze folds a text and takes its spaces out, so that nothing hides.
func squeeze(s string) []byte {
	return []byte(strings.Join(strings.Fields(hanzi.Fold(chance.ReplaceAllString(s, "")).Text), ""))
}

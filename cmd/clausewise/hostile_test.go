package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
type attack struct {
	question string
	script   scripted.Script
	absent   []string
	prose    string
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
	if err := ws.WriteJSON(map[string]string{"type": "ask", "id": "1", "text": question}); err != nil {
		s.t.Fatal(err)
	}
	var h heard
	for {
		if err := ws.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
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
// at the frames that leave it.
func TestHostileModels(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "hostile", "*.txtar"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d hostile scripts, want at least 40: %v", len(files), err)
	}
	data := t.TempDir()
	model := scripted.New(t, scripted.Script{})
	with := serve(t, "--data", data, "--model-url", model.URL, "--model", "scripted", "--model-timeout", "2s")
	without := serve(t, "--data", data)
	honest := scripted.Script{Streams: []scripted.Step{{Text: "具体以申报细则为准，请向主管部门确认。"}}}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a := readAttack(t, file)
			plain := without.converse(a.question)
			// An honest answer in between keeps the circuit closed, so that
			// every script is really played.
			model.Play(honest)
			with.converse("苏州独立站花了60万，有交易记录，能补多少？")
			model.Play(a.script)
			got := with.converse(a.question)
			if len(model.Requests()) == 0 {
				t.Fatal("the model was not asked")
			}
			for _, s := range a.absent {
				if bytes.Contains(squeeze(string(got.frames)), squeeze(s)) && !bytes.Contains(squeeze(string(plain.frames)), squeeze(s)) {
					t.Errorf("reached the client: %s\n%s", s, got.frames)
				}
			}
			if diff := cmp.Diff(plain.answer.Results, got.answer.Results); diff != "" {
				t.Errorf("results differ from those without a model:\n%s", diff)
			}
			if diff := cmp.Diff(plain.answer.Quotes, got.answer.Quotes); diff != "" {
				t.Errorf("quotes differ:\n%s", diff)
			}
			if diff := cmp.Diff(plain.answer.Notices, got.answer.Notices); diff != "" {
				t.Errorf("notices differ:\n%s", diff)
			}
			var prose string
			if got.answer.Prose != nil {
				prose = got.answer.Prose.Text
			}
			if prose != a.prose {
				t.Errorf("prose is %q, want %q", prose, a.prose)
			}
			if a.prose == "" && (got.answer.Text != plain.answer.Text || !got.answer.Brief) {
				t.Errorf("brief %v, text\n%s\nwant the answer without a model:\n%s", got.answer.Brief, got.answer.Text, plain.answer.Text)
			}
			if a.prose != "" && (!strings.Contains(got.answer.Text, a.prose) || !strings.Contains(got.deltas, a.prose) || got.answer.Brief) {
				t.Errorf("the prose is not in the text or its deltas:\n%s\n%s", got.answer.Text, got.deltas)
			}
		})
	}
}

// squeeze folds a text and takes its spaces out, so that nothing hides.
func squeeze(s string) []byte {
	return []byte(strings.Join(strings.Fields(hanzi.Fold(s).Text), ""))
}

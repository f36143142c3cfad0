package web

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"clausewise/assistant"
)

func FuzzDecodeFrame(f *testing.F) {
	for _, s := range []string{
		`{"type":"hello","site":"s","token":"t","language":"en"}`,
		`{"type":"ask","id":"1","text":"独立站85万补多少"}`,
		`{"type":"cancel","id":"1"}`,
		`{"type":"feedback","answer":"01J","vote":-1,"comment":"x"}`,
		`{"type":"resume","conversation":"c","secret":"s","seq":9007199254740993}`,
		`{"type":"ask","id":"1","text":"\ud800"}`, `{"TYPE":"ask"}`, `null`, `{"seq":1e400}`, "\x00", `{"type":"ask","type":"resume"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, fault := decodeFrame(data)
		if fault != nil {
			if !utf8.ValidString(fault.message("")) || fault.message("en") == "" || len(fault.id) > maxID {
				t.Fatalf("fault %+v", fault)
			}
			return
		}
		switch frame.Type {
		case "ask":
			if frame.ID == "" || frame.Text == "" || utf8.RuneCountInString(frame.Text) > assistant.MaxQuestion {
				t.Fatalf("accepted %+v", frame)
			}
		case "resume":
			if frame.Secret == "" || frame.Seq < 0 || frame.Seq > maxSeq {
				t.Fatalf("accepted %+v", frame)
			}
		case "feedback":
			if frame.Vote*frame.Vote != 1 {
				t.Fatalf("accepted %+v", frame)
			}
		case "hello", "cancel":
		default:
			t.Fatalf("accepted type %q", frame.Type)
		}
		if len(frame.ID) > maxID || len(frame.Site) > maxID {
			t.Fatalf("accepted a long field: %+v", frame)
		}
	})
}

func TestEveryCodeHasWordsInThreeLanguages(t *testing.T) {
	internal := explain(codeInternal)
	for _, c := range []code{
		codeMalformed, codeBinary, codeUnknownType, codeMissing, codeInvalid, codeFrameSize, codeTooLong, codeEmpty, codeBusy, codeCancelled,
		codeDuplicate, codeNotFound, codeNoChat, codeTimeout, codeUnavailable, codeGoingAway, codeRule, codeSuspended, codeOrigin, codeMethod, codeTooMany,
	} {
		w := explain(c)
		if w == internal || w.hans == "" || w.hant == "" || w.en == "" {
			t.Errorf("%s has no words of its own: %+v", c, w)
		}
		if c.status() == 500 {
			t.Errorf("%s has no status", c)
		}
		for _, language := range []string{"zh-Hans", "zh-Hant", "en", ""} {
			if m := (&fault{code: c, about: "X"}).message(language); strings.Contains(m, "%s") {
				t.Errorf("%s in %s: %q", c, language, m)
			}
		}
	}
}

func TestServerFrameKeepsTheAnswersBytes(t *testing.T) {
	data, err := serverFrame{Type: "answer", Seq: 7, ID: "1", Answer: json.RawMessage(`{"text":"<b>&"}`)}.encode()
	if err != nil || string(data) != `{"type":"answer","seq":7,"id":"1","answer":{"text":"<b>&"}}` {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := (serverFrame{Type: "answer", Answer: json.RawMessage(`{`)}).encode(); err == nil {
		t.Error("a damaged answer was encoded")
	}
}

package web

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"

	"clausewise/assistant"
)

// Limits of what a client may send.
const (
	maxFrame   = 64 << 10 // bytes of a frame that is read
	maxDiscard = 1 << 20  // bytes of a frame that is refused without closing
	maxID      = 128      // bytes of an id, secret or site
	maxToken   = 1000     // bytes of a widget token
	maxComment = 1000     // code points of a feedback comment
	maxSeq     = 1 << 53  // what a JavaScript number holds exactly
)

// clientFrame is what a client sends; Type says which fields count. Fields
// nobody knows are ignored, so newer widgets can talk to older servers.
type clientFrame struct {
	Type string `json:"type"`

	ID   string `json:"id"`   // ask, cancel
	Text string `json:"text"` // ask

	Site     string `json:"site"` // hello
	Token    string `json:"token"`
	Language string `json:"language"`

	Answer  string `json:"answer"` // feedback
	Vote    int    `json:"vote"`
	Comment string `json:"comment"`

	Name    string `json:"name"` // handoff, beside id, text and answer
	Contact string `json:"contact"`

	Conversation string `json:"conversation"` // resume
	Secret       string `json:"secret"`
	Seq          int64  `json:"seq"`

	size int // bytes of the frame
}

// decodeFrame reads and checks a client's frame. The fault it may return
// carries the id of the question where that could be read.
func decodeFrame(data []byte) (clientFrame, *fault) {
	var f clientFrame
	if !utf8.Valid(data) {
		return f, &fault{code: codeMalformed}
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&f); err != nil {
		return clientFrame{}, &fault{code: codeMalformed, cause: err}
	}
	if _, err := d.Token(); err != io.EOF {
		return clientFrame{}, &fault{code: codeMalformed}
	}
	bad := func(c code, about string) *fault { return &fault{code: c, about: about, id: clip(f.ID, maxID)} }
	if f.Type == "" {
		return f, bad(codeMissing, "type")
	}
	for _, s := range []struct{ name, value string }{
		{"id", f.ID},
		{"site", f.Site},
		{"language", f.Language},
		{"conversation", f.Conversation},
		{"secret", f.Secret},
		{"answer", f.Answer},
	} {
		if len(s.value) > maxID {
			return f, bad(codeInvalid, s.name)
		}
	}
	var err *fault
	switch f.Type {
	case "hello":
		if len(f.Token) > maxToken {
			err = bad(codeInvalid, "token")
		}
	case "ask":
		switch {
		case f.ID == "":
			err = bad(codeMissing, "id")
		case f.Text == "":
			err = bad(codeMissing, "text")
		case utf8.RuneCountInString(f.Text) > assistant.MaxQuestion:
			err = bad(codeTooLong, strconv.Itoa(assistant.MaxQuestion))
		}
	case "cancel":
		if f.ID == "" {
			err = bad(codeMissing, "id")
		}
	case "feedback":
		switch {
		case f.Answer == "":
			err = bad(codeMissing, "answer")
		case f.Vote != 1 && f.Vote != -1:
			err = bad(codeInvalid, "vote")
		case utf8.RuneCountInString(f.Comment) > maxComment:
			err = bad(codeInvalid, "comment")
		}
	case "handoff":
		switch {
		case f.ID == "":
			err = bad(codeMissing, "id")
		case f.Text == "":
			err = bad(codeMissing, "text")
		case f.Contact == "":
			err = bad(codeMissing, "contact")
		case utf8.RuneCountInString(f.Text) > assistant.MaxQuestion:
			err = bad(codeTooLong, strconv.Itoa(assistant.MaxQuestion))
		case utf8.RuneCountInString(f.Contact) > maxContact:
			err = bad(codeInvalid, "contact")
		case utf8.RuneCountInString(f.Name) > maxName:
			err = bad(codeInvalid, "name")
		}
	case "resume":
		switch {
		case f.Conversation == "":
			err = bad(codeMissing, "conversation")
		case f.Secret == "":
			err = bad(codeMissing, "secret")
		case f.Seq < 0 || f.Seq > maxSeq:
			err = bad(codeInvalid, "seq")
		}
	default:
		err = bad(codeUnknownType, clip(strconv.Quote(f.Type), 40))
	}
	return f, err
}

// clip cuts s to at most n bytes at a character boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// serverFrame is what the server sends; Type says which fields are there.
type serverFrame struct {
	Type string `json:"type"`
	Seq  int64  `json:"seq"`

	ID string `json:"id,omitempty"` // of the question; not in conversation

	Conversation string `json:"conversation,omitempty"`
	Secret       string `json:"secret,omitempty"` // only where it was made just now

	Stage  string          `json:"stage,omitempty"`
	Text   string          `json:"text,omitempty"`
	Answer json.RawMessage `json:"answer,omitempty"`

	Code    code   `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// encode gives the bytes of a frame. A frame holds strings, numbers and JSON
// that was made by us, so there is no error to meet but a damaged store's.
func (f serverFrame) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// languageOf reads a language tag as one of the three we write, "" where it
// is none of them: then each question decides for itself.
func languageOf(tag string) string {
	switch tag {
	case "zh-Hans", "zh-CN", "zh-SG", "zh", "zh-Hans-CN":
		return "zh-Hans"
	case "zh-Hant", "zh-TW", "zh-HK", "zh-MO", "zh-Hant-TW", "zh-Hant-HK":
		return "zh-Hant"
	case "en", "en-US", "en-GB":
		return "en"
	}
	return ""
}

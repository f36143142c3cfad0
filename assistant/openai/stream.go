package openai

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// stream reads a server's stream of events and gives it on in one plain form:
// one short event a piece of text, then the end. Anything else ends it with an
// error, which the outcome keeps: an error object, a tool call where prose was
// asked for, a line that is no JSON, a stream that stops without saying so.
type stream struct {
	source io.ReadCloser
	lines  *bufio.Reader
	seen   *outcome
	ready  bytes.Buffer // what is still to be read by langchaingo
	read   int          // bytes of the source
	ended  bool         // a finish reason came
	done   bool
}

func newStream(source io.ReadCloser, seen *outcome) *stream {
	return &stream{source: source, lines: bufio.NewReaderSize(source, 64<<10), seen: seen}
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	for s.ready.Len() == 0 && !s.done {
		line, err := s.line()
		if err == nil || len(line) > 0 {
			if e := s.event(line); e != nil {
				return 0, s.fail(e)
			}
		}
		if err == io.EOF {
			if !s.ended {
				return 0, s.fail(errors.New("the stream stopped before its end"))
			}
			s.done = true
		} else if err != nil {
			return 0, s.fail(err)
		}
	}
	if s.ready.Len() == 0 {
		return 0, io.EOF
	}
	return s.ready.Read(p)
}

// Close implements io.Closer.
func (s *stream) Close() error { return s.source.Close() }

func (s *stream) fail(err error) error {
	s.seen.err = wrapReply(err)
	s.done = true
	return s.seen.err
}

// line reads one line of any length up to maxLine.
func (s *stream) line() ([]byte, error) {
	var line []byte
	for {
		part, err := s.lines.ReadSlice('\n')
		line = append(line, part...)
		s.read += len(part)
		switch {
		case len(line) > maxLine:
			return nil, fmt.Errorf("a line of the stream is longer than %d bytes", maxLine)
		case s.read > maxReply:
			return nil, fmt.Errorf("the stream is longer than %d bytes", maxReply)
		case !errors.Is(err, bufio.ErrBufferFull):
			return bytes.TrimSpace(line), err
		}
	}
}

// event takes a line of the stream.
func (s *stream) event(line []byte) error {
	data, ok := bytes.CutPrefix(line, []byte("data:"))
	if !ok {
		// Some servers answer a streaming request with a plain error.
		if len(line) > 0 && line[0] == '{' {
			data = line
		} else {
			return nil // comments, event names, blank lines
		}
	}
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return nil
	}
	if bytes.Equal(data, []byte("[DONE]")) {
		if !s.ended {
			return errors.New("the stream is done without a finish reason")
		}
		return nil
	}
	var in chatReply
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("an event of the stream is not the JSON of a chat reply: %w", err)
	}
	if in.Usage.TotalTokens > 0 {
		s.seen.cost = in.Usage.TotalTokens
	}
	if err := in.failure(); err != nil {
		return err
	}
	for _, c := range in.Choices {
		if c.Index != 0 {
			continue // one was asked for
		}
		if err := s.delta(c.Delta, reasonOf(c.FinishReason)); err != nil {
			return err
		}
	}
	return nil
}

// delta passes a piece of text on.
func (s *stream) delta(m chatMessage, reason string) error {
	if len(m.ToolCalls) > 0 || len(m.FunctionCall) > 0 && !bytes.Equal(m.FunctionCall, []byte("null")) {
		return errors.New("calls a tool where prose was asked for")
	}
	text, err := textOf(m.Content)
	if err != nil {
		return err
	}
	if s.ended && text != "" {
		return errors.New("goes on behind its end")
	}
	const piece = 4 << 10 // code points, so that a line stays short
	for runes := []rune(text); len(runes) > 0; {
		n := min(piece, len(runes))
		if err := s.put(string(runes[:n]), ""); err != nil {
			return err
		}
		runes = runes[n:]
	}
	switch reason {
	case "":
		return nil
	case "stop", "eos", "end_turn":
		s.ended = true
		return s.put("", "stop")
	}
	return fmt.Errorf("broken off: %s", reason)
}

func (s *stream) put(text, reason string) error {
	choice := map[string]any{"index": 0, "delta": map[string]string{"content": text}}
	if reason != "" {
		choice["finish_reason"] = reason
	}
	b, err := json.Marshal(map[string]any{"choices": []any{choice}})
	if err != nil {
		return err
	}
	s.ready.WriteString("data: ")
	s.ready.Write(b)
	s.ready.WriteString("\n\n")
	return nil
}

// streamOf makes a stream of a whole reply, for servers that answer so where a
// stream was asked for.
func streamOf(body []byte, seen *outcome) ([]byte, error) {
	var in chatReply
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("not the JSON of a chat reply: %w", err)
	}
	seen.cost = max(0, in.Usage.TotalTokens)
	if err := in.failure(); err != nil {
		return nil, err
	}
	if len(in.Choices) == 0 {
		return nil, errors.New("no choices")
	}
	s := newStream(nil, seen)
	if err := s.delta(in.Choices[0].Message, reasonOf(in.Choices[0].FinishReason)); err != nil {
		return nil, err
	}
	if !s.ended {
		return nil, errors.New("the reply is done without a finish reason")
	}
	return s.ready.Bytes(), nil
}

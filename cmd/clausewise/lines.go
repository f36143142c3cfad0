package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest line of standard input, in bytes.
const maxLine = 4 << 20

// writeJSON prints v on one line.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// failedLine is what a line that could not be used gives.
type failedLine struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// eachLine reads JSON Lines into In, has each handled and prints what that
// gave, in order. A line that fails gives {"id","error"} and the rest goes
// on; in the end errReported says that some did.
func eachLine[In any](e *environment, handle func(id json.RawMessage, in In) (any, error)) error {
	r := bufio.NewReader(e.stdin)
	failed := false
	for n := 1; ; n++ {
		line, tooLong, err := readLine(r)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("读取标准输入：%w", err)
		}
		atEnd := err != nil
		if len(line) == 0 && !tooLong {
			if atEnd {
				break
			}
			continue
		}
		if e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		id, out, err := oneLine(line, tooLong, n, handle)
		if err != nil {
			failed = true
			out = failedLine{id, err.Error()}
		}
		if err := writeJSON(e.stdout, out); err != nil {
			return fmt.Errorf("写标准输出：%w", err)
		}
		if atEnd {
			break
		}
	}
	if failed {
		return errReported
	}
	return nil
}

func oneLine[In any](line []byte, tooLong bool, n int, handle func(id json.RawMessage, in In) (any, error)) (json.RawMessage, any, error) {
	if tooLong {
		return nil, nil, fmt.Errorf("第%d行超过 %d MiB，没有处理", n, maxLine>>20)
	}
	var head struct {
		ID json.RawMessage `json:"id"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return nil, nil, fmt.Errorf("第%d行%s", n, jsonFault(err))
	}
	var in In
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&in); err != nil {
		return head.ID, nil, fmt.Errorf("第%d行%s", n, jsonFault(err))
	}
	out, err := handle(head.ID, in)
	return head.ID, out, err
}

// readLine reads a line without its end. What is beyond maxLine is dropped.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong = true
		} else {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return bytes.TrimSpace(line), tooLong, err
	}
}

// jsonFault says in Chinese what is wrong with a line.
func jsonFault(err error) string {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		return fmt.Sprintf("的字段 %s 类型不对，不能是 %s", e.Field, e.Value)
	}
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("不是有效的 JSON（第%d个字节附近）", e.Offset)
	}
	return "不是 JSON 对象"
}

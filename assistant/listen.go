package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators/quantity"
)

const (
	maxGiven  = 4 << 10  // bytes of a call's arguments
	maxOutput = 12 << 10 // bytes of a tool's output that a model is given
	maxShown  = 2        // clauses a model may have shown
	maxMeant  = 120      // code points of a question that may have been meant
)

// Instrument is a tool as a model's loop calls it.
type Instrument struct {
	ModelTool
	Call func(ctx context.Context, arguments json.RawMessage) (any, error)
}

// Instruments gives the tools that a model may call about a question: over the
// library as of a day, held to some documents of it. Package tool has them.
type Instruments func(ctx context.Context, asOf quantity.Date, documents []string) ([]Instrument, error)

// listen gives the model its turns with tools, until it calls none. What it
// says in between is not used: prose comes later.
func (m *modelTurn) listen(ctx context.Context, messages []ModelMessage) ([]ModelMessage, error) {
	of, err := m.instruments(ctx, m.query.AsOf, m.documents)
	if err != nil {
		return nil, err
	}
	tools := append(m.own(), of...)
	list := make([]ModelTool, len(tools))
	for i, t := range tools {
		list[i] = t.ModelTool
	}
	calls := 0
	for range m.limits.Turns {
		reply, err := m.turn(ctx, messages, list)
		if err != nil {
			return nil, err
		}
		if len(reply.Calls) == 0 {
			return messages, nil
		}
		messages = append(messages, ModelMessage{Role: ModelsRole, Text: reply.Text, Reasoning: reply.Reasoning, Calls: reply.Calls})
		for _, c := range reply.Calls {
			calls++
			output := m.call(ctx, tools, c, calls)
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			messages = append(messages, ModelMessage{Role: ToolRole, Text: output, Answers: c.ID})
		}
		if calls >= m.limits.Calls {
			return messages, nil
		}
	}
	return messages, nil
}

// call carries a tool call out and returns what the model is told of it. A
// call that is refused is recorded with the reason and costs nothing else.
func (m *modelTurn) call(ctx context.Context, tools []Instrument, c ModelCall, count int) string {
	recorded := RecordedCall{Tool: clipRunes(c.Tool, 60), Arguments: clipRunes(string(c.Arguments), 500)}
	defer func() { m.record.Calls = append(m.record.Calls, recorded) }()
	refuse := func(why string) string {
		recorded.Refused = why
		return fenced(map[string]string{"error": why})
	}
	i := slices.IndexFunc(tools, func(t Instrument) bool { return t.Name == c.Tool })
	var object map[string]any
	switch {
	case count > m.limits.Calls:
		return refuse("这一轮的工具调用次数已用完，请直接作答")
	case i < 0:
		return refuse("没有这个工具：" + clipRunes(c.Tool, 60))
	case len(c.Arguments) > maxGiven:
		return refuse("参数太长")
	case json.Unmarshal(c.Arguments, &object) != nil:
		return refuse("参数不是 JSON 对象")
	}
	if why := m.unsaid(object); why != "" {
		return refuse(why)
	}
	output, err := tools[i].Call(ctx, c.Arguments)
	if err != nil {
		return refuse(err.Error())
	}
	text := fenced(output)
	if len(text) > maxOutput {
		return refuse("结果太长，请缩小范围，例如减少 limit 或指明条款")
	}
	recorded.Bytes = len(text)
	return text
}

// own are the tools that only this loop has: they let a model add to the
// answer what the library holds, and nothing else.
func (m *modelTurn) own() []Instrument {
	return []Instrument{
		{
			ModelTool{
				"show_clause", "把一条条款的原文放进答复，供用户对照。只在它确实回答用户的问题而答复里还没有时使用。",
				json.RawMessage(`{"type":"object","additionalProperties":false,"required":["document","clause"],"properties":{` +
					`"document":{"type":"string","description":"文件 id"},"clause":{"type":"string","description":"条款键，如 二/9"}}}`),
			}, m.show,
		},
		{
			ModelTool{
				"suggest_question", "用户的话没有被读懂时，把它改写成一个清楚的问题，请用户确认。只能用用户说过的数字和地名，不得添加。",
				json.RawMessage(`{"type":"object","additionalProperties":false,"required":["question"],"properties":{` +
					`"question":{"type":"string","maxLength":120}}}`),
			}, m.suggest,
		},
	}
}

// show notes a clause to be quoted beside the answer.
func (m *modelTurn) show(_ context.Context, arguments json.RawMessage) (any, error) {
	var in struct{ Document, Clause string }
	if err := json.Unmarshal(arguments, &in); err != nil {
		return nil, errors.New("参数应为 {\"document\":…,\"clause\":…}")
	}
	if !slices.Contains(m.documents, in.Document) {
		return nil, errors.New("这个文件不在这个问题的范围内，可用的有：" + strings.Join(m.documents, "、"))
	}
	row, ok := m.library.Index.Row(in.Document, in.Clause)
	switch {
	case !shows(m.answered.Kind):
		return nil, errors.New("这个答复已有依据，不再另放条款")
	case !ok || !row.Quotable():
		return nil, errors.New("没有这一条，请先用 search_clauses 查")
	case len(m.shown) >= maxShown:
		return nil, fmt.Errorf("最多只能放%d条", maxShown)
	}
	m.shown = append(m.shown, row)
	return map[string]string{"shown": row.Key}, nil
}

// shows reports whether a clause of the model's choice has a place beside an
// answer: not where rules were worked out, whose clauses are the ones that
// count.
func shows(k Kind) bool {
	switch k {
	case Calculation, Eligibility, Comparison, Refusal, Chat:
		return false
	}
	return true
}

// suggest notes a question that may have been meant, where the assistant can
// answer it and it says nothing that the user did not.
func (m *modelTurn) suggest(ctx context.Context, arguments json.RawMessage) (any, error) {
	var in struct{ Question string }
	if err := json.Unmarshal(arguments, &in); err != nil {
		return nil, errors.New("参数应为 {\"question\":…}")
	}
	text := strings.TrimRight(strings.TrimSpace(in.Question), "？?。！!")
	if strings.ContainsAny(text, "。？！?!\n“”\"") || utf8.RuneCountInString(text) > maxMeant {
		return nil, fmt.Errorf("问题应是%d字以内的一句话", maxMeant)
	}
	if why := m.unfit(text); why != "" {
		return nil, errors.New(why)
	}
	answer, _, err := m.assistant.Answer(ctx, Query{Text: text, AsOf: m.query.AsOf, Language: m.query.Language})
	switch {
	case err != nil:
		return nil, err
	case answer.Kind == NoAnswer || answer.Kind == Refusal || answer.Kind == Chat:
		return nil, errors.New("这样问也答不了，请换个说法或不改写")
	case answer.Text == m.answered.Text:
		return nil, errors.New("这样问得到的是同一个答复，不必改写")
	}
	m.meant = text
	return map[string]string{"noted": text}, nil
}

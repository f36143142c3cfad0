package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"clausewise/assistant"
	"clausewise/calculators/quantity"
)

type askCmd struct {
	outputFlags
	storeFlags
	dayFlags
	modelFlags
	Language string   `name:"language" placeholder:"LANG" help:"答复语言：zh-Hans、zh-Hant、en；默认随问题"`
	Explain  bool     `name:"explain" help:"说明答复的由来：读出了什么、找到了什么、各种意图的分值"`
	Question []string `arg:"" optional:"" help:"问题；省略时从标准输入逐行读 {\"id\",\"question\",\"history\"}"`
}

// asked is a line of standard input.
type asked struct {
	Question string              `json:"question"`
	History  []assistant.Message `json:"history"`
	Language string              `json:"language"`
}

// answered is what a line gives.
type answered struct {
	ID      json.RawMessage        `json:"id"`
	Answer  assistant.Answer       `json:"answer"`
	Explain *assistant.Explanation `json:"explain,omitempty"`
}

func (c *askCmd) Run(e *environment) (err error) {
	day, err := c.day(e.today())
	if err != nil {
		return err
	}
	if err := needsInput(e.stdin, len(c.Question) > 0, "请写下问题，例如：clausewise ask 独立站花了85万，有交易记录，能补多少"); err != nil {
		return err
	}
	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if a.service, err = c.attach(a.service, a, e); err != nil {
		return err
	}
	if len(c.Question) == 0 {
		return eachLine(e, func(id json.RawMessage, in asked) (any, error) {
			answer, why, err := c.ask(e, a, in, day)
			return answered{id, answer, why}, err
		})
	}
	answer, why, err := c.ask(e, a, asked{Question: strings.Join(c.Question, " ")}, day)
	switch {
	case err != nil:
		return err
	case c.JSON && why != nil:
		return writeJSON(e.stdout, map[string]any{"answer": answer, "explain": why})
	case c.JSON:
		return writeJSON(e.stdout, answer)
	}
	text := answer.Text
	if answer.Brief {
		text += "\n" + briefly(answer.Language)
	}
	if _, err := fmt.Fprintln(e.stdout, text); err != nil || why == nil {
		return err
	}
	return writeExplanation(e.stdout, answer, *why)
}

// ask answers one question; the explanation is nil where none is wanted.
func (c *askCmd) ask(e *environment, a *app, in asked, day quantity.Date) (assistant.Answer, *assistant.Explanation, error) {
	var why *assistant.Explanation
	if c.Explain {
		why = &assistant.Explanation{}
	}
	language := c.Language
	if in.Language != "" {
		language = in.Language
	}
	answer, _, err := a.service.Ask(e.ctx, assistant.Request{Text: in.Question, History: in.History, Language: language, AsOf: day, Explain: why})
	return answer, why, err
}

// briefly is all that is said where a model should have had a part and had
// none.
func briefly(language string) string {
	switch language {
	case assistant.English:
		return "(brief answer)"
	case assistant.Traditional:
		return "（簡要答覆）"
	}
	return "（简要答复）"
}

// needsInput refuses to wait for typing where a command was given nothing.
func needsInput(stdin io.Reader, given bool, advice string) error {
	if f, ok := stdin.(*os.File); ok && !given && term.IsTerminal(int(f.Fd())) {
		return &usageError{advice}
	}
	return nil
}

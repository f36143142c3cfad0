package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/calculators/quantity"
)

type calculateCmd struct {
	outputFlags
	storeFlags
	dayFlags
	Receipt string   `name:"receipt" placeholder:"FILE" help:"另把结果存成签名的凭证，供 clausewise verify 核验"`
	Rule    string   `arg:"" optional:"" help:"规则编号，如 suzhou-measures/independent-site；省略时从标准输入逐行读 {\"id\",\"rule\",\"inputs\"}"`
	Inputs  []string `arg:"" optional:"" help:"输入，如 expense_yuan=85万 has_record=有"`
}

// calculation is a line of standard input.
type calculation struct {
	Rule   string         `json:"rule"`
	Inputs map[string]any `json:"inputs"`
}

// calculated is what a line gives.
type calculated struct {
	ID     json.RawMessage    `json:"id"`
	Result calculators.Result `json:"result"`
}

func (c *calculateCmd) Run(e *environment) (err error) {
	day, err := c.day(e.today())
	if err != nil {
		return err
	}
	inputs, err := readInputs(c.Inputs)
	if err != nil {
		return err
	}
	if err := needsInput(e.stdin, c.Rule != "", "请写明规则编号，例如：clausewise calculate suzhou-measures/independent-site expense_yuan=85万"); err != nil {
		return err
	}
	a, err := open(e, c.storeFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if c.Rule == "" {
		if c.Receipt != "" {
			return &usageError{"--receipt 一次存一项结果，请在命令里写明规则编号"}
		}
		return eachLine(e, func(id json.RawMessage, in calculation) (any, error) {
			r, _, err := a.evaluate(e.ctx, in.Rule, in.Inputs, day)
			return calculated{id, r}, err
		})
	}
	r, book, err := a.evaluate(e.ctx, c.Rule, inputs, day)
	if err != nil {
		return err
	}
	if c.JSON {
		err = writeJSON(e.stdout, r)
	} else {
		err = writePaper(e.stdout, book, r)
	}
	if err == nil && c.Receipt != "" {
		err = a.saveReceipt(e, c.Receipt, r, day)
	}
	if err == nil && (r.Outcome == calculators.InvalidInput || len(r.Problems) > 0) {
		// The result says what is wrong with the values.
		return errReported
	}
	return err
}

// evaluate works out a rule as it stood on a day, and returns it with the
// rules of that day; the notes say first what its document is on the day.
func (a *app) evaluate(ctx context.Context, rule string, inputs map[string]any, day quantity.Date) (calculators.Result, *calculators.Book, error) {
	if rule == "" {
		return calculators.Result{}, nil, errors.New("没有写规则编号（rule）。用 clausewise rules 查看全部规则")
	}
	lib, err := a.library.At(ctx, day)
	if err != nil {
		return calculators.Result{}, nil, err
	}
	r, err := lib.Rules.Evaluate(rule, inputs, calculators.Options{AsOf: day, Language: calculators.Simplified})
	if err != nil {
		return r, lib.Rules, err
	}
	if known, ok := lib.Rules.Rule(r.Rule); ok {
		d, _ := lib.Index.Document(known.Document)
		r.Notes = append(assistant.StatusNotes(d, day, calculators.Simplified), r.Notes...)
	}
	return r, lib.Rules, nil
}

// readInputs reads k=v arguments. A value that is JSON is taken as that, any
// other as text a user wrote: 85万.
func readInputs(args []string) (map[string]any, error) {
	inputs := map[string]any{}
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok || name == "" {
			return nil, &usageError{fmt.Sprintf("输入“%s”应写成 名称=值，例如 expense_yuan=85万", arg)}
		}
		if _, twice := inputs[name]; twice {
			return nil, &usageError{fmt.Sprintf("输入 %s 写了两次", name)}
		}
		inputs[name] = value
		d := json.NewDecoder(bytes.NewReader([]byte(value)))
		d.UseNumber()
		var v any
		if d.Decode(&v) == nil && v != nil {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				inputs[name] = v
			}
		}
	}
	return inputs, nil
}

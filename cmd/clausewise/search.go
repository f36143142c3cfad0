package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"clausewise/assistant"
	"clausewise/retrieval"
)

type searchCmd struct {
	outputFlags
	storeFlags
	dayFlags
	Limit    int      `name:"limit" default:"10" placeholder:"N" help:"最多列出几条"`
	Place    string   `name:"place" placeholder:"NAME" help:"只在适用于该地的文件中找，如 苏州市"`
	Document []string `name:"document" placeholder:"ID" help:"只在这些文件中找，可写多次"`
	Clause   []string `name:"clause" placeholder:"NUMBER" help:"只找这样编号的条款，如 第九条、附则二、苏商规〔2023〕2号，可写多次"`
	Status   string   `name:"status" enum:",draft,issued" default:"" placeholder:"STATUS" help:"draft 只找征求意见稿，issued 只找正式文件"`
	InForce  bool     `name:"in-force" help:"只找当天有效的正式文件（哪一天见 --as-of）"`
	Query    []string `arg:"" optional:"" help:"要找的内容；省略时从标准输入逐行读 {\"id\",\"query\"}"`
}

// found is a ranked clause. Standard input gives the first three fields.
type found struct {
	Document string  `json:"document"`
	Clause   string  `json:"clause"`
	Score    float64 `json:"score"`
	Number   string  `json:"number,omitempty"`
	Path     string  `json:"path,omitempty"`
	Title    string  `json:"title,omitempty"`
	Text     string  `json:"text,omitempty"`
}

type searched struct {
	ID   json.RawMessage `json:"id"`
	Hits []found         `json:"hits"`
	// Confidence is how likely, 0 to 1, the library holds what was asked.
	Confidence float64 `json:"confidence"`
}

func (c *searchCmd) Run(e *environment) (err error) {
	if c.Limit < 1 {
		return &usageError{"--limit 至少是 1"}
	}
	day, err := c.day(e.today())
	if err != nil {
		return err
	}
	if err := needsInput(e.stdin, len(c.Query) > 0, "请写下要找的内容，例如：clausewise search 独立站 补助"); err != nil {
		return err
	}
	a, lib, err := openAt(e, c.storeFlags, day)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if len(c.Query) == 0 {
		return eachLine(e, func(id json.RawMessage, in struct {
			Query string `json:"query"`
		},
		) (any, error) {
			hits, err := c.search(e, lib, in.Query)
			out := searched{id, []found{}, lib.Index.Confidence(in.Query, hits)}
			for _, h := range hits {
				out.Hits = append(out.Hits, found{Document: h.Document.ID, Clause: h.Row.Key, Score: h.Score})
			}
			return out, err
		})
	}
	hits, err := c.search(e, lib, strings.Join(c.Query, " "))
	if err != nil {
		return err
	}
	if c.JSON {
		out := []found{}
		for _, h := range hits {
			out = append(out, found{h.Document.ID, h.Row.Key, h.Score, h.Row.Number, h.Row.Path, h.Document.Title, h.Row.Text})
		}
		return writeJSON(e.stdout, out)
	}
	for i, h := range hits {
		text := strings.Join(strings.Fields(h.Row.Text), " ")
		if _, err := fmt.Fprintf(e.stdout, "%d. %s %s（%.3f）\n   《%s》%s\n   %s\n", i+1, h.Document.ID, h.Row.Key, h.Score, h.Document.Title, h.Row.Path, shorten(text, 120)); err != nil {
			return err
		}
	}
	return c.conclude(e, lib.Index.Confidence(strings.Join(c.Query, " "), hits), len(hits))
}

// conclude says below the hits how likely they answer what was asked: a list
// of clauses always looks as if it did. Nothing is ever quite certain.
func (c *searchCmd) conclude(e *environment, confidence float64, hits int) error {
	line := fmt.Sprintf("\n资料库里有答案的可能性：%.0f%%", min(99, 100*confidence))
	switch {
	case hits == 0:
		line = "没有找到相关条款，可以换个说法再试"
	case confidence < unlikely:
		line += "。以上条款可能与所问的事无关，请核对原文"
	}
	_, err := fmt.Fprintln(e.stdout, line)
	return err
}

// unlikely is the confidence below which most questions have no answer in the
// library (docs/retrieval.md).
const unlikely = 0.5

func (c *searchCmd) search(e *environment, lib *assistant.Library, query string) ([]retrieval.Hit, error) {
	if strings.TrimSpace(query) == "" {
		return nil, errors.New("检索内容（query）是空的")
	}
	f := retrieval.Filter{Place: c.Place, Documents: c.Document, Clauses: c.Clause, Status: retrieval.Status(c.Status)}
	if c.InForce {
		day, err := c.day(e.today())
		if err != nil {
			return nil, err
		}
		f.InForceOn = day
	}
	return lib.Index.Search(e.ctx, retrieval.Query{Text: query, Limit: c.Limit, Filter: f})
}

// shorten cuts a text for a table to n code points.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"clausewise/retrieval"
)

// article is one statute article; its place in corpus.articles is its index.
type article struct {
	ID     int
	law    string // 民法典
	number string // 第六条
	text   string
}

// question is a lay question with the indexes of the articles that answer it.
type question struct {
	ID       int
	Text     string
	relevant map[int32]bool
	vector   []float32
}

// corpus is what one size of the benchmark searches.
type corpus struct {
	name     string
	articles []article
	// judged says that the questions' judgements hold for these articles;
	// among recombined ones they don't.
	judged    bool
	questions []question
	vectors   [][]float32 // by article, filled by embed
	model     retrieval.Model
}

// articleName splits 民法典第六条 into the law and the number.
var articleName = regexp.MustCompile(`^(.*?)(第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)$`)

func readArticles(dir string) ([]article, error) {
	f, err := os.Open(filepath.Join(dir, "articles.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	var articles []article
	err = eachLine(unzipped, func(line []byte) error {
		var a struct {
			ID         int
			Name, Text string
		}
		if err := json.Unmarshal(line, &a); err != nil {
			return err
		}
		law, number := a.Name, "全文"
		if m := articleName.FindStringSubmatch(a.Name); m != nil {
			law, number = m[1], m[2]
		}
		articles = append(articles, article{a.ID, law, number, a.Text})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return articles, nil
}

// readQuestions returns the questions, relevant holding article ids.
func readQuestions(dir string) ([]question, error) {
	f, err := os.Open(filepath.Join(dir, "queries.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var questions []question
	at := map[int]int{}
	err = eachLine(f, func(line []byte) error {
		var q struct {
			ID    int
			Query string
		}
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		at[q.ID] = len(questions)
		questions = append(questions, question{ID: q.ID, Text: q.Query, relevant: map[int32]bool{}})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	judgements, err := os.ReadFile(filepath.Join(dir, "qrels.tsv"))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(judgements)) {
		var q, a, grade int
		if _, err := fmt.Sscan(line, &q, &a, &grade); err != nil {
			return nil, fmt.Errorf("qrels.tsv: %q: %w", line, err)
		}
		if n, ok := at[q]; ok && grade > 0 {
			questions[n].relevant[int32(a)] = true
		}
	}
	return questions, nil
}

func eachLine(r io.Reader, do func(line []byte) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		if err := do(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// choose takes the first n articles, those that answer a question before all
// others, in their own order, and makes the judgements refer to indexes.
func choose(name string, articles []article, questions []question, n int) *corpus {
	wanted := map[int32]bool{}
	for _, q := range questions {
		for id := range q.relevant {
			wanted[id] = true
		}
	}
	room := max(0, n-len(wanted))
	c := &corpus{name: name, judged: true}
	index := map[int32]int32{}
	for _, a := range articles {
		if !wanted[int32(a.ID)] {
			if room == 0 {
				continue
			}
			room--
		}
		index[int32(a.ID)] = int32(len(c.articles))
		c.articles = append(c.articles, a)
	}
	for _, q := range questions {
		relevant := map[int32]bool{}
		for id := range q.relevant {
			if at, ok := index[id]; ok {
				relevant[at] = true
			}
		}
		q.relevant = relevant
		c.questions = append(c.questions, q)
	}
	return c
}

// embedBatch is how many texts are embedded at a time.
const embedBatch = 256

// embed makes the vectors that all contestants share.
func (c *corpus) embed(ctx context.Context, e retrieval.Embedder) error {
	c.model = e.Model()
	c.vectors = make([][]float32, 0, len(c.articles))
	texts := make([]string, 0, embedBatch)
	flush := func() error {
		vectors, err := e.Embed(ctx, texts)
		c.vectors = append(c.vectors, vectors...)
		texts = texts[:0]
		return err
	}
	for i := range c.articles {
		if texts = append(texts, retrieval.EmbeddedText(c.model, c.articles[i].law, c.articles[i].row())); len(texts) == embedBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	for i := range c.questions {
		vectors, err := e.Embed(ctx, []string{c.questions[i].Text})
		if err != nil {
			return err
		}
		c.questions[i].vector = vectors[0]
	}
	return nil
}

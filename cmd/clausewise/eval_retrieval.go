package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"clausewise/retrieval"
	"clausewise/retrieval/measure"
	"clausewise/storage/sqlite"
)

type evalRetrievalCmd struct {
	outputFlags
	Articles   string `name:"articles" required:"" placeholder:"FILE" help:"条目，每行 {\"id\",\"name\",\"text\"}，可为 .gz"`
	Queries    string `name:"queries" required:"" placeholder:"FILE" help:"题目，每行 {\"id\",\"query\"}"`
	Qrels      string `name:"qrels" required:"" placeholder:"FILE" help:"答案，每行为题目、条目、等级"`
	RunFile    string `name:"run" placeholder:"FILE" help:"把排序写入这个文件，每行为题目、条目、名次、分数"`
	Words      bool   `name:"words" help:"只按字词检索，不用向量"`
	EmbedURL   string `name:"embed-url" env:"CLAUSEWISE_EMBED_URL" placeholder:"URL" help:"外部向量服务地址（OpenAI 兼容）；默认用内置向量"`
	EmbedModel string `name:"embed-model" env:"CLAUSEWISE_EMBED_MODEL" placeholder:"NAME" help:"外部向量模型名"`
}

// Help is printed below the command's usage.
func (*evalRetrievalCmd) Help() string {
	return "条目装入一个临时资料库，用与问答相同的排序来找，结束后删除。没有答案的题目不计分。"
}

// retrievalScore is what the command prints as JSON.
type retrievalScore struct {
	Articles int     `json:"articles"`
	Queries  int     `json:"queries"` // that have an answer
	Model    string  `json:"model"`
	R5       float64 `json:"recall_at_5"`
	R10      float64 `json:"recall_at_10"`
	R30      float64 `json:"recall_at_30"`
	R100     float64 `json:"recall_at_100"`
	MRR      float64 `json:"mrr_at_10"`
	NDCG     float64 `json:"ndcg_at_10"`
	Start    float64 `json:"start_s"`  // to open the store and build the index
	Search   float64 `json:"search_s"` // all queries, one after the other
}

type retrievalQuery struct {
	ID    jsonID `json:"id"`
	Query string `json:"query"`
}

func (c *evalRetrievalCmd) Run(e *environment) (err error) {
	judged, err := c.judgements()
	if err != nil {
		return err
	}
	var queries []retrievalQuery
	for q, err := range readLines[retrievalQuery](c.Queries) {
		if err != nil {
			return err
		}
		queries = append(queries, q)
	}
	shelf, err := newShelf(readLines[article](c.Articles))
	if err != nil {
		return err
	}
	var embedder retrieval.Embedder
	model := "–"
	if !c.Words {
		if embedder, err = (storeFlags{EmbedURL: c.EmbedURL, EmbedModel: c.EmbedModel, EmbedKey: os.Getenv("CLAUSEWISE_EMBED_KEY")}).embedder(e.ctx, retrieval.Model{}); err != nil {
			return err
		}
		model = embedder.Model().Name
	}
	dir, err := os.MkdirTemp("", "clausewise-eval-")
	if err != nil {
		return fmt.Errorf("建立临时目录：%w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := c.fill(e, dir, shelf, embedder); err != nil {
		return err
	}
	from := time.Now()
	store, err := sqlite.Open(e.ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	searcher, err := retrieval.NewSearcher(e.ctx, store, embedder, retrieval.BuildOptions{Logger: e.log, VectorTimeout: unhurried.vectors})
	if err != nil {
		return err
	}
	// The first search reads the vectors.
	if _, err := searcher.Search(e.ctx, retrieval.Query{Text: "第一个问题"}); err != nil {
		return err
	}
	out := retrievalScore{Articles: len(shelf.ids), Model: model, Start: time.Since(from).Seconds()}
	from = time.Now()
	rankings, err := c.rank(e, searcher, queries)
	if err != nil {
		return err
	}
	out.Search = time.Since(from).Seconds()
	var scores []measure.Scores
	for i, q := range queries {
		if grades := judged[string(q.ID)]; len(grades) > 0 {
			scores = append(scores, measure.Score(shelf.idsOf(rankings[i]), grades))
		}
	}
	if len(scores) == 0 {
		return fmt.Errorf("%s 里的题目在 %s 里都没有答案，请检查两个文件的编号", c.Queries, c.Qrels)
	}
	if err := c.writeRun(shelf, queries, rankings); err != nil {
		return err
	}
	m := measure.Mean(scores)
	out.Queries, out.R5, out.R10, out.R30, out.R100 = len(scores), m.Recall[0], m.Recall[1], m.Recall[2], m.Recall[3]
	out.MRR, out.NDCG = m.MRR, m.NDCG
	if c.JSON {
		return writeJSON(e.stdout, out)
	}
	return out.print(e.stdout)
}

func (c *evalRetrievalCmd) judgements() (measure.Judgements, error) {
	f, err := os.Open(c.Qrels)
	if err != nil {
		return nil, fmt.Errorf("文件 %s 打不开，请检查路径和权限：%w", c.Qrels, err)
	}
	defer f.Close()
	judged, err := measure.ReadJudgements(f)
	if err != nil {
		return nil, fmt.Errorf("%s %w", c.Qrels, err)
	}
	return judged, nil
}

// fill stores the articles with their vectors.
func (c *evalRetrievalCmd) fill(e *environment, dir string, shelf *shelf, embedder retrieval.Embedder) (err error) {
	store, err := sqlite.Open(e.ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	m := newMeter(e, "装入", "组", len(shelf.titles), c.JSON)
	stored := 0
	for p := range shelf.packs() {
		if _, err := store.PutPack(e.ctx, p); err != nil {
			return fmt.Errorf("装入条目：%w", err)
		}
		stored += len(p.Documents)
		m.set(stored)
	}
	m.finish()
	if embedder == nil {
		return nil
	}
	m = newMeter(e, "向量", "条", len(shelf.ids), c.JSON)
	_, err = retrieval.EnsureVectors(e.ctx, store, embedder, m.set)
	m.finish()
	if err != nil {
		return fmt.Errorf("生成向量：%w", err)
	}
	return nil
}

// rank searches for every query.
func (c *evalRetrievalCmd) rank(e *environment, searcher *retrieval.Searcher, queries []retrievalQuery) ([][]retrieval.Hit, error) {
	limit := measure.Depths[len(measure.Depths)-1]
	m := newMeter(e, "检索", "题", len(queries), c.JSON)
	defer m.finish()
	rankings := make([][]retrieval.Hit, len(queries))
	for i, q := range queries {
		var err error
		if rankings[i], err = searcher.Search(e.ctx, retrieval.Query{Text: q.Query, Limit: limit}); err != nil {
			return nil, err
		}
		m.set(i + 1)
	}
	return rankings, nil
}

// idsOf are the articles that hits are.
func (s *shelf) idsOf(hits []retrieval.Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = string(s.ids[rowName{h.Row.Document, h.Row.Key}])
	}
	return ids
}

// writeRun writes the rankings where --run asks for it.
func (c *evalRetrievalCmd) writeRun(shelf *shelf, queries []retrievalQuery, rankings [][]retrieval.Hit) (err error) {
	if c.RunFile == "" {
		return nil
	}
	f, err := os.Create(c.RunFile)
	if err != nil {
		return fmt.Errorf("文件 %s 写不了，请检查路径和权限：%w", c.RunFile, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	for i, q := range queries {
		ids := shelf.idsOf(rankings[i])
		for place, h := range rankings[i] {
			fmt.Fprintf(w, "%s\t%s\t%d\t%.6f\n", q.ID, ids[place], place+1, h.Score)
		}
	}
	return w.Flush()
}

func (s retrievalScore) print(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "%d 个条目，%d 道题，向量 %s；启动 %.2f 秒，检索每题 %.1f 毫秒\n",
		s.Articles, s.Queries, s.Model, s.Start, 1000*s.Search/float64(s.Queries)); err != nil {
		return err
	}
	t := table{{"Recall@5", "Recall@10", "Recall@30", "Recall@100", "MRR@10", "nDCG@10"}, nil}
	for _, x := range []float64{s.R5, s.R10, s.R30, s.R100, s.MRR, s.NDCG} {
		t[1] = append(t[1], fmt.Sprintf("%.3f", x))
	}
	return t.write(w)
}

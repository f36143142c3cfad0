package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"
)

// cost is what an engine takes apart from searching.
type cost struct {
	Load  float64 `json:"load_s"`
	Start float64 `json:"start_s"`
	Heap  int64   `json:"heap_bytes"`
	RSS   int64   `json:"rss_bytes"`
	Kept  int64   `json:"kept_bytes"`
}

// result is one line of the table.
type result struct {
	Engine  string  `json:"engine"`
	Ranking ranking `json:"ranking"`
	K       int     `json:"k"`
	latency
	quality
	cost
}

// report is one size of the benchmark.
type report struct {
	Size      string   `json:"size"`
	Articles  int      `json:"articles"`
	Questions int      `json:"questions"`
	Model     string   `json:"model"`
	Dim       int      `json:"dim"`
	Embed     float64  `json:"embed_s"`
	Results   []result `json:"results"`
}

// run measures engines on a corpus whose vectors are made.
func run(ctx context.Context, log *slog.Logger, c *corpus, engines []engine, rounds int) (results []result, err error) {
	costs := map[string]cost{}
	var contestants []contestant
	for _, e := range engines {
		var spent cost
		log.Info("load", "size", c.name, "engine", e.name())
		from := time.Now()
		if err := e.load(ctx, c); err != nil {
			return nil, fmt.Errorf("load %s: %w", e.name(), err)
		}
		spent.Load = time.Since(from).Seconds()
		before := measure()
		from = time.Now()
		defer func() { err = cmp.Or(err, e.close()) }()
		if err := e.start(ctx); err != nil {
			return nil, fmt.Errorf("start %s: %w", e.name(), err)
		}
		spent.Start = time.Since(from).Seconds()
		after := measure()
		spent.Heap, spent.RSS = after.heap-before.heap, after.rss-before.rss
		if spent.Kept, err = e.size(ctx); err != nil {
			return nil, fmt.Errorf("measure %s: %w", e.name(), err)
		}
		log.Info("started", "engine", e.name(), "load_s", spent.Load, "start_s", spent.Start, "heap_mb", spent.Heap>>20, "rss_mb", spent.RSS>>20)
		if p, ok := e.(interface{ prepare(context.Context) error }); ok {
			if err := p.prepare(ctx); err != nil {
				return nil, fmt.Errorf("prepare %s: %w", e.name(), err)
			}
		}
		costs[e.name()] = spent
		contestants = append(contestants, e.contestants()...)
	}
	exact := exactNeighbours(c, 100)
	log.Info("race", "size", c.name, "contestants", len(contestants), "questions", len(c.questions), "rounds", rounds)
	took, found, err := race(ctx, contestants, c.questions, rounds)
	if err != nil {
		return nil, err
	}
	for n, one := range contestants {
		r := result{Engine: one.engine, Ranking: one.ranking, K: one.k, latency: distribution(took[n]), cost: costs[one.engine]}
		r.quality = quality{-1, -1, -1}
		if c.judged && one.k == 10 {
			r.Recall, r.MRR = score(c.questions, found[n])
		}
		if one.ranking == vectors {
			hits, of := 0, 0
			for i := range c.questions {
				h, o := overlap(found[n][i], c.similarity(&c.questions[i]), exact[i][:min(one.k, len(exact[i]))])
				hits, of = hits+h, of+o
			}
			r.Exact = float64(hits) / float64(max(1, of))
		}
		results = append(results, r)
	}
	return results, nil
}

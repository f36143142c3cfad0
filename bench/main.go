package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"clausewise/retrieval"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := command(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		os.Exit(1)
	}
}

// sizes are how many articles each name stands for.
var sizes = map[string]int{"1k": 1_000, "10k": 10_000, "55k": 55_348, "100k": 100_000, "300k": 300_000, "1m": 1_000_000}

type settings struct {
	sizes    string
	data     string
	json     string
	database string
	rounds   int
	only     string
	keep     bool
}

func command(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.sizes, "size", "1k,55k", "comma-separated sizes: 1k, 10k, 55k, 100k, 300k, 1m; above 55k only ours and the bare query on PostgreSQL")
	flags.StringVar(&s.data, "data", "../shared/bench", "folder of articles.jsonl.gz, queries.jsonl and qrels.tsv")
	flags.StringVar(&s.json, "json", "", "also write the results to this file as JSON")
	flags.StringVar(&s.database, "database-url", os.Getenv("TEST_DATABASE_URL"), "a server with pgvector, where databases bench_… are made; default: a private one")
	flags.IntVar(&s.rounds, "rounds", 3, "how often every question is put to everyone")
	flags.StringVar(&s.only, "only", "", "comma-separated parts of names: measure only these engines")
	flags.BoolVar(&s.keep, "keep", false, "leave our database on the server of -database-url, and take the one that an earlier run of the same size has left instead of loading it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.keep && s.database == "" {
		return errors.New("-keep needs -database-url: a private server is removed")
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	articles, err := readArticles(s.data)
	if err != nil {
		return err
	}
	questions, err := readQuestions(s.data)
	if err != nil {
		return err
	}
	server, err := openServer(ctx, s.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.close()) }()
	var reports []report
	for size := range strings.SplitSeq(s.sizes, ",") {
		r, err := measureSize(ctx, log, s, server, size, articles, questions)
		if err != nil {
			return err
		}
		if err := writeTables(stdout, r); err != nil {
			return err
		}
		reports = append(reports, r)
	}
	if s.json == "" {
		return nil
	}
	data, err := json.MarshalIndent(reports, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(s.json, append(data, '\n'), 0o644)
}

func measureSize(ctx context.Context, log *slog.Logger, s settings, server *server, size string, articles []article, questions []question) (r report, err error) {
	n, ok := sizes[size]
	if !ok {
		return report{}, fmt.Errorf("no size %q", size)
	}
	c := choose(size, articles, questions, n)
	if n > len(articles) {
		c.articles, c.judged = recombine(c.articles, n), false
	}
	embedder, err := retrieval.NewWordVectors()
	if err != nil {
		return report{}, err
	}
	from := time.Now()
	if err := c.embed(ctx, embedder); err != nil {
		return report{}, err
	}
	r = report{
		Size: size, Articles: len(c.articles), Questions: len(c.questions),
		Model: c.model.Name, Dim: c.model.Dim, Embed: time.Since(from).Seconds(),
	}
	log.Info("embedded", "size", size, "articles", len(c.articles), "seconds", r.Embed)
	dir, err := os.MkdirTemp("", "clausewise-bench-")
	if err != nil {
		return report{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	engines, drop, err := field(ctx, s, server, size, dir, embedder, n <= len(articles))
	if err != nil {
		return report{}, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	r.Results, err = run(ctx, log, c, engines, s.rounds)
	return r, err
}

// field is who takes part. drop removes their databases.
func field(ctx context.Context, s settings, server *server, size, dir string, e retrieval.Embedder, everyone bool) (engines []engine, drop func() error, err error) {
	var databases []*database
	drop = func() error {
		var errs []error
		for _, d := range databases {
			errs = append(errs, d.drop(context.WithoutCancel(ctx)))
		}
		return errors.Join(errs...)
	}
	wanted := func(name string) bool {
		if s.only == "" {
			return true
		}
		for part := range strings.SplitSeq(s.only, ",") {
			if strings.Contains(name, part) {
				return true
			}
		}
		return false
	}
	folder := func(name string) string { return filepath.Join(dir, name) }
	base := func(name string) *database {
		d, failed := server.database(ctx, "bench_"+name)
		err = errors.Join(err, failed)
		databases = append(databases, d)
		return d
	}
	if wanted("clausewise, PostgreSQL") {
		var db *database
		if s.keep {
			if db, err = server.kept(ctx, "bench_ours_"+size); err != nil {
				return nil, drop, err
			}
		} else if db = base("ours"); err != nil {
			return nil, drop, err
		}
		o := oursPostgres(db, e)
		engines = append(engines, o)
		if wanted("bare pgvector query") && !everyone {
			b := newBare(db)
			b.of = o
			engines = append(engines, b)
		}
	}
	if wanted("bare pgvector query") && everyone {
		engines = append(engines, newBare(base("bare")))
	}
	if everyone && wanted("clausewise, embedded") {
		engines = append(engines, oursEmbedded(folder("ours"), e))
	}
	if everyone && wanted("bleve + gse") {
		engines = append(engines, &bleveGSE{dir: folder("bleve")})
	}
	if everyone && wanted("chromem-go") {
		engines = append(engines, &chromemGo{dir: folder("chromem")})
	}
	if everyone && wanted("langchaingo pgvector") {
		engines = append(engines, &langchain{db: base("langchain")})
	}
	return engines, drop, err
}

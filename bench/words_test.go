package main

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"clausewise/retrieval"
)

// shelf is a store in memory of what an index by words reads.
type shelf struct {
	retrieval.Store
	documents []retrieval.Document
	rows      []retrieval.Row
}

func (*shelf) Generation(context.Context) (int64, error) { return 1, nil }

func (s *shelf) Documents(context.Context) ([]retrieval.Document, error) { return s.documents, nil }

func (s *shelf) AllRows(context.Context) iter.Seq2[retrieval.Row, error] {
	return func(yield func(retrieval.Row, error) bool) {
		for _, r := range s.rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// chosen is a size of the benchmark: BENCH_SIZE, default 55k.
func chosen(b *testing.B) *corpus {
	const data = "../../shared/bench"
	articles, err := readArticles(data)
	if os.IsNotExist(err) {
		b.Skip("no articles beside the project")
	}
	if err != nil {
		b.Fatal(err)
	}
	questions, err := readQuestions(data)
	if err != nil {
		b.Fatal(err)
	}
	name := cmp.Or(os.Getenv("BENCH_SIZE"), "55k")
	n, ok := sizes[name]
	if !ok {
		b.Fatalf("no size %q", name)
	}
	c := choose(name, articles, questions, n)
	if n > len(articles) {
		c.articles = recombine(c.articles, n)
	}
	return c
}

// stock fills a shelf.
func stock(b *testing.B) (*shelf, []question) {
	c := chosen(b)
	l := newLibrary(c)
	s := &shelf{}
	for p := range l.packs(c) {
		s.documents = append(s.documents, p.Documents...)
		s.rows = append(s.rows, p.Rows...)
	}
	return s, c.questions
}

// BenchmarkWords searches by words, a question a turn. BENCH_SIZE=1m takes
// 3 GB.
func BenchmarkWords(b *testing.B) {
	s, questions := stock(b)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x, err := retrieval.Build(b.Context(), s, nil, retrieval.BuildOptions{})
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	n := 0
	b.Run(fmt.Sprint(len(s.rows)), func(b *testing.B) {
		b.ReportAllocs()
		from := processorTime(b)
		defer func() { b.ReportMetric(float64((processorTime(b)-from).Microseconds())/float64(b.N), "cpu-µs/op") }()
		for b.Loop() {
			if _, err := x.Search(b.Context(), retrieval.Query{Text: questions[n%len(questions)].Text}); err != nil {
				b.Fatal(err)
			}
			n++
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
	})
}

// processorTime is what the process has taken so far. On a busy machine it
// tells more than the clock.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkBuild makes the index of BENCH_SIZE articles in memory.
func BenchmarkBuild(b *testing.B) {
	s, _ := stock(b)
	for b.Loop() {
		if _, err := retrieval.Build(b.Context(), s, nil, retrieval.BuildOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart opens an embedded store of BENCH_SIZE articles, as a process
// that begins to serve, up to its first answer.
func BenchmarkStart(b *testing.B) {
	c := chosen(b)
	embedder, err := retrieval.NewWordVectors()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.embed(b.Context(), embedder); err != nil {
		b.Fatal(err)
	}
	o := oursEmbedded(b.TempDir(), embedder)
	if err := o.load(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := o.start(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := o.close(); err != nil {
			b.Fatal(err)
		}
	}
}

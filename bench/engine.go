package main

import "context"

// ranking says what a contestant ranks by.
type ranking string

const (
	words   ranking = "words"
	vectors ranking = "vectors"
	hybrid  ranking = "hybrid"
)

// engine is one library or service under test. The calls come in this order.
type engine interface {
	name() string
	// load stores the corpus.
	load(ctx context.Context, c *corpus) error
	// start opens what load stored, as a process that begins to serve would.
	start(ctx context.Context) error
	// size is what is kept on disk or in the database, in bytes.
	size(ctx context.Context) (int64, error)
	// contestants are the ways to search it.
	contestants() []contestant
	close() error
}

// contestant is one way to answer a question.
type contestant struct {
	engine  string
	ranking ranking
	k       int
	search  func(ctx context.Context, q *question) (answer, error)
}

// answer gives the indexes of the articles found, best first. To work them out
// of the names that a contestant calls articles by is not timed.
type answer func() []int32

// plainly is for those that know articles by their indexes.
func plainly(found []int32, err error) (answer, error) {
	return func() []int32 { return found }, err
}

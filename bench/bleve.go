package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/go-ego/gse"
)

// bleveGSE is bleve on disk over words that gse cuts in search mode with its
// own full dictionary, ranked by bleve's BM25.
type bleveGSE struct {
	dir   string
	gse   gse.Segmenter
	index bleve.Index
}

func (*bleveGSE) name() string { return "bleve + gse" }

func (b *bleveGSE) path() string { return filepath.Join(b.dir, "index") }

// cut is text as words with spaces between, for bleve's whitespace tokenizer.
func (b *bleveGSE) cut(text string) string {
	var out strings.Builder
	for _, w := range b.gse.CutSearch(text, true) {
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out.WriteString(w)
			out.WriteByte(' ')
		}
	}
	return out.String()
}

func (b *bleveGSE) dictionary() (err error) {
	b.gse = gse.Segmenter{SkipLog: true}
	return b.gse.LoadDictEmbed("zh_s")
}

func (b *bleveGSE) load(_ context.Context, c *corpus) error {
	if err := b.dictionary(); err != nil {
		return err
	}
	m := bleve.NewIndexMapping()
	m.ScoringModel = "bm25"
	if err := m.AddCustomAnalyzer("cut", map[string]any{
		"type": custom.Name, "tokenizer": whitespace.Name, "token_filters": []string{lowercase.Name},
	}); err != nil {
		return err
	}
	m.DefaultAnalyzer = "cut"
	text := bleve.NewTextFieldMapping()
	text.Store, text.IncludeInAll, text.IncludeTermVectors, text.DocValues = false, false, false, false
	m.DefaultMapping.AddFieldMappingsAt("text", text)
	index, err := bleve.New(b.path(), m)
	if err != nil {
		return err
	}
	const batchSize = 1000
	batch := index.NewBatch()
	for i, a := range c.articles {
		if err := batch.Index(strconv.Itoa(i), map[string]string{"text": b.cut(a.law + a.number + "\n" + a.text)}); err != nil {
			return err
		}
		if batch.Size() == batchSize {
			if err := index.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
	}
	if err := index.Batch(batch); err != nil {
		return err
	}
	b.gse = gse.Segmenter{}
	return index.Close()
}

func (b *bleveGSE) start(context.Context) (err error) {
	if err := b.dictionary(); err != nil {
		return err
	}
	b.index, err = bleve.Open(b.path())
	return err
}

func (b *bleveGSE) size(context.Context) (int64, error) { return folderSize(b.dir) }

func (b *bleveGSE) contestants() []contestant {
	return []contestant{{b.name(), words, 10, func(ctx context.Context, q *question) (answer, error) {
		return plainly(b.search(ctx, q))
	}}}
}

func (b *bleveGSE) search(ctx context.Context, q *question) ([]int32, error) {
	match := bleve.NewMatchQuery(b.cut(q.Text))
	match.SetField("text")
	result, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(match, 10, 0, false))
	if err != nil {
		return nil, err
	}
	found := make([]int32, len(result.Hits))
	for i, h := range result.Hits {
		n, err := strconv.Atoi(h.ID)
		if err != nil {
			return nil, err
		}
		found[i] = int32(n)
	}
	return found, nil
}

func (b *bleveGSE) close() error {
	if b.index == nil {
		return nil
	}
	return b.index.Close()
}

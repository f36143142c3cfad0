package retrieval

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// embedBatch is how many rows are embedded and stored at a time: what a
// killed run loses at most.
const embedBatch = 64

// missingBatch is how many rows are asked for at a time. The store looks for
// them from the beginning each time, so that small batches would cost a large
// library the square of its rows.
const missingBatch = 128 * embedBatch

// mostPasses is how often the same row may be missing again: a store that keeps
// no vector must not keep a run going for ever.
const mostPasses = 3

// Progress is told how many rows have got their vectors so far. The total is
// not known beforehand.
type Progress func(done int)

// EnsureVectors embeds every quotable row that has no vector yet, in batches
// that are stored as they come: a run that was stopped goes on where it was.
// It returns how many vectors were added. ErrModel where the store's vectors
// are another model's; progress may be nil.
func EnsureVectors(ctx context.Context, store Store, embedder Embedder, progress Progress) (int, error) {
	stored, err := store.Model(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the vectors' model: %w", err)
	}
	m := embedder.Model()
	if stored != (Model{}) {
		if err := sameModel(stored, m); err != nil {
			return 0, err
		}
	}
	done := 0
	var last Ref
	again := 0
	for {
		rows, err := store.Missing(ctx, missingBatch)
		if err != nil {
			return done, fmt.Errorf("find rows without vectors: %w", err)
		}
		if len(rows) == 0 {
			return done, nil
		}
		// Another run may have thrown the vectors away meanwhile, to make them
		// anew as this one does; then all is missing once more.
		first := Ref{rows[0].Document, rows[0].Version, rows[0].Key}
		if done > 0 && first == last {
			if again++; again > mostPasses {
				return done, fmt.Errorf("%s %s 的向量没有存下来，请检查资料库", first.Document, first.Key)
			}
		}
		last = first
		titles, err := titlesOf(ctx, store)
		if err != nil {
			return done, err
		}
		for batch := range slices.Chunk(rows, embedBatch) {
			if err := embedRows(ctx, store, embedder, titles, batch); err != nil {
				return done, err
			}
			done += len(batch)
			if progress != nil {
				progress(done)
			}
		}
	}
}

// titlesOf are the titles of the current documents by id.
func titlesOf(ctx context.Context, store Store) (map[string]string, error) {
	documents, err := store.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the documents: %w", err)
	}
	titles := make(map[string]string, len(documents))
	for _, d := range documents {
		titles[d.ID] = d.Title
	}
	return titles, nil
}

func embedRows(ctx context.Context, store Store, embedder Embedder, titles map[string]string, rows []Row) error {
	texts := make([]string, len(rows))
	for i, r := range rows {
		texts[i] = EmbeddedText(embedder.Model(), titles[r.Document], r)
	}
	values, err := embed(ctx, embedder, texts)
	if long, ok := errors.AsType[*TooLongError](err); ok && long.Index < len(rows) {
		r := rows[long.Index]
		return fmt.Errorf("文件 %s 的条款 %s 无法生成向量: %w", r.Document, r.Key, long)
	}
	if err != nil {
		return err
	}
	vectors := make([]Vector, len(rows))
	for i, r := range rows {
		vectors[i] = Vector{Ref{r.Document, r.Version, r.Key}, values[i]}
	}
	if err := store.PutVectors(ctx, embedder.Model(), vectors); err != nil {
		return fmt.Errorf("store %d vectors: %w", len(vectors), err)
	}
	return nil
}

// EmbeddedText is what a model makes a row's vector from: the title of its
// document, where it stands there, and its text. The built-in word vectors are
// made from the text alone: in a mean of words, what all rows of a document
// share only makes them alike, and the ranking by words has it anyway.
func EmbeddedText(m Model, title string, r Row) string {
	text := r.Text
	if m.IsBuiltin() {
		return text
	}
	if r.Path != "" {
		text = r.Path + "\n" + text
	}
	if title != "" {
		text = title + "\n" + text
	}
	return text
}

// sameModel returns nil, or ErrModel with what to do about it.
func sameModel(stored, inUse Model) error {
	if stored == inUse {
		return nil
	}
	return fmt.Errorf("资料库的向量由模型 %s（%d 维）生成，当前使用的是 %s（%d 维）。请运行 clausewise embed 重新生成向量，或换回原来的模型: %w",
		stored.Name, stored.Dim, inUse.Name, inUse.Dim, ErrModel)
}

package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"sync"
)

// memory is a Store in memory. Its exported-looking behaviour is that of the
// real ones; fail makes the method of that name return an error.
type memory struct {
	mu         sync.Mutex
	generation int64
	documents  []Document
	rows       map[string][]Row
	model      Model
	vectors    map[Ref][]float32
	fail       map[string]error
	puts       int
	past       []pastVersion
	moves      int // while above 0, AllRows is of a later version than Documents
}

// pastVersion is what set has replaced.
type pastVersion struct {
	document Document
	rows     []Row
}

func newMemory(documents []Document, rows map[string][]Row) *memory {
	return &memory{
		generation: 1, documents: documents, rows: rows,
		vectors: map[Ref][]float32{}, fail: map[string]error{},
	}
}

func (m *memory) Generation(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.generation, m.fail["Generation"]
}

func (m *memory) Documents(context.Context) ([]Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.documents), m.fail["Documents"]
}

func (m *memory) Rows(_ context.Context, document string, version int) ([]Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.documents {
		if d.ID == document && (version == 0 || version == d.Version) {
			return m.rows[document], m.fail["Rows"]
		}
	}
	for _, p := range m.past {
		if p.document.ID == document && p.document.Version == version {
			return p.rows, m.fail["Rows"]
		}
	}
	return nil, fmt.Errorf("document %s: %w", document, ErrNotFound)
}

// every is each document in each version; a pack is a document here.
func (m *memory) every() []Document {
	all := slices.Clone(m.documents)
	for _, p := range m.past {
		all = append(all, p.document)
	}
	return all
}

func (m *memory) Versions(context.Context) ([]PackVersion, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var versions []PackVersion
	for _, d := range m.every() {
		versions = append(versions, PackVersion{Pack: d.ID, Version: d.Version})
	}
	slices.SortFunc(versions, func(a, b PackVersion) int {
		return cmp.Or(cmp.Compare(a.Pack, b.Pack), cmp.Compare(a.Version, b.Version))
	})
	return versions, m.fail["Versions"]
}

func (m *memory) VersionDocuments(_ context.Context, pack string, version int) ([]Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.every() {
		if d.ID == pack && d.Version == version {
			return []Document{d}, m.fail["VersionDocuments"]
		}
	}
	return nil, fmt.Errorf("pack %s: %w", pack, ErrNotFound)
}

func (m *memory) AllRows(context.Context) iter.Seq2[Row, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Row
	for _, d := range m.documents {
		all = append(all, m.rows[d.ID]...)
	}
	if m.moves > 0 {
		m.moves--
		for i := range all {
			all[i].Version++
		}
	}
	err := m.fail["AllRows"]
	return func(yield func(Row, error) bool) {
		if err != nil {
			yield(Row{}, err)
			return
		}
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (m *memory) Model(context.Context) (Model, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.model, m.fail["Model"]
}

func (m *memory) PutVectors(_ context.Context, model Model, vectors []Vector) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fail["PutVectors"]; err != nil {
		return err
	}
	if m.model != (Model{}) && m.model != model {
		return ErrModel
	}
	m.model = model
	for _, v := range vectors {
		m.vectors[v.Ref] = v.Values
	}
	m.generation++
	m.puts++
	return nil
}

func (m *memory) ResetVectors(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.model = Model{}
	clear(m.vectors)
	m.generation++
	return nil
}

func (m *memory) Missing(_ context.Context, limit int) ([]Row, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var missing []Row
	for _, d := range m.documents {
		for _, r := range m.rows[d.ID] {
			if _, ok := m.vectors[Ref{r.Document, r.Version, r.Key}]; !ok && r.Quotable() && len(missing) < limit {
				missing = append(missing, r)
			}
		}
	}
	return missing, m.fail["Missing"]
}

func (m *memory) CountMissing(ctx context.Context) (int, error) {
	missing, err := m.Missing(ctx, math.MaxInt)
	return len(missing), err
}

func (m *memory) Nearest(_ context.Context, of Model, query []float32, k int, documents []string, beside []Ref) ([]Neighbour, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fail["Nearest"]; err != nil {
		return nil, err
	}
	if m.model != (Model{}) && m.model != of {
		return nil, ErrModel
	}
	if err := m.fail["beside"]; err != nil && len(beside) > 0 {
		return nil, err
	}
	var near []Neighbour
	for ref, v := range m.vectors {
		if documents != nil && !slices.Contains(documents, ref.Document) && !slices.Contains(beside, ref) {
			continue
		}
		var dot float64
		for i := range v {
			dot += float64(v[i]) * float64(query[i])
		}
		near = append(near, Neighbour{ref, dot})
	}
	slices.SortFunc(near, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Ref.Document, b.Ref.Document), cmp.Compare(a.Ref.Key, b.Ref.Key))
	})
	if len(near) <= k {
		return near, nil
	}
	rest := slices.DeleteFunc(slices.Clone(near[k:]), func(n Neighbour) bool { return !slices.Contains(beside, n.Ref) })
	return append(near[:k], rest...), nil
}

// set changes a document as an ingest would.
func (m *memory) set(d Document, rows []Row) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range m.documents {
		if o.ID == d.ID && o.Version != d.Version {
			m.past = append(m.past, pastVersion{o, m.rows[o.ID]})
			for _, r := range m.rows[o.ID] {
				delete(m.vectors, Ref{r.Document, r.Version, r.Key})
			}
		}
	}
	m.documents = slices.DeleteFunc(slices.Clone(m.documents), func(o Document) bool { return o.ID == d.ID })
	m.documents = append(m.documents, d)
	slices.SortFunc(m.documents, func(a, b Document) int { return cmp.Compare(a.ID, b.ID) })
	m.rows[d.ID] = rows
	m.generation++
}

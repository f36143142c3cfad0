package vectors

import (
	_ "embed"
	"sync"
)

//go:embed words.vec
var builtin []byte

// Table is a vocabulary with a vector for every word. Immutable.
type Table struct {
	name  string
	dim   int
	words []string // the id of a word is its index
	// weights are how much each word counts in a mean, 0 to 1.
	weights []float32
	// scales times the integers of cells are the words' vectors.
	scales []float32
	cells  []byte // as int8, dim a word
	// common is the direction all texts share, of length 1.
	common []float32

	trie trie
}

var loadBuiltin = sync.OnceValues(func() (*Table, error) { return Parse(builtin) })

// Builtin is the table in words.vec, read on first use.
func Builtin() (*Table, error) { return loadBuiltin() }

// Name names the table by its content: another table has another name.
func (t *Table) Name() string { return t.name }

// Dim is the length of its vectors.
func (t *Table) Dim() int { return t.dim }

// Words is how many words it holds.
func (t *Table) Words() int { return len(t.words) }

// Word is the word of an id given to Segment's yield.
func (t *Table) Word(id int) string { return t.words[id] }

// Weight is how much the word of an id counts in a mean, 0 to 1: the more the
// rarer it is in public regulations.
func (t *Table) Weight(id int) float64 { return float64(t.weights[id]) }

// vector adds weight times the vector of a word to sum.
func (t *Table) add(sum []float64, id int, weight float64) {
	weight *= float64(t.scales[id])
	row := t.cells[id*t.dim : (id+1)*t.dim]
	for i, c := range row {
		// The conversion keeps the product from being fused into the sum:
		// every processor must come to the same vector.
		sum[i] += float64(weight * float64(int8(c)))
	}
}

// Vocabulary is a table of words without vectors, which segments and no more.
func Vocabulary(words []string) *Table { return &Table{words: words, trie: newTrie(words)} }

package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"
)

// A table's file is, in little-endian order:
//
//	magic    8 bytes
//	dim, words, length of the text of all words   uint32 each
//	the words, each ended by a line feed
//	weights, scales   float32, one each a word
//	common   float32, dim of them
//	cells    int8, dim a word
const magic = "CWWORDS1"

// NamePrefix begins the name of every table.
const NamePrefix = "words-"

var errFormat = errors.New("not a table of word vectors")

// Contents is a table as its trainer makes it: one weight, scale and row of
// Dim cells for every word.
type Contents struct {
	Dim     int
	Words   []string // folded, without line feeds
	Weights []float32
	Scales  []float32
	Common  []float32
	Cells   []int8
}

// Bytes is the file of a table.
func (c *Contents) Bytes() []byte {
	text := strings.Join(c.Words, "\n") + "\n"
	b := []byte(magic)
	for _, n := range []int{c.Dim, len(c.Words), len(text)} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	b = append(b, text...)
	for _, list := range [][]float32{c.Weights, c.Scales, c.Common} {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	for _, x := range c.Cells {
		b = append(b, byte(x))
	}
	return b
}

// Parse reads a table's file. The table keeps data; don't change it.
func Parse(data []byte) (*Table, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < 12 {
		return nil, errFormat
	}
	var head [3]int
	for i := range head {
		head[i] = int(binary.LittleEndian.Uint32(rest[4*i:]))
	}
	dim, words, text := head[0], head[1], head[2]
	rest = rest[12:]
	if dim == 0 || words == 0 || dim > 1<<12 || words > 1<<20 || text > len(rest) {
		return nil, errFormat
	}
	if want := text + 8*words + 4*dim + dim*words; want != len(rest) {
		return nil, fmt.Errorf("%w: %d bytes, want %d", errFormat, len(rest), want)
	}
	sum := sha256.Sum256(data)
	t := &Table{name: NamePrefix + hex.EncodeToString(sum[:4]), dim: dim}
	t.words = strings.Split(strings.TrimSuffix(string(rest[:text]), "\n"), "\n")
	if len(t.words) != words {
		return nil, fmt.Errorf("%w: %d words, want %d", errFormat, len(t.words), words)
	}
	rest = rest[text:]
	t.weights, rest = floats(rest, words)
	t.scales, rest = floats(rest, words)
	t.common, rest = floats(rest, dim)
	t.cells = rest
	for _, list := range [][]float32{t.weights, t.scales, t.common} {
		for _, x := range list {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return nil, fmt.Errorf("%w: a value is no number", errFormat)
			}
		}
	}
	t.trie = newTrie(t.words)
	return t, nil
}

func floats(b []byte, n int) (list []float32, rest []byte) {
	list = make([]float32, n)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return list, b[4*n:]
}

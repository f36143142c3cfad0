package retrieval

import (
	"context"
	"hash/fnv"
	"math"
	"unicode"

	"clausewise/retrieval/hanzi"
)

// hashedModel names the built-in vectors. A change of dictionary.txt or of
// anything below makes other vectors and needs another name.
var hashedModel = Model{Name: "hashed-ngrams-1", Dim: 512}

// Weights of the features by what they are; single characters say least.
const (
	charWeight    = 0.4
	pairWeight    = 1.0
	triplesWeight = 1.0
	wordWeight    = 1.5
)

// HashedNgrams is the built-in Embedder: one to three characters at a time,
// words of letters and the dictionary's words, hashed with a sign into 512
// dimensions, counts damped by a square root. It needs no network and gives
// the same vectors on every machine.
type HashedNgrams struct{}

// NewHashedNgrams returns the built-in Embedder.
func NewHashedNgrams() *HashedNgrams { return &HashedNgrams{} }

// Model implements Embedder.
func (*HashedNgrams) Model() Model { return hashedModel }

// Embed implements Embedder; no text is too long for it.
func (h *HashedNgrams) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v, err := hashedVector(hanzi.Fold(text).Text)
		if err != nil {
			return nil, err
		}
		vectors[i] = v
	}
	return vectors, nil
}

// feature is an n-gram with its count. Features are kept in the order they
// are first seen, so that sums are the same every time.
type feature struct {
	hash   uint64
	weight float64
	count  int
}

func hashedVector(folded string) ([]float32, error) {
	segmenter, err := loadSegmenter()
	if err != nil {
		return nil, err
	}
	var features []feature
	seen := map[uint64]int{}
	count := func(text string, weight float64) {
		h := fnv.New64a()
		h.Write([]byte(text)) // never fails
		sum := mix(h.Sum64())
		n, ok := seen[sum]
		if !ok {
			n = len(features)
			seen[sum] = n
			features = append(features, feature{hash: sum, weight: weight})
		}
		features[n].count++
	}
	ngrams(folded, count)
	words(segmenter, folded, func(w string) { count("w:"+w, wordWeight) })

	sums := make([]float64, hashedModel.Dim)
	for _, f := range features {
		// Square roots are exact on every machine; logarithms are not. The
		// conversion keeps the product from being fused into the sum.
		x := float64(f.weight * math.Sqrt(float64(f.count)))
		if f.hash>>63 == 1 {
			x = -x
		}
		sums[f.hash%uint64(hashedModel.Dim)] += x
	}
	v := make([]float32, len(sums))
	for i, x := range sums {
		v[i] = float32(x)
	}
	normalise(v)
	return v, nil
}

// ngrams counts runs of one to three Han characters and words of letters.
func ngrams(folded string, count func(text string, weight float64)) {
	runes := []rune(folded)
	for i := 0; i < len(runes); i++ {
		switch {
		case isHan(runes[i]):
			for n, weight := range []float64{charWeight, pairWeight, triplesWeight} {
				end := i + n + 1
				if end > len(runes) || !isHan(runes[end-1]) {
					break
				}
				count(string(runes[i:end]), weight)
			}
		case unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]):
			start := i
			for i+1 < len(runes) && !isHan(runes[i+1]) && (unicode.IsLetter(runes[i+1]) || unicode.IsDigit(runes[i+1])) {
				i++
			}
			count(string(runes[start:i+1]), pairWeight)
		}
	}
}

// mix spreads a hash over all its bits: the low ones pick the dimension and
// the highest the sign. It is the finaliser of MurmurHash3 (Appleby).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

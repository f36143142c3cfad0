package intake

import (
	"errors"
	"fmt"
	"math"

	"clausewise/retrieval"
)

// MaxDim is the largest dimension that both backends hold; pgvector's vector
// type sets it.
const MaxDim = 16000

// ErrVector is returned for a model or a vector that makes no sense.
var ErrVector = errors.New("vector cannot be stored")

// Vectors checks a model, and that vectors fit it and are finite and near
// length 1. A zero vector is taken: a row of punctuation may have no other.
func Vectors(m retrieval.Model, vectors []retrieval.Vector) error {
	if m.Name == "" || m.Dim < 1 || m.Dim > MaxDim {
		return fmt.Errorf("向量模型 %q 的维数是 %d，只支持 1 到 %d 维，且模型要有名字：请换一个模型: %w", m.Name, m.Dim, MaxDim, ErrVector)
	}
	if err := text("向量模型名", m.Name); err != nil {
		return err
	}
	for _, v := range vectors {
		if len(v.Values) != m.Dim {
			return fmt.Errorf("文件 %s 条款 %s 的向量是 %d 维，模型 %s 是 %d 维: %w",
				v.Ref.Document, v.Ref.Key, len(v.Values), m.Name, m.Dim, ErrVector)
		}
		if _, ok := sane(v.Values); !ok {
			return fmt.Errorf("文件 %s 条款 %s 的向量没有归一化，或含有无穷大、非数字: %w", v.Ref.Document, v.Ref.Key, ErrVector)
		}
	}
	return nil
}

// Lengths outside these bounds would lose digits in single precision. The
// contract asks for length 1.
const minLength, maxLength = 1e-3, 1e3

// sane reports whether values are finite and of a length that single
// precision can work with, zero included.
func sane(values []float32) (zero, ok bool) {
	var sum float64
	for _, x := range values {
		sum += float64(x) * float64(x)
	}
	length := math.Sqrt(sum)
	return length == 0, length == 0 || length >= minLength && length <= maxLength
}

// SameModel returns an error wrapping retrieval.ErrModel where the stored
// model is another than m. The zero stored Model fits every m.
func SameModel(stored, m retrieval.Model) error {
	if stored == (retrieval.Model{}) || stored == m {
		return nil
	}
	return fmt.Errorf("库中的向量由模型 %s（%d 维）生成，现在用的是 %s（%d 维）：请运行 clausewise embed 重新生成向量，或换回原来的模型: %w",
		stored.Name, stored.Dim, m.Name, m.Dim, retrieval.ErrModel)
}

// Query checks a query vector of model m against the stored model. usable is false
// where the query can have no neighbours: no vectors are stored, or the query
// is all zeros and so has no direction.
func Query(stored, m retrieval.Model, query []float32) (usable bool, err error) {
	if stored == (retrieval.Model{}) {
		return false, nil
	}
	if err := SameModel(stored, m); err != nil {
		return false, err
	}
	if len(query) != stored.Dim {
		return false, fmt.Errorf("查询向量是 %d 维，模型 %s 是 %d 维: %w", len(query), m.Name, m.Dim, ErrVector)
	}
	zero, ok := sane(query)
	if !ok {
		return false, fmt.Errorf("查询向量没有归一化，或含有无穷大、非数字: %w", ErrVector)
	}
	return !zero, nil
}

package retrieval

import (
	"context"
	"errors"
	"fmt"
)

// ErrTooLong is what every TooLongError is.
var ErrTooLong = errors.New("text is too long for the embedding model")

// TooLongError says which text is beyond an Embedder's limit. Nothing is ever
// cut in silence.
type TooLongError struct {
	Index  int // of the text among those given
	Length int // code points
	Limit  int
}

// Error implements error.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("第 %d 段文本有 %d 字，超过向量模型的上限 %d 字，请在原文中分段，或换用上限更高的向量模型", e.Index+1, e.Length, e.Limit)
}

// Is makes errors.Is(err, ErrTooLong) hold.
func (e *TooLongError) Is(target error) bool { return target == ErrTooLong }

// Embedder turns texts into vectors.
type Embedder interface {
	// Model names the vectors; Dim is their length.
	Model() Model

	// Embed returns one L2-normalised vector of Model().Dim values per text,
	// in order; a text with nothing to embed gives the zero vector. The texts
	// are not changed. A text beyond the model's limit is a
	// *TooLongError; nothing is cut.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// embed calls e and checks what the contract promises, so that a faulty
// server never puts a wrong vector beside a right text.
func embed(ctx context.Context, e Embedder, texts []string) ([][]float32, error) {
	vectors, err := e.Embed(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("embed %d texts with %s: %w", len(texts), e.Model().Name, err)
	}
	m := e.Model()
	if len(vectors) != len(texts) {
		return nil, fmt.Errorf("向量模型 %s 对 %d 段文本返回了 %d 个向量，请检查向量服务", m.Name, len(texts), len(vectors))
	}
	for _, v := range vectors {
		if len(v) != m.Dim {
			return nil, fmt.Errorf("向量模型 %s 返回了 %d 维向量，应为 %d 维，请检查模型名称", m.Name, len(v), m.Dim)
		}
	}
	return vectors, nil
}

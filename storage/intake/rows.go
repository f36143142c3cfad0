package intake

import (
	"encoding/json"
	"fmt"

	"clausewise/retrieval"
)

// EncodeList writes a list of words as a store keeps it: a JSON array, "" for
// an empty one.
func EncodeList(words []string) (string, error) {
	if len(words) == 0 {
		return "", nil
	}
	b, err := json.Marshal(words)
	return string(b), err
}

// DecodeList reads what EncodeList wrote.
func DecodeList(s string) (words []string, err error) {
	if s == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(s), &words); err != nil {
		return nil, fmt.Errorf("stored list: %w", err)
	}
	return words, nil
}

// NotQuotable lists the kinds of row that are never found or quoted, and so
// need no vector.
func NotQuotable() []retrieval.RowKind {
	var kinds []retrieval.RowKind
	for _, k := range []retrieval.RowKind{
		retrieval.Preamble, retrieval.Heading, retrieval.Clause, retrieval.Item,
		retrieval.Table, retrieval.Ending, retrieval.Navigation,
	} {
		if !(retrieval.Row{Kind: k}).Quotable() {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// NoRow says that a vector belongs to a row the store lacks; it wraps
// retrieval.ErrNotFound.
func NoRow(ref retrieval.Ref) error {
	return fmt.Errorf("库里没有文件 %s 第 %d 版的条款 %s，无法保存它的向量: %w", ref.Document, ref.Version, ref.Key, retrieval.ErrNotFound)
}

// OtherPack says that a document came with another pack before. A document
// stays with its pack, so that a document and a version name one text.
func OtherPack(document, pack string) error {
	return fmt.Errorf("文件编号 %q 已属于政策包 %q：请换一个编号，或修改那个政策包: %w", document, pack, ErrPack)
}

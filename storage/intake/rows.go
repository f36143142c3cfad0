package intake

import (
	"encoding/json"
	"errors"
	"fmt"

	"clausewise/retrieval"
)

// Lists are the lists of a row as a store keeps them: JSON arrays, "" for
// empty ones.
type Lists struct{ Departments, Figures, Refers string }

// EncodeLists writes the lists of r.
func EncodeLists(r retrieval.Row) (l Lists, err error) {
	var errs [3]error
	l.Departments, errs[0] = encode(r.Departments)
	l.Figures, errs[1] = encode(r.Figures)
	l.Refers, errs[2] = encode(r.Refers)
	return l, errors.Join(errs[:]...)
}

// Decode reads into r what EncodeLists wrote.
func (l Lists) Decode(r *retrieval.Row) error {
	return errors.Join(decode(l.Departments, &r.Departments), decode(l.Figures, &r.Figures), decode(l.Refers, &r.Refers))
}

func encode[T any](items []T) (string, error) {
	if len(items) == 0 {
		return "", nil
	}
	b, err := json.Marshal(items)
	return string(b), err
}

func decode[T any](s string, items *[]T) error {
	if s == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(s), items); err != nil {
		return fmt.Errorf("stored list: %w", err)
	}
	return nil
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

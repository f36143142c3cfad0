package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/ingest"
)

// ErrPack is returned for a pack whose parts do not fit together.
var ErrPack = errors.New("pack is not consistent")

// Digest is the SHA-256, in hex, over the files of a pack by name and
// content. Lengths are hashed too, so that no two sets of files collide by
// moving bytes between a name and a content.
func Digest(files map[string][]byte) string {
	h := sha256.New()
	part := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		h.Write(b)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		part([]byte(name))
		part(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Pack checks that p can be stored without loss: its rows, joined in order,
// are its source at the offsets they state; every row belongs to one of its
// documents or to none; and keys are unique in a document.
func Pack(p ingest.Pack) error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("政策包 %q 无法入库：%s: %w", p.ID, fmt.Sprintf(format, args...), ErrPack)
	}
	if p.ID == "" {
		return fail("没有编号（id）")
	}
	if err := texts("政策包编号", p.ID, "政策包来源", p.Origin, "源文件", p.Source); err != nil {
		return fmt.Errorf("政策包 %q 无法入库：%w", p.ID, err)
	}
	for name := range p.Files {
		if err := text("文件名", name); err != nil {
			return fmt.Errorf("政策包 %q 无法入库：%w", p.ID, err)
		}
	}
	keys := make(map[string]map[string]bool, len(p.Documents))
	for _, d := range p.Documents {
		if d.ID == "" {
			return fail("有一份文件没有编号（id）")
		}
		if keys[d.ID] != nil {
			return fail("文件编号 %q 重复", d.ID)
		}
		if err := text("文件编号", d.ID); err != nil {
			return fmt.Errorf("政策包 %q 无法入库：%w", p.ID, err)
		}
		keys[d.ID] = map[string]bool{}
	}
	rest, at := p.Source, 0
	for i, r := range p.Rows {
		after, ok := strings.CutPrefix(rest, r.Text)
		if end := at + utf8.RuneCountInString(r.Text); !ok || r.Start != at || r.End != end {
			return fail("第 %d 行（%s %s）与源文件第 %d 个字符处的原文或位置不符", i+1, r.Document, r.Key, at)
		} else {
			at = end
		}
		rest = after
		if r.Document == "" {
			continue
		}
		seen := keys[r.Document]
		if seen == nil {
			return fail("第 %d 行属于文件 %q，政策包里没有这份文件", i+1, r.Document)
		}
		if r.Key == "" || seen[r.Key] {
			return fail("文件 %q 的条款键 %q 为空或重复", r.Document, r.Key)
		}
		seen[r.Key] = true
		if err := texts("条款键", r.Key, "行的类别", string(r.Kind), "条款编号", r.Number, "条款标题", r.Heading,
			"条款路径", r.Path, "上级条款键", r.Parent, "责任部门", strings.Join(r.Departments, "")); err != nil {
			return fmt.Errorf("政策包 %q 第 %d 行无法入库：%w", p.ID, i+1, err)
		}
	}
	if rest != "" {
		return fail("源文件从第 %d 个字符起的原文没有分到任何一行", at)
	}
	return nil
}

// Over checks that p may follow the current version, 0 where there is none;
// its error wraps ingest.ErrMoved.
func Over(p ingest.Pack, current int) error {
	if p.Over == nil || *p.Over == current {
		return nil
	}
	return fmt.Errorf("政策包 %s 现在是第 %d 版，这一份是在第 %d 版上改的: %w", p.ID, current, *p.Over, ingest.ErrMoved)
}

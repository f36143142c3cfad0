package ingest

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"clausewise/ingest/reader"
	"clausewise/retrieval"
)

// Complete is p, which is to follow version over of its pack, with what that
// version has beside its source: a file by itself is a new text of the pack,
// not the end of its rules. The rules and cases are kept as they are; whether
// they stand on the new text is found where they are loaded. A pack that is
// not [Pack.Alone], or follows none (over 0), stays as it is.
//
// A pack that was withdrawn stays so where the text is the one that was taken
// out, so that a folder of files can be ingested again and again. Another text
// publishes it anew, with the rules it had.
//
// The result stays Alone: it can be completed again over a later version.
func Complete(ctx context.Context, store Store, p Pack, over int) (Pack, error) {
	if !p.Alone || over < 1 {
		return p, nil
	}
	kept, err := companionsOf(ctx, store, p.ID, over)
	if err != nil {
		return Pack{}, err
	}
	again := ""
	if withdrawn(kept) {
		old, err := store.Pack(ctx, p.ID, over)
		if err != nil {
			return Pack{}, fmt.Errorf("读取政策包 %s 第 %d 版：%w", p.ID, over, err)
		}
		if old.Source != p.Source {
			again = fmt.Sprintf("政策包 %s 已撤下；存入这份新文字就会重新发布", p.ID)
			if kept, over, err = lastPublished(ctx, store, p.ID, over); err != nil {
				return Pack{}, err
			}
		}
	}
	warnings := slices.Clone(p.Warnings)
	note := func(says string) {
		if says != "" && !slices.Contains(warnings, says) {
			warnings = append(warnings, says)
		}
	}
	note(again)
	if len(kept) > 0 && !withdrawn(kept) {
		note(fmt.Sprintf("沿用库里第 %d 版的 %s", over, strings.Join(slices.Sorted(maps.Keys(kept)), "、")))
	}
	files := kept
	for name, data := range p.Files {
		if isSourceName(name) {
			files[name] = data
		}
	}
	out, err := assemble(p.ID, p.Origin, reader.Source{Text: p.Source, Warnings: warnings}, files)
	if err != nil {
		return Pack{}, fmt.Errorf("新的文字与库里第 %d 版的 policy.yaml 不合：%w；请把新文字与改好的 policy.yaml 放在一个目录里导入", over, err)
	}
	out.Alone, out.Over = true, p.Over
	return out, nil
}

// companionsOf are the files that a version has beside its source, by name.
func companionsOf(ctx context.Context, store Store, id string, version int) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, name := range companions {
		found, err := store.PackFiles(ctx, name, []retrieval.PackVersion{{Pack: id, Version: version}})
		if err != nil {
			return nil, fmt.Errorf("读取政策包 %s 第 %d 版的 %s：%w", id, version, name, err)
		}
		for _, f := range found {
			out[name] = f.Data
		}
	}
	return out, nil
}

// lastPublished are the companions of the last version up to the given one
// that was not withdrawn, and which that is; 0 and none where all were.
func lastPublished(ctx context.Context, store Store, id string, version int) (map[string][]byte, int, error) {
	for ; version > 0; version-- {
		kept, err := companionsOf(ctx, store, id, version)
		if err != nil || !withdrawn(kept) {
			return kept, version, err
		}
	}
	return map[string][]byte{}, 0, nil
}

func withdrawn(files map[string][]byte) bool {
	policy, err := parsePolicy(files["policy.yaml"])
	return err == nil && policy.Withdrawn
}

// SameRules reports whether p has the rules and worked cases of version over
// of its pack, to the byte, or of the last published one where that is
// withdrawn: then what of them no longer stands is the doing of the text
// alone.
func SameRules(ctx context.Context, store Store, p Pack, over int) (bool, error) {
	kept, _, err := lastPublished(ctx, store, p.ID, over)
	if err != nil {
		return false, err
	}
	for _, name := range []string{"rules.yaml", "cases.yaml"} {
		if !bytes.Equal(kept[name], p.Files[name]) {
			return false, nil
		}
	}
	return true, nil
}

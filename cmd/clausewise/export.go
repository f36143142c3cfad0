package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"clausewise/ingest"
)

type exportCmd struct {
	outputFlags
	storeFlags
	Force bool   `name:"force" help:"目录里已有内容不同的文件时，覆盖它们"`
	Pack  string `arg:"" help:"政策包，或其中一份文件的编号；旧版本写成“编号@版本”"`
	Dir   string `arg:"" help:"写到这个目录；没有就新建"`
}

// Help is printed below the command's usage.
func (*exportCmd) Help() string {
	return "把资料库里的政策包写回成文件（正文、policy.yaml、rules.yaml、cases.yaml），与装入时逐字节相同；改好后可以用 clausewise ingest 再装入。\n例：clausewise export suzhou-measures@1 旧版"
}

// exported is what the command prints as JSON.
type exported struct {
	Pack      string   `json:"pack"`
	Version   int      `json:"version"`
	Dir       string   `json:"dir"`
	Written   []string `json:"written"`
	Unchanged []string `json:"unchanged"` // were there already, byte for byte
}

func (c *exportCmd) Run(e *environment) (err error) {
	id, version, err := cutVersion(c.Pack)
	if err != nil {
		return err
	}
	shelf := &packShelf{environment: e, flags: c.storeFlags}
	defer func() { err = errors.Join(err, shelf.Close()) }()
	p, _, err := shelf.stored(id, version)
	if err != nil {
		return err
	}
	out := exported{Pack: p.ID, Version: version, Dir: c.Dir}
	if version == 0 {
		if out.Version, err = currentVersion(e, shelf.app.store, p.ID); err != nil {
			return err
		}
	}
	if out.Written, out.Unchanged, err = writePack(p, c.Dir, c.Force); err != nil {
		return err
	}
	if back, err := readPack(e.ctx, c.Dir); err != nil {
		return fmt.Errorf("文件已写出，但读不回来：%w", err)
	} else if back.ID != p.ID {
		// The pack came as a plain file or folder and was named after it.
		fmt.Fprintf(e.stderr, "注意：这个政策包的 policy.yaml 里没有 id，从目录 %s 再装入时编号会是 %s。要仍是 %s，请把目录改成这个名字，或在 policy.yaml 里写上 id: %s\n", c.Dir, back.ID, p.ID, p.ID)
	}
	if c.JSON {
		return writeJSON(e.stdout, out)
	}
	_, err = fmt.Fprintf(e.stdout, "政策包 %s 第%d版：写出%d个文件到 %s", out.Pack, out.Version, len(out.Written), out.Dir)
	if err == nil && len(out.Unchanged) > 0 {
		_, err = fmt.Fprintf(e.stdout, "，另有%d个已是这样", len(out.Unchanged))
	}
	if err == nil {
		_, err = fmt.Fprintln(e.stdout)
	}
	return err
}

// writePack writes the files of a pack into a directory. Nothing is written
// where a file of another content is in the way, unless by force, or where
// the directory holds a file that would join the pack when it is read back.
func writePack(p ingest.Pack, dir string, force bool) (written, unchanged []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, fmt.Errorf("建立目录 %s：%w", dir, err)
	}
	// A root keeps names and links inside the directory from leading out of
	// it.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("打开目录 %s：%w", dir, err)
	}
	defer root.Close()
	written, unchanged = []string{}, []string{}
	var differing []string
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		have, err := root.ReadFile(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			written = append(written, name)
		case err != nil:
			return nil, nil, fmt.Errorf("读取 %s：%w", filepath.Join(dir, name), err)
		case bytes.Equal(have, p.Files[name]):
			unchanged = append(unchanged, name)
		default:
			written = append(written, name)
			differing = append(differing, name)
		}
	}
	if len(differing) > 0 && !force {
		return nil, nil, fmt.Errorf("目录 %s 里的 %s 内容不同，没有写出任何文件。请换一个目录，或加 --force 覆盖", dir, strings.Join(differing, "、"))
	}
	strangers, err := strangersIn(root, p)
	if err != nil {
		return nil, nil, err
	}
	if len(strangers) > 0 {
		return nil, nil, fmt.Errorf("目录 %s 里的 %s 不属于这一版政策包，会在再装入时混进去；没有写出任何文件。请移走，或换一个目录", dir, strings.Join(strangers, "、"))
	}
	for _, name := range written {
		if err := replaceFile(root, name, p.Files[name]); err != nil {
			return nil, nil, fmt.Errorf("写入 %s：%w", filepath.Join(dir, name), err)
		}
	}
	return written, unchanged, nil
}

// replaceFile writes a file beside its place and moves it there: interrupted
// at any moment, the old content or the new one is there.
func replaceFile(root *os.Root, name string, data []byte) error {
	partial := "." + name + ".partial"
	if err := root.WriteFile(partial, data, 0o644); err != nil {
		return errors.Join(err, ignoreMissing(root.Remove(partial)))
	}
	if err := root.Rename(partial, name); err != nil {
		return errors.Join(err, ignoreMissing(root.Remove(partial)))
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// strangersIn are the files of a directory that reading a pack from it would
// take and the pack does not have.
func strangersIn(root *os.Root, p ingest.Pack) ([]string, error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("读取目录 %s：%w", root.Name(), err)
	}
	var out []string
	for _, entry := range entries {
		name := entry.Name()
		if _, ours := p.Files[name]; !ours && !entry.IsDir() && ingest.PackFile(name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// currentVersion is the number of a pack's current version.
func currentVersion(e *environment, store ingest.Store, id string) (int, error) {
	infos, err := store.Packs(e.ctx)
	if err != nil {
		return 0, fmt.Errorf("读取政策包列表：%w", err)
	}
	for _, info := range infos {
		if info.ID == id {
			return info.Version, nil
		}
	}
	return 0, fmt.Errorf("资料库里没有政策包 %s", id)
}

// cutVersion reads "id" or "id@version"; no version is 0.
func cutVersion(name string) (id string, version int, err error) {
	id, number, versioned := strings.Cut(name, "@")
	if !versioned {
		return id, 0, nil
	}
	if version, err = strconv.Atoi(number); err != nil || version < 1 {
		return id, 0, &usageError{fmt.Sprintf("“%s”里的版本应是从1开始的整数，如 %s@1", name, id)}
	}
	return id, version, nil
}

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listing is what paths hold: packs and plain documents to read, by path, and
// what lies beside them and is passed over.
type listing struct {
	sources  []string
	skipped  []skippedFile
	failures []error
}

// skippedFile is a file or folder that is not read, and why.
type skippedFile struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// The reasons for passing something over.
const (
	skipHidden = "名字以点开头"
	skipLink   = "是链接，不跟随"
	skipOther  = "不是普通文件"
	skipFormat = "不是政策文本的格式"
)

// list finds the packs and documents that paths hold, in folders however deep:
// a folder with a source file is one pack. What is named itself is read
// whatever its name says. Nothing is opened yet, so that a folder of thousands
// costs no more than its names.
func list(paths []string) listing {
	var l listing
	seen := map[string]bool{}
	add := func(path string) {
		if key := filepath.Clean(path); !seen[key] {
			seen[key] = true
			l.sources = append(l.sources, path)
		}
	}
	for _, path := range paths {
		if !isDir(path) || hasSource(os.DirFS(path)) {
			add(path)
			continue
		}
		before := len(l.sources) + len(l.failures)
		// Callbacks return no error but SkipDir, so the walk ends well.
		_ = filepath.WalkDir(path, func(inner string, entry fs.DirEntry, err error) error {
			if err != nil {
				l.failures = append(l.failures, fmt.Errorf("%s 读不出来，请检查权限：%w", inner, err))
				return nil
			}
			return l.entry(path, inner, entry, add)
		})
		if len(l.sources)+len(l.failures) == before {
			l.failures = append(l.failures, fmt.Errorf("目录 %s 里没有政策包，也没有文件：政策包是含有 source.txt 的目录", path))
		}
	}
	return l
}

// entry decides about one file or folder inside the folder root.
func (l *listing) entry(root, path string, entry fs.DirEntry, add func(string)) error {
	skip := func(reason string) { l.skipped = append(l.skipped, skippedFile{path, reason}) }
	switch {
	case path == root:
	case strings.HasPrefix(entry.Name(), "."):
		skip(skipHidden)
		if entry.IsDir() {
			return fs.SkipDir
		}
	case entry.IsDir():
		if hasSource(os.DirFS(path)) {
			add(path)
			return fs.SkipDir
		}
	case entry.Type()&fs.ModeSymlink != 0:
		skip(skipLink)
	case !entry.Type().IsRegular():
		skip(skipOther)
	case !isDocument(path):
		skip(skipFormat)
	default:
		add(path)
	}
	return nil
}

// isDocument tells the documents of a folder from what else lies in it. Those
// of formats that are not read count too: the reader says what to do with them.
func isDocument(path string) bool {
	return slices.Contains([]string{".txt", ".md", ".docx", ".doc", ".pdf", ".html", ".htm", ".wps", ".ofd", ".rtf", ".xls", ".xlsx"}, strings.ToLower(filepath.Ext(path)))
}

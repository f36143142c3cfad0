package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// embedded holds the page and the widget as built.
//
//go:embed page dist
var embedded embed.FS

// folders are where a file of the site may lie, in this order: the page's own
// files, then what the widget's build writes.
var folders = [...]string{"page", "dist"}

// assets serves the page and the widget.
type assets struct {
	files map[string]asset
	live  fs.FS // read on every request; nil serves files
}

// asset is a file with what its responses need.
type asset struct {
	data    []byte
	gzipped []byte // nil where it would not be smaller
	kind    string // media type
	etag    string // without quotes
}

// newAssets reads the embedded files, or takes live ones from a folder that
// holds page and dist.
func newAssets(live fs.FS) (*assets, error) {
	a := &assets{files: map[string]asset{}, live: live}
	if live != nil {
		if _, err := a.find("/"); err != nil {
			return nil, fmt.Errorf("页面目录中没有 page/index.html，请检查 --dev 指定的目录：%w", err)
		}
		return a, nil
	}
	for _, folder := range folders {
		err := fs.WalkDir(embedded, folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			url := strings.TrimPrefix(name, folder)
			if _, taken := a.files[url]; taken {
				return fmt.Errorf("two files claim the address %s", url)
			}
			data, err := embedded.ReadFile(name)
			if err != nil {
				return err
			}
			a.files[url] = newAsset(name, data, true)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("reading the embedded %s: %w", folder, err)
		}
	}
	return a, nil
}

func newAsset(name string, data []byte, compress bool) asset {
	sum := sha256.Sum256(data)
	a := asset{data: data, kind: mediaType(name), etag: base64.RawURLEncoding.EncodeToString(sum[:12])}
	if !compress || len(data) < 1024 || !(strings.HasPrefix(a.kind, "text/") || strings.Contains(a.kind, "svg") || strings.Contains(a.kind, "json")) {
		return a
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if _, err := w.Write(data); err == nil && w.Close() == nil && b.Len() < len(data) {
		a.gzipped = b.Bytes()
	}
	return a
}

// mediaType does not ask the system's tables, which differ between machines.
func mediaType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".map":
		return "application/json"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// find gives the file for an address; "/" is the page, /console the console.
func (a *assets) find(url string) (asset, error) {
	switch url {
	case "/":
		url = "/index.html"
	case "/console", "/console/":
		url = "/console/index.html"
	}
	if a.live == nil {
		f, ok := a.files[url]
		if !ok {
			return asset{}, fs.ErrNotExist
		}
		return f, nil
	}
	for _, folder := range folders {
		name := path.Join(folder, path.Clean(url))
		if !fs.ValidPath(name) || !strings.HasPrefix(name, folder+"/") {
			break
		}
		data, err := fs.ReadFile(a.live, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return asset{}, err
		}
		return newAsset(name, data, false), nil
	}
	return asset{}, fs.ErrNotExist
}

func (a *assets) serve(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return &fault{code: codeMethod}
	}
	f, err := a.find(r.URL.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nothingAt(r)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	// Browsers ask each time and get "not modified" while the content is the
	// same, so an upgrade shows at once.
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Encoding")
	if r.URL.Path == "/widget.js" {
		// Any site may load the script; what it may do is decided at /ws.
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	data, etag := f.data, f.etag
	if f.gzipped != nil && acceptsGzip(r) {
		data, etag = f.gzipped, f.etag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	return nil
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

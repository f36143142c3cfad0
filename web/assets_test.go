package web

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPageHeaders(t *testing.T) {
	b := start(t)
	r := b.do("GET", "/", "")
	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%d %s", r.StatusCode, r.Header.Get("Content-Type"))
	}
	for header, want := range map[string]string{
		"Content-Security-Policy":      "default-src 'self'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "strict-origin-when-cross-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-cache",
	} {
		if !strings.Contains(r.Header.Get(header), want) {
			t.Errorf("%s is %q", header, r.Header.Get(header))
		}
	}
	if csp := r.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
		t.Error(csp)
	}
	if strings.Contains(r.body, "<style") || strings.Contains(r.body, "<script>") || strings.Contains(r.body, " style=") {
		t.Error("the page holds inline style or script, which its policy refuses")
	}
	if r := b.do("GET", "/widget.js", ""); r.StatusCode != 200 || r.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("widget.js: %d, %s", r.StatusCode, r.Header.Get("Cross-Origin-Resource-Policy"))
	}
}

func TestAssetsAreNotSentTwice(t *testing.T) {
	b := start(t)
	etag := b.do("GET", "/", "", "Accept-Encoding", "identity").Header.Get("ETag")
	if etag == "" {
		t.Fatal("no ETag")
	}
	if r := b.do("GET", "/", "", "Accept-Encoding", "identity", "If-None-Match", etag); r.StatusCode != 304 || r.body != "" {
		t.Errorf("status %d, %d bytes", r.StatusCode, len(r.body))
	}
	if r := b.do("HEAD", "/", ""); r.StatusCode != 200 || r.Header.Get("ETag") != etag || r.body != "" {
		t.Errorf("HEAD: %d %s", r.StatusCode, r.Header.Get("ETag"))
	}
}

func TestAssetsTravelCompressed(t *testing.T) {
	a := newAsset("x.js", []byte(strings.Repeat("let a = 1;\n", 1000)), true)
	if a.gzipped == nil || len(a.gzipped) > 1000 {
		t.Fatalf("%d bytes compressed", len(a.gzipped))
	}
	r, err := gzip.NewReader(strings.NewReader(string(a.gzipped)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != string(a.data) {
		t.Errorf("%v, %d bytes", err, len(got))
	}
	if newAsset("x.png", make([]byte, 5000), true).gzipped != nil {
		t.Error("pictures are compressed already")
	}
}

func TestDevelopmentFolder(t *testing.T) {
	dir := t.TempDir()
	if _, err := newAssets(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "--dev") {
		t.Errorf("an empty folder: %v", err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("page/index.html", "one")
	write("dist/widget.js", "js")
	write("secret.txt", "secret")
	b := start(t, func(c *Config) { c.Assets = os.DirFS(dir) })
	if got := b.do("GET", "/", "").body; got != "one" {
		t.Errorf("page is %q", got)
	}
	write("page/index.html", "two")
	if got := b.do("GET", "/", "").body; got != "two" {
		t.Errorf("after an edit the page is %q", got)
	}
	if got := b.do("GET", "/widget.js", "").body; got != "js" {
		t.Errorf("widget is %q", got)
	}
	for _, path := range []string{"/secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/page/../../secret.txt"} {
		if r := b.do("GET", path, ""); r.StatusCode == 200 || strings.Contains(r.body, "secret\"") {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.body)
		}
	}
}

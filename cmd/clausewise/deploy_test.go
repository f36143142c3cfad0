package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// environments collects the environment variables of a command line.
func environments(t reflect.Type, into map[string]bool) {
	for f := range t.Fields() {
		if env := f.Tag.Get("env"); env != "" {
			into[env] = true
		}
		if f.Type.Kind() == reflect.Struct {
			environments(f.Type, into)
		}
	}
}

// TestDeployment checks what can be checked of the files for deployment on a
// machine without containers: they parse, and every setting they make is one
// that the program knows.
func TestDeployment(t *testing.T) {
	t.Parallel()
	// Secrets are no flags: the program reads them by name.
	known := map[string]bool{"CLAUSEWISE_MODEL_KEY": true, "CLAUSEWISE_EMBED_KEY": true, "CLAUSEWISE_OPENID_SECRET": true}
	environments(reflect.TypeFor[cli](), known)
	known["CLAUSEWISE_DATABASE_URL_FILE"] = true
	root := filepath.Join("..", "..")
	setting := regexp.MustCompile(`CLAUSEWISE_[A-Z_]+`)
	files := []string{"compose.yaml", "deploy/Dockerfile", "deploy/clausewise.service", "docs/operations.md"}
	manifests, err := filepath.Glob(filepath.Join(root, "deploy", "*", "*.yaml"))
	if err != nil || len(manifests) < 2 {
		t.Fatal(manifests, err)
	}
	for _, m := range manifests {
		rel, err := filepath.Rel(root, m)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.ToSlash(rel))
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range setting.FindAllString(string(data), -1) {
				if !known[strings.TrimRight(s, "_")] && s != "CLAUSEWISE_" {
					t.Errorf("no such setting: %s", s)
				}
			}
			if filepath.Ext(file) != ".yaml" {
				return
			}
			documents := 0
			for d := yaml.NewDecoder(strings.NewReader(string(data))); ; documents++ {
				var node map[string]any
				err := d.Decode(&node)
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if documents == 0 {
				t.Error("empty")
			}
		})
	}
	if path, err := exec.LookPath("systemd-analyze"); err == nil {
		out, err := exec.CommandContext(t.Context(), path, "verify", "--man=no", filepath.Join(root, "deploy", "clausewise.service")).CombinedOutput()
		// The binary is not installed where this runs; everything else counts.
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "clausewise.service") && !strings.Contains(line, "/usr/local/bin/clausewise") {
				t.Errorf("systemd-analyze: %s (%v)", strings.TrimSpace(line), err)
			}
		}
	}
}

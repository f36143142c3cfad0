package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clausewise/ingest"
	"clausewise/storage/postgres"
	"clausewise/storage/postgres/pgtest"
	"clausewise/storage/sqlite"
)

// folder makes a folder of files, by path.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func measures(n int) string {
	return fmt.Sprintf("某市%d号办法\n第一条 为了促进发展，制定本办法。\n第二条 最高补助%d万元。\n", n, n+1)
}

// TestIngestFolder: a folder goes through with a summary of what was read,
// what failed and what was passed over, each with the reason.
func TestIngestFolder(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	dir := folder(t, map[string]string{
		"甲.txt": measures(1), "二级/三级/乙.md": measures(2), "包/source.txt": measures(3), "包/说明.docx": "不读",
		"空.txt": " \n", "坏.txt": "\x00\x01\x02\x00\x03", "表.xlsx": "PK", "旧.doc": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"图.jpg": "\xff\xd8\xff", ".隐藏.txt": measures(4), ".git/丙.txt": measures(5), "二级/注.yaml": "a: 1",
	})
	if err := os.Symlink(filepath.Join(dir, "甲.txt"), filepath.Join(dir, "链接.txt")); err != nil {
		t.Fatal(err)
	}
	got := try(t, "", "ingest", "--json", dir)
	var out struct {
		Found   []struct{ Pack string }
		Summary ingest.Summary
		Failed  []string
		Skipped []skippedFile
	}
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil {
		t.Fatalf("%v: %+v", err, got)
	}
	if got.code != 1 || got.stderr != "" || out.Summary.Added != 3 || out.Summary.Clauses != 6 || len(out.Found) != 3 {
		t.Errorf("%+v", got)
	}
	for i, part := range []string{"坏.txt：不是文本文件", "旧.doc：暂不支持这种格式", "空.txt：文件是空的", "表.xlsx"} {
		if len(out.Failed) != 4 || !strings.Contains(out.Failed[i], part) {
			t.Errorf("failed %q, want %q", out.Failed, part)
		}
	}
	why := map[string]string{}
	for _, s := range out.Skipped {
		why[filepath.Base(s.Path)] = s.Reason
	}
	for name, reason := range map[string]string{
		".git": skipHidden, ".隐藏.txt": skipHidden, "图.jpg": skipFormat, "注.yaml": skipFormat, "链接.txt": skipLink,
	} {
		if why[name] != reason {
			t.Errorf("%s: skipped because %q, want %q", name, why[name], reason)
		}
	}
	if len(why) != 5 {
		t.Errorf("skipped %v", why)
	}

	got = try(t, "", "ingest", dir)
	for _, words := range []string{"读出 3 份来源，3 个文件，6 条", "新增 0，更新 0，未变 3；失败 4，跳过 5", "不是政策文本的格式 2 个"} {
		if !strings.Contains(got.stdout, words) {
			t.Errorf("%q is missing in\n%s", words, got.stdout)
		}
	}
	for _, words := range []string{"失败：", "空.txt", "坏.txt"} {
		if !strings.Contains(got.stderr, words) {
			t.Errorf("%q is missing in\n%s", words, got.stderr)
		}
	}
}

// TestIngestConsequences: a new version says what became of the clauses, which
// rules no longer stand, and which are gone.
func TestIngestConsequences(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	if got := try(t, "", "search", "补助"); got.code != 0 { // stores the built-in packs
		t.Fatal(got)
	}
	dir := filepath.Join(t.TempDir(), "suzhou-measures")
	if got := try(t, "", "export", "suzhou-measures", dir); got.code != 0 {
		t.Fatal(got)
	}
	source := filepath.Join(dir, "source.txt")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), "再给予3万元补助", "再给予5万元补助", 1)
	if err := os.WriteFile(source, []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	got := try(t, "", "ingest", dir)
	for _, words := range []string{"第2版与上一版相比：新增0条，删去0条，改动1条", "规则已停用：suzhou-measures/independent-site", "clausewise affected suzhou-measures"} {
		if !strings.Contains(got.stdout, words) {
			t.Errorf("%q is missing in\n%s%s", words, got.stdout, got.stderr)
		}
	}
	// The rule is out of force by name; the others still work.
	if got := try(t, "", "calculate", "suzhou-measures/independent-site", "expense_yuan=85万"); got.code != 1 || !strings.Contains(got.stdout+got.stderr, "suzhou-measures/independent-site") {
		t.Errorf("%+v", got)
	}
	if got := try(t, "", "calculate", "suzhou-measures/overseas-warehouse-use", "fee_yuan=50万"); got.code != 0 || !strings.Contains(got.stdout, "10万元") {
		t.Errorf("%+v", got)
	}
	// The text by itself is a new text of the pack: its rules stand again.
	plain := filepath.Join(t.TempDir(), "suzhou-measures.txt")
	if err := os.WriteFile(plain, text, 0o644); err != nil {
		t.Fatal(err)
	}
	got = try(t, "", "ingest", plain)
	if !strings.Contains(got.stdout, "沿用库里第 2 版的 cases.yaml、policy.yaml、rules.yaml") || strings.Contains(got.stdout, "规则已停用") {
		t.Errorf("%+v", got)
	}
	if got := try(t, "", "calculate", "suzhou-measures/independent-site", "expense_yuan=85万", "has_record=有"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

// TestIngestTwoAtOnce runs two ingests of one folder on one store, one from its
// beginning and one from its end: they meet, and each pack is there once.
func TestIngestTwoAtOnce(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for n := range 30 {
		files[fmt.Sprintf("办法%02d.txt", n)] = measures(n)
	}
	dir := folder(t, files)
	var backwards []string
	for name := range files {
		backwards = append(backwards, filepath.Join(dir, name))
	}
	slices.Sort(backwards)
	slices.Reverse(backwards)
	twice := func(t *testing.T, s backend, flags ...string) {
		var both sync.WaitGroup
		for _, paths := range [][]string{{dir}, backwards} {
			both.Go(func() {
				if got := try(t, "", slices.Concat([]string{"ingest"}, flags, paths)...); got.code != 0 {
					t.Errorf("%+v", got)
				}
			})
		}
		both.Wait()
		infos, err := s.Packs(t.Context())
		if err != nil || len(infos) != 30 {
			t.Fatalf("%d packs, %v", len(infos), err)
		}
		for _, info := range infos {
			if info.Version != 1 {
				t.Errorf("%s has version %d", info.ID, info.Version)
			}
		}
		if missing, err := s.Missing(t.Context(), 10); err != nil || len(missing) != 0 {
			t.Errorf("%d rows have no vector, %v", len(missing), err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		data := t.TempDir()
		s, err := sqlite.Open(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		twice(t, s, "--data", data)
	})
	t.Run("postgres", func(t *testing.T) {
		url := pgtest.Database(t)
		s, err := postgres.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		twice(t, s, "--database-url", url)
	})
}

// TestMeterLines: without a terminal a long ingest says a line now and then.
func TestMeterLines(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	now := time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC)
	e := &environment{stderr: &out, now: func() time.Time { return now }}
	m := newMeter(e, "读入", "份", 100, false)
	for i := range 100 {
		now = now.Add(200 * time.Millisecond)
		m.clauses += 30
		m.set(i + 1)
	}
	m.finish()
	want := "读入 25/100 份，条款 750，每秒 150 条，约剩 15 秒\n读入 50/100 份，条款 1500，每秒 150 条，约剩 10 秒\n读入 75/100 份，条款 2250，每秒 150 条，约剩 5 秒\n"
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
	out.Reset()
	quiet := newMeter(e, "读入", "份", 100, true)
	now = now.Add(time.Hour)
	quiet.set(50)
	if out.Len() != 0 {
		t.Errorf("a program that reads JSON is told %q", out.String())
	}
}

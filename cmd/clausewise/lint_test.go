package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clausewise/ingest"
)

const careless = "某市若干措施\n\n一、对年销售额超过50万元的企业，给予1万元奖励，每增加10万元，再给予1万元奖励。\n二、本措施自2026年*月1日起施行，有效期至2027年12月31日。\n"

func TestLint(t *testing.T) {
	t.Parallel()
	path := write(t, "careless.txt", careless)
	got := try(t, "", "lint", path)
	for _, s := range []string{"2026年*月1日", "placeholder-date", "每增加10万元", "共2处：错误1，歧义1，提示0。"} {
		if !strings.Contains(got.stdout, s) {
			t.Errorf("%q is missing in\n%s%s", s, got.stdout, got.stderr)
		}
	}
	if got.code != 0 {
		t.Errorf("code %d without --strict", got.code)
	}
	// What has no number is named by what it is.
	page := write(t, "page.txt", "当前位置：首页\n\n"+careless)
	if got := try(t, "", "lint", page).stdout; !strings.Contains(got, "提示  非正文  原文开头7个字") {
		t.Errorf("what was left out of a page is not told of in\n%s", got)
	}
	if got := try(t, "", "lint", "--strict", path); got.code != 1 {
		t.Errorf("code %d with --strict", got.code)
	}
	found := lines[struct {
		File string
		ingest.Finding
	}](t, try(t, "", "lint", "--json", path).stdout)
	if len(found) != 2 || found[0].File != path || found[0].Rule != ingest.RuleSteps || found[0].Clause != "一" || found[0].Advice == "" {
		t.Errorf("%+v", found)
	}
}

func TestLintStored(t *testing.T) {
	t.Parallel()
	got := try(t, "", "lint", "--json", "return-goods-2023-4")
	found := lines[ingest.Finding](t, got.stdout)
	if !slices.ContainsFunc(found, func(f ingest.Finding) bool { return f.Rule == ingest.RuleRelativeStart }) {
		t.Errorf("of the one document: %+v %s", found, got.stderr)
	}
	for _, f := range found {
		if f.Document != "return-goods-2023-4" {
			t.Errorf("of another document: %+v", f)
		}
	}
	if got := try(t, "", "lint", "no-such-document"); got.code != 1 || !strings.Contains(got.stderr, "资料库里没有文件 no-such-document") {
		t.Errorf("code %d: %s", got.code, got.stderr)
	}
	fine := write(t, "fine.txt", strings.NewReplacer("*月", "1月", "每增加", "每满").Replace(careless))
	if got := try(t, "", "lint", "--strict", fine); got.code != 0 || !strings.Contains(got.stdout, "没有发现问题") {
		t.Errorf("code %d: %s", got.code, got.stdout)
	}
}

func TestDiffFiles(t *testing.T) {
	t.Parallel()
	old := write(t, "old.txt", careless)
	now := write(t, "new.txt", strings.Replace(careless, "*月", "3月", 1))
	got := try(t, "", "diff", old, now)
	for _, s := range []string{"“*”改为“3”", "改动1条"} {
		if !strings.Contains(got.stdout, s) {
			t.Errorf("%q is missing in\n%s%s", s, got.stdout, got.stderr)
		}
	}
	list := lines[ingest.Change](t, try(t, "", "diff", "--json", old, now).stdout)
	if len(list) != 1 || list[0].Kind != ingest.ClauseChanged || list[0].New.Clause != "二" || len(list[0].Edits) != 1 {
		t.Errorf("%+v", list)
	}
	if got := try(t, "", "diff", old, old); !strings.Contains(got.stdout, "没有不同") || got.code != 0 {
		t.Errorf("code %d: %s", got.code, got.stdout)
	}
}

func TestDiffVersions(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	path := filepath.Join(t.TempDir(), "careless.txt")
	for _, text := range []string{careless, strings.Replace(careless, "1万元奖励，", "2万元奖励，", 1)} {
		overwrite(t, path, text)
		if got := try(t, "", "ingest", "--data", data, path); got.code != 0 {
			t.Fatalf("ingest: %s%s", got.stdout, got.stderr)
		}
	}
	got := try(t, "", "diff", "--data", data, "careless@1", "careless")
	if got.code != 0 || !strings.Contains(got.stdout, "“1”改为“2”") {
		t.Errorf("code %d: %s%s", got.code, got.stdout, got.stderr)
	}
	if got := try(t, "", "diff", "--data", data, "careless@1", path); !strings.Contains(got.stdout, "“1”改为“2”") {
		t.Errorf("stored against file: %s%s", got.stdout, got.stderr)
	}
	if got := try(t, "", "diff", "--data", data, "careless@9", "careless"); got.code != 1 || !strings.Contains(got.stderr, "没有 careless 的第9版") {
		t.Errorf("code %d: %s", got.code, got.stderr)
	}
	if got := try(t, "", "diff", "--data", data, "careless@x", "careless"); got.code != 2 {
		t.Errorf("code %d: %s", got.code, got.stderr)
	}
}

func overwrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

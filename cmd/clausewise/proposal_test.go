package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTwoPersons lets a rule that one person changed take effect when another
// has approved it, and not before.
func TestTwoPersons(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	pack := filepath.Join(dir, "suzhou-measures")
	if err := os.CopyFS(pack, os.DirFS("../../policies/suzhou-measures")); err != nil {
		t.Fatal(err)
	}
	do := func(want int, stdin string, args ...string) command {
		t.Helper()
		got := try(t, stdin, append(args, "--data", data)...)
		if got.code != want {
			t.Fatalf("%v: code %d\n%s%s", args, got.code, got.stdout, got.stderr)
		}
		return got
	}
	said := func(c command, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(c.stdout+c.stderr, w) {
				t.Errorf("%q is not said:\n%s%s", w, c.stdout, c.stderr)
			}
		}
	}
	granted := func(words string) {
		t.Helper()
		said(do(0, "", "calculate", "suzhou-measures/livestream-park", "recognised_level=市级", "actually_live=是", "years=2"), words)
	}
	edit := func(name, old, now string) {
		t.Helper()
		path := filepath.Join(pack, name)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := strings.Replace(string(b), old, now, 1)
		if s == string(b) {
			t.Fatalf("%s has no %q", name, old)
		}
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	for name, role := range map[string]string{"anna": "approver", "bob": "approver", "rita": "reader"} {
		do(0, testPassword+"\n", "user", "add", name, "--role", role)
	}
	do(0, "", "proposal", "require", "on")
	granted("40万元")

	// Wording needs nobody.
	edit("rules.yaml", "奖励对象是园区（基地），不是单个主播或商家。", "奖励对象是园区（基地）。")
	said(do(0, "", "ingest", pack), "更新 1")

	// What the rule gives does. Its worked case changes with it.
	edit("rules.yaml", "value: 200000, quote: 每年给予20万元}\n      times: [years]", "value: 200000, quote: 每年给予20万元}\n      times: []")
	said(do(1, "", "ingest", pack), "要写明是谁改的")
	said(do(1, "", "ingest", pack, "--by", "rita"), "没有这项权限")
	said(do(0, "", "ingest", pack, "--by", "anna", "--note", "只算一年"), "等待核准 1", "proposal show 1")
	said(do(0, "", "ingest", pack, "--by", "anna"), "第 1 号") // once more is the same one
	said(do(0, "", "proposal", "show", "1"), "改动规则  suzhou-measures/livestream-park", "不符")
	said(do(1, "", "proposal", "approve", "1", "--by", "bob"), "不能核准")
	said(do(0, "", "proposal", "reject", "1", "--by", "bob", "--reason", "算例没有改"), "已退回")
	said(do(0, "", "ingest", pack, "--by", "anna"), "已在第 1 号被bob退回")
	granted("40万元")

	edit("cases.yaml", `years: 2}, outcome: amount, yuan: "400000.00", why: 市级以上含省级；两年}`, `years: 2}, outcome: amount, yuan: "200000.00", why: 只算一年}`)
	said(do(0, "", "ingest", pack, "--by", "anna"), "第 2 号")
	said(do(1, "", "proposal", "approve", "2", "--by", "anna"), "不能自己核准")
	granted("40万元")
	said(do(0, "", "proposal", "approve", "2", "--by", "bob"), "第 3 版生效")
	granted("20万元")
	said(do(1, "", "proposal", "approve", "2", "--by", "bob"), "已经有了决定")
	said(do(0, "", "proposal", "list", "--all"), "anna", "bob 已核准", "bob 已退回：算例没有改")
	said(do(1, "", "proposal", "show", "9"), "没有第 9 号")

	// Turned off, a change is in force at once.
	do(0, "", "proposal", "require", "off")
	edit("rules.yaml", "quote: 每年给予20万元}\n      times: []", "quote: 每年给予20万元}\n      times: [years]")
	said(do(0, "", "ingest", pack), "更新 1")
	granted("40万元")
}

// TestTwoPersonsAtStart holds what changes in the folder of --policies.
func TestTwoPersonsAtStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	if err := os.CopyFS(filepath.Join(dir, "packs", "zhuzhou-opinions"), os.DirFS("../../policies/zhuzhou-opinions")); err != nil {
		t.Fatal(err)
	}
	if got := try(t, "", "proposal", "require", "on", "--data", data); got.code != 0 {
		t.Fatal(got.stderr)
	}
	args := []string{"calculate", "zhuzhou-opinions/first-export", "first_export=true", "--data", data, "--policies", filepath.Join(dir, "packs")}
	if got := try(t, "", args...); got.code != 0 || strings.Contains(got.stderr, "没有生效") {
		t.Fatalf("the same rules need nobody: %s", got.stderr)
	}
	path := filepath.Join(dir, "packs", "zhuzhou-opinions", "rules.yaml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(b), "first_export, label:", "first_export, clause: 二/(三), label:", 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := try(t, "", args...); got.code != 0 || !strings.Contains(got.stderr, "没有生效") || !strings.Contains(got.stderr, "第 1 号") {
			t.Fatalf("code %d: %s", got.code, got.stderr)
		}
	}
}

package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"clausewise/calculators"
	"clausewise/ingest"
	"clausewise/policies"
	"clausewise/storage/sqlite"
)

// revisedText is the source of a built-in pack, and the same with another
// figure in one quote.
func revisedText(t *testing.T) (before, after string) {
	t.Helper()
	data, err := fs.ReadFile(policies.FS, "suzhou-measures/source.txt")
	if err != nil {
		t.Fatal(err)
	}
	const old, now = "再给予3万元补助", "再给予4万元补助"
	if strings.Count(string(data), old) != 1 {
		t.Fatalf("%s stands not once in the source", old)
	}
	return string(data), strings.Replace(string(data), old, now, 1)
}

// TestRevisedTextKeepsTheRules ingests a revised text as a single file: the
// pack keeps what it has beside its source, the rule whose quote is gone is
// set aside by name, and the others calculate as before.
func TestRevisedTextKeepsTheRules(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	pack := filepath.Join(t.TempDir(), "suzhou-measures")
	sub, err := fs.Sub(policies.FS, "suzhou-measures")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(pack, sub); err != nil {
		t.Fatal(err)
	}
	if got := try(t, "", "ingest", pack); got.code != 0 {
		t.Fatalf("%s%s", got.stdout, got.stderr)
	}
	untouched := []string{"calculate", "--json", "suzhou-measures/overseas-warehouse-use", "fee_yuan=50万"}
	const changed = "suzhou-measures/independent-site"
	stands := try(t, "", untouched...)
	if stands.code != 0 {
		t.Fatalf("%s%s", stands.stdout, stands.stderr)
	}

	_, revised := revisedText(t)
	file := filepath.Join(t.TempDir(), "suzhou-measures.md")
	if err := os.WriteFile(file, []byte(revised), 0o600); err != nil {
		t.Fatal(err)
	}
	got := try(t, "", "ingest", "--json", file)
	var out ingested
	if err := json.Unmarshal([]byte(got.stdout), &out); err != nil || got.code != 0 {
		t.Fatalf("%v: %s%s", err, got.stdout, got.stderr)
	}
	if len(out.Packs) != 1 || strings.Join(out.Packs[0].Files, " ") != "cases.yaml policy.yaml rules.yaml source.md" || len(out.Packs[0].Warnings) != 1 {
		t.Errorf("read %+v", out.Packs)
	}
	if out.Summary.Changed != 1 || len(out.Consequences) != 1 || out.Consequences[0].Version != 2 || len(out.Consequences[0].Rules) != 0 {
		t.Fatalf("stored %+v, bringing %+v", out.Summary, out.Consequences)
	}
	if q := out.Consequences[0].Quarantined; len(q) != 1 || q[0].Rule != changed {
		t.Errorf("set aside: %+v", q)
	}
	if got := try(t, "", untouched...); got.code != 0 || withoutVersion(t, got.stdout) != withoutVersion(t, stands.stdout) {
		t.Errorf("a rule that was not touched gave\n%s\nand gives\n%s%s", stands.stdout, got.stdout, got.stderr)
	}
	if got := try(t, "", "calculate", changed, "expense_yuan=85万", "has_record=有"); got.code == 0 || !strings.Contains(got.stdout+got.stderr, changed) {
		t.Errorf("a rule without its quote calculates: %s%s", got.stdout, got.stderr)
	}
	if got := try(t, "", "diff", "suzhou-measures@1", "suzhou-measures"); !strings.Contains(got.stdout, "“3”改为“4”") || !strings.Contains(got.stdout, "改动1条") {
		t.Errorf("the difference is not shown: %s%s", got.stdout, got.stderr)
	}
	// Again is no new version; a folder is the whole pack and replaces it.
	if got := try(t, "", "ingest", file); !strings.Contains(got.stdout, "未变 1") {
		t.Errorf("again: %s%s", got.stdout, got.stderr)
	}
	if err := os.Remove(filepath.Join(pack, "rules.yaml")); err != nil {
		t.Fatal(err)
	}
	if got := try(t, "", "ingest", pack); !strings.Contains(got.stdout, "规则不再有："+changed) {
		t.Errorf("a folder without rules: %s%s", got.stdout, got.stderr)
	}
}

// withoutVersion is a result without the version its clauses are of.
func withoutVersion(t *testing.T, result string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(result), &v); err != nil {
		t.Fatal(err)
	}
	var drop func(v any)
	drop = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "version")
			for _, x := range v {
				drop(x)
			}
		case []any:
			for _, x := range v {
				drop(x)
			}
		}
	}
	drop(v)
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// revisedUpload is what the console reads of an upload, and of its proposal.
type revisedUpload struct {
	Version, Proposal int
	OK                bool
	View              ingest.Description
	Check             calculators.Report
}

// TestUploadOfARevisedText shows before anything is stored which rules the new
// text would set aside, lets a second person approve it all the same, and
// leaves the pack open to other changes.
func TestUploadOfARevisedText(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, store []string) {
		s := staffed(t, store)
		editor, approver := newBrowser(t, s), newBrowser(t, s)
		editor.signIn("editor")
		approver.signIn("approver")
		original, revised := revisedText(t)
		setAside := func(what string, seen revisedUpload) {
			t.Helper()
			if q := seen.Check.Quarantined; len(q) != 1 || q[0].Rule != "suzhou-measures/independent-site" || seen.Check.Rules == 0 {
				t.Errorf("%s: %+v", what, seen.Check)
			}
		}
		const upload = "/api/v1/packs?name=suzhou-measures.txt"
		setAside("preview", read[revisedUpload](t, editor, "POST", upload+"&dry_run=true", revised))
		waiting := read[revisedUpload](t, editor, "POST", upload, revised)
		path := "/api/v1/proposals/" + strconv.Itoa(waiting.Proposal)
		seen := read[revisedUpload](t, approver, "GET", path, "")
		setAside("proposal", seen)
		if !seen.OK {
			t.Error("a new text cannot be approved")
		}
		if got := read[revisedUpload](t, approver, "POST", path+"/approve", `{}`); got.Version != 2 {
			t.Fatalf("approved: %+v", got)
		}
		// The rule that is set aside does not stand in the way of the rest.
		contact := `{"document":"suzhou-measures","office":"市商务局","phone":"0512-00000000"}`
		if got := read[revisedUpload](t, approver, "PUT", "/api/v1/packs/suzhou-measures/contact", contact); got.Version != 3 {
			t.Errorf("a contact: %+v", got)
		}
		if status, text := approver.do("POST", "/api/v1/packs/suzhou-measures/withdraw", `{}`); status != http.StatusOK {
			t.Fatalf("withdraw: %d %s", status, text)
		}
		// The text that was withdrawn stays so; another one is published, with
		// its rules.
		if got := read[revisedUpload](t, approver, "POST", upload, revised); got.Version > 4 || len(got.View.Documents) != 0 {
			t.Errorf("the withdrawn text again: %+v", got)
		}
		back := read[revisedUpload](t, approver, "POST", upload, original)
		if back.Version != 5 || !back.Check.OK() || back.Check.Rules == 0 || !strings.Contains(strings.Join(back.View.Warnings, ""), "已撤下") {
			t.Errorf("another text over a withdrawn one: %+v", back)
		}
	})
}

// TestRevisedTextUnderTwoPersons: a text alone changes no rule and waits for
// nobody; one that brings a withdrawn pack's rules back does. A text that
// policy.yaml does not fit is refused and nothing is stored.
func TestRevisedTextUnderTwoPersons(t *testing.T) {
	s, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	original, revised := revisedText(t)
	second := &ingest.Approval{Proposals: s, By: "editor", Now: time.Now}
	put := func(name, text string) (ingest.Outcome, error) {
		t.Helper()
		p, err := ingest.LoadFile(t.Context(), name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := ingest.IngestWith(t.Context(), s, []ingest.Pack{p}, second, nil)
		return got.Outcomes[0], err
	}
	storeAt(t, s, &clock{}, time.Now(), builtinPacks(t)...)
	if o, err := put("suzhou-measures.txt", revised); err != nil || o.State != ingest.Changed || o.Version != 2 {
		t.Errorf("a text alone: %+v, %v", o, err)
	}
	p, err := s.Pack(t.Context(), "suzhou-measures", 0)
	if err != nil {
		t.Fatal(err)
	}
	if p, err = ingest.Withdrawn(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	p.Over = nil
	if _, err := s.PutPack(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if o, err := put("suzhou-measures.txt", revised); err != nil || o.State != ingest.Unchanged || o.Version != 3 {
		t.Errorf("the withdrawn text again: %+v, %v", o, err)
	}
	if o, err := put("suzhou-measures.txt", original); err != nil || o.State != ingest.Held || o.Version != 3 {
		t.Errorf("another text over a withdrawn one: %+v, %v", o, err)
	}

	two, err := ingest.LoadDir(t.Context(), fstest.MapFS{
		"two/source.txt":  {Data: []byte("甲办法\n第一条 一。\n乙办法\n第一条 二。\n")},
		"two/policy.yaml": {Data: []byte("documents: [{id: a, begins: 甲办法}, {id: b, begins: 乙办法}]\n")},
	}, "two", ingest.OriginFiles)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutPack(t.Context(), two); err != nil {
		t.Fatal(err)
	}
	o, err := put("two.txt", "甲办法\n第一条 三。\n丙办法\n第一条 四。\n")
	if err == nil || o.State != ingest.Failed || !strings.Contains(o.Reason, "乙办法") || !strings.Contains(o.Reason, "目录") {
		t.Errorf("a text that policy.yaml does not fit: %+v, %v", o, err)
	}
	if kept, err := s.Pack(t.Context(), "two", 0); err != nil || kept.Source != two.Source {
		t.Errorf("the text before is gone: %q, %v", kept.Source, err)
	}
}

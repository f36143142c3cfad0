package ingest

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clausewise/policies"
	"clausewise/retrieval"
)

func TestLoadDirErrors(t *testing.T) {
	text := &fstest.MapFile{Data: []byte("一、甲\n二、乙\n")}
	fsys := fstest.MapFS{
		"empty/policy.yaml":  {Data: []byte("id: empty\n")},
		"two/source.txt":     text,
		"two/source.md":      text,
		"zero/source.txt":    {},
		"pdf/source.pdf":     {Data: []byte("%PDF-1.4")},
		"bad/source.txt":     text,
		"bad/policy.yaml":    {Data: []byte("colour: red\n")},
		"lost/source.txt":    text,
		"lost/policy.yaml":   {Data: []byte("documents: [{id: a, begins: 丙}]\n")},
		"half/source.txt":    text,
		"half/policy.yaml":   {Data: []byte("documents: [{id: a, begins: 甲}, {id: b}]\n")},
		"many/source.txt":    text,
		"many/policy.yaml":   {Data: []byte("documents: [{id: a}, {id: b}]\n")},
		"same/source.txt":    text,
		"same/policy.yaml":   {Data: []byte("documents: [{id: a, begins: 甲}, {id: b, begins: 甲}]\n")},
		"good/source.txt":    text,
		"good/notes.txt":     {Data: []byte("not part of the pack")},
		".hidden/source.txt": text,
	}
	for dir, says := range map[string]string{
		"empty": "source.txt", "two": "两个正文", "zero": "空", "pdf": "PDF", "bad": "colour", "lost": "找不到", "half": "没有写 begins",
		"many": "列出 2 份", "same": "同一处", "missing": "missing",
	} {
		if _, err := LoadDir(t.Context(), fsys, dir, OriginFiles); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s", dir, err, says)
		}
	}
	packs, failed := Packs(t.Context(), fsys, OriginFiles)
	if len(packs) != 1 || packs[0].ID != "good" || len(failed) != 9 {
		t.Errorf("packs %d, failed %d: %v", len(packs), len(failed), failed)
	}
	if !errors.Is(failed["empty"], ErrNoSource) {
		t.Errorf("empty: %v", failed["empty"])
	}
	if _, ok := packs[0].Files["notes.txt"]; ok {
		t.Error("a file that is no part of a pack travels with it")
	}
}

// TestPinned: two documents on one page without any line to tell them apart
// are parted where policy.yaml says.
func TestPinned(t *testing.T) {
	fsys := fstest.MapFS{
		"x/source.txt":  {Data: []byte("首页\n甲办法\n一、a。\n二、b。\n乙办法\n一、c。\n二、d。\n版权所有\n")},
		"x/policy.yaml": {Data: []byte("documents:\n  - {id: second, begins: 乙办法}\n  - {id: first, begins: 甲办法}\n")},
	}
	p, err := LoadDir(t.Context(), fsys, "x", OriginFiles)
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, p)
	var got []string
	for _, r := range p.Rows {
		got = append(got, r.Document+" "+r.Key)
	}
	want := []string{" navigation-1", "first preamble", "first 一", "first 二", "second preamble", "second 一", "second 二", " navigation-2"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if p.Documents[0].ID != "second" || p.Documents[1].ID != "first" {
		t.Errorf("documents come in the order of policy.yaml: %s, %s", p.Documents[0].ID, p.Documents[1].ID)
	}
}

func TestLoadFile(t *testing.T) {
	for name, want := range map[string]string{
		"办法.txt": "办法", "dir/My Policy (2024).txt": "My-Policy-(2024)", `C:\x\a.md`: "a", "....txt": "document", "苏商规〔2023〕2号.txt": "苏商规-2023-2号",
	} {
		p, err := LoadFile(t.Context(), name, []byte("\ufeff一、甲\n二、乙\n"))
		if err != nil || p.ID != want || p.Documents[0].ID != want || p.Origin != OriginFiles {
			t.Errorf("%s: %s, %v", name, p.ID, err)
		}
		if p.Source != "一、甲\n二、乙\n" {
			t.Errorf("%s: source %q", name, p.Source)
		}
	}
	if _, err := LoadFile(t.Context(), "a.pdf", []byte("%PDF-")); !errors.Is(err, ErrBroken) || !strings.Contains(err.Error(), "a.pdf") {
		t.Errorf("a.pdf: %v", err)
	}
}

// TestBuiltin: the built-in packs are the published files byte for byte, their
// rows tile them, and the eight documents are there.
func TestBuiltin(t *testing.T) {
	packs, failed := Packs(t.Context(), policies.FS, OriginBuiltin)
	if len(failed) > 0 {
		t.Fatal(failed)
	}
	var ids []string
	clauses := 0
	for _, p := range packs {
		checkRows(t, p)
		data, err := policies.FS.ReadFile(p.ID + "/source.txt")
		if err != nil || !bytes.Equal(data, p.Files["source.txt"]) {
			t.Errorf("%s: original bytes are not kept: %v", p.ID, err)
		}
		for _, d := range p.Documents {
			ids = append(ids, d.ID)
			if d.Jurisdiction == "" || d.Title == "" {
				t.Errorf("%s has no jurisdiction or title", d.ID)
			}
		}
		clauses += p.Clauses()
	}
	slices.Sort(ids)
	want := []string{
		"huaian-action-plan", "jiangsu-demonstration-enterprise", "nantong-action-plan", "return-goods-2023-4",
		"suzhou-action-plan", "suzhou-measures", "suzhou-pilot-zone", "zhuzhou-opinions",
	}
	if !slices.Equal(ids, want) {
		t.Errorf("documents %q", ids)
	}
	t.Logf("%d clauses and items", clauses)
}

// TestJurisdictionFromText: the place of a document is read from its title
// where policy.yaml doesn't say.
func TestJurisdictionFromText(t *testing.T) {
	for title, want := range map[string]string{
		"苏州市外贸办法": "苏州市", "中国（苏州）跨境电子商务综合试验区实施方案": "苏州市", "江苏省商务发展规定": "江苏省", "江苏省昆山市条例": "昆山市",
		"中华人民共和国某某法": "全国", "国务院关于某事项的决定": "全国", "关于促进发展的若干措施": "",
	} {
		p, err := LoadFile(t.Context(), "x.txt", []byte(title+"\n一、甲。\n二、乙。\n"))
		if err != nil || p.Documents[0].Jurisdiction != want || p.Documents[0].Title != title {
			t.Errorf("%s: %q, title %q, %v", title, p.Documents[0].Jurisdiction, p.Documents[0].Title, err)
		}
	}
}

func TestDescribe(t *testing.T) {
	d := Describe(loadBuiltin(t, "jiangsu-platform-news"))
	if len(d.Documents) != 4 || d.Navigation == 0 || !slices.Contains(d.Files, "policy.yaml") {
		t.Fatalf("%+v", d)
	}
	norm := d.Documents[1]
	if norm.Clauses != 17 || norm.Headings != 5 || norm.First != "第一条" || norm.Last != "第十七条" || !norm.Incomplete {
		t.Errorf("%s: %d clauses, %d headings, %s to %s", norm.ID, norm.Clauses, norm.Headings, norm.First, norm.Last)
	}
	if goods := d.Documents[2]; !slices.Contains(goods.Unknown, "issued") {
		t.Errorf("%s: the source has no date of issue, unknown are %v", goods.ID, goods.Unknown)
	}
	if plan := d.Documents[0]; !slices.Contains(plan.Departments, "淮安海关") {
		t.Errorf("%s: departments %v", plan.ID, plan.Departments)
	}
	var r retrieval.Row
	for _, r = range loadBuiltin(t, "suzhou-measures").Rows {
		if r.Key == "二/9" {
			break
		}
	}
	if r.Number != "9" || r.Path != "二、壮大市场主体和行业规模 > 9" || !strings.Contains(r.Text, "费用支出超过50万元的，给予20万元补助") {
		t.Errorf("clause 9: %+v", r)
	}
}

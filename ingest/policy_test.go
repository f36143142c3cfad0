package ingest

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

func TestPolicyErrors(t *testing.T) {
	for _, tt := range []struct{ yaml, says string }{
		{"id: a\nrevison: 1\n", "第 2 行：没有“revison”"},
		{"documents:\n  - id: a\n    phone: 123\n", "第 3 行：没有“phone”"},
		{"documents:\n  - id: a\n    issued: 2024年5月1日\n", "日期写成 2024-05-20"},
		{"documents:\n  - id: a\n    issued: 2024-02-30\n", "日期写成 2024-05-20"},
		{"revision: one\n", "第 1 行"},
		{"revision: -1\n", "负数"},
		{"documents: [{}]\n", "没有写 id"},
		{"documents: [{id: a}, {id: a}]\n", "写了两次"},
		{"id: a b\n", "只能用"},
		{"id: ../x\n", "只能用"},
		{"documents: [{id: a, relations: [{kind: loves, to: b}]}]\n", "amends"},
		{"documents: [{id: a, relations: [{kind: amends}]}]\n", "to 要写"},
		{"id: [\n", "请检查"},
	} {
		_, err := parsePolicy([]byte(tt.yaml))
		if !errors.Is(err, ErrPolicy) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q: %v, want %s", tt.yaml, err, tt.says)
		}
	}
	if p, err := parsePolicy(nil); err != nil || p.ID != "" {
		t.Errorf("no policy.yaml: %v, %v", p, err)
	}
}

// TestPolicyOverrides: what the office writes stands over what the text says,
// and has no evidence in the text.
func TestPolicyOverrides(t *testing.T) {
	fsys := fstest.MapFS{
		"x/source.txt": {Data: []byte("苏州市商务局办法（征求意见稿）\n第一条 本办法自2024年5月1日起施行。\n第二条 甲。\n苏州市商务局\n2024年4月1日\n")},
		"x/policy.yaml": {Data: []byte("id: pack\nrevision: 3\ndocuments:\n  - id: doc\n    draft: false\n    effective: 2024-06-01\n" +
			"    jurisdiction: 昆山市\n    short_name: 办法\n    relations: [{kind: replaces, to: old}]\n    contact: {phone: '12345'}\n")},
	}
	p, err := LoadDir(t.Context(), fsys, "x", OriginFiles)
	if err != nil {
		t.Fatal(err)
	}
	got := p.Documents[0]
	want := retrieval.Document{
		ID: "doc", Pack: "pack", Title: "苏州市商务局办法（征求意见稿）", ShortName: "办法", Issuer: "苏州市商务局", Jurisdiction: "昆山市",
		Issued: quantity.Date{Year: 2024, Month: 4, Day: 1}, Effective: quantity.Date{Year: 2024, Month: 6, Day: 1},
		End: len([]rune(p.Source)), Evidence: got.Evidence,
		Relations: []retrieval.Relation{{Kind: "replaces", To: "old", Source: retrieval.FromOffice}}, Contact: map[string]string{"phone": "12345"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{"draft", "effective", "jurisdiction"} {
		if _, ok := got.Evidence[name]; ok {
			t.Errorf("%s is the office's but has evidence in the text", name)
		}
	}
	if p.ID != "pack" || p.Revision != 3 {
		t.Errorf("pack %s revision %d", p.ID, p.Revision)
	}
}

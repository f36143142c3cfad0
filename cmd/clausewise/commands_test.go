package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCalculate(t *testing.T) {
	t.Parallel()
	got := try(t, "", "calculate", site, "expense_yuan=85万", "has_record=有", "year=2024")
	for _, s := range []string{"29万元", "850000 − 500000 = 350000", "按比例折算：30.5万元", "再给予3万元补助"} {
		if !strings.Contains(got.stdout, s) {
			t.Errorf("%q is missing in\n%s", s, got.stdout)
		}
	}
	if got.code != 0 {
		t.Errorf("code %d: %s", got.code, got.stderr)
	}
}

func TestCalculateLines(t *testing.T) {
	t.Parallel()
	in := strings.Join([]string{
		`{"id":"a","rule":"` + site + `","inputs":{"expense_yuan":850000,"has_record":true}}`,
		``,
		`nonsense`,
		`{"id":7,"rule":"no/such","inputs":{}}`,
		`{"id":"c","inputs":{}}`,
		`{"id":"d","rule":"` + site + `","inputs":[]}`,
		`{"id":"e","rule":"` + site + `","inputs":{"expense_yuan":"八十五万"}}`,
	}, "\n")
	got := try(t, in, "calculate")
	if got.code != 1 {
		t.Errorf("code %d, want 1 as lines failed", got.code)
	}
	type line struct {
		ID     any `json:"id"`
		Error  string
		Result struct {
			Outcome string
			Amount  struct{ Yuan string }
		}
	}
	all := lines[line](t, got.stdout)
	if len(all) != 6 {
		t.Fatalf("%d lines:\n%s", len(all), got.stdout)
	}
	for i, want := range []struct {
		id    any
		yuan  string
		error string
	}{
		{"a", "290000.00", ""},
		{nil, "", "第3行"},
		{7.0, "", "no/such"},
		{"c", "", "rule"},
		{"d", "", "inputs"},
		{"e", "290000.00", ""},
	} {
		l := all[i]
		if l.ID != want.id || l.Result.Amount.Yuan != want.yuan || !strings.Contains(l.Error, want.error) || (l.Error == "") != (want.error == "") {
			t.Errorf("line %d: %+v, want %+v", i, l, want)
		}
	}
}

func TestAskLinesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	in := `{"id":"1","question":"建独立站花了85万，有询盘和交易记录，能补多少？"}
{"id":"2","question":""}
{"id":"3","question":"那120万呢？","history":[{"role":"user","content":"苏州建独立站花了85万，有交易记录，能补多少？"},{"role":"assistant","content":"29万元"}]}`
	got := try(t, in, "ask", "--as-of=2026-11-21")
	type line struct {
		ID     string
		Error  string
		Answer struct {
			Text string `json:"text"`
			AsOf string `json:"as_of"`
		}
	}
	all := lines[line](t, got.stdout)
	if len(all) != 3 || got.code != 1 {
		t.Fatalf("code %d:\n%s", got.code, got.stdout)
	}
	if !strings.Contains(all[0].Answer.Text, "29万元") || all[0].Answer.AsOf != "2026-11-21" {
		t.Errorf("first: %+v", all[0])
	}
	if all[1].ID != "2" || all[1].Error == "" {
		t.Errorf("second: %+v", all[1])
	}
	if !strings.Contains(all[2].Answer.Text, "41万元") {
		t.Errorf("third: %+v", all[2])
	}
}

// TestSearchSaysHowSureItIs to people, below the clauses.
func TestSearchSaysHowSureItIs(t *testing.T) {
	t.Parallel()
	if got := try(t, "", "search", "--limit=2", "苏州独立站建设补助"); !strings.Contains(got.stdout, "可能性：9") || strings.Contains(got.stdout, "无关") {
		t.Errorf("what the library holds: %s", got.stdout)
	}
	if got := try(t, "", "search", "--limit=2", "火星移民签证怎么办"); !strings.Contains(got.stdout, "可能与所问的事无关") {
		t.Errorf("what it does not hold: %s", got.stdout)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	got := try(t, "{\"id\":\"1\",\"query\":\"独立站 建设 补助\"}\n{\"id\":\"2\",\"query\":\" \"}\n", "search", "--limit=3")
	all := lines[struct {
		ID    string
		Error string
		Hits  []map[string]any
	}](t, got.stdout)
	if len(all) != 2 || len(all[0].Hits) != 3 || all[1].Error == "" || got.code != 1 {
		t.Fatalf("code %d: %s", got.code, got.stdout)
	}
	first := all[0].Hits[0]
	if first["document"] != "suzhou-measures" || first["clause"] != "二/9" || len(first) != 3 {
		t.Errorf("first hit is %v", first)
	}
}

func TestClausesOfAFileAreTheFile(t *testing.T) {
	data := t.TempDir()
	t.Setenv("CLAUSEWISE_DATA", data)
	text := "某市若干措施\n\n第一条 为了促进发展，制定本措施。\n第二条 奖励如下：\n（一）最高10万元；\n（二）最高20万元。\n"
	path := write(t, "某市措施.txt", text)
	got := try(t, "", "clauses", "--json", path)
	var joined strings.Builder
	end := 0
	for _, r := range lines[listedRow](t, got.stdout) {
		if r.Start != end || r.File != path {
			t.Errorf("row %+v begins at %d, the one before ends at %d", r, r.Start, end)
		}
		end = r.End
		joined.WriteString(r.Text)
	}
	if joined.String() != text {
		t.Errorf("rows give %q", joined.String())
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
		t.Errorf("a store was opened: %v %v", entries, err)
	}
	if got := try(t, "", "clauses", path); !strings.Contains(got.stdout, "第二条") {
		t.Errorf("table: %s", got.stdout)
	}
}

func TestIngest(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	path := write(t, "new-measures.txt", "某某市支持鳄梨种植若干措施\n\n第一条 对种植鳄梨的企业给予支持。\n第二条 本措施自公布之日起施行。\n")
	dry := try(t, "", "ingest", "--dry-run", path)
	if dry.code != 0 || !strings.Contains(dry.stdout, "支持鳄梨种植若干措施") {
		t.Fatalf("%+v", dry)
	}
	if got := try(t, "", "clauses", "new-measures"); got.code != 1 {
		t.Error("a dry run has stored the document")
	}
	if got := try(t, "", "ingest", path); got.code != 0 || !strings.Contains(got.stdout, "新增") {
		t.Fatalf("%+v", got)
	}
	if got := try(t, "", "ingest", path); got.code != 0 || !strings.Contains(got.stdout, "未变") {
		t.Errorf("again: %+v", got)
	}
	if got := try(t, "", "search", "鳄梨"); !strings.Contains(got.stdout, "new-measures 第一条") {
		t.Errorf("search: %s", got.stdout)
	}
	type summary struct {
		Found   []map[string]any
		Summary struct{ Unchanged int }
	}
	if got := lines[summary](t, try(t, "", "ingest", "--json", path).stdout); len(got) != 1 || got[0].Summary.Unchanged != 1 || len(got[0].Found) != 1 {
		t.Errorf("json: %+v", got)
	}
}

func TestPoliciesOfTheOffice(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	dir := filepath.Dir(filepath.Dir(write(t, "policies/office-pack/source.txt", "某局办事指南\n\n第一条 申请鳄梨补贴须提交申请表。\n")))
	if err := os.MkdirAll(filepath.Join(dir, "notes"), 0o755); err != nil {
		t.Fatal(err)
	}
	got := try(t, "", "search", "--policies", dir, "鳄梨 申请表")
	if got.code != 0 || !strings.Contains(got.stdout, "office-pack") || got.stderr != "" {
		t.Errorf("%+v", got)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if got := try(t, "", "check"); got.code != 0 {
		t.Fatalf("the built-in packs do not hold: %s%s", got.stdout, got.stderr)
	}
	// One character of a quoted number changed: that rule fails the check.
	source, err := os.ReadFile("../../policies/suzhou-measures/source.txt")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile("../../policies/suzhou-measures/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := os.ReadFile("../../policies/suzhou-measures/policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(source), "再给予3万元补助", "再给予4万元补助", 1)
	if changed == string(source) {
		t.Fatal("the sentence is not there any more")
	}
	dir := filepath.Dir(write(t, "suzhou-measures/source.txt", changed))
	for name, data := range map[string][]byte{"rules.yaml": rules, "policy.yaml": policy} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := try(t, "", "check", "--json", dir)
	reports := lines[checked](t, got.stdout)
	if got.code != 1 || len(reports) != 1 || reports[0].OK || len(reports[0].Quarantined) != 1 || reports[0].Quarantined[0].Rule != site {
		t.Errorf("code %d: %s", got.code, got.stdout)
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	got := try(t, "", "rules", "--json", "independent-site")
	all := lines[[]map[string]any](t, got.stdout)
	if len(all) != 1 || len(all[0]) != 1 || all[0][0]["id"] != site || all[0][0]["schema"] == nil || all[0][0]["parameters"] == nil {
		t.Errorf("%s", got.stdout)
	}
	if got := try(t, "", "rules"); !strings.Contains(got.stdout, "expense_yuan") || !strings.Contains(got.stdout, "费用支出超过50万元的") {
		t.Errorf("%s", got.stdout)
	}
}

func TestMigrateAndVersion(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	if got := try(t, "", "migrate"); got.code != 0 || !strings.Contains(got.stdout, "从第0版") {
		t.Errorf("%+v", got)
	}
	if got := try(t, "", "migrate", "--json"); got.code != 0 || !strings.Contains(got.stdout, `"to":`) {
		t.Errorf("%+v", got)
	}
	v := lines[versionInfo](t, try(t, "", "version", "--json").stdout)
	if len(v) != 1 || v[0].Go == "" || v[0].Platform == "" {
		t.Errorf("%+v", v)
	}
}

func TestEmbed(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	// A server whose vectors have one dimension more than they need.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		type vector struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var out struct {
			Data []vector `json:"data"`
		}
		for i, text := range in.Input {
			out.Data = append(out.Data, vector{i, []float32{1, float32(len(text)), 2}})
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(out); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	first := try(t, "", "search", "--json", "独立站 建设 补助")
	model := []string{"--embed-url", server.URL + "/v1", "--embed-model", "other"}
	if got := try(t, "", append([]string{"search", "独立站"}, model...)...); got.code != 1 || !strings.Contains(got.stderr, "clausewise embed") {
		t.Fatalf("another model's vectors: %+v", got)
	}
	if got := try(t, "", append([]string{"embed"}, model...)...); got.code != 0 || !strings.Contains(got.stdout, "other") {
		t.Fatalf("%+v", got)
	}
	if got := try(t, "", append([]string{"search", "独立站"}, model...)...); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if got := lines[embedded](t, try(t, "", "embed", "--json").stdout); len(got) != 1 || got[0].Rows == 0 {
		t.Errorf("back to the built-in model: %+v", got)
	}
	if got := lines[embedded](t, try(t, "", "embed", "--json").stdout); len(got) != 1 || got[0].Rows != 0 {
		t.Errorf("nothing to do: %+v", got)
	}
	if again := try(t, "", "search", "--json", "独立站 建设 补助"); again.stdout != first.stdout {
		t.Error("the ranking is another one")
	}
}

func TestDefaultDataDirectory(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", "")
	if dir, err := (storeFlags{}).dataDir(); err != nil || dir != filepath.Join(home, ".local", "share", "clausewise") {
		t.Errorf("%s, %v", dir, err)
	}
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "xdg"))
	if dir, err := (storeFlags{}).dataDir(); err != nil || dir != filepath.Join(home, "xdg", "clausewise") {
		t.Errorf("%s, %v", dir, err)
	}
}

func TestInterruptedLines(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	in := &cancelling{text: strings.NewReader("{\"id\":1,\"query\":\"补助\"}\n{\"id\":2,\"query\":\"补助\"}\n"), cancel: cancel}
	var out, errs bytes.Buffer
	err := run(ctx, []string{"search"}, in, &out, &errs)
	if code := exitCode(err, &errs); code != 1 || out.Len() != 0 || !strings.Contains(errs.String(), "中断") {
		t.Errorf("code %d: %s%s", code, out.String(), errs.String())
	}
}

// cancelling ends a context at the first read.
type cancelling struct {
	text   *strings.Reader
	cancel context.CancelFunc
}

func (c *cancelling) Read(p []byte) (int, error) {
	c.cancel()
	return c.text.Read(p)
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEvalRetrieval ranks a few articles: what is printed are the measures of
// the run it writes.
func TestEvalRetrieval(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	articles := file("articles.jsonl", `{"id":7,"name":"劳动合同法第四十六条","text":"用人单位解除劳动合同的，应当向劳动者支付经济补偿。"}
{"id":8,"name":"劳动合同法第四十七条","text":"经济补偿按劳动者在本单位工作的年限支付。"}
{"id":"x-9","name":"海商法第三条","text":"本法所称船舶，是指海船和其他海上移动式装置。"}
{"id":10,"name":"海商法第三条","text":"同一编号的另一条。"}
`)
	queries := file("queries.jsonl", `{"id":1,"query":"公司解除劳动合同要不要给经济补偿"}
{"id":2,"query":"什么是船舶"}
{"id":3,"query":"没有答案的题"}
`)
	qrels := file("qrels.tsv", "1\t7\t1\n1\t8\t1\n2\tx-9\t1\n")
	runFile := filepath.Join(dir, "run.tsv")
	var out, errs strings.Builder
	err := run(t.Context(), []string{"eval", "retrieval", "--articles", articles, "--queries", queries, "--qrels", qrels, "--run", runFile, "--json"}, strings.NewReader(""), &out, &errs)
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	var s retrievalScore
	if err := json.Unmarshal([]byte(out.String()), &s); err != nil {
		t.Fatal(err)
	}
	if s.Articles != 4 || s.Queries != 2 || s.R5 != 1 || s.MRR != 1 || s.NDCG != 1 {
		t.Errorf("scored %+v", s)
	}
	ranked, err := os.ReadFile(runFile)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(ranked), "1\t7\t1\t") || !strings.Contains(string(ranked), "\n2\tx-9\t1\t") {
		t.Errorf("the run is\n%s", ranked)
	}
	if err := run(t.Context(), []string{"eval", "retrieval", "--articles", articles, "--queries", queries, "--qrels", file("none.tsv", "9 9 1\n")}, strings.NewReader(""), &out, &errs); err == nil || !strings.Contains(err.Error(), "没有答案") {
		t.Errorf("error %v where nothing can be scored", err)
	}
}

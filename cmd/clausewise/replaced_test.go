package main

import (
	"strings"
	"testing"
)

// TestReplacedDocument: what a text says of another one when it is ingested
// decides what is quoted: the repealed text never as current, and only where
// it is asked about by its number, with the repeal and its clause.
func TestReplacedDocument(t *testing.T) {
	t.Setenv("CLAUSEWISE_DATA", t.TempDir())
	dir := folder(t, map[string]string{
		"旧办法.txt": "临江市鳄梨产业扶持暂行办法\n临政发〔2019〕3号\n第一条 为了促进鳄梨产业发展，制定本办法。\n第二条 对新建鳄梨基地的企业，最高给予30万元补助。\n第三条 本办法自2019年4月1日起施行。\n",
		"新办法.txt": "临江市鳄梨产业扶持办法\n临政发〔2024〕8号\n第一条 为了促进鳄梨产业发展，制定本办法。\n第二条 对新建鳄梨基地的企业，最高给予50万元补助。\n第三条 本办法自2024年4月1日起施行。《临江市鳄梨产业扶持暂行办法》（临政发〔2019〕3号）同时废止。\n",
	})
	if got := try(t, "", "ingest", dir); got.code != 0 || !strings.Contains(got.stdout, "废止      《临江市鳄梨产业扶持暂行办法》（临政发〔2019〕3号）") {
		t.Fatalf("%+v", got)
	}
	for _, tt := range []struct {
		question, day, says, not string
	}{
		{"临江市新建鳄梨基地最高补助多少", "2024-05-01", "最高给予50万元补助", "30万元"},
		{"临政发〔2019〕3号还有效吗", "2024-05-01", "自2024年4月1日起，它由《临江市鳄梨产业扶持办法》废止，不再有效", "50万元"},
		{"临政发〔2019〕3号还有效吗", "2024-05-01", "同时废止", "没有写明有效期"},
		{"临政发〔2019〕3号规定新建鳄梨基地补多少", "2024-05-01", "不能作为现行政策的依据", "50万元"},
		{"临政发〔2019〕3号还有效吗", "2024-03-15", "自2019年4月1日起施行", "不再有效"}, // not yet repealed
	} {
		got := try(t, "", "ask", "--as-of", tt.day, tt.question)
		if got.code != 0 || !strings.Contains(got.stdout, tt.says) || strings.Contains(got.stdout, tt.not) {
			t.Errorf("%s: want %q and not %q:\n%s%s", tt.question, tt.says, tt.not, got.stdout, got.stderr)
		}
	}
}

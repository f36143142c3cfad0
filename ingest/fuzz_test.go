package ingest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"clausewise/policies"
)

// FuzzParse: whatever the text, the rows tile it.
func FuzzParse(f *testing.F) {
	for _, name := range packNames {
		data, err := policies.FS.ReadFile(name + "/source.txt")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string([]rune(string(data))[:1500]))
	}
	for _, s := range []string{
		"一、甲\n（一）乙：\n1.丙；\n2.丁。\n后段\n（二）戊\n二、己\n特此通知。\n某市人民政府\n2024年1月1日",
		"第一章 总则 第一条 甲。 第二条 乙：（一）丙；（二）丁。 第二章 附则 第三条 本办法自2024年*月1日起施行。",
		"目录\n第一章 甲\n第二章 乙\n第一章 甲\n第一条 x\n第二章 乙\n第二条 y\n附件1\n一、a\n二、b",
		"①甲②乙⑴丙⒈丁㈠戊1）己", "# 第一条\n\n\n第一条之一 x\r\n第二条\ty\u2028", "\ufeff \u3000\n", "附件", "第条第一", "（（（）））",
		"国办发〔2024〕1号\n一、a\n二、b\n国办发〔2024〕2号\n一、c\n二、d",
		"一、表\na\tb\nc\td\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "\ufffd")
		}
		documents, rows, err := parse("p", []rune(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		checkRows(t, Pack{ID: "p", Source: text, Documents: documents, Rows: rows})
	})
}

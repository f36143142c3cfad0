package ingest

import "testing"

// TestValidity: a document's own term is not that of what it grants.
func TestValidity(t *testing.T) {
	for _, tt := range []struct{ clause, effective, text, expires string }{
		{"本办法自2024年5月1日起施行，有效期至2026年12月31日。", "2024-05-01", "", "2026-12-31"},
		{"本办法由市商务局负责解释，自2024年5月1日起实施，有效期3年。", "2024-05-01", "", "2027-04-30"},
		{"　本办法自2024年5月1日起施行，有效期3年。", "2024-05-01", "", "2027-04-30"},
		{"旧办法同时废止。本办法自2024年2月30日起施行。", "", "2024年2月30日", ""}, // not in the calendar
		{"【施行日期】本办法自2024年5月1日起施行。", "2024-05-01", "", ""},
		{"本通知自印发之日起执行，至2025年12月31日止。", "", "自印发之日起", "2025-12-31"},
		{"本办法自2024年*月1日起施行，有效期两年。", "", "2024年*月1日", ""},
		{"本办法自二〇二四年五月一日起施行。", "2024-05-01", "", ""},
		{"依照本办法取得的许可证有效期至2026年12月31日。", "", "", ""},
		{"本办法所称证书，有效期为5年。", "", "", ""},
		{"本办法公布的示范企业名单有效期至2026年12月31日。", "", "", ""},
		{"企业自2024年5月1日起执行新标准。", "", "", ""},
		{"《旧办法》自2020年5月1日起施行，有效期至2023年4月30日，现予废止。", "", "", ""},
	} {
		p, err := LoadFile(t.Context(), "x.txt", []byte("某市办法\n第一条 甲。\n第二条 "+tt.clause+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		d := p.Documents[0]
		if d.Effective.String() != tt.effective || d.EffectiveText != tt.text || d.Expires.String() != tt.expires {
			t.Errorf("%s: effective %q %q, expires %q", tt.clause, d.Effective, d.EffectiveText, d.Expires)
		}
	}
}

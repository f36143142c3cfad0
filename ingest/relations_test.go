package ingest

import (
	"strings"
	"testing"

	"clausewise/retrieval"
)

// TestKindsOfRelation: what a sentence says of each document that it names.
// What a text carries out or applies is not ended by it, whatever else the
// sentence ends.
func TestKindsOfRelation(t *testing.T) {
	for _, tt := range []struct{ clause, want string }{
		{"本办法自2024年5月1日起施行，《旧办法甲》同时废止。", "repeals 旧办法甲"},
		{"本办法自发布之日起施行。《旧办法甲》（某府〔2019〕3号）、《旧办法乙》（某府规〔2020〕14号）同时废止。", "repeals 旧办法甲|repeals 旧办法乙"},
		{"原《旧办法甲》和《旧办法乙》等2件规范性文件自本办法施行之日起即行废止。", "repeals 旧办法甲|repeals 旧办法乙"},
		{"2019年5月20日印发的《旧办法甲》自2024年5月1日起停止执行。", "repeals 旧办法甲"},
		{"《旧办法甲》不再执行。", "repeals 旧办法甲"},
		{"自本办法施行之日起，废止《旧办法甲》、《旧办法乙》（某府〔2020〕1号）。", "repeals 旧办法甲|repeals 旧办法乙"},
		{"本办法代替《旧办法甲》。", "replaces 旧办法甲"},
		{"本辦法自二〇二四年一月一日起施行，《舊辦法甲》同時廢止。", "repeals 舊辦法甲"},
		{"根据《上位条例》，《旧办法甲》予以废止。", "repeals 旧办法甲|refers 上位条例"},
		{"依照《上位条例》已废止的许可，不再受理。", "refers 上位条例"},
		{"《旧办法甲》第三条同时废止。", "refers 旧办法甲"},
		{"《旧办法甲》附件2同时废止。", "refers 旧办法甲"},
		{"《旧办法甲》与本办法不一致的，以本办法为准。", "refers 旧办法甲"},
		{"《旧办法甲》继续有效，《旧办法乙》同时废止。", "repeals 旧办法乙|refers 旧办法甲"},
		{"按照《旧办法甲》取得的资格，在有效期满后失效。", "refers 旧办法甲"},
		{"已被《旧办法乙》废止的规定不再适用。", "refers 旧办法乙"},
		{"对《旧办法甲》作如下修改：删去第三条。", "amends 旧办法甲"},
		{"有关材料见《申请表》，逾期提交的失效。", "refers 申请表"},
	} {
		p := loadText(t, "某市新办法\n\n第一条 为了促进发展，特此规定。\n第二条 "+tt.clause+"\n")
		var got []string
		for _, r := range p.Documents[0].Relations {
			got = append(got, r.Kind+" "+r.Title)
			if r.Source != retrieval.FromText || r.To != r.Title || r.Evidence == nil {
				t.Errorf("%s: %+v", tt.clause, r)
				continue
			}
			if where := string([]rune(p.Source)[r.Evidence.Start:r.Evidence.End]); !strings.Contains(where, "《"+r.Title+"》") {
				t.Errorf("%s: the evidence is %q", tt.clause, where)
			}
		}
		if g := strings.Join(got, "|"); g != tt.want {
			t.Errorf("%s: %s, want %s", tt.clause, g, tt.want)
		}
	}
}

// TestRepealTitle: a notice whose own name says what it ends.
func TestRepealTitle(t *testing.T) {
	p := loadText(t, "某市人民政府关于废止《某市旧办法》的通知\n某府发〔2024〕9号\n\n各区人民政府：\n一、经研究，决定予以废止。\n二、本通知自印发之日起施行。\n")
	if r := p.Documents[0].Relations; len(r) != 1 || r[0].Kind != retrieval.Repeals || r[0].To != "某市旧办法" {
		t.Errorf("%+v of %q", r, p.Documents[0].Title)
	}
}

// TestOfficeRelations: policy.yaml adds to what the text says.
func TestOfficeRelations(t *testing.T) {
	p := officePack(t, "documents: [{id: a, relations: [{kind: none, to: 旧办法}, {kind: replaces, to: b}]}]\n",
		"某市新办法\n第一条 为了促进发展，特此规定。\n第二条 《旧办法》同时废止。\n")
	want := []retrieval.Relation{
		{Kind: retrieval.NoRelation, To: "旧办法", Source: retrieval.FromOffice},
		{Kind: retrieval.Replaces, To: "b", Source: retrieval.FromOffice},
	}
	got := p.Documents[0].Relations
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2].Kind != retrieval.Repeals || got[2].Source != retrieval.FromText {
		t.Errorf("%+v", got)
	}
}

func officePack(t *testing.T, policy, text string) Pack {
	t.Helper()
	p, err := build(t.Context(), "x", OriginFiles, "source.txt", map[string][]byte{"source.txt": []byte(text), "policy.yaml": []byte(policy)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

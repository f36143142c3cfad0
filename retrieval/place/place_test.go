package place

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"苏州独立站投了85万补多少":                              "苏州=苏州市",
		"苏州市的政策":                                     "苏州市=苏州市",
		"蘇州和廈門":                                      "蘇州=苏州市 廈門=厦门市",
		"What does Hangzhou pay in Suzhou, Jiangsu?": "Hangzhou=杭州市 Suzhou=苏州市 Jiangsu=江苏省",
		"xi’an, HUAI'AN and huaian":                  "xi’an=西安市 HUAI'AN=淮安市 huaian=淮安市",
		"Suzhouer SUZHOU":                            "SUZHOU=苏州市",
		"苏洲毒立站花了一百万":                                 "苏洲=苏州市~",
		"株州呢？":                                       "株州=株洲市~",
		"我注册在太仓，能用苏州市的政策吗":                           "太仓=太仓市 苏州市=苏州市",
		"江苏省苏州市昆山市":                                  "江苏省=江苏省 苏州市=苏州市 昆山市=昆山市",
		"苏州工业园区的企业":                                  "苏州工业园区=苏州工业园区",
		"建设跨境电商产业园区":                                 "",
		"我们在园区注册":                                    "园区=苏州工业园区?",
		"入驻园区的企业":                                    "",
		"我们在高新区，株洲的":                                 "高新区=株洲高新区? 株洲=株洲市",
		"我们在常州高新区":                                   "常州=常州市",
		"鼓楼区有补贴吗":                                    "鼓楼区=鼓楼区(南京市)?",
		"徐州市鼓楼区":                                     "徐州市=徐州市 鼓楼区=鼓楼区(徐州市)",
		"货从出海口岸走":                                    "",
		"海口的口岸":                                      "海口=海口市",
		"湖南通过、海南通知":                                  "湖南=湖南省 海南=海南省",
		"东南通道":                                       "",
		"日照时间长，来宾很多":                                 "",
		"我们在日照，日照的企业":                                "日照=日照市 日照=日照市",
		"南京路、北京西路":                                   "",
		"重大连锁":                                       "",
		"吉林的政策，吉林市的":                                 "吉林=吉林省 吉林市=吉林市",
		"全国适用":                                       "全国=中国",
		"长沙县和長沙":                                     "长沙县=长沙县 長沙=长沙市",
		"公司在义乌":                                      "义乌=义乌市",
		"中方会同通道":                                     "",
		"投资兴办、弘扬中医药、江河源头、推广安全": "",
		"国内江苏企业、顺延安排、形成都市圈":    "江苏=江苏省",

		"阿里巴巴国际站": "",
		"标准安装":    "",
		"":        "",
	} {
		var got []string
		source := []rune(text)
		for _, m := range Find(text) {
			if m.Text != string(source[m.Start:m.End]) {
				t.Errorf("%q: %q does not stand at %d to %d", text, m.Text, m.Start, m.End)
			}
			s := m.Text + "=" + m.Place.Name
			if m.Place.Name == "鼓楼区" {
				s += "(" + m.Place.Parent + ")"
			}
			if m.Typo {
				s += "~"
			}
			if m.Generic {
				s += "?"
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestLookup(t *testing.T) {
	for in, want := range map[string]string{
		"苏州": "苏州市", "苏州市": "苏州市", "蘇州市": "苏州市", " Suzhou ": "苏州市", "苏洲": "苏州市", "苏州大市": "苏州市",
		"全国": "中国", "中国": "中国", "内蒙古": "内蒙古自治区", "延边": "延边朝鲜族自治州", "上海": "上海市",
		"Tibet": "西藏自治区", "昆山": "昆山市", "鼓楼区": "鼓楼区",
		"园区": "", "高新区": "", "东京": "", "": "", "苏州的": "",
	} {
		p, ok := Lookup(in)
		if p.Name != want || ok != (want != "") {
			t.Errorf("Lookup(%q) = %q, %v, want %q", in, p.Name, ok, want)
		}
	}
	p, _ := Lookup("昆山")
	if p.Short != "昆山" || p.English != "Kunshan" || p.Level != District || p.Parent != "苏州市" {
		t.Errorf("昆山: %+v", p)
	}
	var up []string
	for a := range Ancestors(p) {
		up = append(up, a.Name)
	}
	if got := strings.Join(up, " "); got != "苏州市 江苏省 中国" {
		t.Errorf("昆山 lies in %s", got)
	}
}

func TestApplies(t *testing.T) {
	for _, c := range []struct {
		jurisdiction, place string
		want                bool
	}{
		{"苏州市", "昆山", true},
		{"苏州市", "苏州", true},
		{"苏州市", "苏州工业园区", true},
		{"苏州市", "Taicang", true},
		{"苏州市", "江苏省苏州市常熟市", true},
		{"江苏省", "苏州", true},
		{"江苏省", "太仓市", true},
		{"全国", "株洲", true},
		{"全国", "不知道哪里", true},
		{"苏州市", "南京", false},
		{"苏州市", "江苏省", false},
		{"苏州市", "苏州和南京", false},
		{"江苏省", "株洲", false},
		{"湖南省", "株洲", true},
		{"昆山市", "苏州市", false},
		{"苏州市", "", false},
		{"", "苏州市", false},
		{"苏州市", "全国", false},
	} {
		if got := Applies(c.jurisdiction, c.place); got != c.want {
			t.Errorf("Applies(%q, %q) = %v", c.jurisdiction, c.place, got)
		}
	}
	if Within(Place{}, Place{}) {
		t.Error("no place lies in no place")
	}
}

// TestList keeps the list whole: every unit of province and prefecture level
// is there, and every name leads back to a place.
func TestList(t *testing.T) {
	g := gazetteer()
	count := map[Level]int{}
	for i, p := range g.places {
		count[p.Level]++
		if p.Level == 0 || p.English == "" || p.Short == "" || p.Level != Country && p.Parent == "" {
			t.Errorf("incomplete: %+v", p)
		}
		if parent := g.parents[i]; parent > 0 && g.places[parent-1].Level >= p.Level {
			t.Errorf("%s (%s) lies in %s (%s)", p.Name, p.Level, p.Parent, g.places[parent-1].Level)
		}
		for _, n := range []string{p.Name, p.English} {
			if _, ok := Lookup(n); !ok {
				t.Errorf("Lookup(%q) finds nothing", n)
			}
		}
	}
	// 23 provinces, 5 自治区, 4 直辖市, 2 特别行政区; 333 of prefecture level, and
	// the four cities of Taiwan whose names mean nothing else.
	if count[Country] != 1 || count[Province] != 34 || count[City] != 337 {
		t.Errorf("counted %v", count)
	}
	for k, names := range g.byName {
		for _, n := range names[1:] {
			a, b := g.places[names[0].place], g.places[n.place]
			if a.Level == b.Level && a.Level <= City {
				t.Errorf("%s and %s are both called %q", a.Name, b.Name, k)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"苏州", "Suzhou Industrial Park", "徐州鼓楼区", "園區", "\xff苏", "xi’an㎡"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last, n := 0, utf8.RuneCountInString(s)
		for _, m := range Find(s) {
			if m.Start < last || m.End <= m.Start || m.End > n || m.Place.IsZero() {
				t.Fatalf("%q: %+v after %d", s, m, last)
			}
			last = m.End
		}
		Applies(s, "苏州")
		Applies("苏州", s)
	})
}

func BenchmarkFind(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Find("我们是苏州昆山的公司，去年在工业园区做独立站，投了85万，能补多少？")
	}
}

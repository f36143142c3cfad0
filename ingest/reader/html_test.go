package reader

import (
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for name, tt := range map[string]struct{ page, want string }{
		"paragraphs": {
			"<html><head><style>p{}</style></head><body><h1>某市办法</h1><p>　　第一条 甲。</p><P>第二条&nbsp;<b>乙</b>&ldquo;丙&rdquo;<br/>续<br>完</p><script>document.write('<p>x</p>')</script></body>",
			"某市办法\n　　第一条 甲。\n第二条\u00a0乙“丙”\n续\n完\n",
		},
		"white space": {
			"<html><p>  为了\n   促进 发展\n，the\n  new law </p>\n\n<div> <span>甲</span>\n<span>乙</span></div><pre>一\n 二</pre>",
			"为了促进 发展，the new law\n甲乙\n一\n 二\n",
		},
		"table": {
			"<html><table><caption>附表</caption><tr><th><p>档次</p><th><p>奖励</p></tr><tr><td>一档<td><p>20万元</p><p>一次性</p><tr><td rowspan=2>二档</td><td></td><td>无</td></table>后",
			"附表\n档次\t奖励\n一档\t20万元 一次性\n二档\t\t无\n后\n",
		},
		"a cell that reaches down": {
			"<html><table><tr><td rowspan=3>职业培训<td>初级<td>1200</tr><tr><td>中级<td rowspan=2>1800</tr><tr><td>高级</tr><tr><td>创业<td></tr></table><table><tr><td rowspan=2>首页<td>甲</tr><tr><td><p>第一条 甲。</p><p>第二条 乙。</p></tr></table>后",
			"职业培训\t初级\t1200\n\t中级\t1800\n\t高级\n创业\n首页\t甲\n第一条 甲。\n第二条 乙。\n后\n",
		},
		"laid out by a table": {
			"<html><table><tr><td><p>第一条 甲。</p><p>第二条 乙。</p><table><tr><td>a</td><td>b</td></tr></table></td><td>  </td></tr></table>",
			"第一条 甲。\n第二条 乙。\na\tb\n",
		},
		"a menu beside the text": {
			"<html><table><tr><td>首页</td><td>" + strings.Repeat("<p>第一条 甲。</p>", 10) + "</td></tr></table>",
			"首页\n" + strings.Repeat("第一条 甲。\n", 10),
		},
		"lists": {
			`<html><ol><li>甲<ol type="a"><li>子</ol><li>乙</ol><ul><li>丙</ul><ol start="3" style="list-style-type: cjk-ideographic"><li>丁<li value="9">戊</ol><ol style="list-style: none"><li>一、己</ol>`,
			"1. 甲\na. 子\n2. 乙\n丙\n三、 丁\n九、 戊\n一、己\n",
		},
		"title": {
			"<html><title>某市商务局关于支持的通知_某市商务局</title><body>一、甲",
			"某市商务局关于支持的通知\n一、甲\n",
		},
		"title that stands on the page": {
			"<html><title>支持的通知 - 某市商务局</title><body><h1>关于支持的 通知</h1>一、甲",
			"关于支持的 通知\n一、甲\n",
		},
		"not shown": {
			`<html><div style="DISPLAY: none">x<div>x</div>x</div><div hidden>x</div><!-- x --><noscript>x</noscript><select><option>x</select><p>甲</p>`,
			"甲\n",
		},
		"what never ends is kept":    {`<html><p>甲</p><div style="display:none"><p>乙</p>`, "甲\n乙\n"},
		"tags that don't match":      {"<html></table></td><td>甲</tr></ol></p><table><td>乙</div>", "甲\n乙\n"},
		"characters that are no use": {"<html>甲&#0;&#x7;乙\u200b\ufeff丙", "甲\ufffd乙\u200b丙\n"},
	} {
		s, err := Read(t.Context(), "a.html", []byte(tt.page))
		if err != nil || s.Text != tt.want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", name, err, s.Text, tt.want)
		}
	}
}

func TestHTMLEncodings(t *testing.T) {
	const text = "第一条 给予补助，㎡、繁體。"
	for name, data := range map[string][]byte{
		"meta":             gb18030Bytes(t, `<html><meta charset="gb2312"><p>`+text),
		"http-equiv":       gb18030Bytes(t, `<html><meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>`+text),
		"declared wrongly": gb18030Bytes(t, `<html><meta charset="utf-8"><p>`+text),
		"converted":        []byte(`<html><meta charset="gb2312"><p>` + text),
		"nothing declared": gb18030Bytes(t, `<html><p>`+text),
		"bom":              []byte("\ufeff<html><meta charset=gbk><p>" + text),
	} {
		s, err := Read(t.Context(), "a.html", data)
		if err != nil || s.Text != text+"\n" {
			t.Errorf("%s: %q, %v", name, s.Text, err)
		}
	}
	s, err := Read(t.Context(), "a.html", []byte("<html><meta charset=big5><p>\xb2\xc4\xa4@\xb1\xf8"))
	if err != nil || s.Text != "第一條\n" {
		t.Errorf("big5: %q, %v", s.Text, err)
	}
}

// FuzzHTML: whatever the markup.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<table><tr><td><table><td>x</table>y<tr></table>", "<ol><li><ol type=i><li value=-1>x", "<div hidden><div>", "<pre>a\n\n b</pre><title>x_y", "<p>a\n 中\n文"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 1<<16 {
			return
		}
		s, err := Read(t.Context(), "a.html", []byte(page))
		check(t, s, err)
	})
}

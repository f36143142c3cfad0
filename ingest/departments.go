package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	dutyPrefix = regexp.MustCompile(`^(?:责任单位|責任單位|牵头单位|牽頭單位|责任部门|責任部門|牵头部门|牽頭部門|配合单位|配合單位|配合部门|承办单位|主办单位|协办单位|参与单位|实施单位|负责单位)[：:]\s*`)

	dutyAsides = []string{"下同", "不再列出", "以下均需", "第一位", "排在首位", "逐项", "逐項", "不再逐", "不再另"}
	// dutySuffixes are what follows an office's name: 按职责分工负责.
	dutySuffixes = []string{
		"按照职责分工", "按职责分工", "按照職責分工", "按職責分工", "按职责", "分别", "分別", "共同",
		"负责", "負責", "落实", "落實", "牵头", "牽頭", "配合", "等",
	}
	// officeSuffixes end the names of offices and of those that answer with them.
	officeSuffixes = []string{
		"局", "委", "办", "辦", "政府", "海关", "海關", "行", "区", "區", "会", "會", "院", "中心", "公司", "部门", "部門", "单位", "單位",
		"厅", "廳", "部", "社", "处", "處", "署", "所", "集团", "集團", "市", "县", "縣", "镇", "室", "队", "隊", "联", "聯", "盟", "学", "學",
		"馆", "站", "口岸", "企业", "企業", "机构", "機構", "各地", ")", "）",
	}
)

// departments reads the bracket at the end of a clause that names who is
// responsible: 〔责任单位：市商务局，各县（市、区）人民政府〕, （市商务局负责）.
func departments(text string) []string {
	inner, ok := lastBracket(text)
	if !ok {
		return nil
	}
	named := strings.ContainsAny(inner, "：:") && dutyPrefix.MatchString(inner)
	var out []string
	offices := 0
	for piece := range splitOutside(inner) {
		piece = strings.TrimFunc(piece, isSpace)
		if strings.ContainsAny(piece, "：:") {
			piece = dutyPrefix.ReplaceAllString(piece, "")
		}
		if piece == "" || containsAny(piece, dutyAsides...) {
			continue
		}
		piece = cutDuty(piece)
		if slices.ContainsFunc(officeSuffixes, func(s string) bool { return strings.HasSuffix(piece, s) }) {
			offices++
		}
		out = append(out, piece)
	}
	if len(out) == 0 || !named && (offices < len(out) || !plausibleOffices(out)) {
		return nil
	}
	return out
}

// cutDuty takes the words of duty off an office's name.
func cutDuty(name string) string {
	for cut := true; cut; {
		cut = false
		for _, s := range dutySuffixes {
			if short, ok := strings.CutSuffix(name, s); ok && short != "" {
				name, cut = strings.TrimRightFunc(short, isSpace), true
			}
		}
	}
	return name
}

// plausibleOffices keeps remarks in brackets (以下简称综试区) from being read
// as offices where no 责任单位 introduces them.
func plausibleOffices(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool {
		return len([]rune(n)) < 3 || containsAny(n, "以下", "简称", "简稱", "包括", "含", "不含", "指", "国函", "〔", "“", "《", "除")
	}) && slices.ContainsFunc(names, func(n string) bool {
		return !strings.HasSuffix(n, "区") && !strings.HasSuffix(n, "市")
	})
}

// lastBracket returns the inside of the bracket that ends text.
func lastBracket(text string) (string, bool) {
	text = strings.TrimRightFunc(text, func(r rune) bool { return isSpace(r) || r == '。' || r == '；' })
	if last, _ := utf8.DecodeLastRuneInString(text); !closesBracket(last) {
		return "", false
	}
	// A list of offices is short; what is further left is not looked at.
	if from := len(text) - 2400; from > 0 {
		text = strings.ToValidUTF8(text[from:], "")
	}
	depth := 0
	for i, n := len(text), 0; i > 0 && n < 600; n++ {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		switch i -= size; {
		case closesBracket(r):
			depth++
		case opensBracket(r):
			if depth--; depth == 0 {
				_, last := utf8.DecodeLastRuneInString(text)
				return text[i+size : len(text)-last], true
			}
		}
		if depth == 0 {
			return "", false
		}
	}
	return "", false
}

func opensBracket(r rune) bool {
	switch r {
	case '(', '（', '[', '［', '【', '〔':
		return true
	}
	return false
}

func closesBracket(r rune) bool {
	switch r {
	case ')', '）', ']', '］', '】', '〕':
		return true
	}
	return false
}

// splitOutside yields the parts of s between separators that stand outside
// brackets: 各县（市、区）人民政府 is one part.
func splitOutside(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		depth, from := 0, 0
		for i, r := range s {
			switch {
			case opensBracket(r):
				depth++
			case closesBracket(r):
				depth--
			case depth == 0 && (r == '、' || r == '，' || r == ',' || r == '；' || r == ';' || r == '。'):
				if !yield(s[from:i]) {
					return
				}
				from = i + len(string(r))
			}
		}
		yield(s[from:])
	}
}

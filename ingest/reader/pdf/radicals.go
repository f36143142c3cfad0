package pdf

import "golang.org/x/text/unicode/norm"

// Fonts draw the radicals of dictionaries and the characters that look the
// same with one glyph, and programs that write a font's map often name the
// glyph by the radical: ⻔ for 门. In running text the character is meant.
//
// The radicals of Kangxi fold by NFKC; those of the supplement don't, so here
// they are, by the Unicode property Equivalent_Unified_Ideograph.
var radicals = map[rune]rune{
	'⺁': '厂', '⺄': '乙', '⺅': '亻', '⺇': '几', '⺈': '刀', '⺉': '刂', '⺋': '卩', '⺌': '小', '⺍': '小', '⺎': '兀', '⺏': '尣', '⺐': '尢',
	'⺒': '巳', '⺓': '幺', '⺔': '彑', '⺕': '彐', '⺖': '忄', '⺗': '心', '⺘': '扌', '⺙': '攵', '⺛': '旡', '⺜': '日', '⺝': '月', '⺞': '歺',
	'⺟': '母', '⺠': '民', '⺡': '氵', '⺢': '氺', '⺣': '灬', '⺤': '爫', '⺥': '爫', '⺦': '丬', '⺧': '牛', '⺨': '犭', '⺩': '王', '⺪': '疋',
	'⺫': '目', '⺬': '示', '⺭': '礻', '⺮': '竹', '⺯': '糹', '⺰': '纟', '⺱': '罓', '⺲': '罒', '⺳': '网', '⺶': '羊', '⺷': '羊', '⺸': '羊',
	'⺹': '耂', '⺺': '肀', '⺻': '聿', '⺼': '肉', '⺽': '臼', '⺾': '艹', '⺿': '艹', '⻀': '艹', '⻁': '虎', '⻂': '衤', '⻃': '覀', '⻄': '西',
	'⻅': '见', '⻆': '角', '⻇': '角', '⻈': '讠', '⻉': '贝', '⻊': '足', '⻋': '车', '⻌': '辶', '⻍': '辶', '⻎': '辶', '⻏': '阝', '⻐': '钅',
	'⻑': '長', '⻒': '镸', '⻓': '长', '⻔': '门', '⻕': '阜', '⻖': '阝', '⻗': '雨', '⻘': '青', '⻙': '韦', '⻚': '页', '⻛': '风', '⻜': '飞',
	'⻝': '食', '⻟': '飠', '⻠': '饣', '⻢': '马', '⻣': '骨', '⻤': '鬼', '⻥': '鱼', '⻦': '鸟', '⻧': '卤', '⻨': '麦', '⻩': '黄', '⻪': '黾',
	'⻫': '斉', '⻬': '齐', '⻭': '歯', '⻮': '齿', '⻯': '竜', '⻰': '龙', '⻱': '龜', '⻲': '亀', '⻳': '龟',
}

// unradical replaces radicals by the characters they stand for.
func unradical(s string) string {
	plain := true
	for _, r := range s {
		plain = plain && (r < 0x2e80 || r > 0x2fdf)
	}
	if plain {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, r := range s {
		switch c, ok := radicals[r]; {
		case ok:
			out = append(out, c)
		case r >= 0x2f00 && r <= 0x2fdf:
			out = append(out, []rune(norm.NFKC.String(string(r)))...)
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

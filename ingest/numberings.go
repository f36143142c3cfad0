package ingest

import "strings"

// What a marker of each style looks like, and what only resembles one.

// ordinal reads 第X编, 部分, 章, 节, 条 and 第X条之Y.
func (c *candidate) ordinal(text []rune) bool {
	n, i, ok := spacedNumeral(text, c.number+1)
	if !ok {
		return false
	}
	i = skipBlanks(text, i, 2)
	if i >= len(text) {
		return false
	}
	switch text[i] {
	case '编', '編', '篇':
		c.style = stylePart
	case '部':
		if i+1 >= len(text) || text[i+1] != '分' {
			return false
		}
		i++
		c.style = stylePart
	case '章':
		c.style = styleChapter
	case '节', '節':
		c.style = styleSection
	case '条', '條':
		c.style = styleArticle
	case '分':
		if i+1 >= len(text) || text[i+1] != '编' && text[i+1] != '編' {
			return false
		}
		i++
		c.style = styleSubpart
	default:
		return false
	}
	i++
	if c.style == styleArticle && i+1 < len(text) && text[i] == '之' {
		if sub, e, ok := numeral(text, i+1); ok {
			c.sub, i = sub, e
		}
	}
	c.value, c.numEnd, c.end = n, i, i
	if i >= len(text) || isSpace(text[i]) {
		// 第三条 第二款 refers; 第三条 第二款是… does not exist as an opening.
		j := skipSpaces(text, i)
		c.refers = c.style == styleArticle && hasWord(text, j, "第") && ordinalUnit(text, j, "条條")
		return c.style != styleArticle || !ordinalUnit(text, j, "款项項目")
	}
	switch text[i] {
	case '【', '[', '（', '(', '〔', '：', ':', '．', '.', '*':
		return true
	case '、', '，', ',', '）', ')', '》', '”', '。', '；', ';', '-', '—', '~', '～', '/':
		return false
	}
	c.loose = true
	c.refers = refersOn(text, i)
	return !ordinalUnit(text, i, "款项項目")
}

// references are words that follow 第三条 where it is spoken of, not opened.
var references = []string{
	"规定", "規定", "所称", "所稱", "所列", "所指", "所述", "所规", "所規", "所定", "的", "至", "到", "和", "或", "及", "以及",
	"之规定", "之規定", "中的", "中规", "中規", "第", "修改", "增加", "删去", "刪去", "列举", "列舉", "改为", "改為",
}

func refersOn(text []rune, i int) bool {
	for _, w := range references {
		if !hasWord(text, i, w) {
			continue
		}
		return w != "第" || ordinalUnit(text, i, "款项項条條目")
	}
	return false
}

// ordinalUnit reports 第二款, 第三项, 第四条 or 第（一）项 at i, if the unit is
// one of those given.
func ordinalUnit(text []rune, i int, units string) bool {
	if !hasWord(text, i, "第") || i+1 >= len(text) {
		return false
	}
	if text[i+1] == '（' || text[i+1] == '(' {
		return true
	}
	_, j, ok := numeral(text, i+1)
	return ok && j < len(text) && strings.ContainsRune(units, text[j])
}

// annex reads 附件1, 附件一：, 附表2, 附录 A and 附：… at the beginning of a short line.
func (c *candidate) annex(text []rune) bool {
	i := c.number + 1
	if i < len(text) && (text[i] == '：' || text[i] == ':') {
		return c.appended(text)
	}
	if i >= len(text) || !strings.ContainsRune("件表录錄", text[i]) {
		return false
	}
	i++
	c.value = 1
	if n, e, ok := numeral(text, skipBlanks(text, i, 1)); ok {
		c.value, i = n, e
	}
	c.style, c.numEnd = styleAnnex, i
	i = skipBlanks(text, i, 4)
	sep := i < len(text) && strings.ContainsRune("：:．.、", text[i])
	if sep {
		i++
	}
	if !sep && i < len(text) && !isSpace(text[i]) && i == c.numEnd {
		return false // 附件中载明的, 附表所列
	}
	c.end = i
	line := 0
	for j := i; j < len(text) && !isNewline(text[j]); j++ {
		if line++; line > 60 || strings.ContainsRune("。；，", text[j]) {
			return false
		}
	}
	return true
}

// appended reads 附：名词解释 on a line of its own above a text that begins to
// number anew; 附：1.申请表 and 附：申请表 above a signature only name what comes
// with the letter.
func (c *candidate) appended(text []rune) bool {
	const longest = 30 // of the title
	c.style, c.value, c.numEnd, c.end = styleAnnex, 1, c.number+1, skipBlanks(text, c.number+2, 4)
	to := c.end
	for to < len(text) && !isNewline(text[to]) {
		if to++; to-c.end > longest || strings.ContainsRune("。；，《", text[to-1]) {
			return false
		}
	}
	if _, _, numbered := numeral(text, c.end); numbered || to == c.end {
		return false
	}
	next := to
	for next < len(text) && isSpace(text[next]) {
		next++
	}
	if next < len(text) && (text[next] == '（' || text[next] == '(' || text[next] == '第') {
		next++
	}
	n, _, ok := numeral(text, next)
	return ok && n == 1
}

// supplement reads a line that holds 附则 and nothing else.
func (c *candidate) supplement(text []rune) bool {
	i := skipBlanks(text, c.number+1, 4)
	if i >= len(text) || text[i] != '则' && text[i] != '則' {
		return false
	}
	c.style, c.value, c.numEnd = styleSupplement, 1, i+1
	c.end = skipSpaces(text, i+1)
	return c.end >= len(text) || isNewline(text[c.end])
}

// parenthesised reads （一） and （1）.
func (c *candidate) parenthesised(text []rune) bool {
	i := skipBlanks(text, c.number+1, 1)
	arabic := i < len(text) && digit(text[i]) >= 0
	n, i, ok := spacedNumeral(text, i)
	if !ok {
		return false
	}
	i = skipBlanks(text, i, 1)
	if i >= len(text) || text[i] != '）' && text[i] != ')' {
		return false
	}
	i++
	c.style = styleHanParen
	if arabic {
		c.style = styleArabicParen
	}
	c.value, c.numEnd = n, i
	if i < len(text) && strings.ContainsRune("、.．", text[i]) {
		i++
		if i < len(text) && (text[i] == '（' || text[i] == '(') {
			return false // （一）、（二）项
		}
	}
	c.end = i
	for _, w := range []string{"至", "项", "項", "目", "款", "和（", "或（", "和(", "或(", "，（", "～", "-（", "—"} {
		if hasWord(text, i, w) && !hasWord(text, i, "项目") && !hasWord(text, i, "項目") && !hasWord(text, i, "目标") && !hasWord(text, i, "目標") && !hasWord(text, i, "目的") && !hasWord(text, i, "至少") {
			return false
		}
	}
	return true
}

// arabic reads 1. 1．1、1） and refuses numbers that go on: 1.5, 1、2号.
func (c *candidate) arabic(text []rune) bool {
	n, i, ok := numeral(text, c.number)
	if !ok || i >= len(text) || i-c.number > 3 {
		return false
	}
	c.value, c.numEnd, c.style = n, i, styleArabic
	switch text[i] {
	case '.', '．', '、':
	case '）', ')':
		c.style = styleArabicHalf
	default:
		return c.chapterNumber(text)
	}
	i++
	if i < len(text) && digit(text[i]) >= 0 && !c.beforeYear(text, i) {
		return c.decimal(text)
	}
	c.end = i
	return true
}

// beforeYear tells 2、2024年 and 1.2023年, which number, from 1、2号 and 1.5万.
func (c *candidate) beforeYear(text []rune, i int) bool {
	j := i
	for j < len(text) && digit(text[j]) >= 0 {
		j++
	}
	if j-i == 4 && j < len(text) && strings.ContainsRune("年-—–~～至", text[j]) {
		return c.boundary >= boundarySpace
	}
	return c.boundary == boundaryLine && text[i-1] == '、' && j < len(text) && !strings.ContainsRune("、，,号號和或至-—~～.", text[j])
}

// enclosed reads ①, ⑴, ⒈ and ㈠.
func (c *candidate) enclosed(text []rune) bool {
	r := text[c.number]
	switch {
	case r <= '⑳':
		c.style, c.value = styleCircled, int(r-'①')+1
	case r <= '⒇':
		c.style, c.value = styleArabicParen, int(r-'⑴')+1
	case r <= '⒛':
		c.style, c.value = styleArabic, int(r-'⒈')+1
	default:
		c.style, c.value = styleHanParen, int(r-'㈠')+1
	}
	c.numEnd, c.end = c.number+1, c.number+1
	return true
}

// han reads 一、 and, at the beginning of a line, 一． and 一.
func (c *candidate) han(text []rune) bool {
	n, i, ok := numeral(text, c.number)
	if !ok {
		return false
	}
	c.value, c.numEnd, c.style = n, i, styleHan
	i = skipBlanks(text, i, 1)
	if i >= len(text) {
		return false
	}
	switch text[i] {
	case '、':
	case '．', '.':
		if c.boundary != boundaryLine {
			return false
		}
	default:
		return false
	}
	i++
	// 一、二、三等奖 and 三、四季度 count, they don't number.
	if _, j, ok := numeral(text, i); ok && j < len(text) && strings.ContainsRune("、条條款项項级級类類等季月年档次届号章节節期线線产產孩胎是", text[j]) {
		return false
	}
	c.end = i
	return true
}

func hasWord(text []rune, i int, word string) bool {
	for _, r := range word {
		if i >= len(text) || text[i] != r {
			return false
		}
		i++
	}
	return true
}

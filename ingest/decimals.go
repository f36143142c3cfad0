package ingest

// Technical texts number their parts 1, 1.1, 1.1.1. At the beginning of a line
// such a number is a marker where words follow that are no unit; which ones
// are is for the sequence to say, as ever.

// decimal reads 1.1 and 1.1.1 at the beginning of a line.
func (c *candidate) decimal(text []rune) bool {
	if c.boundary != boundaryLine {
		return false
	}
	i, parts := c.number, 0
	for {
		n, e, ok := shortNumber(text, i)
		if !ok {
			return false
		}
		c.value, i = n, e
		parts++
		if i+1 >= len(text) || !isDot(text[i]) || digit(text[i+1]) < 0 {
			break
		}
		i++
	}
	c.numEnd = i
	switch parts {
	case 2:
		c.style = styleDecimal
	case 3:
		c.style = styleDecimalSub
	default:
		return false
	}
	if i < len(text) && (isDot(text[i]) || text[i] == '、') {
		i++
	}
	c.end = i
	i = skipSpaces(text, i)
	return i < len(text) && names(text[i])
}

// chapterNumber reads the 1 of the line “1 总则” where the next line is 1.1.
func (c *candidate) chapterNumber(text []rune) bool {
	const longest = 40
	i := c.numEnd
	if c.boundary != boundaryLine || !isBlank(text[i]) {
		return false
	}
	c.end = i
	if i = skipSpaces(text, i); i >= len(text) || !names(text[i]) {
		return false
	}
	from := i
	for i < len(text) && !isNewline(text[i]) {
		if i-from > longest || text[i] == '。' {
			return false
		}
		i++
	}
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	n, i, ok := shortNumber(text, i)
	if !ok || n != c.value || i >= len(text) || !isDot(text[i]) {
		return false
	}
	n, i, ok = shortNumber(text, i+1)
	return ok && n == 1 && i < len(text) && (isSpace(text[i]) || names(text[i]))
}

// shortNumber reads one or two digits.
func shortNumber(text []rune, i int) (n, end int, ok bool) {
	for end = i; end < len(text) && end-i < 3 && digit(text[end]) >= 0; end++ {
		n = n*10 + digit(text[end])
	}
	return n, end, end > i && end-i < 3 && n > 0
}

func isDot(r rune) bool { return r == '.' || r == '．' }

// names reports a character that words begin with which a number may stand
// before, rather than a unit it counts.
func names(r rune) bool {
	if r < 0x3400 || r > 0x9fff {
		return r == '“' || r == '《' || r == '【' || r >= 'A' && r <= 'Z'
	}
	switch r {
	case '万', '亿', '億', '倍', '元', '米', '年', '月', '日', '个', '個', '家', '人', '名', '项', '項', '次', '千', '百', '公', '平', '立', '吨', '噸', '亩', '畝', '版', '号', '號', '至', '到', '小':
		return false
	}
	return true
}

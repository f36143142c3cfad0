package ingest

import (
	"strconv"
	"strings"
)

// numeral reads a canonical ordinal number at i: 十二, 一百零三, 〇 forms
// excluded, or up to three digits of either width.
func numeral(text []rune, i int) (value, end int, ok bool) {
	start := i
	for i < len(text) && i-start < 4 && digit(text[i]) >= 0 {
		value = value*10 + digit(text[i])
		i++
	}
	if i > start {
		return value, i, i-start <= 4 && value > 0 && value < 2000
	}
	total, current := 0, -1
	for ; i < len(text) && i-start < 9; i++ {
		r := text[i]
		if d := hanDigit(r); d >= 0 {
			if current > 0 {
				return positional(text, start) // 一二 is no ordinal, 一〇二 is
			}
			current = d
			continue
		}
		unit := 0
		switch r {
		case '十':
			unit = 10
		case '百':
			unit = 100
		case '千':
			unit = 1000
		}
		if unit == 0 {
			break
		}
		total += max(current, 0) * unit
		if current < 0 {
			total += unit
		}
		current = -1
	}
	total += max(current, 0)
	return total, i, i > start && total > 0
}

// positional reads 一〇二 and 二〇: digits by their place, one of them zero.
func positional(text []rune, start int) (value, end int, ok bool) {
	zero := false
	i := start
	for ; i < len(text) && i-start < 4 && hanDigit(text[i]) >= 0; i++ {
		value = value*10 + hanDigit(text[i])
		zero = zero || hanDigit(text[i]) == 0
	}
	if i < len(text) && isNumeral(text[i]) || !zero || value == 0 || value >= 2000 {
		return 0, 0, false
	}
	return value, i, true
}

// spacedNumeral reads a numeral whose characters stand apart, as scanned texts
// have them: 第 十 二 条.
func spacedNumeral(text []rune, i int) (value, end int, ok bool) {
	const longest, widest = 8, 2 // characters, and blanks before each
	var packed [longest]rune
	n := 0
	i = skipBlanks(text, i, widest)
	for end = i; n < longest; n++ {
		j := skipBlanks(text, end, widest)
		if j >= len(text) || !isNumeral(text[j]) {
			break
		}
		packed[n], end = text[j], j+1
	}
	value, read, ok := numeral(packed[:n], 0)
	return value, end, ok && read == n
}

func isNumeral(r rune) bool {
	return digit(r) >= 0 || hanDigit(r) >= 0 || r == '十' || r == '百' || r == '千'
}

func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

func hanDigit(r rune) int {
	switch r {
	case '零', '〇', '○':
		return 0
	case '一':
		return 1
	case '二':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	}
	return -1
}

// hanNumber writes 1 to 99 as 一 … 九十九.
func hanNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case n < 10:
		return string(digits[n])
	case n < 20:
		return "十" + strings.Trim(string(digits[n%10]), "零")
	case n < 100:
		return string(digits[n/10]) + "十" + strings.Trim(string(digits[n%10]), "零")
	}
	return strconv.Itoa(n)
}

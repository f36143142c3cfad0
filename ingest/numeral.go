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
				return 0, 0, false // 一二 is no ordinal
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
	case '零', '〇':
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

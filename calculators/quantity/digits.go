package quantity

// hanDigit is the value of a Chinese digit, in everyday or banking form.
func hanDigit(r rune) (int64, bool) {
	switch r {
	case '一', '壹', '幺':
		return 1, true
	case '二', '两', '贰':
		return 2, true
	case '三', '叁':
		return 3, true
	case '四', '肆':
		return 4, true
	case '五', '伍':
		return 5, true
	case '六', '陆':
		return 6, true
	case '七', '柒':
		return 7, true
	case '八', '捌':
		return 8, true
	case '九', '玖':
		return 9, true
	}
	return 0, false
}

func hanZero(r rune) bool { return r == '零' || r == '〇' || r == '○' }

// place is the power of ten of 十 百 千, or 0.
func place(r rune) int {
	switch r {
	case '十', '拾':
		return 1
	case '百', '佰':
		return 2
	case '千', '仟':
		return 3
	}
	return 0
}

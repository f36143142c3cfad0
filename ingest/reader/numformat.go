package reader

import (
	"strconv"
	"strings"
)

// maxNumber is the largest number that is written out; a list has no more.
const maxNumber = 1 << 20

// numberText writes n as the automatic numbers of Word and of web pages are
// written. The formats are named as ECMA-376, ST_NumberFormat names them; one
// that is not known is decimal. "" is for formats that show nothing.
func numberText(format string, n int) string {
	if n < 0 || n > maxNumber {
		return strconv.Itoa(n)
	}
	switch format {
	case "none", "bullet":
		return ""
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(n))
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		switch {
		case n >= 1 && n <= 20:
			return string(rune('①' + n - 1))
		case n >= 21 && n <= 35:
			return string(rune('㉑' + n - 21))
		case n >= 36 && n <= 50:
			return string(rune('㊱' + n - 36))
		}
	case "decimalEnclosedFullstop":
		if n >= 1 && n <= 20 {
			return string(rune('⒈' + n - 1))
		}
	case "decimalEnclosedParen":
		if n >= 1 && n <= 20 {
			return string(rune('⑴' + n - 1))
		}
	case "numberInDash":
		return "- " + strconv.Itoa(n) + " -"
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCountingThousand", "taiwaneseCounting", "japaneseCounting", "koreanCounting":
		return counting(n, "零一二三四五六七八九", "十百千万")
	case "chineseLegalSimplified":
		return legal(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟萬")
	case "ideographLegalTraditional", "japaneseLegal":
		return legal(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬")
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital":
		digits := []rune("〇一二三四五六七八九")
		return strings.Map(func(r rune) rune { return digits[r-'0'] }, strconv.Itoa(n))
	case "ideographEnclosedCircle":
		if n >= 1 && n <= 10 {
			return string(rune('㊀' + n - 1))
		}
	case "ideographTraditional":
		return cycle(n, "甲乙丙丁戊己庚辛壬癸")
	case "ideographZodiac":
		return cycle(n, "子丑寅卯辰巳午未申酉戌亥")
	case "lowerLetter":
		return letters(n, 'a')
	case "upperLetter":
		return letters(n, 'A')
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	}
	return strconv.Itoa(n)
}

// counting writes n as people count: 十, 十一, 二十, 一百零五, 一千零一十.
func counting(n int, digits, units string) string {
	s := legal(n, digits, units)
	d, u := []rune(digits), []rune(units)
	if n >= 10 && n < 20 {
		return strings.TrimPrefix(s, string([]rune{d[1], u[0]})[:len(string(d[1]))])
	}
	return s
}

// legal writes n with a digit before every unit: 壹拾, 壹佰零伍.
func legal(n int, digits, units string) string {
	d, u := []rune(digits), []rune(units)
	if n == 0 {
		return string(d[0])
	}
	if n >= 10000 {
		s := legal(n/10000, digits, units) + string(u[3])
		if rest := n % 10000; rest > 0 {
			if rest < 1000 {
				s += string(d[0])
			}
			s += legal(rest, digits, units)
		}
		return s
	}
	var b strings.Builder
	zero := false
	for place, unit := 3, 1000; place >= 0; place, unit = place-1, unit/10 {
		k := n / unit % 10
		if k == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteRune(d[0])
			zero = false
		}
		b.WriteRune(d[k])
		if place > 0 {
			b.WriteRune(u[place-1])
		}
	}
	return b.String()
}

func cycle(n int, signs string) string {
	s := []rune(signs)
	if n < 1 {
		return strconv.Itoa(n)
	}
	return string(s[(n-1)%len(s)])
}

// letters repeats the letter after the alphabet's end, as Word does: z, aa, bb.
func letters(n int, first rune) string {
	const most = 20
	if n < 1 || n > 26*most {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	} {
		for n >= r.value {
			b.WriteString(r.sign)
			n -= r.value
		}
	}
	return b.String()
}

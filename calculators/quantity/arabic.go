package quantity

import "github.com/shopspring/decimal"

func digit(r rune) bool  { return '0' <= r && r <= '9' }
func letter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// arabic reads digits with their thousands separators and decimals. n is the
// number of digits, 0 where there are separators or decimals.
func (s *scanner) arabic(i int) (v decimal.Decimal, end, n int) {
	k := i
	for k < len(s.r) && digit(s.r[k]) {
		k++
	}
	plain := k - i
	buf := make([]byte, 0, 24)
	for _, d := range s.r[i:k] {
		buf = append(buf, byte(d))
	}
	if plain <= 3 {
		size := s.group(k)
		for size > 0 && s.group(k) == size {
			for _, d := range s.r[k+1 : k+1+size] {
				buf = append(buf, byte(d))
			}
			k += 1 + size
		}
	}
	fraction := 0
	if s.at(k) == '.' && digit(s.at(k+1)) && s.original(k) != '。' {
		j := k + 1
		for j < len(s.r) && digit(s.r[j]) {
			j++
		}
		// 3.1.2 numbers a section; it is no decimal
		if s.at(j) != '.' || !digit(s.at(j+1)) {
			for _, d := range s.r[k+1 : j] {
				buf = append(buf, byte(d))
			}
			fraction = j - k - 1
			k = j
		}
	}
	if k == i+plain {
		n = plain
	}
	return decimalOf(buf, fraction), k, n
}

// longest is where a run of digits is cut: no number of ours is longer, and
// reading one takes time that grows with the square of its length.
const longest = 400

func decimalOf(digits []byte, fraction int) decimal.Decimal {
	if len(digits) <= 18 {
		var v int64
		for _, d := range digits {
			v = v*10 + int64(d-'0')
		}
		return decimal.New(v, -int32(fraction))
	}
	if len(digits) > longest {
		fraction = max(0, fraction-(len(digits)-longest))
		digits = digits[:longest]
	}
	d, err := decimal.NewFromString(string(digits))
	if err != nil {
		return decimal.Decimal{} // cannot be: they are digits
	}
	return d.Shift(-int32(fraction))
}

// group is the size of the group of digits that a separator at k begins: 3, or
// 4 where 万 are set apart (85,0000), 0 for none. A full-width comma ends a
// phrase (花了30，200家), unless the digits are full-width as well.
func (s *scanner) group(k int) int {
	size := 0
	switch s.at(k) {
	case ',', '\'':
		if s.original(k) != s.r[k] && s.original(k+1) <= 0xFF00 {
			return 0
		}
		size = s.run(k + 1)
	case ' ', '\u2009', '\u202f':
		if size = s.run(k + 1); size == 4 && !s.has(k+1, "0000") {
			return 0 // 24 2024 are two numbers
		}
	}
	if size == 3 || size == 4 {
		return size
	}
	return 0
}

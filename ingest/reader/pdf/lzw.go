package pdf

// unlzw unpacks LZW as PDF uses it, ISO 32000-1 §7.4.4: codes of 9 to 12 bits,
// high bit first, the width growing one code early.
func unlzw(data []byte) ([]byte, error) {
	const clear, stop, first = 256, 257, 258
	type entry struct {
		before int
		last   byte
	}
	var table [4096]entry
	next, width, previous := first, 9, -1
	var out, word []byte
	var bits uint32
	have := 0
	spell := func(code int) []byte {
		word = word[:0]
		for code >= first {
			word = append(word, table[code].last)
			code = table[code].before
		}
		word = append(word, byte(code))
		for i, j := 0, len(word)-1; i < j; i, j = i+1, j-1 {
			word[i], word[j] = word[j], word[i]
		}
		return word
	}
	for _, c := range data {
		bits = bits<<8 | uint32(c)
		if have += 8; have < width {
			continue
		}
		code := int(bits>>(have-width)) & (1<<width - 1)
		have -= width
		switch {
		case code == clear:
			next, width, previous = first, 9, -1
			continue
		case code == stop:
			return out, nil
		case code > next || code == next && previous < 0 || code > clear && code >= first && previous < 0:
			return out, nil // broken: what there is
		}
		if previous >= 0 && next < len(table) {
			var head byte
			if code == next {
				head = spell(previous)[0]
			} else {
				head = spell(code)[0]
			}
			table[next] = entry{previous, head}
			next++
		}
		if code >= next {
			return out, nil
		}
		out = append(out, spell(code)...)
		if len(out) > maxStream {
			return nil, ErrTooLarge
		}
		previous = code
		switch {
		case next >= 2047:
			width = 12
		case next >= 1023:
			width = 11
		case next >= 511:
			width = 10
		}
	}
	return out, nil
}

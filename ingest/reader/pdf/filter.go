package pdf

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"
)

// maxFilters is how many filters a stream may have, one over the other.
const maxFilters = 8

var errFilter = errors.New("pdf: a filter for pictures or an unknown one")

// decode unpacks a stream.
func (f *file) decode(s *stream) ([]byte, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	data := s.raw
	if f.crypt != nil && !s.plain {
		data = f.crypt.stream(s)
	}
	filters, params := f.filters(s.dict)
	if len(filters) > maxFilters {
		return nil, ErrTooLarge
	}
	for i, filter := range filters {
		var err error
		if data, err = unpack(filter, data); err != nil {
			return nil, err
		}
		var p dict
		if i < len(params) {
			p = f.dict(params[i])
		}
		if filter == "FlateDecode" || filter == "Fl" || filter == "LZWDecode" || filter == "LZW" {
			if data, err = f.predict(data, p); err != nil {
				return nil, err
			}
		}
		if f.unpacked += len(data); f.unpacked > maxUnpacked {
			return nil, ErrTooLarge
		}
	}
	return data, nil
}

func (f *file) filters(d dict) ([]name, array) {
	pick := func(long, short name) object {
		if o := f.get(d[long]); o != nil {
			return o
		}
		return f.get(d[short])
	}
	var filters []name
	switch o := pick("Filter", "F").(type) {
	case name:
		filters = []name{o}
	case array:
		for _, x := range o {
			n, _ := f.get(x).(name)
			filters = append(filters, n)
		}
	}
	switch p := pick("DecodeParms", "DP").(type) {
	case dict:
		return filters, array{p}
	case array:
		return filters, p
	}
	return filters, nil
}

func unpack(filter name, data []byte) ([]byte, error) {
	switch filter {
	case "FlateDecode", "Fl":
		return inflate(data)
	case "LZWDecode", "LZW":
		return unlzw(data)
	case "ASCIIHexDecode", "AHx":
		l := lexer{data: data}
		return []byte(l.hex()), nil
	case "ASCII85Decode", "A85":
		return unascii85(data)
	case "RunLengthDecode", "RL":
		return unrunlength(data)
	case "Crypt":
		return data, nil
	}
	return nil, fmt.Errorf("%w: %q", errFilter, filter)
}

// inflate leaves the checksum at the end alone, which many files lack, but
// data that breaks off is an error: a clause would lose its end in silence.
func inflate(data []byte) ([]byte, error) {
	body := data
	if len(data) >= 2 && data[0]&0x0f == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
		body = data[2:]
	}
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body)), maxStream+1))
	if len(out) > maxStream {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return out, nil
}

func unascii85(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~"))
	if i := bytes.IndexByte(data, '~'); i >= 0 {
		data = data[:i]
	}
	out, err := io.ReadAll(io.LimitReader(ascii85.NewDecoder(bytes.NewReader(data)), maxStream+1))
	if len(out) > maxStream {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return out, nil
}

func unrunlength(data []byte) ([]byte, error) {
	var out []byte
	for i := 0; i < len(data); {
		n := int(data[i])
		i++
		switch {
		case n == 128:
			return out, nil
		case n < 128:
			end := min(i+n+1, len(data))
			out = append(out, data[i:end]...)
			i = end
		case i < len(data):
			out = append(out, bytes.Repeat(data[i:i+1], 257-n)...)
			i++
		}
		if len(out) > maxStream {
			return nil, ErrTooLarge
		}
	}
	return out, nil
}

// predict undoes the differences that were taken before packing.
func (f *file) predict(data []byte, p dict) ([]byte, error) {
	kind := int(number(f.get(p["Predictor"])))
	if kind < 2 {
		return data, nil
	}
	param := func(key name, otherwise int) int {
		if n, ok := f.get(p[key]).(float64); ok && n >= 1 && n <= 1<<20 {
			return int(n)
		}
		return otherwise
	}
	colors, bits, columns := param("Colors", 1), param("BitsPerComponent", 8), param("Columns", 1)
	if colors > 32 || bits > 32 {
		return nil, ErrBroken
	}
	step := max(1, colors*bits/8)
	width := (colors*bits*columns + 7) / 8
	if kind == 2 {
		if bits == 8 {
			for row := 0; row < len(data); row += width {
				for i := row + step; i < min(row+width, len(data)); i++ {
					data[i] += data[i-step]
				}
			}
		}
		return data, nil
	}
	out := make([]byte, 0, len(data))
	before := make([]byte, width)
	for i := 0; i < len(data); i += width + 1 {
		row := make([]byte, width)
		copy(row, data[i+1:min(i+1+width, len(data))])
		unfilter(data[i], row, before, step)
		out = append(out, row...)
		before = row
	}
	return out, nil
}

// unfilter undoes one row of a PNG filter, RFC 2083 §6.
func unfilter(kind byte, row, up []byte, step int) {
	for i := range row {
		var left, corner byte
		if i >= step {
			left, corner = row[i-step], up[i-step]
		}
		switch kind {
		case 1:
			row[i] += left
		case 2:
			row[i] += up[i]
		case 3:
			row[i] += byte((int(left) + int(up[i])) / 2)
		case 4:
			row[i] += paeth(int(left), int(up[i]), int(corner))
		}
	}
}

func paeth(a, b, c int) byte {
	distance := func(x int) int { return max(x-(a+b-c), (a+b-c)-x) }
	switch {
	case distance(a) <= distance(b) && distance(a) <= distance(c):
		return byte(a)
	case distance(b) <= distance(c):
		return byte(b)
	}
	return byte(c)
}

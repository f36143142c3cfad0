package quantity

import (
	"strings"
	"testing"
)

// TestLong reads long texts made of what makes the scanner look ahead. It
// takes no time as long as no look-ahead runs to the end of the text.
func TestLong(t *testing.T) {
	for _, piece := range []string{
		"一", "一、", "第一、", "1", "1,", "1.", "1,234", "2024-", "2024年", "20", "零", "百", "万", "亿", "一百", "多", "半", "三分之", "百分之",
		"前", "排名", "附则", "〔2024〕", "(", "(一", "1-", "1 ", "1 000 ", "3块5", "一千零", "三五", "至", "80到", "rmb ", "in ", "may ", "a1", "　", "-", "\xff",
		"1到1到", "1万", "几十", "今年", "近", "1×", "第",
	} {
		text := strings.Repeat(piece, 6_000/len(piece))
		for _, found := range [][]Mention{Find(text, Options{Today: today}), Numbers(text)} {
			last := 0
			for _, m := range found {
				if m.Start < last || m.End <= m.Start {
					t.Fatalf("%q repeated: %d to %d after %d", piece, m.Start, m.End, last)
				}
				last = m.End
			}
		}
	}
}

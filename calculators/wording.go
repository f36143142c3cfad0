package calculators

import (
	"strings"

	"clausewise/retrieval/hanzi"
)

// wording is how a document words a comparison. Longer words stand before
// those they contain: 不超过 is no 超过. One without a comparison keeps a word
// from being taken for a part of it: 满意 is no 满.
type wording struct {
	word string
	op   Op
}

// wordings returns the words by which legal texts include or exclude the
// number itself (民法典第1259条).
func wordings() []wording {
	return []wording{
		{"不得超过", OpAtMost},
		{"不得高于", OpAtMost},
		{"不得多于", OpAtMost},
		{"不得少于", OpAtLeast},
		{"不得低于", OpAtLeast},
		{"未超过", OpAtMost},
		{"未达到", OpUnder},
		{"未满", OpUnder},
		{"不超过", OpAtMost},
		{"不大于", OpAtMost},
		{"不小于", OpAtLeast},
		{"不高于", OpAtMost},
		{"不多于", OpAtMost},
		{"不少于", OpAtLeast},
		{"不低于", OpAtLeast},
		{"(含)以上", OpAtLeast},
		{"及以上", OpAtLeast},
		{"以上", OpAtLeast},
		{"以下", OpAtMost},
		{"以内", OpAtMost},
		{"年内", OpAtMost},
		{"月内", OpAtMost},
		{"日内", OpAtMost},
		{"最高", OpAtMost},
		{"达到", OpAtLeast},
		{"至少", OpAtLeast},
		{"达", OpAtLeast},
		{"前", OpAtMost}, // 前三名
		{"超过", OpOver},
		{"突破", OpOver},
		{"大于", OpOver},
		{"高于", OpOver},
		{"多于", OpOver},
		{"超", OpOver},
		{"不满", OpUnder},
		{"不足", OpUnder},
		{"低于", OpUnder},
		{"少于", OpUnder},
		{"小于", OpUnder},
		{"不到", OpUnder},
		{"满意", ""},
		{"满", OpAtLeast}, // 注册满2年
	}
}

// opsIn are the comparisons a quote words.
func opsIn(quote string) []Op {
	text := strings.ReplaceAll(hanzi.Fold(quote).Text, " ", "")
	var out []Op
	for _, w := range wordings() {
		if strings.Contains(text, w.word) {
			if w.op != "" {
				out = append(out, w.op)
			}
			text = strings.ReplaceAll(text, w.word, "\x00")
		}
	}
	return out
}

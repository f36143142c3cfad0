package assistant

import (
	"slices"
	"strings"
	"unicode"

	"clausewise/calculators"
	"clausewise/retrieval/hanzi"
)

// told reads off a message which yes/no conditions of a rule hold and which
// do not. A condition the message does not speak of is left out.
func (t *turn) told(rule calculators.Rule) map[string]bool {
	states := make(map[string]bool)
	for _, c := range rule.Conditions {
		state, ok := t.polarity(c.Words, c.Deny)
		if ok && !state && c.Either {
			state = t.affirmed(c.Words, c.Deny) // 零订单，但是有询盘
		}
		if here, known := t.settles(c); known && (!ok || !here) {
			state, ok = here, true
		}
		if t.unmetCalled(c.Label.Zh) {
			state, ok = false, true
		}
		if ok {
			states[c.ID] = state
		}
	}
	for _, in := range rule.Inputs {
		if in.Type == calculators.BoolInput {
			if state, ok := t.polarity(in.Words, in.Deny); ok {
				states[in.ID] = state
			}
		}
	}
	return states
}

// polarity looks for words that say a condition holds, heeding negation, and
// for phrases that deny it. One affirmed word is enough: 没有询盘，但有订单.
func (t *turn) polarity(words, deny []string) (state, ok bool) {
	for _, d := range deny {
		for _, h := range t.said(d) {
			if t.wondered(h) {
				continue
			}
			if !t.negated(h) {
				return false, true
			}
			state, ok = true, true // 没有使用过 denies the denial
		}
	}
	for _, w := range words {
		for _, h := range t.said(w) {
			if t.wondered(h) {
				continue
			}
			if !t.negated(h) {
				return true, true
			}
			ok = true
		}
	}
	return state, ok
}

// affirmed reports that a word is affirmed outside of what the phrases of deny
// say.
func (t *turn) affirmed(words, deny []string) bool {
	var denied []hit
	for _, d := range deny {
		denied = append(denied, t.said(d)...)
	}
	return slices.ContainsFunc(words, func(w string) bool {
		return slices.ContainsFunc(t.said(w), func(h hit) bool {
			return !t.wondered(h) && !t.negated(h) && !slices.ContainsFunc(denied, func(d hit) bool { return d.start < h.end && h.start < d.end })
		})
	})
}

// said finds a word in the message, as it stands, with a particle of aspect in
// it (通过了验收 for 通过验收) or as a term of the library that stands for it
// (orders for 订单).
func (t *turn) said(word string) []hit {
	hits := occurrences(t.reading.runes, word)
	if len(hits) == 0 {
		hits = parted(t.reading.runes, word)
	}
	for _, m := range t.reading.terms {
		if m.Canonical == word && m.Synonym {
			hits = append(hits, hit{m.Start, m.End})
		}
	}
	return hits
}

// negated reports whether the nearest polar word before h in the same stretch
// is a negation. "没有任何询盘和订单" negates both.
func (t *turn) negated(h hit) bool {
	text := t.reading.runes
	if t.denied(h.end) || t.unmet(h) {
		return true
	}
	for end := h.start; end > 0 && h.start-end <= 12; end-- {
		if isBreak(text[end-1]) && text[end-1] != '、' {
			return false
		}
		if _, ok := t.lexicon.endsAt("negation", text, end); ok {
			return true
		}
		if affirms(text[end-1]) {
			// 有 may be the end of 没有, 未有.
			if end >= 2 {
				if _, ok := t.lexicon.endsAt("negation", text, end-1); ok {
					return true
				}
			}
			return false
		}
	}
	return false
}

// unmet reports that a stretch says of all it names from there on that it does
// not hold: 不满足“海外仓经市级以上认定”.
func (t *turn) unmet(h hit) bool {
	stretch := t.reading.clauseOf(h.start, h.end)
	return slices.ContainsFunc(t.reading.cues["unmet"], func(u hit) bool { return stretch.start <= u.start && u.end <= h.start })
}

// unmetCalled reports that a message says of a condition that it does not hold,
// calling it by most of its name.
func (t *turn) unmetCalled(label string) bool {
	if !t.reading.has("unmet") {
		return false // asked of every condition of every rule
	}
	name := unique(t.lib.subjects.features(hanzi.Fold(label).Text))
	for _, h := range t.reading.cues["unmet"] {
		said := t.lib.subjects.features(t.reading.slice(hit{h.end, t.reading.clauseOf(h.start, h.end).end}))
		n := 0
		for _, f := range name {
			if slices.Contains(said, f) {
				n++
			}
		}
		if 5*n >= 3*len(name) && n > 1 {
			return true
		}
	}
	return false
}

// wondered reports that what stands at h is asked about by yes and no together:
// 有没有订单, 算不算自用 says neither. The question must stand before h in the
// same stretch, with no other polar word between. 需要有订单吗 asks what is wanted.
func (t *turn) wondered(h hit) bool {
	text := t.reading.runes
	if t.demanded(h) {
		return true
	}
	if stretch := t.reading.clauseOf(h.start, h.end); len(t.lexicon.find("asked_which", text[stretch.start:h.start])) > 0 {
		return true // 仓要什么人认定 does not say that it is
	}
	for end := h.start; end > 0 && h.start-end <= 12; end-- {
		if isBreak(text[end-1]) && text[end-1] != '、' {
			return false
		}
		if s, ok := t.lexicon.endsAt("negation", text, end); ok {
			return s > 0 && unicode.Is(unicode.Han, text[s-1]) && (text[s-1] == text[end-1] || end < len(text) && text[s-1] == text[end])
		}
	}
	return false
}

// demanded reports that a message asks whether what stands at h is wanted.
func (t *turn) demanded(h hit) bool {
	stretch := t.reading.clauseOf(h.start, h.end)
	before := slices.ContainsFunc(t.reading.cues["demanded"], func(d hit) bool { return stretch.start <= d.start && d.end <= h.start })
	return before && slices.ContainsFunc(t.reading.cues["yesno"], func(y hit) bool { return stretch.start <= y.start && y.end <= stretch.end })
}

// denied reports whether what follows denies it: 一个询盘都没有, 订单没有.
// 有询盘没订单 denies only what comes after, so a bare 没 must end its stretch.
func (t *turn) denied(end int) bool {
	text := t.reading.runes
	if t.noneOf(end) {
		return true
	}
	both := end < len(text) && strings.ContainsRune("都也还均", text[end])
	if both {
		end++
	}
	n := t.lexicon.matchAt("negation", text, end)
	if n == 0 {
		return false
	}
	end += n
	return both || end == len(text) || isBreak(text[end]) || strings.ContainsRune("呢过的吗", text[end])
}

// noneOf reports whether a denial of all that was listed follows in the same
// stretch: 一个询盘一笔交易都没产生. What is affirmed between breaks the list.
func (t *turn) noneOf(from int) bool {
	text := t.reading.runes
	for i := from; i < len(text) && i-from <= 12 && !isBreak(text[i]); i++ {
		if text[i] == '有' || text[i] == '但' {
			return false
		}
		if strings.ContainsRune("都也均", text[i]) && t.lexicon.matchAt("negation", text, i+1) > 0 {
			return true
		}
	}
	return false
}

func affirms(r rune) bool { return r == '有' || r == '已' || r == '是' }

// parted finds a Chinese phrase of which a 了 or 过 stands within: 通过了验收.
func parted(text []rune, phrase string) []hit {
	p := []rune(hanzi.Fold(phrase).Text)
	var hits []hit
	for i := 0; len(p) > 1 && i+len(p) < len(text); i++ {
		for n := 1; n < len(p) && text[i] == p[0]; n++ {
			if hasPrefix(text[i:], p[:n]) && (text[i+n] == '了' || text[i+n] == '过') && p[n] != text[i+n] && hasPrefix(text[i+n+1:], p[n:]) {
				hits = append(hits, hit{i, i + len(p) + 1})
				break
			}
		}
	}
	return hits
}

// occurrences finds a phrase in folded text, whole words where it is ASCII.
func occurrences(text []rune, phrase string) []hit {
	p := []rune(hanzi.Fold(phrase).Text)
	var hits []hit
	for i := 0; len(p) > 0 && i+len(p) <= len(text); i++ {
		if hasPrefix(text[i:], p) && boundary(text, i, i+len(p), p) {
			hits = append(hits, hit{i, i + len(p)})
			i += len(p) - 1
		}
	}
	return hits
}

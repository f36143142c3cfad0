package ingest

// Weights of the choice between sequences. Only their order matters: a step
// to the next number is worth more than a strong boundary, a gap or a
// restart must be paid for by what follows.
const (
	stepBonus      = 3
	gapCost        = 5 // for numbers left out where a line begins with the next
	inlineGapCost  = 8 // for numbers left out inside a line
	jumpCost       = 5 // from one article to any later one
	restartCost    = 5
	duplicateCost  = 5
	offBeatCost    = 8 // a sequence that begins neither with 1 nor where the last one ended
	looseCost      = 3
	refersCost     = 2
	longestGap     = 3
	strongSequence = 3
)

func (c candidate) weight() int {
	w := [...]int{boundaryGlued: 0, boundaryComma: 1, boundarySpace: 2, boundaryStop: 4, boundaryLine: 6}[c.boundary]
	switch {
	case c.refers:
		w -= looseCost + refersCost
	case c.headed && c.boundary < boundaryStop:
		w = 3
	case c.style != styleArticle:
	case c.loose:
		w -= looseCost
	case c.boundary == boundaryStop:
		w++ // the space after 第三条 makes it as good as a line
	}
	return w
}

// sequence is a choice of candidates of one style in order.
type sequence struct {
	style    style
	items    []int // indices of candidates
	restarts int   // how often it begins again with 1
}

func (q sequence) first() int { return q.items[0] }
func (q sequence) last() int  { return q.items[len(q.items)-1] }

// missing counts the numbers that q leaves out: before its first one, unless
// that goes on from the last sequence, and between its items.
func (q sequence) missing(cands []candidate, next int) int {
	n := 0
	for k, i := range q.items {
		c := cands[i]
		switch {
		case k > 0 && c.value > cands[q.items[k-1]].value:
			n += c.value - cands[q.items[k-1]].value - 1
		case k == 0 && c.value != next:
			n += c.value - 1
		}
	}
	return n
}

// completeSequence is the best sequence of the candidates that are not weak,
// or one with weak ones that leaves out fewer numbers.
func completeSequence(cands []candidate, lo, hi int, s style, next int) (sequence, bool) {
	firm, ok := bestSequence(cands, lo, hi, s, next, false)
	gaps := 0
	if ok {
		if gaps = firm.missing(cands, next); gaps == 0 && len(firm.items) > 1 {
			return firm, true
		}
	}
	weak, found := bestSequence(cands, lo, hi, s, next, true)
	switch {
	case !found || len(weak.items) <= len(firm.items):
		return firm, ok
	case ok && len(firm.items) > 1 && weak.missing(cands, next) < gaps:
		return weak, true
	case weak.missing(cands, next) == 0 && weak.plain(cands):
		return weak, true
	}
	return firm, ok
}

// plain asks of a sequence that rests on weak candidates that it be long, and
// that most of it begin where a sentence or a title has ended.
func (q sequence) plain(cands []candidate) bool {
	if q.style.division() {
		return len(q.items) > 1 || cands[q.first()].headed
	}
	good := 0
	for _, i := range q.items {
		if c := cands[i]; !c.refers && (c.boundary >= boundaryStop || c.headed) {
			good++
		}
	}
	return len(q.items) >= strongSequence && good*3 >= len(q.items)*2
}

// bestSequence chooses from cands[lo:hi] the candidates of style s that are
// most convincing as one run of numbers. next is the number the last sequence
// of that style would continue with, 0 where it may not run on. Weak candidates
// are left out unless asked for. Cost is linear in hi − lo.
func bestSequence(cands []candidate, lo, hi int, s style, next int, weak bool) (sequence, bool) {
	var at []int
	for i := lo; i < hi; i++ {
		if cands[i].style == s && (weak || !cands[i].weak) {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return sequence{}, false
	}
	score := make([]int, len(at))
	back := make([]int, len(at))
	byValue := make(map[int]int, len(at)) // value → best chain that ends there
	top := -1
	for k, i := range at {
		c := cands[i]
		w := c.weight()
		const never = -1 << 30
		best, from := never, -1
		offer := func(points, j int) {
			if points > best {
				best, from = points, j
			}
		}
		switch opens := c.boundary > boundaryComma || s == styleArticle; {
		case opens && (c.value == 1 || c.value == next):
			offer(w, -1)
		case c.boundary >= boundarySpace && s == styleArticle, c.titled:
			offer(w-jumpCost, -1)
		case c.boundary == boundaryLine, s == styleArticle && !c.loose && !c.refers:
			offer(w-offBeatCost, -1)
		}
		for g := 1; g <= longestGap; g++ {
			if j, ok := byValue[c.value-g]; ok && c.sub == 0 {
				if g == 1 {
					offer(score[j]+w+stepBonus, j)
				} else if c.boundary == boundaryLine {
					offer(score[j]+w-gapCost, j)
				} else if c.boundary == boundaryStop {
					offer(score[j]+w-inlineGapCost, j)
				}
			}
		}
		if j, ok := byValue[c.value]; ok {
			if c.sub > 0 && c.sub == cands[at[j]].sub+1 {
				offer(score[j]+w+stepBonus, j)
			} else if c.boundary == boundaryLine {
				offer(score[j]+w-duplicateCost, j)
			}
		}
		if top >= 0 && c.boundary > boundaryComma {
			if c.value == 1 && c.sub == 0 {
				offer(score[top]+w-restartCost, top)
			} else if (s == styleArticle || c.titled) && cands[at[top]].value < c.value {
				offer(score[top]+w-jumpCost, top)
			}
		}
		score[k], back[k] = best, from
		if best == never {
			continue
		}
		if j, ok := byValue[c.value]; !ok || score[k] >= score[j] {
			byValue[c.value] = k
		}
		if top < 0 || score[k] >= score[top] {
			top = k
		}
	}
	if top < 0 || score[top] <= 0 {
		return sequence{}, false
	}
	q := sequence{style: s}
	for k := top; k >= 0; k = back[k] {
		q.items = append(q.items, at[k])
		if back[k] >= 0 && cands[at[k]].value == 1 && cands[at[k]].sub == 0 {
			q.restarts++
		}
	}
	for a, b := 0, len(q.items)-1; a < b; a, b = a+1, b-1 {
		q.items[a], q.items[b] = q.items[b], q.items[a]
	}
	return q, q.convincing(cands, next)
}

// convincing asks of a lone marker what two in a row prove by themselves.
func (q sequence) convincing(cands []candidate, next int) bool {
	c := cands[q.first()]
	if len(q.items) > 1 {
		return true
	}
	if q.style == styleAnnex || q.style.division() {
		return true
	}
	if q.style == styleArticle {
		return !c.loose || c.value == 1
	}
	if c.value != 1 && c.value != next {
		return false
	}
	if c.value > 1 && c.boundary >= boundarySpace {
		return true // it goes on where the heading before ended
	}
	return c.boundary == boundaryLine || c.boundary == boundaryStop && q.style == styleHanParen
}

// topSequence chooses the sequence that divides cands[lo:hi] at the highest
// level. Styles in used belong to units around it and can't come again.
func topSequence(cands []candidate, lo, hi int, used uint16, next func(style) int) (sequence, bool) {
	var found []sequence
	for s := styleHan; s < styleCount; s++ {
		if used&(1<<s) != 0 {
			continue
		}
		if q, ok := bestSequence(cands, lo, hi, s, next(s), false); ok {
			found = append(found, q)
		}
	}
	if len(found) == 0 {
		return sequence{}, false
	}
	top := found[0]
	for _, q := range found[1:] {
		if q.first() < top.first() && (top.restarts > 0 && q.restarts == 0 || len(q.items) >= strongSequence && top.within(q)) {
			top = q
		}
	}
	return top, true
}

// within reports that q lies between two neighbours of outer: it is then a
// list inside one of outer's units, whatever the usual order of styles says.
func (q sequence) within(outer sequence) bool {
	for k := 1; k < len(outer.items); k++ {
		if outer.items[k-1] < q.first() && q.last() < outer.items[k] {
			return true
		}
	}
	return false
}

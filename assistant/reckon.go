package assistant

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// People do sums while they ask: 46万，再追加18万; 2200平，其中600平分租给别家;
// 每月4.2万，用了10个月; 去年8000万，今年增长三成. The figure that the rule needs is
// none of those said, but what they come to. Reckoning puts that figure in the
// place of the one it starts from and takes the others out of play; the answer
// shows the arithmetic, and the gate does it again.

// reckoner does the sums of one message.
type reckoner struct {
	*reading
	lexicon lexicon
}

// reckon does the sums of a message.
func (r *reading) reckon(l lexicon) {
	c := reckoner{r, l}
	c.replaced()
	c.lacking()
	c.exceeding()
	c.compared()
	c.multiplied()
	// The rest goes in the order in which it is said: 涨了三成，再加10万.
	type saying struct {
		at int
		do func()
	}
	var said []saying
	var growths []func()
	for j := range r.amounts {
		if r.amounts[j].Kind == quantity.Count && r.amounts[j].Unit == manyTimes {
			r.amounts[j].role = roleSpent // no rule asks for how many times
		}
		said = append(said, saying{r.amounts[j].Start, func() {
			c.changed(j)
			c.added(j)
			c.reduced(j)
		}})
	}
	for _, n := range []int64{2, 4} {
		for _, h := range c.timesSaid(n) {
			said = append(said, saying{h.start, func() {
				if !c.compounds(h) && !c.change(h, Term{Op: OpTimes, Value: decimal.NewFromInt(n)}) {
					growths = append(growths, func() { c.growth(h, decimal.NewFromInt(n-1).Shift(2)) })
				}
			}})
		}
	}
	for _, h := range c.cues["discount"] {
		if share, end, ok := c.folds(h.end); ok {
			said = append(said, saying{h.start, func() { c.change(hit{h.start, end}, Term{Op: OpShare, Value: share}) }})
		}
	}
	slices.SortStableFunc(said, func(x, y saying) int { return x.at - y.at })
	for _, s := range said {
		s.do()
	}
	for _, grow := range growths {
		grow()
	}
}

// timesSaid is where a message says that something doubles, n = 2, or doubles
// twice.
func (c reckoner) timesSaid(n int64) []hit {
	return c.cues[cue("times_"+decimal.NewFromInt(n).String())]
}

// does applies a term to the figure i and takes the figures it came from out
// of play.
func (c reckoner) does(i int, x Term, spent ...int) {
	m := &c.amounts[i]
	if m.working == nil {
		m.working = start(m.Mention)
	}
	m.working.then(x)
	m.Value, m.Text = m.working.Value, m.working.Value.String()+m.Unit
	for _, j := range spent {
		c.amounts[j].role = roleSpent
	}
}

// base is the figure before at that something may be done to: the user's own,
// exact, and of the kind that grows and adds up. like narrows it to one
// measure.
func (c reckoner) base(at int, like *quantity.Mention) int {
	for i, m := range slices.Backward(c.amounts) {
		if m.End > at || m.role == roleSpent {
			continue
		}
		if m.role != roleInput || m.Bound != quantity.Exact || !m.Value.IsPositive() {
			continue
		}
		if like == nil && adds(m.Mention) || like != nil && c.lexicon.sameMeasure(m.Mention, *like) && adds(m.Mention) {
			return i
		}
	}
	return -1
}

// adds reports whether figures of a measure can be added up.
func adds(m quantity.Mention) bool {
	switch m.Kind {
	case quantity.Money, quantity.Area:
		return true
	case quantity.Count:
		return !slices.Contains([]string{manyTimes, "档", "期", "种", "类", "项"}, m.Unit)
	}
	return false
}

// manyTimes is the unit of how many times as much: 1.5倍.
const manyTimes = "倍"

// replaced heeds that a figure takes the place of one before it: 99万，涨到130万.
func (c reckoner) replaced() {
	for j := range c.amounts {
		m := &c.amounts[j]
		if _, ok := c.lexicon.endsAt("taken_place", c.runes, m.Start); !ok || m.Bound != quantity.Exact {
			continue
		}
		m.role = roleInput
		if i := c.base(m.Start, &m.Mention); i >= 0 {
			c.amounts[i].role = roleSpent
			c.grown = append(c.grown, [2]int{i, j})
		}
	}
}

// lacking works out what is reached from what is missing: 还差3000单到10万单,
// 离10万单还差3000单.
func (c reckoner) lacking() {
	for i := range c.amounts {
		m := &c.amounts[i]
		if _, ok := c.near("lacking", m.Start, 1); !ok || !adds(m.Mention) {
			continue
		}
		switch {
		case m.Bound == quantity.Between && m.High.GreaterThan(m.Low) && strings.ContainsAny(m.Text, "到至"):
			m.working = start(m.Mention)
			m.working.Terms[0].Value, m.working.Value = m.High, m.High
			m.working.then(Term{Op: OpMinus, Value: m.Low})
			m.Value, m.Bound, m.role, m.Text = m.working.Value, quantity.Exact, roleInput, m.working.Value.String()+m.Unit
		case m.Bound == quantity.Exact && i > 0:
			whole := &c.amounts[i-1]
			if _, ok := c.near("away_from", whole.Start, 1); ok && whole.Bound == quantity.Exact && c.lexicon.sameMeasure(whole.Mention, m.Mention) && m.Value.LessThan(whole.Value) {
				whole.role = roleInput
				c.does(i-1, Term{Op: OpMinus, Value: m.Value}, i)
			}
		}
	}
}

// exceeding makes a figure exact that is said to be exceeded, and by how much:
// 刚过五十万，就多了一百块.
func (c reckoner) exceeding() {
	for j := 1; j < len(c.amounts); j++ {
		m, base := &c.amounts[j], &c.amounts[j-1]
		if _, ok := c.near("exceeds_by", m.Start, 0); !ok || m.Bound != quantity.Exact || base.Bound != quantity.Over ||
			m.Kind != quantity.Money || !c.lexicon.sameMeasure(base.Mention, m.Mention) || m.Value.GreaterThan(base.Value) {
			continue
		}
		base.Bound, base.role = quantity.Exact, roleInput
		c.does(j-1, Term{Op: OpPlus, Value: m.Value}, j)
	}
}

// compared works out what is told by how much more or less it is than another
// figure: 比50万多10万. What is told by another stretch of time (下半年比上半年多花
// 一倍) is no figure: the sums beside it are left out, and asked for.
func (c reckoner) compared() {
	for j := 1; j < len(c.amounts); j++ {
		m, base := c.amounts[j], c.amounts[j-1]
		more := base.Bound == quantity.Over && base.End == m.Start && strings.HasSuffix(base.Text, "多") // 50万多10万
		if _, ok := c.near("than", base.Start, 0); !ok || m.Bound != quantity.Exact || base.Bound != quantity.Exact && !more || !c.lexicon.sameMeasure(base.Mention, m.Mention) || !adds(m.Mention) {
			continue
		}
		op := OpStart
		switch between := c.runes[base.End:m.Start]; {
		case more:
			c.amounts[j-1].Bound, op = quantity.Exact, OpPlus
		case len(c.lexicon.find("more_than", between)) > 0:
			op = OpPlus
		case len(c.lexicon.find("less_than", between)) > 0 && m.Value.LessThan(base.Value):
			op = OpMinus
		}
		if op != OpStart {
			c.amounts[j-1].role = roleInput
			c.does(j-1, Term{Op: op, Value: m.Value}, j)
		}
	}
	if len(c.cues["than_period"]) == 0 {
		return
	}
	for i := range c.amounts {
		if adds(c.amounts[i].Mention) && c.amounts[i].role == roleInput {
			c.amounts[i].role = roleSpent
		}
	}
}

// changed does what a share or so many times does to the figure before: 涨了12%,
// 增长三成, 是去年的1.5倍.
func (c reckoner) changed(j int) {
	m := c.amounts[j]
	times := m.Kind == quantity.Count && m.Unit == manyTimes
	if m.Kind != quantity.Rate && !times || m.Bound != quantity.Exact || !m.Value.IsPositive() {
		return
	}
	if times && slices.ContainsFunc(c.timesSaid(2), func(h hit) bool { return h.start < m.End && m.Start < h.end }) {
		return // 涨了一倍 is said to double
	}
	if from, x, ok := c.share(m.Mention, times); ok {
		c.change(hit{from, m.End}, x, j)
	}
}

// share is what is said to be done by a rate or by so many times, and where
// that is said.
func (c reckoner) share(m quantity.Mention, times bool) (from int, x Term, ok bool) {
	if from, ok = c.lexicon.endsAt("grown", c.runes, m.Start); ok {
		if times {
			return from, Term{Op: OpTimes, Value: m.Value.Add(decimal.NewFromInt(1))}, true // 增长1.5倍
		}
		return from, Term{Op: OpGrow, Value: m.Value}, true
	}
	if from, ok = c.lexicon.endsAt("fallen", c.runes, m.Start); ok && !times {
		return from, Term{Op: OpShrink, Value: m.Value}, m.Value.LessThan(decimal.NewFromInt(100))
	}
	if from, ok = c.lexicon.endsAt("fold", c.runes, m.Start); ok && times {
		return from, Term{Op: OpTimes, Value: m.Value}, true
	}
	return 0, Term{}, false
}

// change applies x, said at h, to the figure it is about, and reports whether
// there is one. A message that has none says it of what was told before.
func (c reckoner) change(h hit, x Term, spent ...int) bool {
	if c.compounds(h) {
		return false
	}
	i := c.base(h.start, nil)
	if i < 0 {
		if c.nothingElse(spent) {
			c.changes = append(c.changes, x)
		}
		return false
	}
	if !c.sameSubject(i, h) {
		return false
	}
	c.does(i, x, spent...)
	return true
}

// nothingElse reports that a message tells no figure but those spent: what it
// says is to be done is done to one told before.
func (c reckoner) nothingElse(spent []int) bool {
	for i, m := range c.amounts {
		if m.role != roleSpent && !slices.Contains(spent, i) {
			return false
		}
	}
	return true
}

// compounds reports that growth is told of every year.
func (c reckoner) compounds(h hit) bool {
	stretch := c.clauseOf(h.start, h.end)
	return len(c.lexicon.find("compounding", c.runes[stretch.start:h.start])) > 0
}

// growth makes a rate of a growth that no figure is told for: 注册用户翻了一番.
func (c reckoner) growth(h hit, percent decimal.Decimal) {
	if slices.ContainsFunc(c.amounts, func(m amount) bool { return m.Start < h.end && h.start < m.End && m.Kind != quantity.Count }) {
		return
	}
	c.amounts = slices.DeleteFunc(c.amounts, func(m amount) bool { return m.Start < h.end && h.start < m.End })
	m := quantity.Mention{Kind: quantity.Rate, Unit: "%", Value: percent, Start: h.start, End: h.end, Text: c.slice(h)}
	c.amounts = append(c.amounts, amount{Mention: m})
	slices.SortStableFunc(c.amounts, func(x, y amount) int { return x.Start - y.Start })
}

// folds reads the share that a discount leaves: 八折 is 80%, 八五折 85%.
func (c reckoner) folds(at int) (share decimal.Decimal, end int, ok bool) {
	for end = at; end < len(c.runes) && end-at < 4; end++ {
		if c.runes[end] != '折' {
			continue
		}
		list := quantity.Numbers(string(c.runes[at:end]))
		if len(list) == 0 {
			list = quantity.Numbers(string(c.runes[at:end]) + "成")
		}
		if len(list) != 1 {
			return share, end, false
		}
		v := list[0].Value
		for v.GreaterThanOrEqual(decimal.NewFromInt(100)) {
			return share, end, false
		}
		if v.LessThan(decimal.NewFromInt(10)) {
			v = v.Shift(1)
		}
		return v, end + 1, v.IsPositive()
	}
	return share, end, false
}

// added adds what comes on top: 46万，再追加18万; 28家，再签两家.
func (c reckoner) added(j int) {
	m := c.amounts[j]
	from, ok := c.near("more_of", m.Start, 2)
	if !ok || m.Bound != quantity.Exact || m.role == roleSpent || m.working != nil {
		return
	}
	like := m.Mention
	if j > 0 && c.amounts[j-1].role == roleClaim && c.lexicon.sameMeasure(c.amounts[j-1].Mention, like) {
		return // 给30万再加20万: to what is given
	}
	i := c.base(from, &like)
	stretch := c.clauseOf(m.Start, m.End)
	switch {
	case i < 0:
		if len(c.amounts) == 1 && adds(like) && len(c.subjects(stretch)) == 0 {
			c.changes = append(c.changes, Term{Op: OpPlus, Value: m.Value, like: like})
		}
	case c.sameTopic(i, stretch) && !(like.Kind == quantity.Money && c.otherYear(i, j)):
		c.does(i, Term{Op: OpPlus, Value: m.Value}, j)
	}
}

// otherYear reports that figure j is told of another year than figure i: what
// is spent in two years is no one sum.
func (c reckoner) otherYear(i, j int) bool {
	first, second := c.clauseOf(c.amounts[i].Start, c.amounts[i].End), c.clauseOf(c.amounts[j].Start, c.amounts[j].End)
	for _, m := range c.amounts {
		year := m.Kind == quantity.Year || m.Kind == quantity.Month || m.Kind == quantity.Day || m.Kind == quantity.Rank && m.Unit == "年"
		if year && m.Start >= max(second.start, c.amounts[i].End) && m.End <= c.amounts[j].Start && m.Start >= first.start {
			return true
		}
	}
	return false
}

// reduced takes off what does not count: 扣除18万, 其中600平分租给别家.
func (c reckoner) reduced(j int) {
	m := c.amounts[j]
	if j == 0 || m.Bound != quantity.Exact || m.role != roleInput || m.working != nil {
		return
	}
	like := m.Mention
	i := c.base(m.Start, &like)
	if i < 0 || !m.Value.LessThan(c.amounts[i].Value) {
		return
	}
	_, less := c.near("less_of", m.Start, 4)
	if less || c.leftOut(j) {
		c.does(i, Term{Op: OpMinus, Value: m.Value}, j)
	}
}

// leftOut reports that words beside figure j say that it does not count.
func (c reckoner) leftOut(j int) bool {
	from, to := c.amounts[j-1].End, len(c.runes)
	if j+1 < len(c.amounts) {
		to = c.amounts[j+1].Start
	}
	stretch := c.clauseOf(c.amounts[j].Start, c.amounts[j].End)
	h := hit{max(from, stretch.start), min(to, stretch.end)}
	return slices.ContainsFunc(c.lexicon.find("left_out", c.runes[h.start:h.end]), func(out hit) bool {
		return !c.bothWays(h.start + out.start)
	})
}

// near reports whether a phrase of a cue ends at most so many letters before
// at, in the same stretch, and where it starts.
func (c reckoner) near(name cue, at, most int) (int, bool) {
	for end := at; end > max(0, at-most-1); end-- {
		if end < at && c.breaks(end) {
			return 0, false
		}
		if from, ok := c.lexicon.endsAt(name, c.runes, end); ok && !c.bothWays(from) {
			return from, true
		}
	}
	return 0, false
}

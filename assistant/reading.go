package assistant

import (
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

// Languages an answer can be written in.
const (
	Simplified  = "zh-Hans"
	Traditional = "zh-Hant"
	English     = "en"
)

// role says what a quantity is in a question.
type role int

const (
	roleInput role = iota // something the user has or did: may become an input
	roleClaim             // what the user hopes for or supposes to get: 能拿20万吗
	roleRule              // talk about the rule itself: 每增加10万, 够不够30家
	roleSpent             // has gone into another figure, or gave way to it
)

// amount is a quantity of the question with its role. Offsets count code
// points of the folded text.
type amount struct {
	quantity.Mention
	role role
	part aspect // of a claim: what it is said to be in the rule
	used bool
	// working is how the value was worked out from what was said, nil where it
	// was said.
	working *Working
	// sum is what it came to with the figures that belong to the same input.
	sum *Working
}

// reading is what the words of one message say, before anything is decided.
type reading struct {
	text     string // as asked
	folded   string
	runes    []rune // of folded
	language string

	amounts []amount
	places  []place.Mention
	terms   []retrieval.TermMention // canonical, generic ones included
	topic   []string                // canonical terms that name a subject, in order
	cues    map[cue][]hit
	years   []int // calendar years spoken of
	// confirms says that the message puts what it says to be confirmed: 对吧.
	confirms bool
	// changes are what is to be done to a figure of the conversation: 打八折呢.
	changes []Term
	// grown are pairs of figures of which the second took the place of the first.
	grown [][2]int
}

// read takes a message apart. terms finds the library's words in a text.
func (a *Assistant) read(text, language string, today quantity.Date, ix *retrieval.Index) reading {
	text = ix.Respell(text) // szdlz is 苏州独立站
	folded := hanzi.Fold(text).Text
	r := reading{text: text, folded: folded, runes: []rune(folded), language: language, cues: make(map[cue][]hit)}
	if r.language == "" {
		r.language = languageOf(text)
	}
	for c := range a.lexicon {
		if hits := a.lexicon.find(c, r.runes); len(hits) > 0 {
			r.cues[c] = hits
		}
	}
	r.cues["compare"] = slices.DeleteFunc(r.cues["compare"], func(h hit) bool { // 还差多少 holds nothing against another
		return slices.ContainsFunc(r.cues["short_of"], func(s hit) bool { return s.start < h.end && h.start < s.end })
	})
	if len(r.cues["compare"]) == 0 {
		delete(r.cues, "compare")
	}
	r.cues["target"] = slices.DeleteFunc(r.cues["target"], func(h hit) bool { // 我们打算建一个仓 plans for nobody else
		return slices.ContainsFunc(r.cues["own_plan"], func(p hit) bool { return p.start <= h.start && h.start < p.end })
	})
	if len(r.cues["target"]) == 0 {
		delete(r.cues, "target")
	}
	if h, ok := a.lexicon.opens("auxiliary", r.runes); ok && r.language == English {
		r.cues["yesno"] = append(r.cues["yesno"], h) // are returned goods exempt
		r.cues["auxiliary_opens"] = []hit{h}         // no phrases of its own
	}
	if n := strings.TrimRight(folded, "?？!！。. "); strings.HasSuffix(n, "不") || strings.HasSuffix(n, "没") {
		r.cues["yesno"] = append(r.cues["yesno"], hit{len([]rune(n)) - 1, len([]rune(n))})
	}
	r.places = place.Find(folded)
	r.terms = ix.FindTerms(folded)
	r.places = slices.DeleteFunc(r.places, func(p place.Mention) bool {
		n := a.lexicon.matchAt("street", r.runes, p.End)
		if n > 0 {
			r.cues["street"] = append(r.cues["street"], hit{p.Start, p.End + n}) // 盐城路 names no subject either
		}
		return n > 0 || cuts(p, r.terms)
	})
	for _, t := range r.terms {
		if a.lexicon.has("generic", t.Canonical) {
			continue
		}
		if !slices.Contains(r.topic, t.Canonical) {
			r.topic = append(r.topic, t.Canonical)
		}
		r.within(t)
	}
	for _, m := range quantity.Find(folded, quantity.Options{Today: today}) {
		if m.Kind == quantity.Money && strings.HasSuffix(m.Text, "块") && a.lexicon.matchAt("pieces", r.runes, m.End) > 0 {
			continue // 三块费用 are three of them
		}
		if m.Kind == quantity.Money && slices.ContainsFunc(r.cues["add"], func(h hit) bool { return h.start < m.Start && m.End <= h.end }) {
			continue // 两个项目加一块 adds them up, and is no yuan
		}
		if r.bareYear(m, today) {
			m.Kind, m.Unit = quantity.Year, "年"
		}
		switch m.Kind {
		case quantity.Year:
			r.years = append(r.years, int(m.Value.IntPart()))
		case quantity.Day, quantity.Month:
			r.years = append(r.years, m.Date.Year)
		}
		r.amounts = append(r.amounts, amount{Mention: m, role: a.roleOf(r.runes, m)})
	}
	a.ordinals(&r)
	r.inHand(a.lexicon)
	r.retract()
	r.rewritten(a.lexicon)
	r.denied(a.lexicon)
	r.counted(a.lexicon)
	r.things()
	r.wondered(a.lexicon)
	a.premises(&r)
	r.reckon(a.lexicon)
	return r
}

// bareYear reports that a number is a year without its 年: 2024花了44.8万. It must
// be one of this time, with words behind it, and with none before it that say
// that it was spent.
func (r *reading) bareYear(m quantity.Mention, today quantity.Date) bool {
	if m.Kind != quantity.Number || m.Bound != quantity.Exact || m.End-m.Start != 4 || !code(m.Text) || m.End == len(r.runes) {
		return false
	}
	year := int(m.Value.IntPart())
	if year < 2000 || year > today.Year+10 || !unicode.Is(unicode.Han, r.runes[m.End]) {
		return false
	}
	return m.Start == 0 || !strings.ContainsRune("了花投付用费额入出共约达到为是", r.runes[m.Start-1])
}

// ordinals adds places in an order that are said in words: 冠军, 最低那一档.
// A place counted from the end is negative until the rule tells how many
// there are.
func (a *Assistant) ordinals(r *reading) {
	for c, n := range map[cue]int64{"rank_1": 1, "rank_2": 2, "rank_3": 3, "rank_last": -1} {
		for _, h := range r.cues[c] {
			r.amounts = slices.DeleteFunc(r.amounts, func(m amount) bool { return h.start < m.End && m.Start < h.end })
			r.amounts = append(r.amounts, amount{Mention: quantity.Mention{
				Kind: quantity.Rank, Value: decimal.NewFromInt(n), Unit: anyPlace, Start: h.start, End: h.end, Text: r.slice(h),
			}})
		}
	}
	for _, h := range r.cues["first_year"] {
		if h.end < len(r.runes) && strings.ContainsRune("加和及与、到至", r.runes[h.end]) {
			continue // 首年加后两年: all of them
		}
		r.amounts = slices.DeleteFunc(r.amounts, func(m amount) bool { return h.start < m.End && m.Start < h.end })
		r.amounts = append(r.amounts, amount{Mention: quantity.Mention{
			Kind: quantity.Rank, Value: decimal.NewFromInt(1), Unit: "年", Start: h.start, End: h.end, Text: r.slice(h),
		}})
	}
	slices.SortStableFunc(r.amounts, func(x, y amount) int { return x.Start - y.Start })
}

// anyPlace is the unit of a rank that may be a 名 or a 档.
const anyPlace = "位"

// within drops the cues that are a piece of a subject's name: the 窗口 of
// 单一窗口 asks for no counter, the 共 of 公共海外仓 adds nothing up. What asks
// for a target stays: 出口目标 is a name too.
func (r *reading) within(term retrieval.TermMention) {
	for c, hits := range r.cues {
		if c.tells() || c == "target" || c == "generic" {
			continue
		}
		rest := slices.DeleteFunc(hits, func(h hit) bool {
			return term.Start <= h.start && h.end <= term.End && h.len() < term.End-term.Start
		})
		if r.cues[c] = rest; len(rest) == 0 {
			delete(r.cues, c)
		}
	}
}

// inHand drops papers that the user has, or has not, from what is asked: of
// 有证明，还算原状吗 only the second part asks.
func (r *reading) inHand(l lexicon) {
	rest := slices.DeleteFunc(r.cues["materials"], func(h hit) bool {
		stretch := r.clauseOf(h.start, h.end)
		_, had := l.endsAt("having", r.runes, h.start)
		asked := slices.ContainsFunc(r.cues["yesno"], func(q hit) bool { return q.start >= stretch.start && q.end <= stretch.end })
		return had && !asked && r.has("yesno", "amount")
	})
	if r.cues["materials"] = rest; len(rest) == 0 {
		delete(r.cues, "materials")
	}
}

// rewritten heeds that a message would have the rule say something else:
// in 把政策里20万改成200万 neither figure is the user's own.
func (r *reading) rewritten(l lexicon) {
	for i, behind := range r.amounts {
		if _, ok := l.endsAt("rewrite", r.runes, behind.Start); !ok {
			continue
		}
		if i == 0 {
			if !r.has("the_rule") {
				r.amounts[i].role = roleInput // 改成62万: the user's own figure is put right
			}
			continue
		}
		r.amounts[i].role = roleRule
		front := &r.amounts[i-1]
		stretch := r.clauseOf(front.Start, front.End)
		if len(l.find("the_rule", r.runes[stretch.start:front.Start])) > 0 && behind.Start-front.End <= 6 {
			front.role = roleRule
		}
	}
}

// retract heeds that a message takes its own words back: of 今年，哦不是，2024年
// the year behind counts. Of each kind only the last figure in front goes.
func (r *reading) retract() {
	for _, h := range r.cues["retract"] {
		for _, behind := range r.amounts {
			if behind.Start < h.end || behind.Start-h.end > 8 {
				continue
			}
			for i := len(r.amounts) - 1; i >= 0; i-- {
				front := r.amounts[i]
				if front.End <= h.start && front.Kind == behind.Kind && front.Unit == behind.Unit {
					r.amounts[i].role = roleRule
					r.years = slices.DeleteFunc(r.years, func(y int) bool { return front.Kind == quantity.Year && y == int(front.Value.IntPart()) })
					break
				}
			}
		}
	}
}

// counted heeds that how a period is counted is a question for a day: 6个月怎么算.
func (r *reading) counted(l lexicon) {
	for _, m := range r.amounts {
		n := l.matchAt("counting", r.runes, m.End)
		if m.Kind != quantity.Duration || n == 0 {
			continue
		}
		r.cues["deadline"] = append(r.cues["deadline"], hit{m.End, m.End + n})
	}
}

// things heeds that 多少 before what is counted asks for no money: 要求多少人.
func (r *reading) things() {
	r.cues["amount"] = slices.DeleteFunc(r.cues["amount"], func(asked hit) bool {
		return slices.ContainsFunc(r.cues["counted"], func(h hit) bool { return h.start <= asked.start && asked.end < h.end })
	})
	if len(r.cues["amount"]) == 0 {
		delete(r.cues, "amount")
	}
}

// wondered heeds that 几百万 behind what asks for money is the question, and
// no figure: 最高给几百万, 能拿几十万. Of what was spent it is a vague figure.
func (r *reading) wondered(l lexicon) {
	r.amounts = slices.DeleteFunc(r.amounts, func(m amount) bool {
		_, asked := l.endsAt("before_claim", r.runes, m.Start)
		if m.role != roleClaim && !asked || m.Kind != quantity.Money && m.Kind != quantity.Number || !strings.HasPrefix(m.Text, "几") {
			return false
		}
		r.cues["amount"] = append(r.cues["amount"], hit{m.Start, m.End})
		r.cues["money"] = append(r.cues["money"], hit{m.Start, m.End})
		return true
	})
}

// denied heeds that of two figures of a kind the first is said not to be the
// one: 不是85万，是95万.
func (r *reading) denied(l lexicon) {
	for i := range r.amounts {
		front := &r.amounts[i]
		if _, ok := l.endsAt("not_figure", r.runes, front.Start); !ok || i+1 == len(r.amounts) {
			continue
		}
		if behind := r.amounts[i+1]; behind.Kind == front.Kind && behind.Unit == front.Unit {
			front.role = roleRule
		}
	}
}

// cuts reports whether a place's name cuts through a term: 加上海外仓 holds 上海
// only by accident.
func cuts(p place.Mention, terms []retrieval.TermMention) bool {
	return slices.ContainsFunc(terms, func(t retrieval.TermMention) bool {
		return p.Start < t.Start && t.Start < p.End && p.End < t.End || t.Start < p.Start && p.Start < t.End && t.End < p.End
	})
}

// has reports whether any of the cues shows.
func (r reading) has(cues ...cue) bool {
	for _, c := range cues {
		if len(r.cues[c]) > 0 {
			return true
		}
	}
	return false
}

// roleOf reads the words beside a quantity. What stands nearest before it
// decides; a wish (能拿20万吗) also shows when nothing stands between.
func (a *Assistant) roleOf(text []rune, m quantity.Mention) role {
	const window = 6
	if m.Kind == quantity.Year || m.Kind == quantity.Month || m.Kind == quantity.Day {
		for end := m.Start; end >= max(0, m.Start-2); end-- {
			if _, ok := a.lexicon.endsAt("asking_day", text, end); ok {
				return roleRule // 现在是2026年11月: when it is asked, not when it was spent
			}
		}
		return roleInput
	}
	if m.Kind == quantity.Rank && m.Unit == "年" {
		return roleInput // 满第一年: the year that is asked about
	}
	if m.Kind == quantity.Duration && m.Unit == "年" && m.Start > 0 && text[m.Start-1] == '后' {
		return roleRule // 后两年: the years after the first, as the clause counts them
	}
	if m.Kind == quantity.Count && a.lexicon.matchAt("after_rule", text, m.End) > 0 {
		return roleRule // 两个城市
	}
	if _, claimed := a.lexicon.endsAt("before_claim", text, m.Start); !claimed && (m.Kind == quantity.Money || m.Kind == quantity.Rate) {
		switch {
		case a.lexicon.matchAt("behind_claim", text, m.End) > 0:
			return roleClaim // 那20万拿满
		case a.lexicon.matchAt("behind_rule", text, m.End) > 0:
			return roleRule // 没有20万上限
		}
	}
	if _, ok := a.lexicon.endsAt("in_all", text, m.Start); ok && claimable(m.Kind) && a.lexicon.matchAt("confirm", text, m.End) > 0 {
		return roleClaim // 共50万吧
	}
	for end := m.Start; end > max(0, m.Start-window); end-- {
		if end < m.Start && isBreak(text[end]) {
			return roleInput
		}
		if s, ok := a.lexicon.endsAt("before_rule", text, end); ok {
			// 达到、满 may also introduce what the user has reached: only what
			// touches the number is talk about the rule, and 刚满 is not.
			if _, reached := a.lexicon.endsAt("reached", text, s); reached {
				return roleInput
			}
			if end == m.Start || m.Start-s <= 5 {
				return roleRule
			}
		}
		if _, ok := a.lexicon.endsAt("before_input", text, end); ok {
			return roleInput
		}
		if _, ok := a.lexicon.endsAt("before_claim", text, end); ok && m.Start-end <= 2 && claimable(m.Kind) {
			return roleClaim
		}
	}
	return roleInput
}

// claimable kinds are those a grant is told in: 拿20万, 补50%, 补20还是23.
func claimable(k quantity.Kind) bool {
	return k == quantity.Money || k == quantity.Rate || k == quantity.Number
}

func isBreak(r rune) bool { return strings.ContainsRune("，。；！？,.;!?、\n（）()", r) }

// languageOf reads the language off the script: mostly Latin letters is
// English; characters that exist in traditional script alone are traditional.
func languageOf(text string) string {
	han, latin := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.IsLetter(r) && r < unicode.MaxASCII:
			latin++
		}
	}
	switch {
	case han == 0 && latin > 3, latin > 12*(han+1):
		return English
	case hanzi.Traditional(text):
		return Traditional
	}
	return Simplified
}

// clauseOf returns the stretch between the breaks around [start, end).
func (r reading) clauseOf(start, end int) hit {
	for start > 0 && !r.breaks(start-1) {
		start--
	}
	for end < len(r.runes) && !r.breaks(end) {
		end++
	}
	return hit{start, end}
}

// breaks reports whether a stretch ends at i; 1,000万 and 1.5 are one.
func (r reading) breaks(i int) bool {
	inside := i > 0 && i+1 < len(r.runes)
	both := func(is func(rune) bool) bool { return inside && is(r.runes[i-1]) && is(r.runes[i+1]) }
	han := func(c rune) bool { return unicode.Is(unicode.Han, c) }
	switch r.runes[i] {
	case ' ':
		return both(han) // a mark left out
	case ',', '.':
		return !both(unicode.IsDigit)
	}
	return isBreak(r.runes[i])
}

func (r reading) slice(h hit) string { return string(r.runes[h.start:h.end]) }

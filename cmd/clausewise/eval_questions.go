package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"clausewise/assistant"
	"clausewise/calculators"
	"clausewise/retrieval/hanzi"
)

// questionCase is a line of a file of questions: what is asked, and what the
// answer must and must not say.
type questionCase struct {
	ID           string              `json:"id"`
	Question     string              `json:"question"`
	History      []assistant.Message `json:"history"`
	Kind         string              `json:"kind"`
	Verdict      string              `json:"verdict"`
	ExpectedDocs []string            `json:"expected_doc"`
	MustContain  []string            `json:"must_contain"` // "a|b": one of them
	MustNot      []string            `json:"must_not"`
	Amount       *decimal.Decimal    `json:"amount_yuan"`
}

// misses says what an answer lacks; nothing where it passes.
func (q questionCase) misses(a assistant.Answer) []string {
	var out []string
	miss := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if why := q.verdictMissed(a); why != "" {
		miss("%s", why)
	}
	if len(q.ExpectedDocs) > 0 && !slices.ContainsFunc(a.Quotes, func(x calculators.Quote) bool {
		return slices.Contains(q.ExpectedDocs, x.Document)
	}) {
		miss("没有引用 %s", strings.Join(q.ExpectedDocs, "、"))
	}
	if q.Amount != nil {
		if got := firstAmount(a); got == nil || !got.Equal(*q.Amount) {
			miss("金额应为 %s，答的是 %s", q.Amount, orNone(got))
		}
	}
	said := plain(saidBy(a))
	for _, must := range q.MustContain {
		if !slices.ContainsFunc(strings.Split(must, "|"), func(s string) bool { return holds(said, plain(s)) }) {
			miss("没有说到 %s", must)
		}
	}
	asked := plain(q.Question)
	for _, not := range q.MustNot {
		if p := plain(not); holds(said, p) && !(holds(asked, p) && onlyRepeats(a, p)) {
			miss("不该说 %s", not)
		}
	}
	return out
}

// verdictMissed says how the answer's outcome or kind disagrees with the
// verdict, "" where it agrees.
func (q questionCase) verdictMissed(a assistant.Answer) string {
	var outcome calculators.Outcome
	if len(a.Results) > 0 {
		outcome = a.Results[0].Outcome
	}
	got := fmt.Sprintf("（kind %s，outcome %s，反问 %d 个）", a.Kind, orDash(string(outcome)), len(a.Questions))
	outcomeIs := func(want ...calculators.Outcome) string {
		if slices.Contains(want, outcome) {
			return ""
		}
		return fmt.Sprintf("结果应为 %v%s", want, got)
	}
	// A verdict of information is an answer from the documents.
	evasive := slices.Contains([]assistant.Kind{assistant.NoAnswer, assistant.Refusal, assistant.Chat}, a.Kind)
	switch q.Verdict {
	case "exact":
		return outcomeIs(calculators.Amount, calculators.DateOutcome, calculators.ValueOutcome)
	case "upper_bound":
		if q.Amount == nil && outcome == "" && !evasive && len(a.Quotes) > 0 {
			return "" // a rate or a limit that is read, not computed
		}
		return outcomeIs(calculators.UpTo)
	case "not_eligible":
		return outcomeIs(calculators.NotEligible)
	case "eligible":
		return outcomeIs(calculators.Eligible)
	case "ask":
		if len(a.Questions) == 0 {
			return "应当反问" + got
		}
	case "no_amount":
		if outcome == calculators.Eligible || givesMoney(a) || a.Kind == assistant.Refusal || a.Kind == assistant.Chat {
			return "应当说文件没有写金额" + got
		}
	case "info":
		if evasive {
			return "应当从文件中回答" + got
		}
		if outcome == calculators.Eligible && q.Kind != "eligibility" && q.Kind != "followup" {
			return "没有问是否符合，却答了符合" + got
		}
		if d := firstAmount(a); d != nil && d.IsPositive() && a.Kind != assistant.Comparison {
			return "没有问金额，却给了金额" + got
		}
	case "abstain", "refuse":
		if !evasive {
			return "应当说明答不了" + got
		}
		if givesMoney(a) {
			return "不应给出金额" + got
		}
	case "invalid":
		if outcome != calculators.InvalidInput && len(a.Questions) == 0 {
			return "应当指出输入有误" + got
		}
	default:
		return "题目的 verdict 不认识：" + q.Verdict
	}
	return ""
}

// givesMoney reports whether a result grants an amount above zero.
func givesMoney(a assistant.Answer) bool {
	return slices.ContainsFunc(a.Results, func(r calculators.Result) bool {
		d := amountOf(r)
		return d != nil && d.IsPositive()
	})
}

// firstAmount is the amount of the first result. Not eligible without an
// amount is zero.
func firstAmount(a assistant.Answer) *decimal.Decimal {
	if len(a.Results) == 0 {
		return nil
	}
	if d := amountOf(a.Results[0]); d != nil {
		return d
	}
	if a.Results[0].Outcome == calculators.NotEligible {
		return &decimal.Zero
	}
	return nil
}

func amountOf(r calculators.Result) *decimal.Decimal {
	if r.Amount == nil {
		return nil
	}
	d, err := decimal.NewFromString(r.Amount.Yuan)
	if err != nil {
		return nil
	}
	return &d
}

// saidBy is all an answer says: text, quotes, notices, questions.
func saidBy(a assistant.Answer) string {
	parts := []string{a.Text}
	for _, q := range a.Quotes {
		parts = append(parts, q.Text)
	}
	return strings.Join(append(parts, saidBeside(a)...), "\n")
}

func saidBeside(a assistant.Answer) []string {
	var parts []string
	for _, n := range a.Notices {
		parts = append(parts, n.Text)
	}
	for _, q := range a.Questions {
		parts = append(parts, q.Text)
		parts = append(parts, q.Choices...)
	}
	return parts
}

// plain makes texts comparable: width and script folded, white space gone.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, hanzi.Fold(s).Text)
}

// holds reports whether text holds part as a whole number: 29万 is not in
// 129万, 9610 not in 96100.
func holds(text, part string) bool {
	if part == "" {
		return true
	}
	for at := 0; ; {
		i := strings.Index(text[at:], part)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(part)
		startsIn := digit(part[0]) && start > 0 && (digit(text[start-1]) || decimalPoint(text, start-1))
		endsIn := digit(part[len(part)-1]) && end < len(text) && digit(text[end])
		if !startsIn && !endsIn {
			return true
		}
		at = start + 1
	}
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// decimalPoint reports whether text[i] stands between the digits of a number.
func decimalPoint(text string, i int) bool {
	return (text[i] == '.' || text[i] == ',') && i > 0 && digit(text[i-1])
}

// onlyRepeats reports whether an answer says part only in sentences that deny
// it or quote the user.
func onlyRepeats(a assistant.Answer, part string) bool {
	text := strings.Join(append([]string{a.Text}, saidBeside(a)...), "\n")
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("。；！？!?;\n", r) }) {
		if s := plain(sentence); holds(s, part) && !slices.ContainsFunc([]string{"不", "没", "无", "未", "“", "\"", "not", "no ", "cannot"}, func(w string) bool {
			return strings.Contains(s, strings.TrimSpace(w))
		}) {
			return false
		}
	}
	return true
}

func orNone(d *decimal.Decimal) string {
	if d == nil {
		return "（没有金额）"
	}
	return d.String()
}

func orDash(s string) string {
	if s == "" {
		return "无"
	}
	return s
}

// Package quantity reads numbers as people and policy documents write them:
// money with units (85万, 八十五万, 850,000元, 0.0085亿, ８５万, 贰佰万元整),
// rates, counts with measure words, areas, ranks, years, dates and durations.
// Every mention keeps its place in the text and how vague it is. All values
// are exact decimals.
package quantity

import "github.com/shopspring/decimal"

// Kind says what a mention measures.
type Kind int

// The kinds of quantity.
const (
	Number   Kind = iota // a bare number with no unit; its meaning must be asked for
	Money                // Value in units of Currency (元, not 万元)
	Rate                 // Value in percent: 5 for 5%, "五个点", "两成" (20)
	Count                // Value in Unit: 家, 个, 单, 人, 档, 种, 次, …
	Area                 // Value in square metres, Unit "平方米"
	Rank                 // 第3名, 前三名, 第一档: Value is the place, Unit 名 or 档
	Year                 // a calendar year: 2024年, 去年 resolved by Options.Today
	Day                  // a calendar date: Date is set
	Month                // a month of a year: Date is its first day
	Duration             // Value in Unit: 年, 月, 日
)

// Bound says how the number itself is hedged by the words that touch it.
type Bound int

// The hedges. Value is the number as written; Low and High are the range it
// stands for where the words give one (50多万: 50万 to 60万, both excluded).
const (
	Exact   Bound = iota
	Around        // 大约85万, 85万左右; 一百来万 with a range of a tenth
	Over          // 50多万, 超过50万, 50万以上
	Under         // 近百万, 不到100万
	Between       // 80到90万, 几十万; Value is Low
)

// Mention is one quantity found in a text.
type Mention struct {
	Kind     Kind
	Value    decimal.Decimal
	Unit     string // canonical unit: 元, %, 家, 平方米, 名, 年, …
	Currency string // ISO 4217 for money: CNY unless the text says otherwise
	Implied  bool   // money by its 万 or 亿 alone: no word says 元
	Bound    Bound
	Low      decimal.Decimal // for Over, Under, Between; zero where unknown
	High     decimal.Decimal
	Date     Date // for Day and Month
	Start    int  // code points of the text as given, end exclusive
	End      int
	Text     string // the mention as written
}

// Options set what the text alone cannot tell.
type Options struct {
	Today Date // resolves 今年, 去年, 明年; zero leaves them out
}

package retrieval

import (
	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
)

// FigureKind says what a figure measures.
type FigureKind string

// The kinds of figure.
const (
	AmountFigure FigureKind = "amount" // money, in units of Currency
	RateFigure   FigureKind = "rate"   // percent
	CountFigure  FigureKind = "count"  // 家, 个, 人, …
	AreaFigure   FigureKind = "area"   // square metres
	RankFigure   FigureKind = "rank"   // a place: 前三名, 第一档, 第二年
	DateFigure   FigureKind = "date"   // a day; Date is zero where the text leaves it open
	MonthFigure  FigureKind = "month"
	YearFigure   FigureKind = "year"
	PeriodFigure FigureKind = "period" // a length of time
	NumberFigure FigureKind = "number" // no unit: a customs code
)

// Bound says which values a figure admits. 以上, 以下, 以内 and 届满 take the
// number in; 不满, 超过 and 以外 leave it out (民法典第1259条).
type Bound string

// The bounds. A figure without one is the number itself.
const (
	AtLeast   Bound = ">=" // 以上, 达到, 不少于
	MoreThan  Bound = ">"  // 超过, 突破
	AtMost    Bound = "<=" // 最高, 不超过, 以下, 以内, 前…名
	LessThan  Bound = "<"  // 不满, 不足, 低于
	About     Bound = "~"  // 左右, 约
	FromUntil Bound = ".." // 3-5个: Value to High, both included
)

// Role says what a figure does in its clause.
type Role string

// The roles of a figure, as far as the words say.
const (
	ThresholdRole Role = "threshold" // a condition: 超过50万元的
	StepRole      Role = "step"      // 每增加10万元
	GrantRole     Role = "grant"     // 给予20万元补助
	CapRole       Role = "cap"       // 最高不超过100万元
	RateRole      Role = "rate"      // 按5%给予支持
	PeriodRole    Role = "period"    // 两年
	DateRole      Role = "date"
	TargetRole    Role = "target" // what a plan aims at: 到2026年，超100亿元
	OtherRole     Role = "other"
)

// Figure is a number that a row states. Those of a row are in its Figures,
// read when the document was ingested.
type Figure struct {
	Kind     FigureKind      `json:"kind"`
	Role     Role            `json:"role"`
	Bound    Bound           `json:"bound,omitempty"`
	Value    decimal.Decimal `json:"value,omitzero"` // a decimal in text; absent for days and months
	High     decimal.Decimal `json:"high,omitzero"`  // the upper end, for FromUntil
	Unit     string          `json:"unit,omitempty"`
	Currency string          `json:"currency,omitempty"` // ISO 4217, for money
	Date     quantity.Date   `json:"date,omitzero"`
	// Start and End are code points of the source file, as those of the row;
	// the words that bound the number are inside where they touch it.
	Start int `json:"start"`
	End   int `json:"end"`
}

// Reference is a place where a row refers to a document or to a clause.
// Those of a row are in its Refers, read when the document was ingested:
// what stands in the same pack is resolved then, other documents are named.
type Reference struct {
	Start int `json:"start"` // code points of the source file
	End   int `json:"end"`

	// Title and Number are those of the document referred to, as printed;
	// both are "" where a document refers to itself.
	Title  string `json:"title,omitempty"`
	Number string `json:"number,omitempty"`
	// Articles is the clause referred to as printed: 第三条第一款.
	Articles string `json:"articles,omitempty"`

	// To is the document's id, "" where it is not known; ToClause is the key
	// of the clause, "" where the reference is to the whole document or to a
	// clause that the document lacks (then Missing is true).
	To       string `json:"to,omitempty"`
	ToClause string `json:"to_clause,omitempty"`
	Missing  bool   `json:"missing,omitempty"`
}

// Verbatim is a stretch of the row by code points of the source file, cut to
// what lies in the row.
func (r Row) Verbatim(start, end int) string {
	from, to := len(r.Text), len(r.Text)
	n := r.Start
	for i := range r.Text {
		if n == start || n == r.Start && start < r.Start {
			from = i
		}
		if n == end {
			to = i
			break
		}
		n++
	}
	return r.Text[min(from, to):to]
}

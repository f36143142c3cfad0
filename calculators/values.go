package calculators

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"clausewise/calculators/quantity"
	"clausewise/retrieval/hanzi"
)

// value is an input as understood.
type value struct {
	input  *Input
	number decimal.Decimal // money in 元, rates in percent, areas in ㎡, years
	text   string          // enum option or free text
	yes    bool
	date   quantity.Date
	// elapsed stands for date where the day is told by what has passed.
	elapsed *elapsed
	parts   []part

	// vague values stand for all of low to high; said is how it was put.
	vague     bool
	bound     quantity.Bound
	low, high decimal.Decimal
	phrase    string
}

// plain is the value as results carry it: normalised, no units.
func (v value) plain() string {
	if v.input == nil {
		return "" // nothing was told
	}
	switch v.input.Type {
	case BoolInput:
		return strconv.FormatBool(v.yes)
	case DateInput:
		if v.elapsed != nil {
			return v.elapsed.text(Simplified)
		}
		return v.date.String()
	case EnumInput, TextInput:
		return v.text
	case PartsInput:
		return strconv.Itoa(len(v.parts))
	}
	return written(v.number)
}

// said is the value as a phrase shows it.
func (v value) said(language string) string {
	if v.input == nil {
		return ""
	}
	for _, o := range v.input.Options {
		if o.Value == v.text && !o.Label.IsZero() {
			return o.Label.In(language)
		}
	}
	return v.plain()
}

// fault is why an input cannot be used: refused (invalid), or to be asked
// for again in other words.
type fault struct {
	text Text
	ask  bool
}

func (f *fault) Error() string { return f.text.Zh }

func refuse(zh, en string) *fault { return &fault{text: Text{Zh: zh, En: en}} }
func askAgain(zh, en string) *fault {
	return &fault{text: Text{Zh: zh, En: en}, ask: true}
}

// absurd is the largest figure taken seriously: ten trillion (10万亿).
func absurd() decimal.Decimal { return decimal.New(1, 13) }

// read understands what was given for an input. An absent value (nil, "",
// 不清楚) is not ok.
func (in *Input) read(raw any, o Options) (v value, ok bool, err error) {
	v.input = in
	switch in.Type {
	case BoolInput:
		state, err := readYesNo(raw, nil, nil)
		if err != nil || state == Unconfirmed {
			return v, false, err
		}
		v.yes = state == Met
		return v, true, nil
	case EnumInput:
		return in.readOption(raw)
	case TextInput:
		v.text = strings.TrimSpace(textOf(raw))
		return v, v.text != "", nil
	case DateInput:
		return in.readDate(raw, o)
	case PartsInput:
		v.parts, err = readParts(raw)
		return v, len(v.parts) > 0, err
	}
	return in.readNumber(raw, o)
}

// readNumber understands money, counts, rates, areas and years.
func (in *Input) readNumber(raw any, o Options) (value, bool, error) {
	v := value{input: in}
	d, s, err := scalarOf(raw)
	switch {
	case err != nil:
		return v, false, err
	case s != "":
		return in.readPhrase(s, o)
	case d == nil:
		return v, false, nil
	case o.Strict && in.Type == MoneyInput:
		return v, false, askAgain("请把金额写成带单位的文字，例如“850000元”或“85万元”",
			`give the amount as text with its unit, such as "850000元" or "85万元"`)
	}
	v.number = *d
	return v, true, in.bounded(v.number)
}

// readPhrase understands a number as a user writes it.
func (in *Input) readPhrase(s string, o Options) (value, bool, error) {
	v := value{input: in, phrase: s}
	if silence(s) {
		return v, false, nil
	}
	if d, ok := bare(s); ok {
		if o.Strict && in.Type == MoneyInput {
			return v, false, askAgain("金额没有单位，请写成“850000元”或“85万元”的样子",
				`the amount has no unit; write it like "850000元" or "85万元"`)
		}
		v.number = d
		return v, true, in.bounded(d)
	}
	m, err := in.parse(s, o)
	if err != nil {
		return v, false, err
	}
	v.number = m.Value
	if in.Type == MoneyInput && m.Kind == quantity.Money && m.Currency != orCNY(in.Currency) {
		return v, false, in.foreign(m.Currency)
	}
	if m.Bound != quantity.Exact {
		v.vague, v.bound, v.low, v.high = true, m.Bound, m.Low, m.High
		v = v.settle()
		if err := errors.Join(in.bounded(v.atLow().number), in.bounded(v.atHigh().number)); err != nil {
			return v, false, asFault(err)
		}
	}
	return v, true, in.bounded(v.number)
}

// foreign asks for the amount in the currency the clause is written in.
func (in *Input) foreign(currency string) *fault {
	want, got := unitOfMoney(in.Currency), unitOfMoney(currency)
	zh := fmt.Sprintf("您给的是%s，条文按%s计算，文件没有写汇率，请给出%s金额", got, want, want)
	if want == "元" {
		zh = fmt.Sprintf("您给的是%s，条文按人民币计算，文件没有写汇率，请给出人民币金额", got)
	}
	return askAgain(zh, fmt.Sprintf("The clause counts in %[1]s and states no exchange rate; please give the amount in %[1]s", englishMoney(in.Currency)))
}

// englishMoney is a currency as English answers name it: RMB, USD.
func englishMoney(currency string) string {
	if currency = orCNY(currency); currency != "CNY" {
		return currency
	}
	return "RMB"
}

// bounded refuses what no such input can be.
func (in *Input) bounded(d decimal.Decimal) error {
	label := in.Label.Zh
	english := in.Label.In(English)
	switch {
	case d.Exponent() < -20 || d.NumDigits() > 40 && d.Exponent() < 0:
		return refuse(label+"的小数位太多，请核对", english+" has too many decimals; please check it")
	case d.Exponent() > 20 || d.NumDigits()+int(d.Exponent()) > 13 && d.Abs().GreaterThan(absurd()):
		return refuse(label+"超出合理范围（最大10万亿），请核对", english+" is beyond any plausible size; please check it")
	case in.Min != nil && d.LessThan(*in.Min), in.Max != nil && d.GreaterThan(*in.Max):
		if !in.Outside.IsZero() {
			return &fault{text: in.Outside}
		}
		return refuse(label+"应当"+in.rangeZh(), english+" is out of range")
	case d.IsNegative() && in.Type != RateInput:
		return refuse(label+"不能是负数", english+" cannot be negative")
	case (in.Type == IntInput || in.Type == YearInput) && !d.IsInteger():
		return refuse(label+"应当是整数", english+" must be a whole number")
	case in.Type == YearInput && (d.LessThan(decimal.New(1900, 0)) || d.GreaterThan(decimal.New(2200, 0))):
		return refuse(label+"应当是年份，例如2024", english+" must be a year such as 2024")
	}
	return nil
}

// rangeZh says the bounds of an input.
func (in *Input) rangeZh() string {
	switch {
	case in.Min != nil && in.Max != nil:
		return fmt.Sprintf("在%s到%s之间", in.Min, in.Max)
	case in.Min != nil:
		return fmt.Sprintf("不小于%s", in.Min)
	}
	return fmt.Sprintf("不大于%s", in.Max)
}

// scalarOf takes a JSON or Go value apart: a number, or text.
func scalarOf(raw any) (*decimal.Decimal, string, error) {
	number := func(s string) (*decimal.Decimal, string, error) {
		d, ok := bare(s)
		if !ok {
			return nil, "", refuse("不是数字："+s, "not a number: "+s)
		}
		return &d, "", nil
	}
	if digits, ok := decoded(raw); ok {
		return number(digits)
	}
	switch x := raw.(type) {
	case nil:
		return nil, "", nil
	case string:
		return nil, strings.TrimSpace(x), nil
	case json.Number:
		return number(x.String())
	case int:
		return number(strconv.Itoa(x))
	case int64:
		return number(strconv.FormatInt(x, 10))
	case decimal.Decimal:
		return &x, "", nil
	case *decimal.Decimal:
		return x, "", nil
	case fmt.Stringer:
		return nil, x.String(), nil
	}
	return nil, "", refuse("应当是一个数，例如 850000 或 85万", "want a number, such as 850000 or 85万")
}

var barePattern = regexp.MustCompile(`^[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)

// bare reads a number without unit, in any width. Exponents are kept small
// before anything is computed with them.
func bare(s string) (decimal.Decimal, bool) {
	const fits = 18 // digits of a machine word
	if len(s) <= fits && s != "" && strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseInt(s, 10, 64)
		return decimal.New(n, 0), err == nil
	}
	s = strings.TrimSpace(hanzi.Fold(s).Text)
	s = strings.ReplaceAll(s, "−", "-")
	if len(s) > 64 || !barePattern.MatchString(s) {
		return decimal.Decimal{}, false
	}
	d, err := decimal.NewFromString(strings.ReplaceAll(s, ",", ""))
	return d, err == nil
}

// asFault gives the words of an error for the user.
func asFault(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	return refuse(err.Error(), err.Error())
}

package quantity

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"clausewise/retrieval/hanzi"
)

// Parse reads one value as a user types it into a field of a kind: "85万",
// "850000.00", "-1", "1e20", "年交易额800万元人民币".
//
// unit is the unit of the field and what a bare number is taken in; where it
// is "" a bare amount of money is refused with ErrNoUnit. For money it is 元
// or 万元. Signs and sizes are the caller's to judge.
//
// With a *VagueError (50多万) or a *CurrencyError (10万美元) the mention is
// valid all the same, so that the caller may go on with the range or name the
// amount. Other errors are ErrEmpty, ErrNotNumber, ErrSeveral, ErrNoUnit,
// ErrDate and *UnitError.
func Parse(kind Kind, unit, s string, o Options) (Mention, error) {
	text := strings.TrimSpace(s)
	if text == "" {
		return Mention{}, ErrEmpty
	}
	m, ok := bareNumber(text)
	if !ok {
		var err error
		if m, err = single(kind, unit, text, o); err != nil {
			return Mention{}, err
		}
	}
	m, err := fit(m, kind, unit)
	if err != nil {
		return Mention{}, err
	}
	switch {
	case m.Kind == Money && kind == Money && m.Currency != "CNY":
		return m, &CurrencyError{m.Currency}
	case m.Bound != Exact && m.Kind != Rank:
		return m, &VagueError{m.Bound, m.Low, m.High, m.Text}
	}
	return m, nil
}

// ParseMoney reads one amount of money. The unit must be said, by a currency
// or by 万 or 亿, which then means 人民币; a bare number is ErrNoUnit. A foreign
// currency is no error here.
func ParseMoney(s string) (decimal.Decimal, string, error) {
	m, err := Parse(Money, "", s, Options{})
	if err != nil && m.Currency != "" && m.Currency != "CNY" && m.Bound == Exact {
		err = nil
	}
	return m.Value, m.Currency, err
}

// bareNumber reads a text that is nothing but digits, with sign, separators,
// decimals or an exponent.
func bareNumber(text string) (Mention, bool) {
	f := strings.ReplaceAll(hanzi.Fold(text).Text, "−", "-")
	plain := strings.TrimPrefix(strings.TrimPrefix(f, "+"), "-")
	if plain == "" || strings.ContainsFunc(plain, func(r rune) bool { return !digit(r) && !runeIn(r, ".,e+- ") }) {
		return Mention{}, false
	}
	if !digit(rune(plain[0])) && plain[0] != '.' {
		return Mention{}, false
	}
	if strings.ContainsAny(plain, ", ") {
		if !grouped(plain) {
			return Mention{}, false
		}
		f = strings.NewReplacer(",", "", " ", "").Replace(f)
	}
	mantissa, exponent, ok := strings.Cut(f, "e")
	if len(mantissa) > longest || ok && len(strings.Trim(exponent, "+-0123456789")) > 0 || len(exponent) > 4 {
		return Mention{}, false
	}
	if strings.LastIndexByte(mantissa, '-') > 0 || strings.LastIndexByte(mantissa, '+') > 0 {
		return Mention{}, false
	}
	d, err := decimal.NewFromString(f)
	if err != nil {
		return Mention{}, false
	}
	return Mention{Value: d, End: utf8.RuneCountInString(text), Text: text}, true
}

// grouped reports whether the separators stand every three digits.
func grouped(s string) bool {
	whole, _, _ := strings.Cut(s, ".")
	parts := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == ' ' })
	for i, p := range parts {
		if i == 0 && (len(p) == 0 || len(p) > 3) || i > 0 && len(p) != 3 {
			return false
		}
	}
	return strings.Count(whole, ",")+strings.Count(whole, " ") == len(parts)-1
}

// single finds the one mention of a text that the field can take.
func single(kind Kind, unit, text string, o Options) (Mention, error) {
	found := Find(text, o)
	if len(found) == 0 {
		if m, ok := numeralOnly(text); ok {
			return m, nil
		}
		if (kind == Day || kind == Month || kind == Year) && strings.ContainsFunc(text, unicode.IsNumber) {
			return Mention{}, ErrDate
		}
		return Mention{}, ErrNotNumber
	}
	var fits, others []Mention
	for _, m := range found {
		if _, err := fit(m, kind, unit); err == nil && (m.Kind != Number || len(found) == 1) {
			fits = append(fits, m)
		} else {
			others = append(others, m)
		}
	}
	switch {
	case len(fits) == 1:
		return fits[0], nil
	case len(fits) == 0 && (kind == Day || kind == Month || kind == Year):
		return Mention{}, ErrDate
	case len(fits) > 1 || len(others) > 1:
		return Mention{}, ErrSeveral
	}
	return others[0], nil
}

// numeralOnly reads 三 and 第 of a field by itself, which mean nothing in
// running text.
func numeralOnly(text string) (Mention, bool) {
	s := newScanner(text, Options{}, true)
	if len(s.r) == 0 {
		return Mention{}, false
	}
	n, ok := s.numeral(0)
	if !ok || n.end != len(s.r) {
		return Mention{}, false
	}
	m := Mention{Value: n.value, Bound: n.bound, Low: n.low, High: n.high, End: len(s.source), Text: text}
	return m, true
}

// fit turns a mention into the kind and unit of a field, or says why not.
func fit(m Mention, kind Kind, unit string) (Mention, error) {
	if m.Kind == Number && kind != Number {
		return fitBare(m, kind, unit)
	}
	switch kind {
	case Number:
		return m, nil
	case Count:
		if m.Kind == Money && m.Implied {
			m.Kind, m.Unit, m.Currency, m.Implied = Count, unit, "", false
		}
		if m.Kind == Rank && m.Unit == unit {
			m.Kind = Count
		}
		if m.Kind == Count && (unit == "" || m.Unit == unit || m.Unit == "个" || sameUnit(m.Unit, unit)) {
			if unit != "" {
				m.Unit = unit
			}
			return m, nil
		}
	case Rank:
		if m.Kind == Rank || m.Kind == Count && (m.Unit == "档" || m.Unit == "名") {
			m.Kind = Rank
			return m, nil
		}
	case Area:
		if m.Kind == Area {
			return m, nil
		}
		if m.Kind == Money && m.Implied {
			m.Kind, m.Unit, m.Currency, m.Implied = Area, "平方米", "", false
			return m, nil
		}
	case Duration:
		if m.Kind == Duration {
			return fitDuration(m, unit)
		}
	case Year:
		switch m.Kind {
		case Year:
			return m, nil
		case Day, Month:
			y := yearMention(m.Date.Year)
			y.Start, y.End, y.Text = m.Start, m.End, m.Text
			return y, nil
		}
	default:
		if m.Kind == kind {
			return m, nil
		}
	}
	return Mention{}, &UnitError{Got: named(m), Want: wanted(kind, unit)}
}

// sameUnit holds the measure words that count the same things.
func sameUnit(a, b string) bool {
	people := "人名位"
	orders := "单票件"
	return strings.Contains(people, a) && strings.Contains(people, b) ||
		strings.Contains(orders, a) && strings.Contains(orders, b)
}

// fitBare gives a bare number the unit of its field.
func fitBare(m Mention, kind Kind, unit string) (Mention, error) {
	m.Kind = kind
	switch kind {
	case Money:
		m.Unit, m.Currency = "元", "CNY"
		switch unit {
		case "":
			return Mention{}, ErrNoUnit
		case "万元":
			m.scale(decimal.NewFromInt(10000))
		}
	case Rate:
		m.Unit = "%"
	case Area:
		m.Unit = "平方米"
	case Rank:
		m.Unit = or(unit, "名")
	case Year:
		if y, ok := (numeral{value: m.Value, bound: m.Bound}).small(firstYear, lastYear); ok {
			m.Value, m.Unit = decimal.NewFromInt(int64(y)), "年"
			return m, nil
		}
		return Mention{}, ErrDate
	case Day, Month:
		found := Find(m.Text, Options{})
		if len(found) != 1 || found[0].Kind != kind {
			return Mention{}, ErrDate
		}
		return found[0], nil
	default:
		m.Unit = unit
	}
	return m, nil
}

// fitDuration converts between years and months where that is exact.
func fitDuration(m Mention, unit string) (Mention, error) {
	twelve := decimal.NewFromInt(12)
	switch {
	case unit == "" || m.Unit == unit || unit == "日" && m.Unit == "天":
		return m, nil
	case unit == "月" && m.Unit == "年":
		m.scale(twelve)
		m.Unit = unit
		return m, nil
	case unit == "年" && m.Unit == "月":
		years := m.Value.DivRound(twelve, 6)
		if years.Mul(twelve).Equal(m.Value) && m.Bound == Exact {
			m.Value, m.Unit = years, unit
			return m, nil
		}
	}
	return Mention{}, &UnitError{Got: m.Unit, Want: unit}
}

func named(m Mention) string {
	if m.Kind == Money && m.Currency != "CNY" {
		return m.Currency
	}
	return or(m.Unit, "无")
}

func wanted(kind Kind, unit string) string {
	if unit != "" {
		return unit
	}
	return map[Kind]string{
		Money: "元", Rate: "%", Area: "平方米", Rank: "名", Year: "年", Day: "日", Month: "月",
		Duration: "年、月、日", Count: "个",
	}[kind]
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Currency names a currency of money for users: 人民币, 美元, or its code.
func Currency(code string) string {
	switch code {
	case "CNY", "":
		return "人民币"
	case "USD":
		return "美元"
	case "HKD":
		return "港元"
	case "EUR":
		return "欧元"
	case "JPY":
		return "日元"
	case "GBP":
		return "英镑"
	}
	return fmt.Sprintf("外币（%s）", code)
}

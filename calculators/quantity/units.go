package quantity

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

//go:embed units.txt
var unitsFile string

// unit is a word that says what a number counts.
type unit struct {
	word     []rune
	kind     Kind
	unit     string
	currency string
	factor   decimal.Decimal // to the canonical unit
	one      bool            // factor is one
	not      string          // characters that may not follow
	latin    bool            // must end at the end of a word
	end      int             // set when found: where it ends
}

// units by their first character, longest first; read once, never changed.
var units = readUnits()

func readUnits() map[rune][]unit {
	kinds := map[string]Kind{"money": Money, "rate": Rate, "area": Area, "duration": Duration, "count": Count}
	t := map[rune][]unit{}
	for line := range strings.Lines(unitsFile) {
		f := strings.Fields(line)
		if len(f) < 4 || strings.HasPrefix(f[0], "#") {
			continue
		}
		u := unit{kind: kinds[f[0]], unit: f[1], factor: decimal.RequireFromString(f[2]), one: f[2] == "1"}
		if u.kind == Money {
			u.unit, u.currency = "元", f[1]
		}
		words := f[3:]
		if last := words[len(words)-1]; last[0] == '!' {
			u.not, words = last[1:], words[:len(words)-1]
		}
		for _, w := range words {
			v := u
			v.word = []rune(strings.ReplaceAll(w, "_", " "))
			v.latin = letter(v.word[len(v.word)-1])
			t[v.word[0]] = append(t[v.word[0]], v)
		}
	}
	for _, list := range t {
		slices.SortStableFunc(list, func(a, b unit) int { return len(b.word) - len(a.word) })
	}
	return t
}

// unit finds the unit word that begins at i, the longest one.
func (s *scanner) unit(i int) (unit, bool) {
	if i >= len(s.r) {
		return unit{}, false
	}
	for _, u := range units[s.r[i]] {
		end := i + len(u.word)
		if !s.hasRunes(i, u.word) {
			continue
		}
		next := s.at(end)
		if u.latin && letter(next) || u.not != "" && runeIn(next, u.not) {
			continue
		}
		u.end = end
		return u, true
	}
	return unit{}, false
}

// unitNear is unit with spaces allowed before it: 60 家, 800 sqm.
func (s *scanner) unitNear(i int) (unit, bool) {
	if u, ok := s.unit(i); ok {
		return u, true
	}
	k := s.space(i)
	if k == i {
		return unit{}, false
	}
	return s.unit(k)
}

// counted reports whether what begins at i can follow a number: a unit or a
// place word.
func (s *scanner) counted(i int) bool {
	c := s.at(i)
	if place(c) > 0 || runeIn(c, "万亿个成") {
		return true
	}
	_, ok := s.unit(i)
	return ok
}

// currencies are the words and signs that stand before an amount.
var currencies = []struct {
	word, currency string
}{
	{"人民币", "CNY"},
	{"rmb", "CNY"},
	{"cny", "CNY"},
	{"hk$", "HKD"},
	{"us$", "USD"},
	{"usd", "USD"},
	{"hkd", "HKD"},
	{"eur", "EUR"},
	{"jpy", "JPY"},
	{"gbp", "GBP"},
	{"美元", "USD"},
	{"美金", "USD"},
	{"港币", "HKD"},
	{"港元", "HKD"},
	{"欧元", "EUR"},
	{"日元", "JPY"},
	{"英镑", "GBP"},
	{"¥", "CNY"},
	{"$", "USD"},
	{"€", "EUR"},
	{"£", "GBP"},
}

// currencyBefore looks for a currency that touches the number at i, spaces
// and a colon aside, and says where it begins.
func (s *scanner) currencyBefore(i int) (currency string, start int) {
	k := i
	for k > s.done && (s.r[k-1] == ' ' || s.r[k-1] == ':') {
		k--
	}
	for _, c := range currencies {
		if n := s.endsWith(k, c.word); n > 0 {
			if letter(s.r[k-n]) && k-n > 0 && letter(s.r[k-n-1]) {
				continue
			}
			return c.currency, k - n
		}
	}
	return "", i
}

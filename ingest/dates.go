package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"clausewise/calculators/quantity"
)

const (
	datePattern    = `(?:[0-9０-９]{4}\s*年\s*[0-9０-９]{1,2}\s*月\s*[0-9０-９]{1,2}\s*日|[〇零○Ｏ一二三四五六七八九]{4}年[元正一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)`
	vagueDate      = `[0-9０-９*＊×xX]{2,4}\s*年\s*[0-9０-９*＊×xX]{0,2}\s*月\s*[0-9０-９*＊×xX]{0,2}\s*日`
	intoForce      = `(?:起?\s*(?:施行|实施|實施|执行|執行|生效|试行|試行))`
	publishingVerb = `(?:公布|发布|發布|发文|印发|印發|颁布|頒布|批准|通过|下发|下發|签发)`
)

var theDay = regexp.MustCompile(`^` + datePattern + `$`)

// readDate reads 2024年4月8日 and 二〇二四年四月八日; the zero Date where the
// day is not in the calendar.
func readDate(s string) quantity.Date {
	s = strings.Map(dropSpace, norm.NFKC.String(s))
	y, rest, _ := strings.Cut(s, "年")
	m, rest, _ := strings.Cut(rest, "月")
	d, _, _ := strings.Cut(rest, "日")
	month := ordinalOf(strings.NewReplacer("元", "一", "正", "一").Replace(m))
	date := quantity.Date{Year: yearOf(y), Month: time.Month(month), Day: ordinalOf(d)}
	if date.Year == 0 || quantity.DateOf(date.Time()) != date {
		return quantity.Date{}
	}
	return date
}

func yearOf(s string) int {
	if y, err := strconv.Atoi(s); err == nil {
		return y
	}
	y := 0
	for _, r := range s {
		if r == '○' || r == 'O' {
			r = '〇'
		}
		y = y*10 + max(hanDigit(r), 0)
	}
	return y
}

func ordinalOf(s string) int {
	n, end, ok := numeral([]rune(s), 0)
	if !ok || end != len([]rune(s)) {
		return 0
	}
	return n
}

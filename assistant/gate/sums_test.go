package gate

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestSumsAreDoneAnew(t *testing.T) {
	v := func(s string) decimal.Decimal { return decimal.RequireFromString(s) }
	for name, c := range map[string]struct {
		steps []Step
		want  string // "" where it is no sum
	}{
		"added":                    {[]Step{{begin, v("46")}, {plus, v("18")}}, "64"},
		"taken off":                {[]Step{{begin, v("46")}, {minus, v("18")}}, "28"},
		"added, then multiplied":   {[]Step{{begin, v("1")}, {plus, v("2")}, {times, v("3")}}, "9"},
		"more by a share":          {[]Step{{begin, v("50")}, {grow, v("30")}}, "65"},
		"less by a share":          {[]Step{{begin, v("50")}, {shrink, v("20")}}, "40"},
		"a share":                  {[]Step{{begin, v("50")}, {share, v("20")}}, "10"},
		"a growth is cut off":      {[]Step{{begin, v("26")}, {minus, v("12")}, {ratio, v("12")}}, "116.6666"},
		"nothing":                  {nil, ""},
		"no beginning":             {[]Step{{plus, v("18")}}, ""},
		"begun twice":              {[]Step{{begin, v("46")}, {begin, v("64")}}, ""},
		"what no sum does":         {[]Step{{begin, v("46")}, {"^", v("2")}}, ""},
		"over nothing":             {[]Step{{begin, v("46")}, {ratio, v("0")}}, ""},
		"unknown after known ones": {[]Step{{begin, v("46")}, {plus, v("1")}, {"=", v("64")}}, ""},
	} {
		got, ok := Sum{Steps: c.steps}.value()
		if ok != (c.want != "") || ok && !got.Equal(v(c.want)) {
			t.Errorf("%s: %s, %v; want %q", name, got, ok, c.want)
		}
	}
}

package assistant

import (
	"fmt"
	"slices"
	"testing"

	"clausewise/calculators"
)

// Several options of one input, each with its count, before or behind it.
func TestOptionsNamed(t *testing.T) {
	level := calculators.Input{ID: "level", Type: calculators.EnumInput, Options: []calculators.Option{
		{Value: "市级", Words: []string{"市", "市级产业园"}},
		{Value: "省级", Words: []string{"省", "湖南省级"}},
	}}
	for text, want := range map[string][]string{
		"市级1个、省级2个":           {"市级 1", "省级 2"},
		"一个省级、三个市级":           {"省级 1", "市级 3"},
		"省级产业带2个，市级产业带3个":     {"省级 2", "市级 3"},
		"我们有省级园，另有市级2个":       {"省级 0", "市级 2"},
		"株洲市的市级产业园，市级的奖多少":    {"市级 0"},
		"省里和市里都认定":            nil,
		"运营两个产业园，一个省级的，一个市级的": {"省级 1", "市级 1"},
	} {
		var got []string
		for _, a := range turnOn(t, text).optionsNamed(level) {
			got = append(got, fmt.Sprintf("%s %d", a.value, a.count))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

package hanzi

import (
	"slices"
	"testing"
)

func TestReadings(t *testing.T) {
	for r, want := range map[rune][]string{
		'仓': {"cang"}, '站': {"zhan"}, '绿': {"lv", "lu"}, '女': {"nv", "ru"}, 'a': nil, '，': nil, '９': nil,
	} {
		if got := Readings(r); !slices.Equal(got, want) {
			t.Errorf("%c is read %v, want %v", r, got, want)
		}
	}
	if got := Readings('重'); got[0] != "zhong" || !slices.Contains(got, "chong") {
		t.Errorf("重 is read %v", got)
	}
}

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

func TestIsPinyin(t *testing.T) {
	for word, want := range map[string]bool{
		"cailiao": true, "xian": true, "lvse": true, "nver": true, "zhuang": true, "e": true,
		"": false, "shop": false, "what": false, "szdlz": false, "n": false, "9610": false, "cost": false, "b2b": false,
	} {
		if got := IsPinyin(word); got != want {
			t.Errorf("IsPinyin(%q) = %v", word, got)
		}
	}
}

func TestNearSound(t *testing.T) {
	for pinyin, want := range map[string]string{"changzhang": "canzan", "yuangong": "yuangon", "haiwaicang": "haiwaican", "zongbu": "zonbu"} {
		if got := NearSound(pinyin); got != want {
			t.Errorf("NearSound(%s) = %s, want %s", pinyin, got, want)
		}
	}
}

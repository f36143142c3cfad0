package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOfficeTerms finds by what one office alone calls things, in pinyin, and
// refuses a file that contradicts itself.
func TestOfficeTerms(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(terms string) {
		if err := os.WriteFile(filepath.Join(dir, "terms.txt"), []byte(terms), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# 本办的叫法\n独立站 = 门户小铺 ~ 毒丽站\n")
	data := t.TempDir()
	for _, query := range []string{"苏州 门户小铺", "苏州 毒丽站", "苏州 dlz", "苏州 dulizhan"} {
		var out strings.Builder
		if err := runAt(t.Context(), time.Now, unhurried, []string{"search", "--data", data, "--policies", dir, "--limit", "3", query}, strings.NewReader(""), &out, &out); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if !strings.Contains(out.String(), ". suzhou-measures 二/9（") {
			t.Errorf("%s finds %s", query, out.String())
		}
	}
	write("独立站 = 小铺\n海外仓 = 小铺\n")
	var out strings.Builder
	err := runAt(t.Context(), time.Now, unhurried, []string{"search", "--data", data, "--policies", dir, "独立站"}, strings.NewReader(""), &out, &out)
	if err == nil || !strings.Contains(err.Error(), "小铺") {
		t.Errorf("error %v", err)
	}
}

package ingest

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDepartments(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"给予支持。（市商务局、市财政局）", []string{"市商务局", "市财政局"}},
		{"给予支持。[责任单位：市商务局、市财政局，第一位为牵头部门，下同]\n", []string{"市商务局", "市财政局"}},
		{"〔责任单位:市商务局,各县(市、区)人民政府〕", []string{"市商务局", "各县(市、区)人民政府"}},
		{"（牵头单位：市发改委；配合单位：市财政局等）。", []string{"市发改委", "市财政局"}},
		{"(市僑辦、市僑聯按職責分工)", []string{"市僑辦", "市僑聯"}},
		{"（人民银行株洲市分行（国家外汇管理局株洲市分局）、市税务局负责）", []string{"人民银行株洲市分行（国家外汇管理局株洲市分局）", "市税务局"}},
		{"（责任单位：株洲海关）", []string{"株洲海关"}},
		// A bracket that names nobody responsible.
		{"中国（苏州）跨境电子商务综合试验区（以下简称综试区）", nil},
		{"给予补助（三项可叠加）", nil},
		{"按本办法执行（国办发〔2024〕1号）", nil},
		{"适用于本市（含昆山市、太仓市）", nil},
		{"两种(含)以上", nil},
		{"第一章（总则）", nil},
		{"没有括号", nil},
		{"）", nil},
		{"（（市商务局）", []string{"市商务局"}},
		{"", nil},
	} {
		if diff := cmp.Diff(tt.want, departments(tt.text)); diff != "" {
			t.Errorf("departments(%q) (-want +got):\n%s", tt.text, diff)
		}
	}
}

// onlyDuty is what may be left of a bracket when the offices are taken out.
var onlyDuty = regexp.MustCompile(`^(?:[（()）〔〕［］\[\]：:、，,；]|责任单位|按職責分工負責|按職責分工|負責|落實|本項及以下均需負責落實|不再列出)*$`)

// TestDepartmentsOfBuiltin checks every responsible department of the three
// action plans: each bracket ends its clause, and what is read from it is all
// of it but the words of duty.
func TestDepartmentsOfBuiltin(t *testing.T) {
	data, err := os.ReadFile("testdata/departments.txt")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	named := map[string][]string{}
	for _, name := range packNames {
		for _, r := range loadBuiltin(t, name).Rows {
			rows[r.Document+" "+r.Key] = strings.TrimSpace(r.Text)
			named[r.Document+" "+r.Key] = r.Departments
		}
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(f) < 3 || f[0] == "#" {
			continue
		}
		id := f[0] + " " + f[1]
		seen[id] = true
		if !strings.HasSuffix(rows[id], f[2]) {
			t.Errorf("%s does not end in %s but in %s", id, f[2], ends(rows[id]))
			continue
		}
		rest := f[2]
		names := slices.SortedFunc(slices.Values(named[id]), func(a, b string) int { return len(b) - len(a) })
		for _, n := range names {
			if !strings.Contains(rest, n) {
				t.Errorf("%s: %s is not in %s", id, n, f[2])
			}
			rest = strings.ReplaceAll(rest, n, "")
		}
		if len(names) == 0 || !onlyDuty.MatchString(rest) {
			t.Errorf("%s: %q is left over of %s after %q", id, rest, f[2], names)
		}
	}
	if len(seen) != 50 {
		t.Errorf("%d brackets compared, want 50", len(seen))
	}
}

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"clausewise/calculators"
)

// TestFactCommands reads what profile, compare and what-if print, and their
// JSON.
func TestFactCommands(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		code int
		want []string
	}{
		"profile": {
			[]string{"profile", "--place", "昆山", "site_expense=85万", "site_has_record=有", "overseas_warehouse_fee=60万", "benchmark_years=1"},
			0,
			[]string{
				"企业所在地  昆山市", "征求意见稿", "独立站建设运营补助（suzhou-measures/independent-site）  29万元",
				"12万元  须确认：", "缺：标杆企业档次", "合计  41万元（410000.00元）：29万元 + 12万元 = 41万元；其中条件都已确认的 29万元", "benchmark_tier",
			},
		},
		"the cap binds": {
			[]string{"profile", "site_expense=3000万", "site_has_record=有"},
			0,
			[]string{"合计  800万元（8000000.00元）：按条文 905万元", "限制  单个企业合计封顶（800万元），少 105万元"},
		},
		"facts":           {[]string{"profile", "--facts"}, 0, []string{"place  企业所在地", "booth_fee  展位费（金额，元），2 处用到"}},
		"an unknown fact": {[]string{"profile", "sales=85万"}, 1, []string{"没有规则用到“sales”"}},
		"nothing told":    {[]string{"profile"}, 2, []string{"请写明企业的情况"}},
		"compare":         {[]string{"compare", "site_expense=85万"}, 0, []string{"独立站建设运营补助：29万元（须确认", "对企业建站费用予以支持", "南通市只写了支持，没有写金额"}},
		"compare, chosen": {[]string{"compare", "--city", "苏州", "--subject", "海外仓"}, 0, []string{"海外仓\n  苏州市"}},
		"an odd subject":  {[]string{"compare", "--subject", "天气"}, 1, []string{"没有项目“天气”", "独立站"}},
		"what-if":         {[]string{"what-if", "suzhou-measures/independent-site", "expense_yuan", "expense_yuan=85万", "has_record=有", "--wish", "50万"}, 0, []string{"0元 到 50万元  没有（条文要求：当年度独立站费用支出超过50万元）", "超过50万元 到 不满2660万元  20万元起，每满10万元加3万元", "再增加5万元，达到90万元，可多得3万元", "达到150万元时可得50万元", "不是建议"}},
		"no advice":       {[]string{"what-if", "suzhou-measures/independent-site", "expense_yuan", "expense_yuan=40万"}, 0, []string{"为40万元，0元"}},
		"not an amount":   {[]string{"what-if", "suzhou-measures/independent-site", "expense_yuan", "--wish", "很多"}, 2, []string{"不是人民币金额"}},
		"an odd wish":     {[]string{"what-if", "suzhou-measures/independent-site", "expense_yuan", "--wish", "负一万"}, 2, []string{"应当大于0元"}},
		"no curve":        {[]string{"what-if", "suzhou-measures/independent-site", "has_record"}, 1, []string{"不随这个输入变化"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := try(t, "", tt.args...)
			if got.code != tt.code {
				t.Fatalf("code %d\n%s%s", got.code, got.stdout, got.stderr)
			}
			for _, w := range tt.want {
				if !strings.Contains(got.stdout+got.stderr, w) {
					t.Errorf("%q is not said:\n%s%s", w, got.stdout, got.stderr)
				}
			}
			if name == "no advice" && strings.Contains(got.stdout, "下一档") {
				t.Errorf("advice to spend in order to qualify:\n%s", got.stdout)
			}
		})
	}
	var p calculators.Profile
	if got := try(t, "", "profile", "site_expense=85万", "--json"); json.Unmarshal([]byte(got.stdout), &p) != nil || len(p.Documents) < 5 {
		t.Errorf("JSON: %.300s", got.stdout)
	}
	var w whatIf
	if got := try(t, "", "what-if", "suzhou-measures/transit-vehicles", "vehicle_cost_yuan", "--json"); json.Unmarshal([]byte(got.stdout), &w) != nil || len(w.Curve.Segments) != 3 {
		t.Errorf("JSON: %.300s", got.stdout)
	}
}

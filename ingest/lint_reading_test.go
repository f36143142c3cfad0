package ingest

import (
	"strings"
	"testing"
)

// TestLintReading holds the linter against a reading of the built-in documents
// by people: every doubt and every defect of a text that they wrote down, with
// the finding that tells of it.
func TestLintReading(t *testing.T) {
	library := builtinLibrary(t)
	found := map[string][]Finding{}
	for _, p := range library.(PackLibrary) {
		for _, f := range Lint(p, library) {
			found[f.Document] = append(found[f.Document], f)
		}
	}
	const (
		measures = "suzhou-measures"
		zhuzhou  = "zhuzhou-opinions"
		jiangsu  = "jiangsu-demonstration-enterprise"
		returns  = "return-goods-2023-4"
	)
	for _, want := range []struct {
		doubt                         string
		document, clause, rule, quote string // quote: a part of it
	}{
		{"a part of a step", measures, "二/9", RuleSteps, "每增加10万元"},
		{"from where steps count", measures, "二/9", RuleSteps, "每增加10万元"},
		{"several sites of one firm", measures, "二/9", RuleSeveral, "运营独立站"},
		{"等费用 is open", measures, "二/9", RuleOpenList, "宣传推广等费用"},
		{"no 实绩 asked here, but elsewhere", measures, "二/9", RuleProof, "需要有磋商或交易记录"},
		{"the cap's years", measures, "六/(二)", RuleCapPeriod, "最高可享受800万元"},
		{"the cap's group of firms and clauses", measures, "六/(二)", RuleCapScope, "最高可享受800万元"},
		{"income of which services", measures, "二/10", RuleRateBase, "当年度服务收入的5%"},
		{"the period of 100万", measures, "二/10", RuleCapPeriod, "100万元"},
		{"20万 by firm, warehouse or year", measures, "三/11", RuleCapPeriod, "20万元"},
		{"20万 by firm, warehouse or year", measures, "三/13", RuleCapPeriod, "20万元"},
		{"one invoice twice", measures, "三/13", RuleDoubleClaim, "仓储费用和仓内服务费"},
		{"who gets it", measures, "三/12", RuleRecipient, "给予转关监管车辆费用补贴"},
		{"over which period", measures, "三/12", RuleThresholdPeriod, "40万元以上"},
		{"20 and 10, or 10", measures, "三/12", RuleStack, "再给予10万元"},
		{"one ranking or two, ties", measures, "三/15", RuleRanking, "前三名的"},
		{"the limits of the tiers", measures, "二/8", RuleTierCriteria, "分四挡"},
		{"the standard of the tiers", measures, "二/8", RuleCriteria, "多维度市场化评价标准"},
		{"assessed each year", measures, "二/8", RuleRecurring, "每年分别给予"},
		{"等方式 is open", measures, "六/(二)", RuleOpenList, "9610、9710、9810、1210等方式"},
		{"how much is 实绩", measures, "六/(二)", RuleMinimum, "跨境电商实绩"},
		{"who recognises the warehouse", measures, "三/13", RuleAuthority, "经认定的"},
		{"and or or", zhuzhou, "二/(四)", RuleThresholdList, "2000万元以上、带动本地区产品出口额1000万元以上"},
		{"30% of what", zhuzhou, "二/(四)", RuleRateScope, "不超过30%的比例"},
		{"a jump over a milestone", zhuzhou, "二/(四)", RuleStack, "首次达到1亿元、10亿元"},
		{"the second year's figures", zhuzhou, "一/(一)", RuleLaterYears, "第二年"},
		{"the currency of trade", zhuzhou, "一/(一)", RuleCurrency, "1000万元以上"},
		{"a prize on upgrade", zhuzhou, "一/(一)", RuleStack, "市级、省级跨境电商产业园"},
		{"space let to others", zhuzhou, "一/(一)", RuleSubLet, "租赁自用场所面积"},
		{"the whole area", zhuzhou, "二/(三)", RuleUnitBase, "每平方米100元"},
		{"whose trade", zhuzhou, "三/(八)", RuleModifier, "有实际进出口额的企业"},
		{"per warehouse or firm", zhuzhou, "四/(九)", RuleCapNeverBinds, "500万元"},
		{"no rate", zhuzhou, "五/(十)", RuleRateMissing, "运营费用给予最高100万元"},
		{"recognised at both levels", zhuzhou, "九/(二十)", RuleStack, "30万元的一次性奖励"},
		{"whether 5万 limits the full fee", zhuzhou, "九/(二十一)", RuleCapScope, "最高5万元"},
		{"no period of validity", zhuzhou, "ending-1", RuleMissingExpiry, "有效期内"},
		{"no day of publication", zhuzhou, "ending-1", RuleRelativeStart, "自公布之日起"},
		{"或 and 且", jiangsu, "第六条/(一)", RulePrecedence, "且员工总数不少于50人"},
		{"或 and 且", jiangsu, "第六条/(五)", RulePrecedence, "员工"},
		{"arithmetic or compound", jiangsu, "第六条/(五)", RuleAverage, "年均营业收入增速"},
		{"which measure of traffic", jiangsu, "第六条/(五)", RuleOpenList, "核心流量指标"},
		{"原则上", jiangsu, "第六条", RuleSoftCondition, "原则上"},
		{"the last of two years", jiangsu, "第十五条", RulePeriodEnd, "两年"},
		{"no day of issue", returns, "一", RuleRelativeStart, "自本公告印发之日起"},
		{"arrived or declared", returns, "一", RuleEventDay, "自出口之日起6个月内"},
		{"a plan's promise to builders", measures, "三/11", RulePromise, "公共海外仓"},

		{"a sentence twice", measures, "二/8", RuleDoubled, "支持传统制造、外贸企业"},
		{"挡 for 档", measures, "二/8", RuleWrongCharacter, "四挡"},
		{"the month is a star", measures, "六/(三)", RulePlaceholderDate, "2024年*月1日"},
		{"spaces", measures, "六/(三)", RuleStraySpace, "项目期间为 2024年"},
		{"converted script", "suzhou-action-plan", "preamble", RuleScript, "關于"},
		{"half-width marks", "suzhou-action-plan", "preamble", RuleMixedPunctuation, ","},
		{"cited with other dashes", measures, "preamble", RuleTitle, "（2024—2026年）"},
		{"one line", "huaian-action-plan", "一", RuleRunTogether, "总体要求"},
		{"one line", "nantong-action-plan", "一", RuleRunTogether, "总体要求"},
		{"one line", jiangsu, "第一条", RuleRunTogether, ""},
		{"one line", returns, "一", RuleRunTogether, ""},
		{"navigation", "huaian-action-plan", "navigation-1", RuleNavigation, "4008212199-1-9"},
		{"cut off", jiangsu, "第十七条/(一)", RuleCutEnding, "[…]"},
		{"full-width dots", "suzhou-pilot-zone", "一/(二)/1", RuleMarkerForm, "1．"},
		{"numbering restarts", "suzhou-pilot-zone", "二/(二)/1", RuleRestart, ""},
		{"例 missing", zhuzhou, "四/(九)", RuleLostCharacter, "实践案"},
		{"跨 missing", zhuzhou, "八/(十七)", RuleLostCharacter, "对境电商"},
		{"spaces in a sum", zhuzhou, "二/(四)", RuleStraySpace, "20 万元"},
		{"half-width comma", zhuzhou, "一/(二)", RuleMixedPunctuation, ","},
	} {
		var near []string
		ok := false
		for _, f := range found[want.document] {
			if f.Clause != want.clause {
				continue
			}
			near = append(near, f.Rule+" “"+f.Quote+"”")
			ok = ok || f.Rule == want.rule && strings.Contains(f.Quote, want.quote)
		}
		if !ok {
			t.Errorf("%s: no %s in %s %s, but %s", want.doubt, want.rule, want.document, want.clause, strings.Join(near, "; "))
		}
	}
}

package ingest

import (
	"regexp"
	"strings"

	"clausewise/retrieval"
)

var (
	givesBefore = regexp.MustCompile(`(?:给予|给以|补助|补贴|奖励|资助|支持|扶持|奖补|发放|再给)[^，,。；;]{0,14}$`)
	givesAfter  = regexp.MustCompile(`^[^，,。；;、0-9]{0,8}(?:补助|补贴|奖励|资助|支持|扶持|奖金|津贴|奖补)`)
	byRate      = regexp.MustCompile(`(?:按|给予|补贴|比例|支持|奖励|资助|补助)[^，,。；;]{0,20}$`)
	ofRate      = regexp.MustCompile(`^[^，,。；;0-9]{0,6}(?:比例|标准|补贴|补助|奖励|支持|资助|给予|扶持)`)
	// ofThose follows a condition: 营业收入不超过100万元的企业.
	ofThose = regexp.MustCompile(`^的(?:[^,，。；;0-9]{0,6}(?:企业|单位|项目|机构|个人|主体|园区|产品|店)|[,，])`)
	fines   = regexp.MustCompile(`^[^。；;]{0,24}(?:罚款|罚金|滞纳金|违约金)`)
	aims    = regexp.MustCompile(`力争|[到至]20[0-9]{2}年(?:底|末)?|每年(?:推动|招引|引育|新增|实现|培育|至少|新)|(?:保持|实现)年均|"?十[一二三四五六七]五"?”?期间|总体目标|主要目标`)
	// Words without which the patterns above need not be tried.
	giving    = []string{"给予", "给以", "补助", "补贴", "奖励", "资助", "支持", "扶持", "奖补", "发放", "再给", "奖金", "津贴"}
	fining    = []string{"罚款", "罚金", "滞纳金", "违约金"}
	aiming    = []string{"力争", "到20", "至20", "每年", "年均", "期间", "总体目标", "主要目标"}
	capWords  = []string{"最高", "最多", "上限", "封顶", "累计", "合计", "总额", "不超过", "不得超过"}
	givesWord = []string{"给予", "补助", "补贴", "奖励", "资助", "扶持", "奖补"}
	// sets is a plan's verb before the number of what it wants to have.
	sets = regexp.MustCompile(`(?:培育|打造|建设|建成|创建|新增|引进|招引|引育|集聚)[^,，。；;、]{0,18}$`)
)

// surroundings are the words a figure stands among, in the plain form.
type surroundings struct {
	before   string // of the sentence, up to the number
	near     string // the last words of it
	after    string // of the sentence, from behind the number
	sentence string
	aim      bool // the clause sets targets
}

// roleOf says what a figure does, by the words around it.
func roleOf(f *retrieval.Figure, b bounded, at surroundings) retrieval.Role {
	switch {
	case f.Kind == retrieval.DateFigure || f.Kind == retrieval.MonthFigure || f.Kind == retrieval.YearFigure:
		return retrieval.DateRole
	case f.Kind == retrieval.NumberFigure:
		return retrieval.OtherRole
	case stepIn(at.near) != "":
		return retrieval.StepRole
	case containsAny(at.after, fining...) && fines.MatchString(at.after):
		return retrieval.OtherRole
	}
	atLeast := f.Bound == retrieval.AtLeast || f.Bound == retrieval.MoreThan || f.Bound == retrieval.LessThan
	if f.Kind == retrieval.PeriodFigure || f.Kind == retrieval.RankFigure && f.Unit == "年" {
		if atLeast {
			return retrieval.ThresholdRole
		}
		return retrieval.PeriodRole
	}
	if at.aims(f) {
		return retrieval.TargetRole
	}
	switch f.Kind {
	case retrieval.RateFigure:
		switch {
		case atLeast:
			return retrieval.ThresholdRole
		case byRate.MatchString(at.near) || ofRate.MatchString(at.after):
			return retrieval.RateRole
		}
	case retrieval.AmountFigure:
		switch {
		case atLeast || f.Bound == retrieval.AtMost && b.behind:
			return retrieval.ThresholdRole
		case f.Bound == retrieval.AtMost && ofThose.MatchString(at.after):
			return retrieval.ThresholdRole
		case f.Bound == retrieval.AtMost && containsAny(at.before, capWords...):
			return retrieval.CapRole
		case containsAny(at.near, giving...) && givesBefore.MatchString(at.near), containsAny(at.after, giving...) && givesAfter.MatchString(at.after):
			return retrieval.GrantRole
		}
	case retrieval.CountFigure, retrieval.AreaFigure, retrieval.RankFigure:
		if f.Bound != "" && f.Bound != retrieval.About && f.Bound != retrieval.FromUntil {
			return retrieval.ThresholdRole
		}
	}
	return retrieval.OtherRole
}

// aims reports whether a figure is what a plan wants to reach: it stands in a
// sentence of aims and not in its part that gives something.
func (at surroundings) aims(f *retrieval.Figure) bool {
	phrase := at.after
	if i := strings.IndexAny(phrase, ",，"); i >= 0 {
		phrase = phrase[:i]
	}
	if containsAny(at.before, givesWord...) || containsAny(phrase, givesWord...) {
		return false
	}
	return at.aim || containsAny(at.sentence, aiming...) && aims.MatchString(at.sentence) ||
		f.Kind == retrieval.CountFigure && sets.MatchString(at.near) && !containsAny(at.sentence, givesWord...)
}

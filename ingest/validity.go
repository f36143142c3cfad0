package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// selfName is what a document calls itself.
const selfName = `本(?:法|条例|條例|办法|辦法|规定|規定|规范|細則|细则|意见|意見|通知|公告|通告|措施|政策|方案|文件|计划|計劃|规则|決定|决定|解释|批复|准则|制度|指南|规程|若干)`

var (
	forceDay = regexp.MustCompile(`自\s*(` + datePattern + `)\s*` + intoForce)
	forceOn  = regexp.MustCompile(`自\s*(` + vagueDate + `)\s*` + intoForce)
	forceAt  = regexp.MustCompile(`(自\s*(?:本?\p{Han}{0,4})?` + publishingVerb + `之日起(?:[0-9一二三四五六七八九十]+\p{Han}{0,2}后)?)\s*(?:施行|实施|實施|执行|執行|生效|试行|試行)`)
	until    = regexp.MustCompile(`(?:有效期限?|施行期限?|试行期限?|执行期限?)\s*(?:截止|截至)?\s*(?:至|到|为?\s*至)\s*(` + datePattern + `)|至\s*(` + datePattern + `)\s*止`)
	years    = regexp.MustCompile(`有效期限?\s*(?:为|暂定)?\s*([0-9一二三四五六七八九十两]+)\s*年`)
	// ofItself is a sentence about the document: it begins with 本办法, or its
	// last words before the match are 本办法.
	ofItself = regexp.MustCompile(`^(?:` + selfName + `)|(?:` + selfName + `)[，,]?[\s　]*$`)
	// ofOthers are things a document may limit in time without ending itself.
	ofOthers = regexp.MustCompile(`证|證|名单|名單|资格|資格|资质|許可|许可|批文|协议|合同|所称|所稱|规定的|規定的|认定的|企业|企業`)
	leading  = regexp.MustCompile(`^[\s　]*(?:第\s*[0-9０-９一二三四五六七八九十百零]+\s*[条條](?:之[一二三四五六七八九十])?|[（(][0-9一二三四五六七八九十]+[)）]|[0-9一二三四五六七八九十]+[、.．])?[\s　]*(?:\*\*[^*]{1,20}\*\*|【[^】]{1,20}】|[（(][^（()）]{1,20}[)）])?[\s　]*`)
)

// force reads when the document says it comes into force and ends. Only a
// sentence that speaks of the document itself counts.
func (d *describer) force() {
	for i := len(d.rows) - 1; i >= 0; i-- {
		r := d.rows[i]
		// Words without which the patterns below need not be tried.
		begins := r.Quotable() && strings.Contains(r.Text, "自") && strings.Contains(r.Text, "日")
		ends := r.Quotable() && containsAny(r.Text, "效期", "行期", "止")
		if !begins && !ends {
			continue
		}
		own := func(re *regexp.Regexp) []int {
			for _, m := range re.FindAllStringSubmatchIndex(r.Text, -1) {
				if s := sentenceBefore(r.Text, m[0]); ofItself.MatchString(s) && !ofOthers.MatchString(s) {
					return m
				}
			}
			return nil
		}
		if begins && d.doc.Effective.IsZero() && d.doc.EffectiveText == "" {
			if m := own(forceDay); m != nil && !readDate(r.Text[m[2]:m[3]]).IsZero() {
				d.doc.Effective = readDate(r.Text[m[2]:m[3]])
				d.proveIn("effective", r, m[2], m[3])
			} else if m := own(forceOn); m != nil {
				d.doc.EffectiveText = r.Text[m[2]:m[3]]
				d.proveIn("effective_text", r, m[2], m[3])
			} else if m := own(forceAt); m != nil {
				d.doc.EffectiveText = r.Text[m[2]:m[3]]
				d.proveIn("effective_text", r, m[2], m[3])
			}
		}
		if ends && d.doc.Expires.IsZero() {
			if m := own(until); m != nil {
				from, to := m[2], m[3]
				if from < 0 {
					from, to = m[4], m[5]
				}
				d.doc.Expires = readDate(r.Text[from:to])
				d.proveIn("expires", r, from, to)
			} else if m := own(years); m != nil && !d.doc.Effective.IsZero() {
				n := ordinalOf(strings.ReplaceAll(r.Text[m[2]:m[3]], "两", "二"))
				if n > 0 {
					// N years from the first day on, that day included.
					d.doc.Expires = quantity.DateOf(d.doc.Effective.Time().AddDate(n, 0, -1))
					d.proveIn("expires", r, m[0], m[1])
				}
			}
		}
		if !d.doc.Expires.IsZero() && !(d.doc.Effective.IsZero() && d.doc.EffectiveText == "") {
			return
		}
	}
}

// sentenceBefore is the sentence that at stands in, up to at, without the
// marker of the row.
func sentenceBefore(s string, at int) string {
	from := strings.LastIndexAny(s[:at], "。；\n")
	if from < 0 {
		return leading.ReplaceAllString(s[:at], "")
	}
	_, size := utf8.DecodeRuneInString(s[from:])
	return leading.ReplaceAllString(s[from+size:at], "")
}

var (
	projectPeriod = regexp.MustCompile(`(?:项目期间|項目期間|项目期限|实施期限|实施期间|执行期限|执行期间|政策期限|支持期间|申报期间)\s*(?:为|為|是|自|从|：|:)?\s*(` + datePattern + `)\s*(?:起)?\s*(?:至|到|—+|-+|~|～)\s*(` + datePattern + `)`)
	titleYears    = regexp.MustCompile(`((?:19|20)[0-9]{2})\s*年?\s*[-—–―~～至到]+\s*((?:19|20)[0-9]{2})\s*年`)
	fiveYearPlan  = regexp.MustCompile(`[“"「]?十([一二三四五六七])五[”"」]?\s*(?:期间|期間|时期|時期)`)
)

// period reads the project period, else the years in the title, else the one
// five-year plan the text sets its aims for.
func (d *describer) period() {
	plan, planRow, planAt := "", retrieval.Row{}, []int(nil)
	for _, r := range d.rows {
		if !r.Quotable() {
			continue
		}
		if containsAny(r.Text, "期间", "期間", "期限") && strings.Contains(r.Text, "日") {
			if m := projectPeriod.FindStringSubmatchIndex(r.Text); m != nil {
				d.doc.PeriodStart, d.doc.PeriodEnd = readDate(r.Text[m[2]:m[3]]), readDate(r.Text[m[4]:m[5]])
				d.proveIn("period_start", r, m[2], m[3])
				d.proveIn("period_end", r, m[4], m[5])
				return
			}
		}
		if r.Kind == retrieval.Preamble || !strings.Contains(r.Text, "五") || !strings.Contains(r.Text, "期") || !strings.Contains(r.Text, "十") {
			continue
		}
		if m := fiveYearPlan.FindStringSubmatchIndex(r.Text); m != nil {
			name := r.Text[m[2]:m[3]]
			if plan != "" && plan != name {
				name = "several"
			}
			plan, planRow, planAt = name, r, m
		}
	}
	if m := titleYears.FindStringSubmatch(d.doc.Title); m != nil {
		first, _ := strconv.Atoi(m[1])
		last, _ := strconv.Atoi(m[2])
		if first <= last {
			d.doc.PeriodStart = quantity.Date{Year: first, Month: time.January, Day: 1}
			d.doc.PeriodEnd = quantity.Date{Year: last, Month: time.December, Day: 31}
			if at, ok := d.doc.Evidence["title"]; ok {
				d.prove("period_start", at.Start, at.End)
				d.prove("period_end", at.Start, at.End)
			}
		}
		return
	}
	if n := ordinalOf(plan); n > 0 && planAt != nil {
		// The eleventh plan ran from 2006 to 2010.
		first := 2006 + 5*(n-1)
		d.doc.PeriodStart = quantity.Date{Year: first, Month: time.January, Day: 1}
		d.doc.PeriodEnd = quantity.Date{Year: first + 4, Month: time.December, Day: 31}
		d.proveIn("period_start", planRow, planAt[0], planAt[1])
		d.proveIn("period_end", planRow, planAt[0], planAt[1])
	}
}

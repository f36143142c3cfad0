package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval"
)

var (
	spelledDate = regexp.MustCompile(datePattern)
	sinceIssue  = regexp.MustCompile(`(?:自|从)(?:本\p{Han}{0,4})?(?:公布|发布|印发|颁布|发文|公告)之日起`)
	inValidity  = regexp.MustCompile(`有效期(?:限)?内`)
	periodGiven = regexp.MustCompile(`有效期(?:限)?(?:为|至|到|截止|截至|自|[0-9一二三四五六七八九十两]+年|暂定)`)
)

// placeholderDates finds dates that were never filled in.
func placeholderDates(s *subject) {
	for _, q := range s.rows {
		for _, f := range q.figures {
			if f.Kind != retrieval.DateFigure || !f.Date.IsZero() || theDay.MatchString(q.words(f)) {
				continue
			}
			s.report(RulePlaceholderDate, Defect, q, f.Start-q.Start, f.End-q.Start,
				"日期没有填完整，无法确定是哪一天。", "补上具体的年、月、日。")
		}
	}
}

// impossibleDates finds days that are not in the calendar, and a document
// that ends before it begins.
func impossibleDates(s *subject) {
	for _, q := range s.rows {
		for _, m := range spelledDate.FindAllStringIndex(q.plain, -1) {
			if readDate(q.plain[m[0]:m[1]]).IsZero() {
				s.report(RuleImpossibleDate, Defect, q, q.at(m[0]), q.at(m[1]), "日历上没有这一天。", "核对日期。")
			}
		}
	}
	d := s.doc
	at, ok := d.Evidence["expires"]
	if q, in := s.row(at.Start); ok && in && !d.Effective.IsZero() && !d.Expires.IsZero() && d.Expires.Before(d.Effective) {
		s.report(RuleImpossibleDate, Defect, q, at.Start-q.Start, min(at.End, q.End)-q.Start,
			fmt.Sprintf("有效期截止日（%s）早于施行日（%s）。", d.Expires, d.Effective), "核对施行日和截止日。")
	}
}

// missingExpiry finds a document that gives money and doesn't say until when.
// Statutes have no end; a support policy without one is never sure to hold.
func missingExpiry(s *subject) {
	d := s.doc
	if !s.funding || d.Incomplete || !d.Expires.IsZero() || !d.PeriodEnd.IsZero() || strings.HasSuffix(d.Title, "法") || strings.HasSuffix(d.Title, "条例") {
		return
	}
	for _, q := range s.rows {
		if periodGiven.MatchString(q.plain) {
			return
		}
	}
	for _, q := range s.rows {
		if m := inValidity.FindStringIndex(q.plain); m != nil {
			s.report(RuleMissingExpiry, Unclear, q, q.at(m[0]), q.at(m[1]),
				"说到“有效期内”，全文却没有写有效期有多长、到哪一天。", "写明有效期的起止日期或年限。")
			return
		}
	}
	at, ok := d.Evidence["effective"]
	if !ok {
		at, ok = d.Evidence["effective_text"]
	}
	if q, in := s.row(at.Start); ok && in {
		s.report(RuleMissingExpiry, Unclear, q, at.Start-q.Start, min(at.End, q.End)-q.Start,
			"有资金支持的文件只写了何时施行，没有写到何时为止。", "写明有效期的截止日期或年限。")
	}
}

// relativeStarts finds periods that run from the day of issue where the text
// doesn't carry that day.
func relativeStarts(s *subject) {
	if !s.doc.Issued.IsZero() || !s.doc.Passed.IsZero() || !s.doc.Effective.IsZero() {
		return
	}
	for _, q := range s.rows {
		// A date at the head or the foot is most likely that of issue.
		if q.Kind != retrieval.Preamble && q.Kind != retrieval.Ending {
			continue
		}
		if slices.ContainsFunc(q.figures, func(f retrieval.Figure) bool { return f.Kind == retrieval.DateFigure && !f.Date.IsZero() }) {
			return
		}
	}
	for _, q := range s.rows {
		for _, m := range sinceIssue.FindAllStringIndex(q.plain, -1) {
			s.report(RuleRelativeStart, Unclear, q, q.at(m[0]), q.at(m[1]),
				"期限从公布（印发）之日算起，但文中没有公布日期，算不出起止。", "写明公布日期，或直接写出起止日期。")
		}
	}
}

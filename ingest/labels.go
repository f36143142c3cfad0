package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"clausewise/calculators/quantity"
)

const labelNames = `发文字号|发文文号|文号|文件编号|文件字号|发文机关|发布机关|发布机构|发文单位|制定机关|公布机关|成文日期|发文日期|发布日期|公布日期|印发日期|生效日期|施行日期|实施日期|失效日期|废止日期|有效期至|标题|名称|文件名称|索引号|主题分类|体裁分类|信息分类|公开方式|效力状态|有效性|来源|时效性`

var (
	// A label ends in a colon, or is a cell of a table.
	labelEnd = `[\]】]?[ 　]*(?:[：:]|\t)`
	labelled = regexp.MustCompile(`^[\[【]?(?:` + labelNames + `)` + labelEnd)
	aLabel   = regexp.MustCompile(`[\[【]?(` + labelNames + `)` + labelEnd + `[ 　]*([^：:\t\n]*?)\s*(?:$|\t|\n|[\[【]?(?:` + labelNames + `)` + labelEnd + `)`)
	shortDay = regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})`)
)

// labels reads the table that government sites print above a document:
// 发文字号：苏府〔2024〕3号. What only calls itself 名称 is no title: any table
// may begin so.
func (d *describer) labels() {
	for _, s := range d.head {
		if s.kind != segmentLabel {
			continue
		}
		for rest, at := s.text, 0; ; {
			m := aLabel.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			if value := rest[m[4]:m[5]]; value != "" {
				d.label(rest[m[2]:m[3]], value, s, at+m[4])
			}
			// The next label may have been looked at as the end of this one.
			at += m[5]
			rest = rest[m[5]:]
		}
	}
}

// label takes one value; from is where it stands in s, in bytes.
func (d *describer) label(name, value string, s segment, from int) {
	put := func(field string, to *string) {
		if *to == "" {
			*to = tidy(value)
			d.proveSegment(field, s, from, from+len(value))
		}
	}
	date := func(field string, to *quantity.Date) {
		if day := labelDate(value); !day.IsZero() && to.IsZero() {
			*to = day
			d.proveSegment(field, s, from, from+len(value))
		}
	}
	switch name {
	case "发文字号", "发文文号", "文号", "文件编号", "文件字号":
		put("number", &d.doc.Number)
	case "发文机关", "发布机关", "发布机构", "发文单位", "制定机关", "公布机关":
		put("issuer", &d.doc.Issuer)
	case "标题", "文件名称":
		put("title", &d.doc.Title)
	case "成文日期", "发文日期", "公布日期", "印发日期", "发布日期":
		date("issued", &d.doc.Issued)
	case "生效日期", "施行日期", "实施日期":
		date("effective", &d.doc.Effective)
	case "失效日期", "废止日期", "有效期至":
		date("expires", &d.doc.Expires)
	}
}

// labelDate reads 2024-05-20, 2024/5/20 and 2024年5月20日.
func labelDate(s string) quantity.Date {
	if m := shortDay.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		day, _ := strconv.Atoi(m[3])
		date := quantity.Date{Year: y, Month: time.Month(month), Day: day}
		if quantity.DateOf(date.Time()) != date {
			return quantity.Date{}
		}
		return date
	}
	if n := utf8.RuneCountInString(s); n > 30 || !strings.Contains(s, "年") {
		return quantity.Date{}
	}
	return readDate(s)
}

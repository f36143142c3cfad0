package reader

import (
	"strconv"
	"strings"
)

// htmlList is an open <ol> or <ul>. The numbers that a browser writes before
// the entries of an ordered list are part of what a person reads and cites,
// and stand nowhere in the page's text.
type htmlList struct {
	format string // of numberText, "" for none
	next   int
}

// openList reads the attributes of a list.
func openList(tag string, attrs map[string]string) htmlList {
	l := htmlList{next: 1}
	if tag != "ol" {
		return l
	}
	l.format = "decimal"
	switch attrs["type"] {
	case "a":
		l.format = "lowerLetter"
	case "A":
		l.format = "upperLetter"
	case "i":
		l.format = "lowerRoman"
	case "I":
		l.format = "upperRoman"
	}
	style := strings.ToLower(strings.ReplaceAll(attrs["style"], " ", ""))
	switch {
	case strings.Contains(style, "list-style:none"), strings.Contains(style, "list-style-type:none"):
		l.format = ""
	case strings.Contains(style, "cjk-ideographic"), strings.Contains(style, "simp-chinese-informal"):
		l.format = "chineseCountingThousand"
	}
	if n, err := strconv.Atoi(attrs["start"]); err == nil && n >= 0 && n < maxNumber {
		l.next = n
	}
	return l
}

// marker returns what stands before the list's next entry.
func (l *htmlList) marker(attrs map[string]string) string {
	if l.format == "" {
		return ""
	}
	if n, err := strconv.Atoi(attrs["value"]); err == nil && n >= 0 && n < maxNumber {
		l.next = n
	}
	mark := numberText(l.format, l.next)
	l.next++
	if l.format == "chineseCountingThousand" {
		return mark + "、"
	}
	return mark + "."
}

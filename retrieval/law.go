package retrieval

import (
	"regexp"
	"slices"
	"strings"

	"clausewise/retrieval/place"
)

// afterTitle is what stands in brackets behind a title: a day, 试行, 修正.
var afterTitle = regexp.MustCompile(`[（(][^（()）]*[)）]$`)

// noLaws are words that end like the title of a law and name none.
var noLaws = []string{"办法", "方法", "做法", "手法", "用法", "执法", "普法", "守法", "违法", "合法", "非法", "书法"}

// isLaw reports whether a document is a law of the land, 法律, by its title:
// 电子商务法, 民法典, and neither a measure (办法) nor a draft.
func isLaw(d Document) bool {
	title := strings.TrimSpace(d.Title)
	for {
		cut := strings.TrimSpace(afterTitle.ReplaceAllString(title, ""))
		if cut == title {
			break
		}
		title = cut
	}
	if d.Draft || !strings.HasSuffix(title, "法") && !strings.HasSuffix(title, "法典") {
		return false
	}
	if slices.ContainsFunc(noLaws, func(word string) bool { return strings.HasSuffix(title, word) }) {
		return false
	}
	j, ok := place.Lookup(d.Jurisdiction)
	return ok && j.Level == place.Country
}

package retrieval

import (
	"regexp"
	"strings"
	"unicode"

	"clausewise/retrieval/hanzi"
)

// Names finds documents by title and number, however these are printed.
type Names struct {
	byTitle  map[string][]string
	byNumber map[string][]string
}

// NewNames makes the names of documents.
func NewNames(documents []Document) *Names {
	n := &Names{byTitle: map[string][]string{}, byNumber: map[string][]string{}}
	for _, d := range documents {
		if key := TitleKey(d.Title); key != "" {
			n.byTitle[key] = append(n.byTitle[key], d.ID)
		}
		if key := NumberKey(d.Number); key != "" {
			n.byNumber[key] = append(n.byNumber[key], d.ID)
		}
	}
	return n
}

// carried is the document inside the title of the notice that issues it.
var carried = regexp.MustCompile(`[<〈《]([^<>〈〉《》]{4,80})[>〉》](?:》)?的?通知$`)

// WithTitle returns the ids of the documents with a title, in their order.
// 《关于印发〈X〉的通知》 is the notice that carries X.
func (n *Names) WithTitle(title string) []string {
	if ids := n.byTitle[TitleKey(title)]; len(ids) > 0 {
		return ids
	}
	if m := carried.FindStringSubmatch(hanzi.Simplify(strings.TrimSpace(title))); m != nil {
		return n.byTitle[TitleKey(m[1])]
	}
	return nil
}

// WithNumber returns the ids of the documents with a number, in their order.
func (n *Names) WithNumber(number string) []string { return n.byNumber[NumberKey(number)] }

// TitleKey is a title without what printing varies: script, width, spaces,
// brackets, dashes, the name of the state, and the note that it is a draft.
func TitleKey(title string) string {
	s := hanzi.Fold(title).Text
	for _, cut := range []string{"征求意见稿", "中华人民共和国"} {
		s = strings.ReplaceAll(s, cut, "")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(`()〔〕[]【】{}<>《》〈〉“”"'‘’「」-—–―~～·、,，.。:：`, r) {
			return -1
		}
		return r
	}, s)
}

// NumberKey is a document number without what printing varies.
func NumberKey(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("()[]〔〕【】<>《》第", r) {
			return -1
		}
		return r
	}, hanzi.Fold(number).Text)
}

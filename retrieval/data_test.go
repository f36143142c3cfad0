package retrieval

import (
	"strings"
	"testing"

	"clausewise/retrieval/hanzi"

	"github.com/go-ego/gse"
)

// TestDataFiles loads the embedded texts, whose errors the code above need
// not expect.
func TestDataFiles(t *testing.T) {
	if _, err := BuiltinTerms(); err != nil {
		t.Error(err)
	}
	if _, err := loadGeneric(); err != nil {
		t.Error(err)
	}
	if _, err := loadTalk(); err != nil {
		t.Error(err)
	}
	c, err := BuiltinCalibration()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := ParseCalibration(c.String()); err != nil || again != c {
		t.Errorf("calibration %+v is read back as %+v, %v", c, again, err)
	}
	s, err := loadSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(dictionary) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			n++
			if folded := hanzi.Fold(word).Text; folded != word {
				t.Errorf("dictionary: %s must stand folded, %s", word, folded)
			}
			var got []string
			words(s, word, func(w string) { got = append(got, w) })
			if len(got) != 1 || got[0] != word {
				t.Errorf("dictionary: %s is read as %v", word, got)
			}
		}
	}
	if n < 400 {
		t.Errorf("%d words in the dictionary", n)
	}
}

// TestTermsAreFound finds every form of every term, so that none is hidden by
// a longer one or by the rule for words.
func TestTermsAreFound(t *testing.T) {
	terms := builtin(t)
	for form, to := range terms.forms {
		got := terms.Find(form)
		if len(got) != 1 || got[0].Canonical != terms.groups[to.group].canonical || got[0].Typo != to.typo {
			t.Errorf("%s is found as %+v, want %s", form, got, terms.groups[to.group].canonical)
		}
	}
}

// words calls yield for every dictionary word in folded text.
func words(s *gse.Segmenter, folded string, yield func(string)) {
	for _, segment := range s.Segment([]byte(folded)) {
		if token := segment.Token(); token.Pos() == dictionaryTag {
			yield(token.Text())
		}
	}
}

package retrieval

import (
	"bufio"
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"clausewise/retrieval/hanzi"
	"clausewise/retrieval/place"
)

//go:embed confidence.txt
var calibrationText string

var loadCalibration = sync.OnceValues(func() (Calibration, error) { return ParseCalibration(calibrationText) })

// Evidence is what hits hold of what a text asks for. Hits of documents that do
// not apply in the places the text names don't count: another city's clause is
// no answer.
type Evidence struct {
	Coverage float64 `json:"coverage"` // the best, 0 to 1
	Cosine   float64 `json:"cosine"`   // the best
	Cited    bool    `json:"cited"`    // a clause the text names is among them
	Unknown  bool    `json:"unknown"`  // the text names a document by a number that the library has not
}

// Calibration turns evidence into the probability that the library answers a
// question: a logistic function, fitted to questions of which it is known.
type Calibration struct {
	Base     float64 `json:"base"`
	Coverage float64 `json:"coverage"`
	Cosine   float64 `json:"cosine"`
	Cited    float64 `json:"cited"` // the confidence of a question that cites a clause there is
}

// BuiltinCalibration is that of confidence.txt.
func BuiltinCalibration() (Calibration, error) { return loadCalibration() }

// ParseCalibration reads what String writes: a name and a number a line;
// empty lines and those that begin with # are skipped.
func ParseCalibration(text string) (c Calibration, err error) {
	numbers := map[string]*float64{"base": &c.Base, "coverage": &c.Coverage, "cosine": &c.Cosine, "cited": &c.Cited}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, number, _ := strings.Cut(line, " ")
		to, ok := numbers[name]
		if !ok {
			return c, fmt.Errorf("第 %d 行：没有 %q 这个参数，或写了两次", n, name)
		}
		if *to, err = strconv.ParseFloat(strings.TrimSpace(number), 64); err != nil {
			return c, fmt.Errorf("第 %d 行：%q 不是数", n, number)
		}
		delete(numbers, name)
	}
	for name := range numbers {
		return c, fmt.Errorf("缺少参数 %s", name)
	}
	return c, lines.Err()
}

// String is c as ParseCalibration reads it.
func (c Calibration) String() string {
	return fmt.Sprintf("base %.2f\ncoverage %.2f\ncosine %.2f\ncited %.2f\n", c.Base, c.Coverage, c.Cosine, c.Cited)
}

// Confidence is the probability, 0 to 1. Who names a document the library has
// not is as unlikely to find an answer as who cites a clause it has is likely:
// other documents of that office and year read much the same.
func (c Calibration) Confidence(e Evidence) float64 {
	if e.Unknown {
		return 1 - c.Cited
	}
	if e.Cited {
		return c.Cited
	}
	return 1 / (1 + math.Exp(-(c.Base + c.Coverage*e.Coverage + c.Cosine*e.Cosine)))
}

// Confidence is how likely, 0 to 1, the library holds what a text asks for, by
// the hits a search has found for it.
func (x *Index) Confidence(text string, hits []Hit) float64 {
	c, err := loadCalibration()
	if err != nil {
		return 0 // the file is embedded and tested
	}
	return c.Confidence(x.Evidence(text, hits))
}

// Evidence is what hits hold of what a text asks for.
func (x *Index) Evidence(text string, hits []Hit) (e Evidence) {
	folded := hanzi.Fold(text).Text
	e.Unknown = x.cited.resolve(folded).unknown
	named := place.Find(folded)
	for _, h := range hits {
		if !appliesIn(named, h.Document) {
			continue
		}
		e.Coverage, e.Cosine = max(e.Coverage, h.Coverage), max(e.Cosine, h.Cosine)
		e.Cited = e.Cited || h.Cited
	}
	return e
}

// appliesIn reports whether a document is about one of the places, or about
// one in them; so is every document where none is named.
func appliesIn(named []place.Mention, d Document) bool {
	jurisdiction, ok := place.Lookup(d.Jurisdiction)
	any := false
	for _, m := range named {
		if m.Generic || m.Place.Level == place.Country {
			continue
		}
		any = true
		if !ok || place.Within(m.Place, jurisdiction) || place.Within(jurisdiction, m.Place) {
			return true
		}
	}
	return !any
}

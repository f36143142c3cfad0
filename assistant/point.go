package assistant

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"clausewise/calculators"
	"clausewise/calculators/quantity"
	"clausewise/retrieval"
)

// longQuote is the length in code points from which a reader should not have
// to look for the answer in a quote: the stretch that holds it leads.
const longQuote = 70

// longestRead is the length in code points up to which a quote is read to the
// end: a longer one is cut to the sentences that answer.
const longestRead = 150

// longestPoint is the most, in code points, that a conclusion takes from a
// quote.
const longestPoint = 110

// points picks, of a few passages on one subject, the stretches that answer
// the question. What all of them say distinguishes none: a word weighs the
// more the fewer parts hold it.
type points struct {
	parts  [][]part // of each passage
	weight map[string]float64
	asked  float64 // what all of the question's words weigh
}

// part is a stretch of a passage between two commas, in code points.
type part struct {
	hit
	text     string
	opens    bool     // a sentence begins with it
	special  bool     // it belongs to a sentence on a special case
	about    bool     // it begins with 对, 为, …: what is said of it follows
	figure   bool     // it has a figure of the kind asked for
	phrase   bool     // or a phrase, such as 是指
	features []string // those of the question that it holds
}

// pointsOf cuts passages into parts and weighs the question's words in them.
// Letters of the question count where no pair of them does: 免 of 能免哪些税.
func (t *turn) pointsOf(passages []finding, question string, w wanted) points {
	asked := unique(t.lib.subjects.features(question))
	p := points{weight: make(map[string]float64)}
	holding, n := make(map[string]int), 0
	for _, f := range passages {
		parts := partsOf(f.quote.Text)
		for i := range parts {
			t.readPart(&parts[i], asked, w)
			for _, x := range parts[i].features {
				holding[x]++
			}
		}
		n += len(parts)
		p.parts = append(p.parts, parts)
	}
	for _, r := range w.letters {
		letter := string(r)
		if slices.ContainsFunc(asked, func(x string) bool { return holding[x] > 0 && strings.Contains(x, letter) }) {
			continue
		}
		for _, parts := range p.parts {
			for i := range parts {
				if strings.Contains(parts[i].text, letter) {
					parts[i].features = append(parts[i].features, letter)
					holding[letter]++
				}
			}
		}
		p.asked += math.Log(1+float64(n)/float64(max(1, holding[letter]))) * t.share(letter)
	}
	for _, word := range t.leftover() {
		// A word that none of them holds is still asked about.
		if !slices.ContainsFunc(t.lib.subjects.features(word), func(x string) bool { return holding[x] > 0 }) {
			p.asked += math.Log(1 + float64(n))
		}
	}
	for x, k := range holding {
		p.weight[x] = math.Log(1+float64(n)/float64(k)) * t.share(x)
	}
	for _, x := range asked {
		if holding[x] > 0 {
			p.asked += p.weight[x]
		} else if strings.HasPrefix(x, "=") {
			p.asked += math.Log(1+float64(n)) * t.share(x)
		}
	}
	return p
}

// share is what a feature counts beside others: a term or pair in full, what
// every policy speaks of little, a single letter less than a pair.
func (t *turn) share(feature string) float64 {
	switch {
	case t.lexicon.has("generic", strings.TrimPrefix(feature, "=")):
		return 0.2
	case utf8.RuneCountInString(feature) == 1:
		return letterWeight
	}
	return 1
}

// readPart notes what a part holds of what is asked for.
func (t *turn) readPart(p *part, asked []string, w wanted) {
	for _, x := range unique(t.lib.subjects.features(p.text)) {
		if slices.Contains(asked, x) {
			p.features = append(p.features, x)
		}
	}
	p.figure = slices.ContainsFunc(quantity.Find(p.text, quantity.Options{}), func(m quantity.Mention) bool {
		return slices.Contains(w.kinds, m.Kind)
	})
	p.phrase = slices.ContainsFunc(w.words, func(word string) bool { return strings.Contains(p.text, word) })
}

// best is the stretch of a passage that answers best: whole parts of one
// sentence with what the question asks for and as few others as may be. It is
// empty where none has a figure or phrase of the kind that is asked for, nor
// half of what the question says.
func (p points) best(passage int) (stretch hit) {
	const half = 0.5
	parts := p.parts[passage]
	value := 0.0
	for i := range parts {
		held := make(map[string]bool)
		sum, figure, phrase, code := 0.0, false, false, false
		for j := i; j < len(parts) && parts[j].end-parts[i].start <= longestPoint; j++ {
			if j > i && parts[j].opens {
				break
			}
			for _, x := range parts[j].features {
				if !held[x] {
					held[x] = true
					sum += p.weight[x]
					code = code || x[0] >= '0' && x[0] <= '9'
				}
			}
			figure, phrase = figure || parts[j].figure, phrase || parts[j].phrase
			if !figure && !phrase && sum < half*p.asked {
				continue
			}
			v := sum
			if figure {
				v = 1.4*v + 2
			}
			if phrase {
				v = 1.5*v + 1
			}
			if parts[i].special && !code {
				v *= 0.7 // unless the question names the case by its code
			}
			// A longer stretch must be worth its length.
			if v -= 0.02 * float64(parts[j].end-parts[i].start); v > value {
				stretch, value = hit{parts[i].start, parts[j].end}, v
			}
		}
	}
	return p.completed(passage, stretch)
}

// completed is a stretch up to the end of its sentence where it only names
// whom or what the sentence is about (对引进的企业), empty where that end is too
// far.
func (p points) completed(passage int, stretch hit) hit {
	parts := p.parts[passage]
	i := slices.IndexFunc(parts, func(x part) bool { return x.start == stretch.start })
	if i < 0 || !parts[i].about {
		return stretch
	}
	for j := i; j < len(parts) && (j == i || !parts[j].opens); j++ {
		stretch.end = max(stretch.end, parts[j].end)
	}
	if stretch.len() > longestPoint {
		return hit{}
	}
	return stretch
}

// partsOf cuts a text at its commas and stops, but not inside brackets and
// quotation marks.
func partsOf(text string) []part {
	runes := []rune(text)
	var list []part
	start, depth, opens, special := 0, 0, true, false
	for i, r := range runes {
		switch {
		case strings.ContainsRune("（(〔[【“《", r):
			depth++
		case strings.ContainsRune("）)〕]】”》", r):
			depth = max(0, depth-1)
		}
		stop := strings.ContainsRune("。；;\n", r)
		if i+1 < len(runes) && !(depth == 0 && (stop || strings.ContainsRune("，,", r))) {
			continue
		}
		if opens {
			special = strings.HasPrefix(strings.TrimSpace(string(runes[start:i+1])), "其中")
		}
		about := start < i && strings.ContainsRune("对为经按在从凡", runes[start])
		list = append(list, part{hit: hit{start, i + 1}, text: string(runes[start : i+1]), opens: opens, special: special, about: about})
		start, opens = i+1, stop
	}
	return list
}

// lead opens an answer with the words of the first passage that answer the
// question, or announces its quote where that is a list or is not to be cut. It
// returns those words. narrow cuts a long quote to the sentences around them.
// What the passages beside it say too distinguishes none of its words.
func (t *turn) lead(w *writer, found, beside []finding, p topic, wanted wanted, narrow bool) string {
	first := &found[0]
	document := w.documentShort(t.document(first.row.Document))
	if stretch := t.pointsOf(slices.Concat(found, beside), p.query, wanted).best(0); stretch.len() > 0 && first.row.Kind == retrieval.Clause {
		runes := []rune(first.quote.Text)
		words := strings.Trim(string(runes[stretch.start:stretch.end]), "，,；;。：: \n　")
		if stretch.start == 0 {
			words = withoutMarker(words, first.row.Number)
		}
		if len(runes) >= longQuote && words != "" && !isTitle(first.row, string(runes[:min(stretch.end, len(runes))])) {
			w.say(phrase{"%s写的是：“%s”。", "%s says: “%s”."}, w.cite(document, first.quote), verbatim(words))
			if narrow {
				first.quote = t.sentencesAround(*first, stretch, p)
			}
			return words
		}
	}
	if words := strings.TrimRight(withoutMarker(first.quote.Text, first.row.Number), "。；;，, "); first.row.Kind == retrieval.Clause &&
		utf8.RuneCountInString(words) <= longestPoint && !strings.Contains(words, "\n") && !strings.HasSuffix(words, ":") && !strings.HasSuffix(words, "：") {
		w.say(phrase{"%s写的是：“%s”。", "%s says: “%s”."}, w.cite(document, first.quote), verbatim(words))
		return first.quote.Text
	}
	w.announce(phrase{"%s的规定如下。", "%s reads:"}, w.cite(document, first.quote))
	return first.quote.Text
}

// sentencesAround is the quote of a finding cut to the sentences that a stretch
// of it stands in and their neighbours as long as it can be read to the end,
// where nothing that is asked for is lost with the others. The row's title and
// the bracket with its offices are left out.
func (t *turn) sentencesAround(f finding, stretch hit, p topic) calculators.Quote {
	if utf8.RuneCountInString(f.quote.Text) <= longestRead {
		return f.quote
	}
	from := f.quote.Start - f.row.Start
	cut := hit{from + stretch.start, from + stretch.end}
	list := sentencesOf(f.row.Text)
	first := slices.IndexFunc(list, func(s sentence) bool { return s.end > cut.start })
	last := first
	for last+1 < len(list) && list[last+1].start < cut.end {
		last++
	}
	for first > 0 && list[last].end-list[first-1].start <= longestRead && !(first == 1 && isTitle(f.row, list[0].text)) {
		first--
	}
	for last+1 < len(list) && list[last+1].end-list[first].start <= longestRead && !strings.ContainsAny(string([]rune(list[last+1].text)[:1]), "（(〔[［【") {
		last++
	}
	cut = hit{list[first].start, list[last].end}
	q := t.quoteOf(f.row, cut)
	if asked := t.focusOf([]finding{f}, p); asked.of(t, q.Text) < asked.of(t, f.quote.Text) {
		return f.quote
	}
	return q
}

// withoutMarker is a clause's text without the marker it begins with.
func withoutMarker(text, number string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), number)
	if !ok || number == "" {
		return text
	}
	return strings.TrimLeft(rest, "、.．) 　")
}

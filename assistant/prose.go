package assistant

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxSentence  = 300 // code points of one sentence of prose
	maxProse     = 900 // code points of all of it
	maxSentences = 10
)

// Prose is what a model wrote of an answer. Every sentence passed the checks
// of prosecheck.go before it left.
type Prose struct {
	Text  string `json:"text"`
	Model string `json:"model"`
}

// Dropped is a sentence of a model that was not sent, and why.
type Dropped struct {
	Sentence string `json:"sentence"`
	Why      string `json:"why"`
}

// errDropped ends a stream at the first sentence that may not be sent.
var errDropped = errors.New("a sentence of the model was dropped")

// errEnough ends a stream that has said all there is room for.
var errEnough = errors.New("the prose is long enough")

// proseStream cuts a model's stream into sentences and passes on those that
// hold, each as soon as it is whole.
type proseStream struct {
	check   *proseCheck
	send    func(sentence string)
	open    strings.Builder // what has come of the sentence under way
	said    strings.Builder
	count   int
	dropped []Dropped
}

// write takes a chunk of the stream.
func (p *proseStream) write(chunk string) error {
	for _, r := range chunk {
		if p.open.Len() == 0 && unicode.IsSpace(r) {
			continue // a flood of blanks is no sentence
		}
		p.open.WriteRune(r)
		if sentenceEnds(p.open.String(), r) {
			if err := p.sentence(); err != nil {
				return err
			}
		}
	}
	if utf8.RuneCountInString(p.open.String()) > maxSentence {
		return p.drop(p.open.String(), "longer than a sentence may be")
	}
	return nil
}

// close takes what is left when the stream has ended well.
func (p *proseStream) close() error {
	if strings.TrimSpace(p.open.String()) == "" {
		return nil
	}
	return p.sentence()
}

// sentence decides about the sentence that has just become whole.
func (p *proseStream) sentence() error {
	s := strings.TrimSpace(p.open.String())
	p.open.Reset()
	if s == "" {
		return nil
	}
	out, why := p.check.sentence(s)
	if why != "" {
		return p.drop(s, why)
	}
	if strings.Contains(p.said.String(), out) {
		return nil // it was told to go on and says it again
	}
	if p.count >= maxSentences || utf8.RuneCountInString(p.said.String())+utf8.RuneCountInString(out) > maxProse {
		return errEnough
	}
	p.count++
	if p.check.english() && p.said.Len() > 0 {
		out = " " + out
	}
	p.said.WriteString(out)
	p.send(out)
	return nil
}

func (p *proseStream) drop(s, why string) error {
	p.dropped = append(p.dropped, Dropped{clipRunes(s, maxSentence), why})
	p.open.Reset()
	return errDropped
}

// sentenceEnds reports whether text, which ends in r, is a whole sentence: no
// quotation is open in it.
func sentenceEnds(text string, r rune) bool {
	switch r {
	case '。', '！', '？', '；', '\n':
	case '.', '!', '?':
		// 3.5 and No. 3 go on; a model that ends so is heard at close.
		return false
	case ' ':
		trimmed := strings.TrimRight(text, " ")
		if len(trimmed) == len(text) || !strings.HasSuffix(trimmed, ".") && !strings.HasSuffix(trimmed, "!") && !strings.HasSuffix(trimmed, "?") {
			return false
		}
	case '”', '」', '』':
		// A quotation that ends a sentence has its stop inside.
		body := strings.TrimRight(text, "”」』")
		if !strings.HasSuffix(body, "。") && !strings.HasSuffix(body, "！") && !strings.HasSuffix(body, "？") {
			return false
		}
	default:
		return false
	}
	return openQuotes(text) == 0
}

// openQuotes counts the quotations begun and not ended.
func openQuotes(text string) int {
	n, straight := 0, 0
	for _, r := range text {
		switch r {
		case '“', '「', '『', '《':
			n++
		case '”', '」', '』', '》':
			n--
		case '"':
			straight++
		}
	}
	return max(0, n) + straight%2
}

func clipRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// phrase asks the model for prose about an answer and sends the sentences
// that hold. After a dropped sentence the model is told once; after a second
// one, or any failure, ok is false and the answer goes out without prose.
func (m *modelTurn) phrase(ctx context.Context, a Answer, messages []ModelMessage, send func(string)) (text string, ok bool) {
	p := &proseStream{check: newProseCheck(m.lexicon, m.library, m.query.AsOf, a, m.sources), send: send}
	defer func() { m.record.Dropped = append(m.record.Dropped, p.dropped...) }()
	for attempt := range 2 {
		reply, err := m.stream(ctx, messages, p.write)
		if err == nil {
			err = p.close()
		}
		switch {
		case err == nil && p.said.Len() == 0:
			m.record.Failure = ErrModelReply.Error()
			return "", false
		case err == nil, errors.Is(err, errEnough):
			return p.said.String(), true
		case !errors.Is(err, errDropped) || attempt > 0:
			if !errors.Is(err, errDropped) {
				m.record.Failure = err.Error()
			}
			return "", false
		}
		last := p.dropped[len(p.dropped)-1]
		messages = append(messages,
			ModelMessage{Role: ModelsRole, Text: reply.Text},
			ModelMessage{Role: UserRole, Text: mend(p.said.String(), last)})
	}
	return "", false
}

// mend tells the model which of its sentences was not sent.
func mend(said string, d Dropped) string {
	var b strings.Builder
	b.WriteString("这句话没有通过核验，没有发给用户：")
	b.WriteString(d.Sentence)
	b.WriteString("\n原因：" + d.Why + "\n")
	if said != "" {
		b.WriteString("已经发出的是：" + said + "\n请接着往下写，不要重复。")
	} else {
		b.WriteString("请重新写。")
	}
	b.WriteString("数字只能用答复里已有的，引号里只能是条款原文。")
	return b.String()
}

package ingest

import (
	"strconv"
	"strings"

	"clausewise/retrieval"
)

// articles finds the clauses of a document by the number people cite.
type articles struct {
	keys map[string]bool
	// byNumber is the key of 第N条, as "N" or "N-M" for 第N条之M; in a document
	// that has none it is the key of its N、 clause, which is cited so too.
	byNumber map[string]string
	// named says that the document numbers its clauses 第N条.
	named bool
	order []string // keys of the numbered articles
}

func articlesIn(rows []retrieval.Row) articles {
	a := articles{keys: map[string]bool{}, byNumber: map[string]string{}}
	other := map[string]string{}
	var otherOrder []string
	for _, r := range rows {
		a.keys[r.Key] = true
		last := r.Key[strings.LastIndexByte(r.Key, '/')+1:]
		if n, ok := articleNumber(last); ok {
			a.named = true
			if _, dup := a.byNumber[n]; !dup && !strings.HasPrefix(r.Key, "附") {
				a.byNumber[n] = r.Key
				a.order = append(a.order, r.Key)
			}
			continue
		}
		if n := ordinalOf(last); n > 0 && last == r.Key && hanDigit([]rune(last)[0]) >= 0 || strings.HasPrefix(last, "十") && last == r.Key && ordinalOf(last) > 0 {
			if _, dup := other[strconv.Itoa(n)]; !dup {
				other[strconv.Itoa(ordinalOf(last))] = r.Key
				otherOrder = append(otherOrder, r.Key)
			}
		}
	}
	if !a.named {
		a.byNumber, a.order = other, otherOrder
	}
	return a
}

// articleNumber reads the number of 第六条 and 第六条之一.
func articleNumber(marker string) (string, bool) {
	rest, ok := strings.CutPrefix(marker, "第")
	if !ok {
		return "", false
	}
	number, sub, ok := strings.Cut(rest, "条")
	n := ordinalOf(number)
	if !ok || n == 0 {
		return "", false
	}
	out := strconv.Itoa(n)
	if sub, ok = strings.CutPrefix(sub, "之"); ok {
		if m := ordinalOf(sub); m > 0 {
			return out + "-" + strconv.Itoa(m), true
		}
		return "", false
	}
	return out, sub == ""
}

// clause is the key of an article, or of an item of it; "" where the document
// has none. An item that is no row of its own stands in its article.
func (a articles) clause(number, item string) (key string, ok bool) {
	key, ok = a.byNumber[number]
	if !ok {
		return "", false
	}
	if n := ordinalOf(item); n > 0 {
		if k := key + "/(" + hanNumber(n) + ")"; a.keys[k] {
			return k, true
		}
	}
	return key, true
}

// own is the article that a clause key lies in, "" for none.
func (a articles) own(key string) string {
	for key != "" {
		last := key[strings.LastIndexByte(key, '/')+1:]
		if n, ok := articleNumber(last); ok && a.byNumber[n] == key {
			return key
		}
		i := strings.LastIndexByte(key, '/')
		if i < 0 {
			if !a.named && a.byNumber[strconv.Itoa(ordinalOf(key))] == key {
				return key
			}
			return ""
		}
		key = key[:i]
	}
	return ""
}

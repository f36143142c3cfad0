package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// looked is what the tests look at in a look-up.
type looked struct {
	Hits   []lookedHit
	Filled map[string]map[string]any
}

type lookedHit struct {
	Document, Clause, Text, Spoken string
	Amount                         bool
}

func lookUp(t *testing.T, b *browser, query string) looked {
	t.Helper()
	status, body := b.do("GET", "/api/v1/lookup?"+query, "")
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", query, status, body)
	}
	var found looked
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestLookUp(t *testing.T) {
	t.Parallel()
	s := staffed(t, []string{"--data", t.TempDir()})
	b := newBrowser(t, s)
	b.signIn("reader")
	for _, tt := range []struct {
		query, document, clause string // the first hit
	}{
		{"淮安 第9条", "huaian-action-plan", ""},
		{"苏州 独立站 85万", "suzhou-measures", "二/9"},
		{"株洲 产业园 租金 2000平方米", "zhuzhou-opinions", ""},
		{"《江苏省电子商务示范企业创建规范》第六条", "jiangsu-demonstration-enterprise", "第六条"},
		{"海外仓仓储费用花了80万", "suzhou-measures", "三/11"},
	} {
		found := lookUp(t, b, url.Values{"q": {tt.query}}.Encode())
		if len(found.Hits) == 0 || found.Hits[0].Document != tt.document || tt.clause != "" && found.Hits[0].Clause != tt.clause {
			t.Errorf("%s: first is %+v", tt.query, found.Hits[:min(1, len(found.Hits))])
		}
	}

	// What was typed fills the calculator, as it was typed and nothing else.
	found := lookUp(t, b, url.Values{"q": {"建独立站花了85万，有交易记录"}}.Encode())
	filled := found.Filled["suzhou-measures/independent-site"]
	if filled["expense_yuan"] != "850000" || filled["has_record"] != true || len(filled) != 2 {
		t.Errorf("filled: %v", found.Filled)
	}
	if found := lookUp(t, b, url.Values{"q": {"独立站"}}.Encode()); len(found.Filled) != 0 {
		t.Errorf("filled from words alone: %v", found.Filled)
	}

	// A bare amount finds the clauses that state it, in figures of any style.
	for _, q := range []string{"800万元", "800万", "8000000元", "八百万元"} {
		found := lookUp(t, b, url.Values{"q": {q}}.Encode())
		if len(found.Hits) == 0 || !found.Hits[0].Amount {
			t.Fatalf("%s: %+v", q, found.Hits)
		}
		for _, h := range found.Hits {
			if h.Amount && !strings.Contains(h.Text, "800万") && !strings.Contains(h.Text, "800萬") {
				t.Errorf("%s: %s %s does not state it: %s", q, h.Document, h.Clause, h.Text)
			}
		}
	}

	// Filters hold, and the words to read aloud have no digits.
	found = lookUp(t, b, url.Values{"q": {"独立站"}, "document": {"nantong-action-plan"}}.Encode())
	if len(found.Hits) == 0 || slices.ContainsFunc(found.Hits, func(h lookedHit) bool { return h.Document != "nantong-action-plan" }) {
		t.Errorf("in one document: %+v", found.Hits)
	}
	for _, h := range lookUp(t, b, url.Values{"q": {"单个企业最高可享受"}}.Encode()).Hits {
		if strings.ContainsAny(h.Spoken, "0123456789") {
			t.Errorf("digits to read aloud: %s", h.Spoken)
		}
	}
	if status, _ := b.do("GET", "/api/v1/lookup?q="+strings.Repeat("a", 401), ""); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a long query: %d", status)
	}
	if found := lookUp(t, b, "q="); len(found.Hits) != 0 {
		t.Errorf("nothing typed: %+v", found.Hits)
	}
}

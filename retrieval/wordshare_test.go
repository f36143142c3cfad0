package retrieval

import "testing"

// TestWordsDecide puts the row that holds a question's words before one that
// holds the same characters and pairs in other words.
func TestWordsDecide(t *testing.T) {
	rows := map[string][]Row{"d": {
		{Document: "d", Key: "1", Kind: Clause, Text: "人民法院受理的案件。"},
		{Document: "d", Key: "2", Kind: Clause, Text: "人和民的法及院受理。"},
	}}
	x := indexOf(t, []Document{{ID: "d", Title: "文件", End: 1}}, rows)
	list := func() []candidate { return []candidate{{entry: 1, score: 1}, {entry: 0, score: 1 - wordWeight/3}} }

	first := list()
	x.weighWords(first, "人民法院", x.counting(x.admission(Filter{}), nil))
	if first[0].entry != 0 {
		t.Errorf("the row with the word stays behind: %v", first)
	}
	if got, want := first[0].score, 1-wordWeight/3+wordWeight; got != want {
		t.Errorf("a row with every word has %v, want %v", got, want)
	}
	if first[1].score != 1 {
		t.Errorf("a row with none of the words went from 1 to %v", first[1].score)
	}

	// Half as much where the row applies half as much.
	first = list()
	x.weighWords(first, "人民法院", x.counting(x.admission(Filter{}), []float64{0.5}))
	if got, want := first[0].score, 1-wordWeight/3+wordWeight/2; got != want {
		t.Errorf("a row elsewhere has %v, want %v", got, want)
	}

	// A query without words of the table leaves everything as it is.
	first = list()
	x.weighWords(first, "，。", x.counting(x.admission(Filter{}), nil))
	if first[0].entry != 1 || first[0].score != 1 {
		t.Errorf("a query without words changed the order: %v", first)
	}
}

// Words are cut once and kept, up to a number of rows.
func TestRowWordsAreKept(t *testing.T) {
	w := newRowWords(2)
	cuts := 0
	of := func(entry int) []int32 {
		return w.of(entry, func() []int32 { cuts++; return []int32{int32(entry)} })
	}
	of(0)
	if got := of(0); cuts != 1 || len(got) != 1 || got[0] != 0 {
		t.Errorf("cut %d times: %v", cuts, got)
	}
	w.kept.Store(keptRows)
	of(1)
	if got := of(1); cuts != 3 || got[0] != 1 {
		t.Errorf("beyond the bound: cut %d times: %v", cuts, got)
	}
}

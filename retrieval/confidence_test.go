package retrieval

import "testing"

// TestConfidenceOfACitation needs no words in common.
func TestConfidenceOfACitation(t *testing.T) {
	_, x := embedded(t)
	ask := func(text string) float64 { return x.Confidence(text, search(t, x, Query{Text: text})) }
	if c := ask("第九条"); c < 0.85 {
		t.Errorf("confidence %v of a clause cited", c)
	}
	if known, unknown := ask("苏商规〔2023〕2号"), ask("苏政发〔2016〕80号怎么说"); known < 0.85 || unknown > 0.15 {
		t.Errorf("confidence %v of a document cited by its number, %v of one that the library has not", known, unknown)
	}
	for _, text := range []string{"电子商务法第九条", "关税法第三条", "《电子商务法》第九条怎么规定", "苏政发〔1999〕1号第九条", "Article 9 of the E-Commerce Law"} {
		if c := ask(text); c > 0.15 {
			t.Errorf("confidence %v of %s, which the library has not", c, text)
		}
	}
	for _, text := range []string{"创建规范第九条", "苏商规〔2023〕2号第九条", "苏州措施第九条"} {
		if c := ask(text); c < 0.85 {
			t.Errorf("confidence %v of %s", c, text)
		}
	}
	if here, there := ask("苏州海外仓补贴"), ask("杭州海外仓补贴"); here < 0.95 || there > 0.5 {
		t.Errorf("confidence %v in Suzhou, %v in Hangzhou, of which there is no document", here, there)
	}
}

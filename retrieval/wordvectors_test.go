package retrieval

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"
	"time"
)

// unhurried makes a starved machine's search wait for its vectors: without
// them it finds other rows.
var unhurried = BuildOptions{VectorTimeout: time.Hour}

func wordVectors(t testing.TB) *WordVectors {
	t.Helper()
	w, err := NewWordVectors()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func vectorsOf(t testing.TB, texts ...string) [][]float32 {
	t.Helper()
	v, err := wordVectors(t).Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func cosine(a, b []float32) float64 {
	var dot float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
	}
	return dot
}

func TestWordVectors(t *testing.T) {
	v := vectorsOf(t, "劳动者被辞退的经济补偿", "勞動者被辭退的經濟補償", "用人单位解除劳动合同应当支付补偿金", "海关监管场所运营费用", "", "，。100")
	dim := wordVectors(t).Model().Dim
	for i := range 4 {
		if length := math.Sqrt(cosine(v[i], v[i])); len(v[i]) != dim || math.Abs(length-1) > 1e-6 {
			t.Errorf("vector %d has %d values, length %v", i, len(v[i]), length)
		}
	}
	for i := 4; i < 6; i++ {
		if cosine(v[i], v[i]) != 0 {
			t.Errorf("a text of nothing has a vector")
		}
	}
	if c := cosine(v[0], v[1]); math.Abs(c-1) > 1e-6 {
		t.Errorf("traditional script is %v away", c)
	}
	// Hardly a character in common, yet the same matter.
	if near, far := cosine(v[0], v[2]), cosine(v[0], v[3]); near <= far+0.3 {
		t.Errorf("cosines %v to a like text, %v to another", near, far)
	}
}

// TestWordVectorsNeverChange pins the vectors of two texts bit for bit: the
// model's name is made of the table, and says nothing of how texts are cut
// and summed.
func TestWordVectorsNeverChange(t *testing.T) {
	const model, want = "words-d4e727a5", "f156f18dabadde40"
	if got := wordVectors(t).Model().Name; got != model {
		t.Fatalf("the table is %s, not %s: if that is meant, pin its vectors here", got, model)
	}
	h := sha256.New()
	for _, v := range vectorsOf(t, "苏州独立站 DTC 2024年，海外仓海外仓；a1b2", strings.Repeat("跨境电商综试区 ", 50)) {
		for _, x := range v {
			if err := binary.Write(h, binary.LittleEndian, math.Float32bits(x)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
		t.Errorf("vectors of %s changed: %s, want %s", model, got, want)
	}
}

func TestSegmentation(t *testing.T) {
	s, err := loadSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	words(s, "苏州跨境电商公共海外仓补贴，独立站和DTC", func(w string) { got = append(got, w) })
	if strings.Join(got, " ") != "苏州 跨境电商 公共海外仓 补贴 独立站" {
		t.Errorf("words %q", got)
	}
}

func BenchmarkWordVectors(b *testing.B) {
	text := "对建设运营独立站（需要有磋商或交易记录）按照当年度建设投入、（云）服务器租赁、宣传推广等费用支出超过50万元的，给予20万元补助"
	vectorsOf(b, text)
	for b.Loop() {
		vectorsOf(b, text)
	}
}

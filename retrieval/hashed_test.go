package retrieval

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"testing"
)

func vectorsOf(t testing.TB, texts ...string) [][]float32 {
	t.Helper()
	v, err := NewHashedNgrams().Embed(t.Context(), texts)
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

func TestHashedVectors(t *testing.T) {
	v := vectorsOf(t, "对建设运营独立站给予补助", "對建設運營獨立站給予補助", "独立站建设补助", "海关监管场所运营费用", "", "，。")
	for i := range 4 {
		if length := math.Sqrt(cosine(v[i], v[i])); len(v[i]) != 512 || math.Abs(length-1) > 1e-6 {
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
	if near, far := cosine(v[0], v[2]), cosine(v[0], v[3]); near <= far+0.2 {
		t.Errorf("cosines %v to a like text, %v to another", near, far)
	}
}

// TestHashedVectorsNeverChange pins the vectors of one text bit for bit: a
// change needs another model name, or stores would mix old and new vectors.
func TestHashedVectorsNeverChange(t *testing.T) {
	const want = "9d76868fedac3065"
	h := sha256.New()
	for _, v := range vectorsOf(t, "苏州独立站 DTC 2024年，海外仓海外仓；a1b2", strings.Repeat("跨境电商综试区 ", 50)) {
		for _, x := range v {
			binary.Write(h, binary.LittleEndian, math.Float32bits(x))
		}
	}
	if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
		t.Errorf("vectors of model %s changed: %s, want %s; rename the model when that is meant", hashedModel.Name, got, want)
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

func BenchmarkHashedVector(b *testing.B) {
	text := "对建设运营独立站（需要有磋商或交易记录）按照当年度建设投入、（云）服务器租赁、宣传推广等费用支出超过50万元的，给予20万元补助"
	vectorsOf(b, text)
	for b.Loop() {
		vectorsOf(b, text)
	}
}

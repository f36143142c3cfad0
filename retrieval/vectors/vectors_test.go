package vectors

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// small is a table of two directions: trade along the first, animals along
// the second.
func small(t *testing.T) *Table {
	t.Helper()
	c := Contents{
		Dim: 2, Words: []string{"海外仓", "海外", "仓库", "猫", "shop"},
		Weights: []float32{1, 1, 1, 1, 1}, Scales: []float32{0.01, 0.01, 0.01, 0.01, 0.01}, Common: []float32{0, 0},
		Cells: []int8{100, 0, 50, 0, 80, 0, 0, 100, 100, 10},
	}
	table, err := Parse(c.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestSegment(t *testing.T) {
	table := small(t)
	for text, want := range map[string]string{
		"海外仓和海外仓库":   "海外仓 海外仓",
		"海外的仓库":      "海外 仓库",
		"shop shops": "shop",
		"开shop店":     "shop",
		"没有":         "",
		"":           "",
	} {
		var got []string
		table.Segment(text, func(id int) { got = append(got, table.Word(id)) })
		if strings.Join(got, " ") != want {
			t.Errorf("%q is cut into %q, want %s", text, got, want)
		}
	}
}

func TestEmbed(t *testing.T) {
	table := small(t)
	near := func(a, b string) float64 {
		v, w := table.Embed(a), table.Embed(b)
		return float64(v[0]*w[0] + v[1]*w[1])
	}
	if c := near("海外倉", "仓库"); math.Abs(c-1) > 1e-6 {
		t.Errorf("cosine %v of two words in one direction", c)
	}
	if c := near("海外仓", "猫"); math.Abs(c) > 1e-6 {
		t.Errorf("cosine %v of words that have nothing in common", c)
	}
	if v := table.Embed("没有"); !slices.Equal(v, []float32{0, 0}) {
		t.Errorf("a text without words has the vector %v", v)
	}
}

// TestParseRefuses what is no table, wherever it was cut off.
func TestParseRefuses(t *testing.T) {
	c := Contents{Dim: 1, Words: []string{"甲"}, Weights: []float32{1}, Scales: []float32{1}, Common: []float32{0}, Cells: []int8{1}}
	data := c.Bytes()
	for n := range data {
		if _, err := Parse(data[:n]); err == nil {
			t.Errorf("the first %d of %d bytes were taken", n, len(data))
		}
	}
	c.Weights[0] = float32(math.NaN())
	if _, err := Parse(c.Bytes()); err == nil {
		t.Error("a weight that is no number was taken")
	}
}

// TestBuiltin is the file that its hash was written for, and within its size.
func TestBuiltin(t *testing.T) {
	table, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	line, err := os.ReadFile("words.vec.sha256")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(builtin)
	if want, _, _ := strings.Cut(string(line), " "); hex.EncodeToString(sum[:]) != want {
		t.Errorf("words.vec is not what words.vec.sha256 says; run make vectors")
	}
	if len(builtin) > 4<<20 || table.Words() < 10_000 || table.Dim() < 64 || table.Dim() > 128 {
		t.Errorf("%d bytes, %d words, %d dimensions", len(builtin), table.Words(), table.Dim())
	}
}

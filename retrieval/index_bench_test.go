package retrieval

import (
	"runtime"
	"testing"
)

func BenchmarkSearch(b *testing.B) {
	_, x := embedded(b)
	lines, _ := readRelevance(b)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, err := x.Search(b.Context(), Query{Text: lines[n%len(lines)].query}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBuild also reports what an index of the built-in documents keeps.
func BenchmarkBuild(b *testing.B) {
	m := policies(b)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x, err := Build(b.Context(), m, nil, BuildOptions{})
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	for b.Loop() {
		if x, err = Build(b.Context(), m, nil, BuildOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.KeepAlive(x)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB")
}

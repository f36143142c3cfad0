//go:build unix

package ingest

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// processorTime is what the process has used of all cores: on a machine that
// does other things meanwhile it says more than the clock.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkParse measures reading, splitting, parsing and metadata of the
// built-in documents, in clauses and items a second.
func BenchmarkParse(b *testing.B) {
	var packs []Pack
	clauses := 0
	for _, name := range packNames {
		p := loadBuiltin(b, name)
		packs = append(packs, p)
		clauses += p.Clauses()
	}
	measureClauses(b, clauses, func() error {
		for _, p := range packs {
			if _, err := build(b.Context(), p.ID, p.Origin, "source.txt", p.Files); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkStatutes measures the same of real statutes.
func BenchmarkStatutes(b *testing.B) {
	all := statutes(b)
	clauses := 0
	for name, text := range all {
		p, err := LoadFile(b.Context(), name, []byte(text))
		if err != nil {
			b.Fatal(err)
		}
		clauses += p.Clauses()
	}
	measureClauses(b, clauses, func() error {
		for name, text := range all {
			if _, err := LoadFile(b.Context(), name, []byte(text)); err != nil {
				return err
			}
		}
		return nil
	})
}

// measureClauses reports clauses a second by the clock and by the processor
// time that one core would need.
func measureClauses(b *testing.B, clauses int, read func() error) {
	b.ReportAllocs()
	used := processorTime(b)
	for b.Loop() {
		if err := read(); err != nil {
			b.Fatal(err)
		}
	}
	used = processorTime(b) - used
	b.ReportMetric(float64(clauses*b.N)/b.Elapsed().Seconds(), "clauses/s")
	b.ReportMetric(float64(clauses*b.N)/used.Seconds(), "clauses/cpu-s")
}

// BenchmarkLong shows that cost is linear in length: ns/rune stays the same
// from 100 kB to 10 MB, with line breaks and without.
func BenchmarkLong(b *testing.B) {
	for _, size := range []int{100_000, 1_000_000, 10_000_000} {
		for _, flat := range []bool{false, true} {
			text := longDocument(size, flat)
			runes := len([]rune(text))
			b.Run(fmt.Sprintf("bytes=%d/flat=%t", size, flat), func(b *testing.B) {
				used := processorTime(b)
				for b.Loop() {
					if _, err := LoadFile(b.Context(), "long.txt", []byte(text)); err != nil {
						b.Fatal(err)
					}
				}
				used = processorTime(b) - used
				b.ReportMetric(float64(used.Nanoseconds())/float64(b.N*runes), "cpu-ns/rune")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*runes), "ns/rune")
			})
		}
	}
}

// longDocument is a plan of at least size bytes: chapters of numbered clauses
// with items.
func longDocument(size int, flat bool) string {
	var b strings.Builder
	end := "\n"
	if flat {
		end = " "
	}
	b.WriteString("某市2024-2026年发展规划" + end)
	for chapter, clause := 1, 1; b.Len() < size; chapter++ {
		fmt.Fprintf(&b, "第%s章 第%d部分"+end, hanNumber(chapter%99+1), chapter)
		for range 10 {
			fmt.Fprintf(&b, "%d.支持企业发展。对年度支出超过%d万元的企业，按照5%%给予补助，最高不超过100万元："+end, clause, clause)
			b.WriteString("（1）依照第三条申报；" + end + "（2）在每年12月底前提交。（市商务局、市财政局）" + end)
			clause = clause%900 + 1
		}
	}
	return b.String()
}

package main

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

// BenchmarkStart runs the program over the built-in documents up to its first
// answer and its end: with a data directory that is yet to be filled, and with
// one that is there. A process of its own each time, so that every table is
// read anew. The bar for the second is 500 ms; busy-ms is the processor time.
func BenchmarkStart(b *testing.B) {
	var busy time.Duration
	answer := func(b *testing.B, data string) {
		c := exec.CommandContext(b.Context(), os.Args[0], "ask", "--data", data, "建设海外仓最多能拿多少补助？")
		c.Env = append(os.Environ(), asProgram+"=1")
		if out, err := c.CombinedOutput(); err != nil || len(out) == 0 {
			b.Fatalf("%v: %s", err, out)
		}
		busy += c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	report := func(b *testing.B) {
		b.ReportMetric(float64(busy.Milliseconds())/float64(b.N), "busy-ms")
	}
	b.Run("first", func(b *testing.B) {
		busy = 0
		for b.Loop() {
			answer(b, b.TempDir())
		}
		report(b)
	})
	b.Run("again", func(b *testing.B) {
		data := b.TempDir()
		answer(b, data)
		busy = 0
		for b.Loop() {
			answer(b, data)
		}
		report(b)
	})
}

package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// meterEvery is how often a meter says a line where it can draw no bar.
const meterEvery = 5 * time.Second

// meter shows how far a long command has come: a bar on a terminal, a line
// every few seconds elsewhere.
type meter struct {
	what, unit  string // 读入, 份
	total, done int
	clauses     int // read so far, where files are counted
	out         io.Writer
	bar         *progressbar.ProgressBar // nil where there is no terminal
	now         func() time.Time
	begun, told time.Time
}

// newMeter counts to total. Its output goes to standard error; quiet, for
// programs that read, leaves the lines out and keeps the bar.
func newMeter(e *environment, what, unit string, total int, quiet bool) *meter {
	m := &meter{what: what, unit: unit, total: total, out: e.stderr, now: e.now, begun: e.now()}
	m.told = m.begun
	if f, ok := e.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		m.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(f), progressbar.OptionSetWidth(20), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionUseANSICodes(true))
	} else if quiet {
		m.out = io.Discard
	}
	return m
}

// set says how much of the total is done.
func (m *meter) set(done int) {
	m.done, m.total = done, max(m.total, done)
	if m.bar != nil {
		m.bar.ChangeMax(m.total)
		m.bar.Describe(m.text())
		// A bar that cannot be drawn is no reason to stop.
		_ = m.bar.Set(done)
		return
	}
	if now := m.now(); done < m.total && now.Sub(m.told) >= meterEvery {
		m.told = now
		fmt.Fprintln(m.out, m.text())
	}
}

// finish takes the bar away; what was done is for the command to say.
func (m *meter) finish() {
	if m.bar != nil {
		_ = m.bar.Clear()
	}
}

func (m *meter) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d/%d %s", m.what, m.done, m.total, m.unit)
	passed := m.now().Sub(m.begun)
	seconds := max(passed.Seconds(), 0.001)
	if m.clauses > 0 {
		fmt.Fprintf(&b, "，条款 %d，每秒 %.0f 条", m.clauses, float64(m.clauses)/seconds)
	} else if m.done > 0 {
		fmt.Fprintf(&b, "，每秒 %.0f %s", float64(m.done)/seconds, m.unit)
	}
	if m.done > 0 && m.done < m.total {
		left := time.Duration(float64(passed) / float64(m.done) * float64(m.total-m.done))
		fmt.Fprintf(&b, "，约剩 %s", inWords(left))
	}
	return b.String()
}

// inWords is a length of time as people say it.
func inWords(d time.Duration) string {
	switch s := int(d.Round(time.Second) / time.Second); {
	case s < 90:
		return fmt.Sprintf("%d 秒", s)
	case s < 90*60:
		return fmt.Sprintf("%d 分钟", (s+30)/60)
	default:
		return fmt.Sprintf("%.1f 小时", d.Hours())
	}
}

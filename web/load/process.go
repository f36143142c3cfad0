package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// process is what Linux says of one.
type process struct {
	resident int64 // bytes
	busy     time.Duration
}

func (p process) String() string {
	return fmt.Sprintf("%.1f MiB resident, %s processor time", float64(p.resident)/(1<<20), p.busy.Round(time.Millisecond))
}

// tick is the unit of times in /proc on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// readProcess reads /proc; pid 0 is a process of which nothing is known.
func readProcess(pid int) (process, error) {
	if pid == 0 {
		return process{}, nil
	}
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return process{}, err
	}
	// The name in brackets may hold spaces; fields count from behind it.
	_, rest, ok := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 22 {
		return process{}, fmt.Errorf("cannot read /proc/%d/stat: %q", pid, data)
	}
	var n [3]int64
	for i, at := range []int{11, 12, 21} { // utime, stime, rss
		if n[i], err = strconv.ParseInt(fields[at], 10, 64); err != nil {
			return process{}, err
		}
	}
	return process{resident: n[2] * int64(os.Getpagesize()), busy: time.Duration(n[0]+n[1]) * tick}, nil
}

// goroutines asks the service for their number, "?" where it does not say.
func goroutines(url string) string {
	r, err := http.Get(url + "/metrics")
	if err != nil {
		return "?"
	}
	defer r.Body.Close()
	for s := bufio.NewScanner(r.Body); s.Scan(); {
		if n, ok := strings.CutPrefix(s.Text(), "go_goroutines "); ok {
			return n
		}
	}
	return "?"
}

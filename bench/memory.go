package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

// footprint is what the process holds, in bytes.
type footprint struct {
	heap int64 // live Go objects
	rss  int64 // resident, C-like allocations of the SQLite driver included; 0 where the system doesn't tell
}

// measure collects garbage first.
func measure() footprint {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f := footprint{heap: int64(m.HeapAlloc)}
	if data, err := os.ReadFile("/proc/self/statm"); err == nil {
		var total, resident int64
		if _, err := fmt.Sscan(string(data), &total, &resident); err == nil {
			f.rss = resident * int64(os.Getpagesize())
		}
	}
	return f
}

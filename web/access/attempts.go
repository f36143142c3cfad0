package access

import "time"

// Attempts counts sign-ins by a name since the last one that succeeded.
type Attempts struct {
	Failures    int
	Last        time.Time
	LockedUntil time.Time
}

const (
	// freeFailures is how often one may mistype before there is a wait.
	freeFailures = 4
	firstDelay   = 30 * time.Second
	// longestDelay bounds what a stranger can do to somebody's account.
	longestDelay = 15 * time.Minute
	// forgetAfter is when old failures count no more.
	forgetAfter = 24 * time.Hour
)

// delay is the wait after so many failures: none, then 30 s, doubling.
func delay(failures int) time.Duration {
	if failures <= freeFailures {
		return 0
	}
	d := firstDelay
	for range failures - freeFailures - 1 {
		if d *= 2; d >= longestDelay {
			return longestDelay
		}
	}
	return d
}

// begin counts an attempt as failed before it is tried, so that many at once
// get no more guesses than one after the other. locked says that it must not
// be tried at all.
func (a Attempts) begin(now time.Time) (_ Attempts, locked bool) {
	if now.Before(a.LockedUntil) {
		return a, true
	}
	if now.Sub(a.Last) > forgetAfter {
		a = Attempts{}
	}
	a.Failures++
	a.Last = now
	a.LockedUntil = now.Add(delay(a.Failures))
	return a, false
}

package storagetest

import (
	"time"

	"go.uber.org/goleak"
)

// Patience is how long a test waits for what must come. It is no measure of a
// backend, and only keeps a failing test from hanging.
const Patience = 5 * time.Minute

// Leaks says which goroutines the tests have left behind. Those at their end
// get the time a starved machine needs for it, more than goleak gives them.
func Leaks() (err error) {
	for end := time.Now().Add(Patience); time.Now().Before(end); {
		if err = goleak.Find(); err == nil {
			return nil
		}
	}
	return err
}

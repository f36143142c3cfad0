package sqlite_test

import (
	"fmt"
	"os"
	"testing"

	"clausewise/storage/storagetest"
)

// checkLeaks runs the tests and fails where they leave goroutines behind.
func checkLeaks(m *testing.M) int {
	code := m.Run()
	if code == 0 {
		if err := storagetest.Leaks(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

//go:build !unix

package pgtest

import "syscall"

// attributes is empty: Find finds no server on these systems, and
// TEST_DATABASE_URL names one.
func attributes(bool) *syscall.SysProcAttr { return nil }

//go:build unix && !linux

package pgtest

import "syscall"

// attributes puts a program into a process group of its own, so that an
// interrupt at the terminal reaches us and not it, and makes it another
// user's for root.
func attributes(asNobody bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true}
	if asNobody {
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return a
}

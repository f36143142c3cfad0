package pgtest

import "syscall"

// attributes puts a program into a process group of its own, so that an
// interrupt at the terminal reaches us and not it, makes it another user's for
// root, and ends it when we die without stopping it.
func attributes(asNobody bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if asNobody {
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return a
}

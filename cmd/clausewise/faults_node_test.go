package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// asProgram makes the test program behave as the program itself, so that a
// test can start it as a process of its own and kill it.
const asProgram = "CLAUSEWISE_TEST_AS_PROGRAM"

// node is a service in a process of its own.
type node struct {
	t       *testing.T
	program string // "" is this one
	args    []string

	mu  sync.Mutex
	cmd *exec.Cmd
	url string // ws://…/ws
}

func startNode(t *testing.T, args ...string) *node {
	t.Helper()
	n := &node{t: t, args: args}
	n.start()
	t.Cleanup(n.kill)
	return n
}

func (n *node) start() {
	program, environment := n.program, os.Environ()
	if program == "" {
		program, environment = os.Args[0], append(environment, asProgram+"=1")
	}
	cmd := exec.Command(program, append([]string{
		"serve", "--addr", "127.0.0.1:0", "--json", "--log-level", "error", "--limit-address", "0", "--limit-session", "0",
	}, n.args...)...)
	cmd.Env = environment
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		n.t.Error(err)
		return
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var ready struct{ URL string }
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil {
		_ = cmd.Wait()
		n.t.Errorf("a node did not start: %v\n%s", err, stderr.String())
		return
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cmd, n.url = cmd, "ws"+strings.TrimPrefix(ready.URL, "http")+"/ws"
}

// kill ends the process with SIGKILL.
func (n *node) kill() {
	n.mu.Lock()
	cmd := n.cmd
	n.cmd = nil
	n.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

func (n *node) address() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.url
}

package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long the server may take; they only keep a test from hanging.
const (
	startTimeout = 5 * time.Minute
	stopTimeout  = 5 * time.Minute
)

// Server is a throw-away cluster. It listens on a unix socket in its own
// folder and keeps nothing.
type Server struct {
	URL string // of its database postgres

	dir    string
	bin    string
	owner  owner
	cmd    *exec.Cmd // nil while it does not run
	exited chan struct{}

	settings []string
}

// Start makes and starts a cluster with the programs in bin, and with settings
// such as "work_mem=64MB" over its own. Stop it after use.
func Start(ctx context.Context, bin string, settings ...string) (s *Server, err error) {
	// Under /tmp whatever TMPDIR says: a socket's path holds 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "clausewise-pg-")
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	s = &Server{dir: dir, settings: settings}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("start PostgreSQL: %w", err), s.Stop())
		}
	}()
	if s.owner, err = newOwner(dir); err != nil {
		return nil, err
	}
	if s.bin, err = s.owner.reach(bin, dir); err != nil {
		return nil, err
	}
	locale := "C.UTF-8"
	if runtime.GOOS == "darwin" {
		locale = "C"
	}
	initdb := s.owner.command(s.bin, "initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale="+locale, "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	s.URL = (&url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		// A starved machine takes its time to answer.
		RawQuery: url.Values{"host": {dir}, "connect_timeout": {"300"}}.Encode(),
	}).String()
	return s, s.Resume(ctx)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Resume starts the server after Halt, and waits until it takes connections.
func (s *Server) Resume(ctx context.Context) error {
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	args := []string{
		"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "max_connections=500", "-c", "shared_buffers=128MB", "-c", "jit=off",
		// A container's /dev/shm may be too small for parallel workers.
		"-c", "dynamic_shared_memory_type=mmap",
	}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	cmd := s.owner.command(s.bin, "postgres", args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.cmd, s.exited = cmd, exited
	go func() {
		defer close(exited)
		_ = cmd.Wait() // how it ended is in its log
	}()
	return s.ready(ctx)
}

// ready waits until the cluster takes connections.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.exited:
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("the server ended:\n%s", bytes.TrimSpace(log))
		case <-ctx.Done():
			return fmt.Errorf("the server takes no connections: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Halt stops the server as an administrator would, and keeps its data for
// Resume.
func (s *Server) Halt() error { return s.end(syscall.SIGINT) }

// Stop ends the server by the process that was started, and removes its
// folder.
func (s *Server) Stop() error {
	// An immediate shutdown: there is nothing to keep.
	if err := s.end(syscall.SIGQUIT); err != nil {
		return err
	}
	return os.RemoveAll(s.dir)
}

func (s *Server) end(how os.Signal) error {
	if s.cmd == nil {
		return nil
	}
	if err := s.cmd.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	select {
	case <-s.exited:
	case <-time.After(stopTimeout):
		if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("kill PostgreSQL: %w", err)
		}
		<-s.exited
	}
	s.cmd = nil
	return nil
}

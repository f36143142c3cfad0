// Command cluster runs a command with a throw-away PostgreSQL:
//
//	go run ./storage/postgres/pgtest/cluster -- go test -race ./...
//
// It starts a cluster, sets TEST_DATABASE_URL, runs the command, and removes
// the cluster again, also when it is interrupted. Where TEST_DATABASE_URL is
// set already it only runs the command. Its exit code is the command's.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"clausewise/storage/postgres/pgtest"
)

func main() {
	code, err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
	}
	os.Exit(code)
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int, err error) {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return 2, errors.New("usage: cluster -- command [argument…]")
	}
	// From here on a signal ends the command, not us: the cluster has to be
	// stopped after it.
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)

	environment := os.Environ()
	if os.Getenv(pgtest.Variable) == "" {
		server, err := start()
		switch {
		case errors.Is(err, pgtest.ErrNoServer) && !pgtest.Required():
			fmt.Fprintf(stderr, "cluster: %v; tests that need it are skipped\n", err)
		case err != nil:
			return 1, err
		default:
			defer func() {
				if e := server.Stop(); e != nil {
					code, err = max(code, 1), errors.Join(err, e)
				}
			}()
			environment = append(environment, pgtest.Variable+"="+server.URL)
		}
	}
	return execute(args, environment, signals, stdin, stdout, stderr)
}

func start() (*pgtest.Server, error) {
	bin, err := pgtest.Find()
	if err != nil {
		return nil, err
	}
	return pgtest.Start(context.Background(), bin)
}

// execute runs a command, passes signals on to it and returns its exit code.
func execute(args, environment []string, signals <-chan os.Signal, stdin io.Reader, stdout, stderr io.Writer) (int, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, stdin, stdout, stderr
	if err := cmd.Start(); err != nil {
		return 127, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			// A command that has ended meanwhile needs no signal.
			_ = cmd.Process.Signal(s)
		case err := <-done:
			if exit, ok := errors.AsType[*exec.ExitError](err); ok {
				if code := exit.ExitCode(); code > 0 {
					return code, nil
				}
				return 1, fmt.Errorf("the command ended by %v", exit)
			}
			if err != nil {
				return 1, err
			}
			return 0, nil
		}
	}
}

package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"clausewise/storage/postgres/pgtest"
)

// asCommand makes the test program the command itself, to be run and
// interrupted by the tests.
const asCommand = "CLAUSEWISE_TEST_CLUSTER"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func cluster(t *testing.T, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(append(os.Environ(), asCommand+"=1"), environment...)
	return cmd
}

func TestGivenServerIsUsed(t *testing.T) {
	out, err := cluster(t, []string{pgtest.Variable + "=postgres://given"}, "--", "sh", "-c", "echo $"+pgtest.Variable).Output()
	if err != nil || strings.TrimSpace(string(out)) != "postgres://given" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestExitCode(t *testing.T) {
	for command, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -9 $$": 1} {
		cmd := cluster(t, []string{pgtest.Variable + "=postgres://given"}, "--", "sh", "-c", command)
		if err := cmd.Run(); cmd.ProcessState.ExitCode() != want {
			t.Errorf("%q: %v, want exit code %d", command, err, want)
		}
	}
	for _, args := range [][]string{nil, {"--"}, {"--", "/no/such/program"}} {
		cmd := cluster(t, []string{pgtest.Variable + "=postgres://given"}, args...)
		if err := cmd.Run(); cmd.ProcessState.ExitCode() == 0 {
			t.Errorf("%q: %v", args, err)
		}
	}
}

// TestClusterIsRemoved ends the command by itself and by a signal. Either way
// the cluster's folder is gone afterwards.
func TestClusterIsRemoved(t *testing.T) {
	if _, err := pgtest.Find(); err != nil {
		if pgtest.Required() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	for _, tt := range []struct {
		name, command string
		signal        os.Signal
	}{
		{"ends by itself", "echo $" + pgtest.Variable + "; exit 3", nil},
		{"interrupted", "echo $" + pgtest.Variable + "; exec sleep 600", os.Interrupt},
		{"terminated", "echo $" + pgtest.Variable + "; exec sleep 600", syscall.SIGTERM},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmd := cluster(t, []string{pgtest.Variable + "="}, "--", "sh", "-c", tt.command)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			line := make([]byte, 500)
			n, err := out.Read(line)
			if err != nil {
				t.Fatal(err)
			}
			_, dir, ok := strings.Cut(strings.TrimSpace(string(line[:n])), "host=")
			if !ok {
				t.Fatalf("the command was given the URL %q", line[:n])
			}
			dir = strings.ReplaceAll(dir, "%2F", "/")
			if tt.signal != nil {
				if _, err := os.Stat(dir); err != nil {
					t.Errorf("the cluster is not where its URL says: %v", err)
				}
				if err := cmd.Process.Signal(tt.signal); err != nil {
					t.Fatal(err)
				}
			}
			if err := cmd.Wait(); err == nil {
				t.Error("the command's failure was lost")
			}
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", dir, err)
			}
		})
	}
}

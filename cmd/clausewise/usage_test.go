package main

import (
	"strings"
	"testing"
)

func TestHelpAndUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 0, "用法：clausewise <命令>"},
		{[]string{"--help"}, 0, "calculate"},
		{[]string{"serve", "--help"}, 0, "CLAUSEWISE_ADDR"},
		{[]string{"eval", "cases", "-h"}, 0, "2026-11-21"},
		{[]string{"frobnicate"}, 2, "frobnicate"},
		{[]string{"ask", "--jsn", "x"}, 2, "没有选项 --jsn"},
		{[]string{"clauses"}, 2, "缺少参数"},
		{[]string{"search", "--limit=many", "x"}, 2, "--limit"},
		{[]string{"search", "--limit=0", "x"}, 2, "--limit"},
		{[]string{"ask", "--as-of=2026-02-30", "x"}, 2, "--as-of"},
		{[]string{"ask", "--log-level=loud", "x"}, 2, "--log-level"},
		{[]string{"eval", "--min=60", "x"}, 2, "--min"},
		{[]string{"calculate", "a/b", "expense"}, 2, "名称=值"},
		{[]string{"calculate", "a/b", "x=1", "x=2"}, 2, "两次"},
		{[]string{"serve", "--addr", "8080"}, 2, "--addr"},
		{[]string{"serve", "--addr", "localhost:99999"}, 2, "--addr"},
	} {
		got := try(t, "", c.args...)
		if got.code != c.code || !strings.Contains(got.stdout+got.stderr, c.says) {
			t.Errorf("%v: code %d, want %d with %q: %s%s", c.args, got.code, c.code, c.says, got.stdout, got.stderr)
		}
		if c.code == 2 && (got.stdout != "" || !strings.Contains(got.stderr, "--help")) {
			t.Errorf("%v: a wrong command line belongs on standard error, with advice: %q %q", c.args, got.stdout, got.stderr)
		}
	}
}

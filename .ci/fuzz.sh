#!/usr/bin/env bash
# Runs every fuzz target for a short time (FUZZTIME, 10s each by default).
# Minimising what is new takes a minute by default, longer than all the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for file in $(git grep -lE '^func Fuzz' -- '*_test.go'); do
  for target in $(grep -oE '^func Fuzz[A-Za-z0-9_]*' "$file" | sed 's/^func //'); do
    echo "$target in $(dirname "$file")"
    go test -tags ne -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-10s}" -fuzzminimizetime 10x "./$(dirname "$file")"
  done
done

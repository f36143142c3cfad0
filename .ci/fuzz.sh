#!/usr/bin/env bash
# Runs fuzz targets for a short time (FUZZTIME, 10s each by default): those of
# the packages that are named, or all. Minimising what is new takes a minute by
# default, longer than all the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for file in $(git grep -lE '^func Fuzz' -- '*_test.go'); do
  package=./$(dirname "$file")
  [ $# = 0 ] || [[ " $* " = *" $package "* ]] || continue
  for target in $(grep -oE '^func Fuzz[A-Za-z0-9_]*' "$file" | sed 's/^func //'); do
    echo "$target in $package"
    go test -tags ne -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-10s}" -fuzzminimizetime 10x "$package"
  done
done

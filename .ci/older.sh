#!/usr/bin/env bash
# Builds the program as it was before the last change of the schema and prints
# where it is, for the test of rolling upgrades. Nothing without the history.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
last=$(git log -1 --format=%H -- storage/postgres/migrations)
older=$(git rev-parse --verify --quiet "$last^") || exit 0
program=$PWD/.cache/older/clausewise-$older
if [ ! -x "$program" ]; then
  source=$(mktemp -d)
  trap 'rm -rf "$source"' EXIT
  git archive "$older" | tar -x -C "$source"
  mkdir -p "$(dirname "$program")"
  (cd "$source" && go build -tags ne -trimpath -o "$program" ./cmd/clausewise) >&2
fi
echo "$program"

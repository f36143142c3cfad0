#!/usr/bin/env bash
# Format, vet, staticcheck, go fix, module and generated files. Prints what is
# wrong and fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tags=ne
failed=0
expect_nothing() { # what, output
  if [ -n "$2" ]; then
    printf '%s:\n%s\n' "$1" "$2" >&2
    failed=1
  fi
}
# What is downloaded on the way is no finding.
quietly() { "$@" 2>&1 | grep -v '^go: downloading '; }
expect_nothing 'not formatted (go tool gofumpt -w .)' "$(go tool gofumpt -l .)"
expect_nothing 'go fix has something to mend (go fix ./...)' "$(quietly go fix -tags $tags -diff ./...)"
go vet -tags $tags ./... || failed=1
go tool staticcheck -tags $tags ./... || failed=1
go mod verify >/dev/null || failed=1
expect_nothing 'go.mod or go.sum is not tidy (go mod tidy)' "$(quietly go mod tidy -diff)"
# The vectors' name is made of their content: another file is another model.
(cd retrieval/vectors && sha256sum --quiet --check words.vec.sha256) || failed=1
exit $failed

#!/usr/bin/env bash
# Runs the console's browser tests against services of their own, started from
# CLAUSEWISE_BIN with a user of each role: on the embedded store and, where
# TEST_DATABASE_URL names a PostgreSQL that is empty, on that.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
CLAUSEWISE_BIN=$(cd "$(dirname "$CLAUSEWISE_BIN")" && pwd)/$(basename "$CLAUSEWISE_BIN")
export CLAUSEWISE_BIN
"$here/setup.sh"
cd "$here"
failed=0
run() { node --test --test-concurrency=1 --test-reporter=spec "$@" || failed=1; }
echo "== the console"
run console.mjs office.mjs order.mjs
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  echo "== the console on PostgreSQL"
  # The office's surroundings touch no store, and its services begin with none;
  # the order of answers is the page's affair.
  DATABASE_URL=$TEST_DATABASE_URL run console.mjs
fi
exit $failed

#!/usr/bin/env bash
# Runs the browser tests: the widget on its own, then against a real service:
# the one at BASE_URL, or those started from CLAUSEWISE_BIN, one on the
# embedded store and, where TEST_DATABASE_URL names a PostgreSQL that is empty,
# one on that.
#
#   CLAUSEWISE_BIN=bin/clausewise web/e2e/run.sh
#   BASE_URL=http://localhost:8080 web/e2e/run.sh
#
# SCREENSHOTS=DIR keeps pictures. TESTS names other files than all. Further
# arguments go to `serve`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ -z "${BASE_URL:-}" ] && [ -z "${CLAUSEWISE_BIN:-}" ]; then
  echo "请设置 BASE_URL（正在运行的服务地址）或 CLAUSEWISE_BIN（clausewise 可执行文件）。" >&2
  exit 2
fi
[ -z "${SCREENSHOTS:-}" ] || { mkdir -p "$SCREENSHOTS" && SCREENSHOTS=$(cd "$SCREENSHOTS" && pwd) && export SCREENSHOTS; }
[ -z "${CLAUSEWISE_BIN:-}" ] || CLAUSEWISE_BIN=$(cd "$(dirname "$CLAUSEWISE_BIN")" && pwd)/$(basename "$CLAUSEWISE_BIN")

"$here/setup.sh"
cd "$here"
read -ra tests <<<"${TESTS:-widget.mjs first-light.mjs ways-on.mjs sites.mjs}"

run() { node --test --test-concurrency=1 --test-reporter=spec "$@"; }

if [ -n "${BASE_URL:-}" ]; then
  run "${tests[@]}"
  exit
fi

scratch=$(mktemp -d)
service=
stop() {
  [ -z "$service" ] || { kill "$service" 2>/dev/null && wait "$service" || true; }
  service=
}
trap 'stop; rm -rf "$scratch"' EXIT

# on STORE-FLAG VALUE -- ARGUMENT… runs the tests against a fresh service,
# whose administrator the tests may be.
on() {
  local flags=("$1" "$2")
  shift 3
  export BASE_URL='' ADMIN_PASSWORD="for one run $RANDOM$RANDOM$RANDOM"
  "$CLAUSEWISE_BIN" user add e2e --role admin "${flags[@]}" <<<"$ADMIN_PASSWORD" >/dev/null || return 1
  : >"$scratch/log"
  "$CLAUSEWISE_BIN" serve --addr 127.0.0.1:0 "${flags[@]}" --policies "$here/testdata/policies" --limit-address 0 --limit-session 0 "$@" >"$scratch/log" 2>&1 &
  service=$!
  for _ in $(seq 1500); do
    BASE_URL=$(grep -aom1 'http://[A-Za-z0-9.-]*:[0-9][0-9]*' "$scratch/log" || true)
    [ -z "$BASE_URL" ] || break
    if ! kill -0 "$service" 2>/dev/null; then break; fi
    sleep 0.2
  done
  if [ -z "$BASE_URL" ]; then
    echo "服务没有启动：" >&2
    cat "$scratch/log" >&2
    exit 1
  fi
  local failed=0
  run "${tests[@]}" || failed=1
  stop
  return $failed
}

failed=0
on --data "$scratch/data" -- "$@" || failed=1
if [ -n "${TEST_DATABASE_URL:-}" ]; then
  # What does not touch a store has been tested.
  kept=()
  for test in "${tests[@]}"; do [ "$test" = widget.mjs ] || kept+=("$test"); done
  tests=("${kept[@]}")
  echo "== once more on PostgreSQL"
  on --database-url "$TEST_DATABASE_URL" -- "$@" || failed=1
fi
exit $failed

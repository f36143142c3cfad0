#!/usr/bin/env bash
# Runs the browser tests: the widget on its own, then the first questions to a
# real service, the one at BASE_URL or one started from CLAUSEWISE_BIN.
#
#   CLAUSEWISE_BIN=bin/clausewise web/e2e/run.sh
#   BASE_URL=http://localhost:8080 web/e2e/run.sh
#
# SCREENSHOTS=DIR keeps pictures. Further arguments go to `serve`.
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

if [ -z "${BASE_URL:-}" ]; then
  scratch=$(mktemp -d)
  service=
  trap '[ -z "$service" ] || { kill "$service" 2>/dev/null && wait "$service" || true; }; rm -rf "$scratch"' EXIT
  "$CLAUSEWISE_BIN" serve --addr 127.0.0.1:0 --data "$scratch/data" "$@" >"$scratch/log" 2>&1 &
  service=$!
  for _ in $(seq 300); do
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
  export BASE_URL
fi

node --test --test-concurrency=1 --test-reporter=spec widget.mjs first-light.mjs

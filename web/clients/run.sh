#!/usr/bin/env bash
# Runs the clients against a program: CLAUSEWISE_BIN=bin/clausewise web/clients/run.sh
set -euo pipefail
if [ -z "${CLAUSEWISE_BIN:-}" ]; then
  echo "请设置 CLAUSEWISE_BIN（clausewise 可执行文件）。" >&2
  exit 2
fi
CLAUSEWISE_BIN=$(cd "$(dirname "$CLAUSEWISE_BIN")" && pwd)/$(basename "$CLAUSEWISE_BIN")
export CLAUSEWISE_BIN
cd "$(dirname "${BASH_SOURCE[0]}")"
# Packages are installed anew only when the lock file is newer.
if [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --silent --no-audit --no-fund
fi
node --test --test-concurrency=1 --test-reporter=spec mcp.mjs openapi.mjs

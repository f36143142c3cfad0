#!/usr/bin/env bash
# Starts the service on a free loopback port and puts users on it. Everything
# it starts it stops. LOAD_ARGS go to the users: -idle, -active, -for, -think.
# CLAUSEWISE_DATABASE_URL makes it PostgreSQL instead of the embedded store.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
go build -tags ne -trimpath -o "$work/clausewise" ./cmd/clausewise
go build -tags ne -trimpath -o "$work/load" ./web/load
ulimit -n "$(ulimit -Hn)" # a descriptor for each websocket, in both processes
"$work/clausewise" serve --addr 127.0.0.1:0 --data "$work/data" --json --log-level warn \
  --limit-address 0 --limit-session 0 --limit-sockets 0 >"$work/ready" &
pid=$!
for _ in $(seq 300); do
  [ -s "$work/ready" ] && break
  kill -0 "$pid"
  sleep 0.1
done
url=$(sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' "$work/ready" | head -1)
# shellcheck disable=SC2086
"$work/load" -url "$url" -pid "$pid" ${LOAD_ARGS:-}

#!/usr/bin/env bash
# Makes sure that PgBouncer, which the tests put before PostgreSQL, is there:
# installs it where apt-get can, else says what to do and fails.
set -euo pipefail

command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] && exit 0
# The tests that need it are built on Linux alone.
[ "$(uname)" = Linux ] || exit 0

advice="请先安装 PgBouncer（Debian、Ubuntu：sudo apt-get install pgbouncer），再运行一次。"
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
	echo "pgbouncer.sh: 本机没有 PgBouncer。$advice" >&2
	exit 1
fi
echo "pgbouncer.sh: 安装 PgBouncer……" >&2
apt() { apt-get -qq -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600 "$@"; }
install() { DEBIAN_FRONTEND=noninteractive apt install -y --no-install-recommends pgbouncer >&2; }
if ! install; then
	apt update >&2 && install || {
		echo "pgbouncer.sh: 装不上 PgBouncer，请检查软件源和网络。$advice" >&2
		exit 1
	}
fi
[ -x /usr/sbin/pgbouncer ] || command -v pgbouncer >/dev/null || { echo "pgbouncer.sh: 装了仍找不到 PgBouncer。$advice" >&2; exit 1; }

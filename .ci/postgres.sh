#!/usr/bin/env bash
# Finds or makes a PostgreSQL server with pgvector for the tests and prints the
# folder of its programs. Where TEST_DATABASE_URL is set there is nothing to do.
#
# Order: a server on this machine that has pgvector 0.8 or newer; the private
# tree in .cache/postgres; else that tree is made from the distribution's
# packages, with pgvector from its package or built from Debian's source.
# The system's own PostgreSQL and apt configuration are left as they are.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=$root/.cache/postgres
tree=$cache/tree
least=0.8.0     # pgvector's iterative scan came with it
source_suite=trixie # the first Debian release with pgvector $least

say() { echo "postgres.sh: $*" >&2; }
die() {
	say "$*"
	say "另一个办法：自备装有 pgvector $least 以上的 PostgreSQL（例如容器镜像 pgvector/pgvector），把地址写在环境变量 TEST_DATABASE_URL 里。"
	exit 1
}

# at_least VERSION: whether it is $least or newer.
at_least() { [ "$(printf '%s\n%s\n' "$least" "$1" | sort -V | head -n 1)" = "$least" ]; }

# usable BIN: whether the server there has pgvector.
usable() {
	local bin=$1 control
	[ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && [ -x "$bin/pg_config" ] || return 1
	control=$("$bin/pg_config" --sharedir)/extension/vector.control
	[ -f "$control" ] && at_least "$(sed -n "s/^default_version = '\(.*\)'/\1/p" "$control")"
}

if [ -n "${TEST_DATABASE_URL:-}" ]; then
	say "使用 TEST_DATABASE_URL 指定的数据库。"
	exit 0
fi

for bin in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
	/usr/local/pgsql/bin "$tree"/usr/lib/postgresql/*/bin; do
	if usable "$bin"; then
		echo "$bin"
		exit 0
	fi
done

command -v apt-get >/dev/null || die "本机没有带 pgvector 的 PostgreSQL，也没有 apt-get。macOS 请运行：brew install postgresql@17 pgvector"

started=$SECONDS
. /etc/os-release
work=$cache/work
rm -rf "$work" "$tree"
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/parts" "$work/tree"
trap 'rm -rf "$work"' EXIT

keyring=/usr/share/keyrings/${ID}-archive-keyring.gpg
signed=
[ -f "$keyring" ] && signed="[signed-by=$keyring]"

# What apt would fetch, as "address suite component", one a line.
targets() {
	apt-get "$@" indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk -v name="$VERSION_CODENAME" '$2 == name || index($2, name "-") == 1'
}
found=$(targets)
if [ -z "$found" ]; then
	# Nothing fetched yet on this system: fetch into the private folder.
	apt-get -qq -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o APT::Sandbox::User=root \
		-o Acquire::Retries=5 -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false update >&2 || true
	found=$(targets -o Dir::State::lists="$work/lists")
fi
[ -n "$found" ] || die "apt 没有配置 $PRETTY_NAME 的软件源，或网络不通。"

printf '%s\n' "$found" | sed "s|^|deb $signed |" >"$work/sources.list"
cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/parts";
Dir::State::lists "$work/lists";
Dir::Cache "$work";
Dir::Cache::archives "$work/archives";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
APT::Sandbox::User "root";
Acquire::Retries "5";
CONF
export APT_CONFIG=$work/apt.conf
update() { apt-get -qq update >&2 || die "取不到软件包列表，请检查网络。"; }
say "取软件包列表……"
update

version=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
[ -n "$version" ] || die "$PRETTY_NAME 的软件源里没有 postgresql。"

wanted=(postgresql-"$version" postgresql-client-"$version" libpq5)
# The libraries this system lacks; LLVM is only for JIT, which the tests switch off.
mapfile -t libraries < <(apt-get -s install --no-install-recommends postgresql-"$version" 2>/dev/null |
	awk '$1 == "Inst" && $3 !~ /^\[/ && $2 ~ /^lib/ && $2 !~ /^lib(llvm|z3|perl|json-perl|common-sense|types-serialiser|pq5)/ { print $2 }')
wanted+=("${libraries[@]}")

packaged=$(apt-cache policy postgresql-"$version"-pgvector | sed -n 's/ *Candidate: //p')
build=
if [ -n "$packaged" ] && [ "$packaged" != "(none)" ] && at_least "$packaged"; then
	wanted+=(postgresql-"$version"-pgvector)
else
	[ "$ID" = debian ] && [ -n "$signed" ] || die "$PRETTY_NAME 没有 pgvector $least 以上的软件包。"
	build=yes
	wanted+=(postgresql-server-dev-"$version")
	lacking=()
	for program in gcc make; do command -v "$program" >/dev/null || lacking+=("$program"); done
	[ -e /usr/include/stdio.h ] || lacking+=(libc6-dev)
	if [ ${#lacking[@]} -gt 0 ]; then
		[ "$(id -u)" = 0 ] || die "编译 pgvector 还缺：${lacking[*]}。请先运行：sudo apt-get install ${lacking[*]}"
		say "安装 ${lacking[*]}……"
		DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "${lacking[@]}" >&2
	fi
fi

say "下载 ${wanted[*]}……"
(cd "$work/archives" && apt-get -qq download "${wanted[@]}" >&2) || die "下载软件包失败，请检查网络。"
for package in "$work"/archives/*.deb; do dpkg -x "$package" "$work/tree"; done

if [ -n "$build" ]; then
	address=$(awk -v name="$VERSION_CODENAME" '$4 == name || $3 == name { print ($3 == name ? $2 : $3); exit }' "$work/sources.list")
	echo "deb-src $signed $address $source_suite main" >"$work/sources.list"
	say "取 pgvector 的源代码……"
	update
	(cd "$work" && apt-get -qq source --download-only pgvector >&2) || die "下载 pgvector 的源代码失败，请检查网络。"
	mkdir "$work/pgvector"
	tar -xf "$work"/pgvector_*.orig.tar.* -C "$work/pgvector" --strip-components=1
	say "编译 pgvector……"
	# No -march=native: the tree may be kept and used on another processor.
	build() {
		LD_LIBRARY_PATH=$(echo "$work"/tree/usr/lib/*-linux-gnu) make -s -C "$work/pgvector" OPTFLAGS="" with_llvm=no \
			PG_CONFIG="$work/tree/usr/lib/postgresql/$version/bin/pg_config" "$@" >&2
	}
	build -j"$(nproc)" && build install || die "编译 pgvector 失败。"
fi

usable "$work/tree/usr/lib/postgresql/$version/bin" || die "做出的 PostgreSQL 里没有 pgvector。"
mv "$work/tree" "$tree"
say "完成，用时 $((SECONDS - started)) 秒。"
echo "$tree/usr/lib/postgresql/$version/bin"

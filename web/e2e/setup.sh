#!/usr/bin/env bash
# Installs what the browser tests lack: Chromium, a CJK font, the npm packages.
set -euo pipefail
cd "$(dirname "$0")"

node ../widget/scripts/require-node.mjs

browser() {
  [ -n "${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null 2>&1 ||
    [ -x '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' ]
}

font() {
  ! command -v fc-list >/dev/null 2>&1 || fc-list :lang=zh-cn | grep -q .
}

lacking=()
browser || lacking+=(chromium)
font || lacking+=(fonts-noto-cjk)
if [ "${#lacking[@]}" -gt 0 ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "浏览器测试需要 Chromium 和中文字体：请安装后重试，或用环境变量 CHROMIUM 指定浏览器路径。" >&2
    exit 1
  fi
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      echo "浏览器测试缺少 ${lacking[*]}：请运行 sudo apt-get install ${lacking[*]} 后重试。" >&2
      exit 1
    fi
    as_root=(sudo -n)
  fi
  export DEBIAN_FRONTEND=noninteractive
  # Asked for again where the network falters; another apt-get is waited for.
  patient=(-o Acquire::Retries=5 -o DPkg::Lock::Timeout=600)
  "${as_root[@]}" apt-get "${patient[@]}" update -qq
  "${as_root[@]}" apt-get "${patient[@]}" install -y -qq --no-install-recommends "${lacking[@]}" >/dev/null
fi

# Packages are installed anew only when their lock file is newer.
for folder in . ../widget; do
  if [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ]; then
    npm ci --prefix "$folder" --silent --no-audit --no-fund
  fi
done

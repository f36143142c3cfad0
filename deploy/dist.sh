#!/usr/bin/env bash
# Builds what is released into dist/: static binaries for amd64 and arm64, each
# built twice and compared, checksums, and a list of everything in them
# (CycloneDX). Needs Go alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=${VERSION:-$(git describe --always --dirty)}
rm -rf dist
mkdir -p dist
build() { # architecture, output
  CGO_ENABLED=0 GOOS=linux GOARCH=$1 GOFLAGS=-mod=readonly go build -tags ne -trimpath -buildvcs=false \
    -ldflags "-s -w -buildid= -X main.version=$version" -o "$2" ./cmd/clausewise
}
go mod verify >/dev/null
for arch in amd64 arm64; do
  name=dist/clausewise-$version-linux-$arch
  build $arch "$name"
  # The second time without what the first left behind.
  again=$(mktemp)
  GOCACHE=$(mktemp -d) build $arch "$again"
  cmp "$name" "$again" || { echo "the build of $arch is not reproducible" >&2; exit 1; }
  rm -f "$again"
  if command -v file >/dev/null; then file "$name" | grep -q 'statically linked' || { echo "$name is not static" >&2; exit 1; }; fi
done
go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0 app -json -licenses -main cmd/clausewise -output dist/sbom.cdx.json . 
# The list of parts is that of the program: each module that was linked in.
go version -m "dist/clausewise-$version-linux-amd64" | awk '$1 == "dep" { print $2 "@" $3 }' | while read -r part; do
  grep -qF "pkg:golang/${part%@*}@${part##*@}" dist/sbom.cdx.json || { echo "dist/sbom.cdx.json lacks $part" >&2; exit 1; }
done
(cd dist && sha256sum clausewise-* sbom.cdx.json > SHA256SUMS)
ls -l dist

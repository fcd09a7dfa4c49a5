#!/usr/bin/env bash
# Builds the Clash core that the peers tier is held against: build-clash-core.sh FOLDER
# Leaves FOLDER/clash-core-VERSION and prints its path; a second time there is nothing to do. Needs Go and its module proxy.
set -eu -o pipefail
module=github.com/metacubex/mihomo
sources=$(cd "$(dirname "$0")" && pwd)/go/clash-core
version=$(sed -n "s|^require $module \(v.*\)|\1|p" "$sources/go.mod")
built=$1/clash-core-$version
if [ ! -x "$built" ]; then
  mkdir -p "$1"
  # By a module that requires the core, with the hashes of all it is made of in go.sum. `go install MODULE@VERSION` asks
  # for lists of versions, which not every module proxy gives, and refuses later releases for their `replace`.
  # Without its version it says that it is 1.10.0.
  CGO_ENABLED=0 GOFLAGS=-buildvcs=false nice -n 10 go build -C "$sources" -mod=readonly -trimpath \
    -ldflags "-s -w -X $module/constant.Version=$version" -o "$built.partial" "$module" >&2
  mv "$built.partial" "$built"
fi
echo "$built"

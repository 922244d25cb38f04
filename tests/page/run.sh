#!/usr/bin/env bash
# Makes pages, reports and charts of many shapes and tests them in Chromium ($CHROMIUM, or the one on the PATH). The packages go to a cache folder outside
# of the tree. The pages have no network, and need none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/traffic-ledger-ci"
home="$cache/page-$(sha256sum tests/page/package-lock.json | cut -c1-16)"
if [ ! -e "$home/ready" ]; then
  mkdir -p "$home"
  cp tests/page/package.json tests/page/package-lock.json "$home/"
  npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund --silent
  touch "$home/ready"
fi

pages="${PAGES:-}"
if [ -z "$pages" ]; then
  pages="$(mktemp -d)"
  trap 'rm -rf "$pages"' EXIT
  cargo run --quiet --locked --example page -- "$pages"
fi
shown="${SHOWN:-}"
if [ -z "$shown" ]; then
  shown="$pages/shown"
  cargo run --quiet --locked --example report -- "$shown/reports" >/dev/null
  cargo run --quiet --locked --example gallery -- "$shown/gallery"
fi
export CHROMIUM PAGES="$pages" PAGE_TEST_HOME="$home" REPORTS="$shown/reports" GALLERY="$shown/gallery"
# Two files at once: they wait for the browser most of the time.
node --test --test-concurrency=2 tests/page/explore.test.mjs tests/page/choices.test.mjs tests/page/safety.test.mjs tests/page/report.test.mjs

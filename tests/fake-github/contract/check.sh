#!/bin/sh
# Holds the fake GitHub's answers against GitHub's published OpenAPI description.
#
# Skipped, with a line that says so, where npm or its registry is out of reach; with CONTRACT=required that is a failure.
# The packages go to a cache folder outside the tree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

skip() {
    echo "contract check skipped: $1"
    [ "${CONTRACT:-}" != required ]
    exit
}

command -v npm >/dev/null 2>&1 || skip "npm is not there"
command -v node >/dev/null 2>&1 || skip "node is not there"

cache=${XDG_CACHE_HOME:-$HOME/.cache}/traffic-ledger-contract
mkdir -p "$cache"
# Installed anew only when the wanted versions change.
if ! cmp -s "$here/package.json" "$cache/package.json" || [ ! -e "$cache/installed" ]; then
    rm -f "$cache/installed"
    cp "$here/package.json" "$cache/package.json"
    npm install --prefix "$cache" --no-audit --no-fund --ignore-scripts --loglevel=error || skip "npm cannot install"
    touch "$cache/installed"
fi

cd "$here"
cargo build --quiet --package fake-github --bin fake-github
target=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
exec node "$here/check.mjs" "$cache" "$target/debug/fake-github"

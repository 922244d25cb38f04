#!/bin/sh
# Runs the binary of this machine's architecture, which lies beside this folder in a release, after a look at its checksum.
# Inputs are in INPUT_*, with underscores. `exec`, so that the signals of a cancelled run reach the program.
set -eu

fail() {
  echo "::error title=Traffic Ledger::$1"
  exit 1
}

system="$(uname -s)"
[ "$system" = Linux ] || fail "$system is not supported: use a Linux runner."

machine="${RUNNER_ARCH:-$(uname -m)}"
case "$machine" in
  X64 | x86_64) architecture=x86_64 ;;
  ARM64 | aarch64) architecture=aarch64 ;;
  *) fail "There is no binary for the architecture $machine: use a runner with X64 or ARM64." ;;
esac

bin="$(dirname "$0")/../bin"
name="traffic-ledger-$architecture-unknown-linux-gnu"
[ -f "$bin/$name" ] && [ -f "$bin/SHA256SUMS" ] ||
  fail "This version has no binaries, only releases do: use a tag such as v1, or the action itself where Docker runs."

expected="$(awk -v name="$name" '$2 == name { print $1 }' "$bin/SHA256SUMS")"
actual="$(sha256sum <"$bin/$name" | cut -d ' ' -f 1)"
[ -n "$expected" ] && [ "$expected" = "$actual" ] ||
  fail "$name does not have the checksum in SHA256SUMS: nothing was run. Report this as a security problem."

exec "$bin/$name"

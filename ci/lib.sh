#!/usr/bin/env bash
# Sourced by the scripts of this folder. What several of them need: where the project lives, its version, and their help.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# On standard error, since standard output can be the result of a script; the runner reads commands on both.
fail() {
  if [ "${GITHUB_ACTIONS:-}" = true ]; then echo "::error::$*" >&2; else echo "error: $*" >&2; fi
  exit 1
}

# The header comment of a script is its help. show_help_if_asked "$0" "$@"
show_help_if_asked() {
  local script="$1" argument
  shift
  for argument in "$@"; do
    case "$argument" in
      -h | --help)
        awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$script"
        exit 0
        ;;
    esac
  done
}

# A key of [package] in Cargo.toml.
package_key() {
  sed -n '/^\[package\]/,/^\[/s/^'"$1"' = "\([^"]*\)".*/\1/p' "$root/Cargo.toml"
}

# OWNER/REPOSITORY, which is written in Cargo.toml only; ci/set-owner copies it to the other files.
repository() { package_key repository | sed 's|^https://github.com/||'; }

version() { package_key version; }

# v1 of 1.2.3: the tag that moves, and the branch releases/v1 that holds the release commits.
major() { echo "v$(version | cut -d . -f 1)"; }

# Registries take small letters only.
image_name() { echo "ghcr.io/$(repository | tr '[:upper:]' '[:lower:]')"; }

#!/usr/bin/env bash
# Builds the image and runs it as the Actions runner does, against the fake GitHub on loopback: same variables, same mounts,
# same working folder. Takes minutes, so it is not part of .ci/run. Needs Linux, root (without Docker), cargo and git.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/container/engine.sh
. tests/container/engine.sh

work="$(mktemp -d)"
fake=""
silent=""
finish() {
  for job in $fake $silent; do kill "$job" 2>/dev/null || true; done
  rm -rf "$work" 2>/dev/null || true # as another user than the container, some of it may not be ours
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  echo "--- the last run printed:" >&2
  cat "$work/log" >&2
  exit 1
}
passed=0
ok() {
  passed=$((passed + 1))
  echo "ok $passed - $*"
}

prepare_engine
prepare_base
echo "building with $engine"
build_image >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }

cargo build --quiet --package fake-github --bin fake-github
target="$(cargo metadata --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')"
"$target/debug/fake-github" 0 "$work/fake" >"$work/fake.log" &
fake=$!
until grep -q '^ready' "$work/fake.log" || ! kill -0 "$fake"; do sleep 0.1; done
from_fake() { awk -v word="$1" '$1 == word { print $2 }' "$work/fake.log"; }
api="$(from_fake api)"
git_dir="$(from_fake git)"
traffic_token="$(from_fake traffic)"
commit_token="$(from_fake actions)"

# As the runner starts a container action; further options go before `--`.
as_runner() {
  mkdir -p "$work/workspace" "$work/home" "$work/commands"
  : >"$work/commands/output"
  : >"$work/commands/summary"
  local token="$1" code=0
  shift
  run_image \
    --workdir /github/workspace \
    --volume "$work/workspace:/github/workspace" \
    --volume "$work/home:/github/home" \
    --volume "$work/commands:/github/file_commands" \
    --env HOME=/github/home --env CI=true --env GITHUB_ACTIONS=true \
    --env GITHUB_WORKSPACE=/github/workspace \
    --env GITHUB_OUTPUT=/github/file_commands/output \
    --env GITHUB_STEP_SUMMARY=/github/file_commands/summary \
    --env GITHUB_REPOSITORY=octo/ledger --env GITHUB_SERVER_URL=https://github.com \
    --env "GITHUB_API_URL=$api" \
    --env "INPUT_TRAFFIC-TOKEN=$token" --env "INPUT_TOKEN=$commit_token" \
    --env INPUT_REPOSITORIES=octo/ledger --env INPUT_STORE=octo/ledger --env INPUT_BRANCH=traffic \
    --env INPUT_DIRECTORY= --env "INPUT_API-URL=$api" --env INPUT_DRY-RUN=false --env INPUT_COMMIT-MESSAGE= \
    --env INPUT_MAX-WAIT=5m --env INPUT_MAX-AGE-DAYS=5 \
    "$@" -- >"$work/log" 2>&1 || code=$?
  cat "$work/log" >>"$work/all.log"
  return "$code"
}
output() { awk -v name="$1" '$0 ~ "^" name "(=|<<)" { if (index($0, "<<")) { getline; print } else print substr($0, length(name) + 2) }' "$work/commands/output"; }

run_image -- --version >"$work/log" 2>&1 || fail "--version"
grep -q "$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)" "$work/log" || fail "--version names another version"
ok "it starts: $(cat "$work/log")"

if "$engine" run --rm --entrypoint /bin/sh "$image" -c true >"$work/log" 2>&1; then fail "the image has a shell"; fi
ok "it has no shell"

# What could not be committed is found from outside, where the workspace lies at another path. The token that reads
# traffic must not commit. The last of two options for one variable counts.
if as_runner "$traffic_token" --env "INPUT_TOKEN=$traffic_token"; then fail "a run that cannot commit is green"; fi
rescued="$(output rescued-snapshot)"
[ -n "$rescued" ] || fail "a run that could not commit names no rescued snapshot"
[ "$(find "$work/workspace/$rescued/octo/ledger/snapshots" -name '*.json' | wc -l)" = 1 ] || fail "nothing in $rescued"
ok "what cannot be committed is in the workspace, at $rescued"

as_runner "$traffic_token" || fail "the first run"
[ "$(output changed)" = true ] || fail "the first run says changed=$(output changed)"
[ "$(git -C "$git_dir" rev-list --count traffic)" = 1 ] || fail "the branch does not hold one orphan commit"
[ "$(git -C "$git_dir" rev-parse traffic)" = "$(output commit-sha)" ] || fail "commit-sha is not the head"
git -C "$git_dir" fsck --strict >"$work/fsck" 2>&1 || fail "git fsck: $(cat "$work/fsck")"
git -C "$git_dir" cat-file -e traffic:octo/ledger/history.json || fail "no history in the branch"
[ -s "$work/commands/summary" ] || fail "no step summary"
ok "the first run makes one orphan commit of $(git -C "$git_dir" ls-tree -r traffic | wc -l) files"

as_runner "$traffic_token" || fail "the second run"
[ "$(output changed)" = false ] || fail "the second run says changed=$(output changed)"
[ "$(git -C "$git_dir" rev-list --count traffic)" = 1 ] || fail "the second run made a commit"
ok "the second run makes none"

as_runner "$traffic_token" --read-only || fail "a run on a read-only root"
ok "a read-only root is enough"

if as_runner "$commit_token"; then fail "a run with a token that cannot read traffic is green"; fi
grep -q '^::error' "$work/log" || fail "a refused token is not told as an error"
ok "a token that cannot read traffic is refused: $(grep -m1 '^::error' "$work/log" | cut -c1-100)…"

if as_runner ""; then fail "a run without a token is green"; fi
ok "a missing token is refused"

# A program that is PID 1 gets no default action for signals: it must end by itself, within the runner's patience.
python3 -c '
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
open_ends = []
while True:
    open_ends.append(server.accept()) # and never answer
    print("connected", flush=True)
' >"$work/silent" &
silent=$!
until [ -s "$work/silent" ]; do sleep 0.1; done
for signal in INT TERM; do
  connections="$(wc -l <"$work/silent")"
  as_runner "$traffic_token" --detach --name "ledger-$$" --env "INPUT_API-URL=http://127.0.0.1:$(head -1 "$work/silent")" ||
    fail "a detached run"
  until [ "$(wc -l <"$work/silent")" -gt "$connections" ]; do sleep 0.1; done
  "$engine" kill --signal "$signal" "ledger-$$" >/dev/null
  code="$(timeout 5 "$engine" wait "ledger-$$")" || fail "SIG$signal: it did not end within 5 seconds"
  "$engine" logs "ledger-$$" >>"$work/all.log" 2>&1
  "$engine" rm --force "ledger-$$" >/dev/null 2>&1 || true
  [ "$code" != 0 ] || fail "SIG$signal: it says all went well"
  ok "SIG$signal ends it with exit code $code while GitHub is silent"
done

grep -v '^::add-mask::' "$work/all.log" >"$work/log"
if grep -qF -e "$traffic_token" -e "$commit_token" "$work/log"; then fail "a token stands in a log"; fi
if git -C "$git_dir" grep -qF -e "$traffic_token" -e "$commit_token" traffic; then fail "a token was committed"; fi
ok "no token in logs or commits"

size="$("$engine" image inspect --format '{{.Size}}' "$image")"
echo "$passed checks passed; the image is $((size / 1000)) kB"

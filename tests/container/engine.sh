#!/usr/bin/env bash
# Sourced by run.sh: build_image and run_image, with Docker where it works, else with buildah and podman.
# Without a Docker engine an image registry may be out of reach too, so a base that is missing is made from Debian's packages
# and this machine's Rust toolchain, under the very name that the Dockerfile uses.

image=localhost/traffic-ledger:test
state="${XDG_CACHE_HOME:-$HOME/.cache}/traffic-ledger-container"

if docker info >/dev/null 2>&1; then
  engine=docker
else
  engine=podman
fi

prepare_engine() {
  [ "$engine" = podman ] || return 0
  local missing=()
  for tool in buildah podman runc debootstrap; do
    PATH="$PATH:/usr/sbin" command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  # Own files and an own store, so that nothing of the machine's configuration is touched. vfs and runc work everywhere,
  # inside of another container too.
  mkdir -p "$state"
  printf '[storage]\ndriver = "vfs"\ngraphroot = "%s/images"\nrunroot = "%s/run"\n' "$state" "$state" >"$state/storage.conf"
  printf '%s\n' '[containers]' 'default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]' \
    '[engine]' 'runtime = "runc"' 'cgroup_manager = "cgroupfs"' 'events_logger = "file"' >"$state/containers.conf"
  export CONTAINERS_STORAGE_CONF="$state/storage.conf" CONTAINERS_CONF="$state/containers.conf"
}

# The base of the build stage, made only where the name is missing and cannot be pulled.
prepare_base() {
  [ "$engine" = podman ] || return 0
  local base
  base="$(sed -n 's/^FROM \(.*\) AS build$/\1/p' Dockerfile)"
  if podman image exists "$base"; then return; fi
  if timeout 120 podman pull -q "$base" 2>/dev/null; then return; fi
  echo "the base $base cannot be pulled: making it"
  local root="$state/base"
  rm -rf "$root"
  /usr/sbin/debootstrap --variant=minbase --include=ca-certificates,gcc,libc6-dev bookworm "$root" >"$state/debootstrap.log"
  mkdir -p "$root/usr/local/rust"
  cp -a "$(rustc --print sysroot)/." "$root/usr/local/rust/"
  rm -rf "$root/usr/local/rust/share/doc" "$root/var/cache/apt" "$root/var/lib/apt/lists"
  ln -s /usr/local/rust/bin/cargo /usr/local/rust/bin/rustc "$root/usr/local/bin/"
  # A file, not a pipe: a pipe gives an empty image.
  tar -C "$root" -cf "$state/base.tar" .
  podman import -q "$state/base.tar" "$base"
  rm -rf "$root" "$state/base.tar"
}

build_image() {
  if [ "$engine" = docker ]; then
    docker build --quiet --tag "$image" .
  else
    # The mount lets cargo trust what this machine trusts.
    buildah bud --quiet --isolation chroot --network host --pull-never --layers \
      --volume /etc/ssl/certs:/etc/ssl/certs:ro --tag "$image" .
  fi
}

# What a run leaves is removed at once, but for a detached one, whose exit code is still wanted.
# run_image OPTION... -- ARGUMENT...
run_image() {
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  case " ${options[*]} " in *" --detach "*) ;; *) options+=(--rm) ;; esac
  if [ "$engine" = podman ]; then options+=(--pull never); fi
  "$engine" run --network host "${options[@]}" "$image" "$@"
}

# The container of the action: one static program, the CA bundle and /tmp, nothing else.
# Bases are named by exact version. Pin them by digest where an image registry can be asked for it.

FROM docker.io/library/rust:1.95.0-slim-bookworm AS build
WORKDIR /build
COPY . .
# glibc, linked in: it needs no second target and no C compiler beyond the image's own, and it draws the charts
# three times as fast as musl. Naming the target keeps the flag away from build scripts and procedural macros.
RUN set -eu; \
    target="$(uname -m)-unknown-linux-gnu"; \
    RUSTFLAGS="-C target-feature=+crt-static" CARGO_INCREMENTAL=0 \
        cargo build --profile dist --locked --bin traffic-ledger --target "$target"; \
    mkdir -p /image/bin /image/etc/ssl/certs /image/tmp; \
    chmod 1777 /image/tmp; \
    cp "target/$target/dist/traffic-ledger" /image/bin/; \
    cp -L /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

FROM scratch
LABEL org.opencontainers.image.title="Traffic Ledger" \
      org.opencontainers.image.description="Keeps the repository traffic that GitHub throws away after 14 days" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /image/ /
# Root, no WORKDIR and no shell: the runner owns the files that it mounts as root and sets the working folder itself,
# and a shell would drop INPUT_TRAFFIC-TOKEN, whose name has a hyphen.
ENTRYPOINT ["/bin/traffic-ledger"]

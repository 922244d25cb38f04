# The container of the action: one static program, the CA bundle and /tmp.
# The base image has an exact version. Pin it by digest if a registry is reachable.

FROM docker.io/library/rust:1.95.0-slim-bookworm AS build
WORKDIR /build
COPY . .
# Static glibc: it needs no other target and no further C compiler, and it draws the charts three times as fast as musl.
# An explicit --target keeps the flag away from build scripts and procedural macros.
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
# Root, because the files that the runner mounts belong to root. No WORKDIR, because the runner sets it. No shell, because a
# shell would drop INPUT_TRAFFIC-TOKEN, whose name contains a hyphen.
ENTRYPOINT ["/bin/traffic-ledger"]

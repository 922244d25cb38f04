# The container of the action: one static program, the CA bundle and /tmp.
# The base image has an exact version. Pin it by digest if a registry is reachable.

FROM docker.io/library/rust:1.95.0-slim-bookworm AS build
WORKDIR /build
COPY . .
# The builder of the image has no git: a release passes the commit.
ARG TRAFFIC_LEDGER_COMMIT=
RUN set -eu; \
    ci/build-binaries /out; \
    mkdir -p /image/bin /image/etc/ssl/certs /image/tmp; \
    chmod 1777 /image/tmp; \
    cp /out/traffic-ledger-* /image/bin/traffic-ledger; \
    cp -L /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

FROM scratch
LABEL org.opencontainers.image.title="Traffic Ledger" \
      org.opencontainers.image.description="Keeps the repository traffic that GitHub throws away after 14 days" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /image/ /
# glibc gives each thread a part of the memory of its own and seldom returns it: with two of them a run over many repositories takes a
# sixth less (docs/scale.md).
ENV MALLOC_ARENA_MAX=2
# Root, because the files that the runner mounts belong to root. No WORKDIR, because the runner sets it. No shell, because a
# shell would drop INPUT_TRAFFIC-TOKEN, whose name contains a hyphen.
ENTRYPOINT ["/bin/traffic-ledger"]

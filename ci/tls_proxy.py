#!/usr/bin/env python3
"""Offers a plain server of this machine over TLS too, so that a container with a network of its own can use it.

    ci/tls_proxy.py UPSTREAM-PORT CERTIFICATE KEY

Listens on all addresses; prints the port. The program sends tokens over plain http to loopback only.
"""

import socket
import ssl
import sys
import threading
from contextlib import suppress


def copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def serve(client: socket.socket, context: ssl.SSLContext, port: int) -> None:
    try:
        client = context.wrap_socket(client, server_side=True)
    except OSError:
        return
    upstream = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=copy, args=(client, upstream), daemon=True).start()
    copy(upstream, client)


def main() -> None:
    if len(sys.argv) != 4 or "--help" in sys.argv:
        raise SystemExit(__doc__)
    port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("0.0.0.0", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, context, port), daemon=True).start()


if __name__ == "__main__":
    main()

"""On a PYTHONPATH, stands in for the wildcard DNS of virtual-host style: every name under .test is this machine."""

import socket

_resolve = socket.getaddrinfo


def _resolve_test_names(host, *rest, **named):
    if isinstance(host, (str, bytes)) and host.endswith(".test" if isinstance(host, str) else b".test"):
        host = "127.0.0.1"
    return _resolve(host, *rest, **named)


socket.getaddrinfo = _resolve_test_names

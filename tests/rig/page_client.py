"""Speaks to a server of the page as a browser does, and as none would."""

import http.client
import json
import socket
import time

from websockets.sync.client import connect

PEER_MAX_S = 60  # a hang, not a slow machine


def get(port, path, host=None, method="GET", **headers):
    """(status, headers, body) of one request; its path is sent as it is."""
    one = http.client.HTTPConnection("127.0.0.1", port, timeout=PEER_MAX_S)
    one.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    one.putheader("Host", host or f"127.0.0.1:{port}")
    for name, value in headers.items():
        one.putheader(name.replace("_", "-"), value)
    one.endheaders()
    answer = one.getresponse()
    body = answer.read()
    one.close()
    return answer.status, dict(answer.getheaders()), body


def talk(port, path="/ws", origin="ours", host=None):
    headers = {"Host": host} if host else {}
    origin = f"http://127.0.0.1:{port}" if origin == "ours" else origin
    return connect(
        f"ws://127.0.0.1:{port}{path}",
        origin=origin,
        additional_headers=headers,
        max_size=None,
        max_queue=None,  # a queue that is full keeps the answer to a close from being read
        compression=None,
    )


def hear(socket, kind, timeout_s=PEER_MAX_S):
    """The next message of that kind; AssertionError without one."""
    until_s = time.monotonic() + timeout_s
    while time.monotonic() < until_s:
        told = socket.recv(timeout=timeout_s)
        if isinstance(told, str) and json.loads(told)["kind"] == kind:
            return json.loads(told)
    raise AssertionError(f"no {kind}")


def peer(port, data=b"", address="127.0.0.1"):
    """A connection from this address, with these bytes sent."""
    one = socket.create_connection(("127.0.0.1", port), timeout=PEER_MAX_S, source_address=(address, 0))
    one.sendall(data)
    return one

"""Ports of the loopback address for one run: what listens there is reached from this computer alone.

A system hands the ports it gives away unasked to any program, also between the end of a server and its next start.
Those of PORTS are below them where the system's range is the usual one.
"""

import errno
import secrets
import socket

ADDRESS = "127.0.0.1"
PORTS = range(20_000, 32_000)
TRIES_MAX = 100  # at each a few ports: where all of them are taken, something else is wrong
_PORT_MAX = 65_535
_WAITING_MAX = 4  # connections that are not accepted yet


def listening(port: int, count: int = 1) -> list[socket.socket]:
    """Sockets that listen at port and the next ones, `count` in all. Raises OSError when one of them is taken, or is
    no port.
    """
    if not 0 < port <= _PORT_MAX - count + 1:
        raise OSError(errno.EINVAL, f"{port} and the next {count - 1} are not all ports")
    bound: list[socket.socket] = []
    try:
        for one in range(port, port + count):
            bound.append(socket.socket())
            bound[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound[-1].bind((ADDRESS, one))
            bound[-1].listen(_WAITING_MAX)
    except OSError:
        close(bound)
        raise
    return bound


def listening_anywhere(count: int = 1) -> list[socket.socket]:
    """The same at ports of PORTS that are free. Raises OSError when TRIES_MAX tries find none."""
    tries = 0
    while True:
        try:
            return listening(secrets.choice(PORTS[: len(PORTS) - count + 1]), count)
        except OSError:
            tries += 1
            if tries == TRIES_MAX:
                raise


def free_port() -> int:
    """A port of PORTS where nothing listens, for a server that another program starts. Raises OSError."""
    bound = listening_anywhere()
    try:
        return int(bound[0].getsockname()[1])
    finally:
        close(bound)


def close(bound: list[socket.socket]) -> None:
    """Listen no more."""
    for one in bound:
        one.close()

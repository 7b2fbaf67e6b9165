"""One HTTP POST to a service on this computer, without waiting for it: non-blocking calls, no thread.

One connection a request. What was sent and what came is overwritten when it ends.
"""

import errno
import select
import socket
from urllib.parse import urlsplit

ANSWER_MAX_BYTES = 2048  # head and body
LOOPBACK = ("127.0.0.1", "localhost")
_UNDER_WAY = (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK))


class NoAnswer(OSError):
    """What came is no answer with status 200 and a body of the length that it announced."""


def address(url: str) -> tuple[str, int]:
    """Host and port of a service's address. Raises ValueError with what to write.

    Only this computer: a subject is sent in the clear, and the service on it has no key to prove what it says.
    """
    advice = "write the address that `ridegate service` prints, as in http://127.0.0.1:8766/"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"is no address; {advice}") from None
    if parts.scheme != "http" or parts.hostname is None or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"is no address of a service; {advice}")
    if parts.hostname not in LOOPBACK or parts.username is not None:
        raise ValueError(f"is not on this computer; {advice}")
    if not port:
        raise ValueError(f"names no port; {advice}")
    return LOOPBACK[0], port


class HttpPost:
    """Requests to a service at this address, one at a time. Needs no open()."""

    def __init__(self, url: str) -> None:
        self._address = address(url)
        self._socket: socket.socket | None = None
        self._out = bytearray()
        self._in = bytearray()

    def begin(self, path: str, body: bytes) -> None:
        """Send a request; one that is under way is given up. Raises nothing: without a connection poll() raises."""
        self.close()
        host = "{}:{}".format(*self._address)
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: close\r\n"
        self._out[:] = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        one = None
        try:
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            one.setblocking(False)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if one.connect_ex(self._address) in _UNDER_WAY:
                self._socket, one = one, None
                self._send(self._socket)
        except OSError:
            pass
        finally:
            if one is not None:
                one.close()

    def poll(self) -> bytes | None:
        """One look at the connection: the body of the answer, None for not yet. Raises OSError when none comes."""
        one = self._socket
        if one is None:
            raise NoAnswer(errno.ENOTCONN, "no connection")
        if self._out:
            self._send(one)
            return None
        try:
            more = one.recv(ANSWER_MAX_BYTES + 1 - len(self._in))
        except BlockingIOError:
            return None
        self._in += more
        if len(self._in) > ANSWER_MAX_BYTES:
            raise NoAnswer(errno.EIO, "the answer is too long")
        return self._body(ended=not more)

    def close(self) -> None:
        """Give it up: its connection is closed and its bytes are overwritten."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        for each in (self._out, self._in):
            each[:] = bytes(len(each))
            each.clear()

    def _send(self, one: socket.socket) -> None:
        """Send what can be sent now. Raises OSError."""
        if not select.select([], [one], [one], 0)[1]:
            return
        failed = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failed:
            raise OSError(failed, "no connection")
        sent = one.send(self._out)
        self._out[:sent] = bytes(sent)
        del self._out[:sent]

    def _body(self, ended: bool) -> bytes | None:
        """The whole body, None for not all of it. Raises NoAnswer."""
        head, found, body = bytes(self._in).partition(b"\r\n\r\n")
        length = _length(head) if found else 0
        if (found and (length is None or len(body) > length)) or (ended and (not found or len(body) < (length or 0))):
            raise NoAnswer(errno.EIO, "this is no answer")
        return body if found and len(body) == length else None


def _length(head: bytes) -> int | None:
    """The length of the body that a head announces; None when it is not the head of an answer."""
    lines = head.split(b"\r\n")
    if not lines[0].startswith((b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")):
        return None
    lengths = []
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            lengths.append(value.strip())
        elif name.strip().lower() == b"transfer-encoding":
            return None
    if len(lengths) != 1 or not lengths[0].isdigit() or len(lengths[0]) > len(str(ANSWER_MAX_BYTES)):
        return None
    return int(lengths[0])

"""Asks an eligibility service over HTTP on this computer, without waiting for it: docs/eligibility.md has the protocol.

One connection a question, in non-blocking calls of `ask` and `poll`; no thread. What is late, refused, cut off, no
answer of the protocol, or about another subject is UNKNOWN. Question and answer are overwritten when it ends.
"""

import errno
import json
import select
import socket
from typing import Any
from urllib.parse import urlsplit

from terminal.eligibility import (
    ALLOW,
    ANSWER_ID_MAX,
    DEADLINE_MAX_MS,
    DEADLINE_MIN_MS,
    DEADLINE_MS,
    DENY,
    UNKNOWN,
)

SUBJECT_BYTES = 10
PLACE_MAX_BYTES = 32
ANSWER_MAX_BYTES = 2048  # head and body
LOOPBACK = ("127.0.0.1", "localhost")
_PATH = "/v1/question"
_STATUS = {"allow": ALLOW, "deny": DENY, "unknown": UNKNOWN}
_FIELDS = ("subject", "status", "answer")
_UNDER_WAY = (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EWOULDBLOCK))


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


class HttpEligibility:
    """A service at this address. deadline_ms: after so long without an answer it is UNKNOWN. Needs no open()."""

    snapshot_sequence = 0

    def __init__(self, url: str, deadline_ms: int = DEADLINE_MS) -> None:
        if not DEADLINE_MIN_MS <= deadline_ms <= DEADLINE_MAX_MS:
            raise ValueError(f"a deadline of {deadline_ms} ms is outside {DEADLINE_MIN_MS}..{DEADLINE_MAX_MS}")
        self.answer_id = b""
        self._address = address(url)
        self._deadline_ms = deadline_ms
        self._socket: socket.socket | None = None
        self._asked = False
        self._until_ms = 0
        self._subject = bytearray()
        self._out = bytearray()
        self._in = bytearray()

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Send a question; one that is under way is given up."""
        if len(subject) != SUBJECT_BYTES or len(place) > PLACE_MAX_BYTES:
            raise ValueError(f"a subject of {len(subject)} bytes, a place of {len(place)}")
        self.close()
        self.answer_id = b""
        self._asked = True
        self._until_ms = now_ms + self._deadline_ms
        self._subject[:] = subject.hex().encode()
        body = b'{"subject": "%s", "place": "%s"}' % (self._subject, place.hex().encode())
        host = "{}:{}".format(*self._address)
        head = f"POST {_PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: close\r\n"
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
            pass  # poll answers UNKNOWN: there is no connection
        finally:
            if one is not None:
                one.close()

    def poll(self, now_ms: int) -> int | None:
        """One look at the connection; None for not yet."""
        if not self._asked:
            return None
        try:
            answer = UNKNOWN if self._socket is None else self._advance(self._socket)
        except OSError:
            answer = UNKNOWN
        if answer is None and now_ms >= self._until_ms:
            answer = UNKNOWN
        if answer is not None:
            self.close()
        return answer

    def close(self) -> None:
        """Give the question up: its connection is closed and its bytes are overwritten."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._asked = False
        for each in (self._subject, self._out, self._in):
            each[:] = bytes(len(each))
            each.clear()

    def _advance(self, one: socket.socket) -> int | None:
        """Send, then receive what is there. Raises OSError when the connection is gone."""
        if self._out:
            self._send(one)
            return None
        try:
            more = one.recv(ANSWER_MAX_BYTES + 1 - len(self._in))
        except BlockingIOError:
            return None
        self._in += more
        if len(self._in) > ANSWER_MAX_BYTES:
            return UNKNOWN
        return self._judge(ended=not more)

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

    def _judge(self, ended: bool) -> int | None:
        """What has arrived: an answer, None for not all of it."""
        head, found, body = bytes(self._in).partition(b"\r\n\r\n")
        if not found:
            return UNKNOWN if ended else None
        length = _length(head)
        if length is None or len(body) > length:
            return UNKNOWN
        if len(body) < length:
            return UNKNOWN if ended else None
        try:
            told: Any = json.loads(body)
        except (ValueError, RecursionError):
            return UNKNOWN
        return self._answer(told)

    def _answer(self, told: Any) -> int:
        if not isinstance(told, dict) or not all(isinstance(told.get(key), str) for key in _FIELDS):
            return UNKNOWN
        try:
            answer_id = bytes.fromhex(told["answer"])
        except ValueError:
            return UNKNOWN
        if told["subject"] != self._subject.decode() or len(answer_id) > ANSWER_ID_MAX:
            return UNKNOWN
        answer = _STATUS.get(told["status"])
        if answer is None:
            return UNKNOWN
        self.answer_id = answer_id
        return answer


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

"""TCP of an emulated board: one connection, with the buffers and the numbers of errors of its stack.

The other end is a program on this computer. Nothing here waits: what has come by now has come.
"""

import contextlib
import errno
import select
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import Protocol

BUFFER_BYTES = 5744  # of the stack, each way
_POLLIN, _POLLOUT, _POLLHUP = 1, 4, 16
_NOT_CONNECTED = 128  # of the board's C library, which its port hands on as it is


class Air(Protocol):
    """What is between the two ends. delay_ms: of each byte, each way."""

    delay_ms: int

    def passes(self) -> bool:
        """Whether bytes pass now."""

    def later(self, ns: int, call: Callable[[], None]) -> object:
        """Call it when so much of the board's time has passed."""


class Connection:
    """One socket of the board. What is below zero is the number of an error. Call with the lock held."""

    def __init__(self, air: Air) -> None:
        self._air = air
        self._socket: socket.socket | None = None
        self._begun = self._up = False
        self._error = 0
        self._closed = False  # the other end has, and all is read
        self._out: deque[tuple[int, bytes]] = deque()  # when it may leave, and what
        self._in: deque[tuple[int, bytes]] = deque()
        self._alarm = False

    def connect(self, port: int | None) -> None:
        """port: of this computer; None: the connection stays under way, as to an address that does not answer."""
        self._begun = True
        if port is not None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            found = self._socket.connect_ex(("127.0.0.1", port))
            if found not in (0, errno.EINPROGRESS):
                self._fail()

    def state(self, t_ns: int) -> int:
        """0 when it is connected."""
        self._move(t_ns)
        if self._error:
            return -self._error
        return 0 if self._up else -errno.EINPROGRESS if self._begun else -_NOT_CONNECTED

    def send(self, data: bytes, t_ns: int) -> int:
        """Bytes into the stack, as many as fit."""
        state = self.state(t_ns)
        if state:
            return state
        taken = data[: BUFFER_BYTES - _bytes(self._out)]
        if not taken:
            return -errno.EAGAIN
        self._out.append((t_ns + self._air.delay_ms * 1_000_000, taken))
        self._move(t_ns)
        return len(taken)

    def receive(self, count: int, t_ns: int) -> tuple[int, bytes]:
        """Bytes out of the stack: how many, and they; 0 when the other end has closed."""
        state = self.state(t_ns)
        if not self._in or self._in[0][0] > t_ns:
            if state == -errno.EINPROGRESS:
                state = -_NOT_CONNECTED
            return state or (0 if self._closed and not self._in else -errno.EAGAIN), b""
        due, data = self._in.popleft()
        if data[count:]:
            self._in.appendleft((due, data[count:]))
        return len(data[:count]), data[:count]

    def poll(self, mask: int, t_ns: int) -> int:
        """Which of these events are so now."""
        self._move(t_ns)
        if self._error:
            return mask & (_POLLIN | _POLLOUT) | _POLLHUP
        found = _POLLOUT if self._up and _bytes(self._out) < BUFFER_BYTES else 0
        if self._in[0][0] <= t_ns if self._in else self._closed:
            found |= _POLLIN
        return mask & found

    def reset(self) -> None:
        """A reset on both ends."""
        if self._begun and not self._error:
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._fail()

    def close(self) -> None:
        """The board is done with it; what it has sent and is on its way still goes, unless nothing passes."""
        if self._socket is not None:
            if self._up and self._air.passes():
                with contextlib.suppress(OSError):
                    self._socket.send(b"".join(data for _, data in self._out))
            self._socket.close()
            self._socket = None
        self._out.clear()
        self._in.clear()

    def vanish(self) -> None:
        """The board is reset or without power: nothing of it goes out any more, and the other end is not told. `reset`
        tells it.
        """
        self._up = False
        self._out.clear()
        self._in.clear()

    def _fail(self) -> None:
        self._error, self._up = errno.ECONNRESET, False
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._out.clear()
        self._in.clear()

    def _move(self, t_ns: int) -> None:
        """Bring what is due to the other end, and take what has come from there; nothing of it waits."""
        one = self._socket
        if one is None or not self._air.passes():
            return
        if not self._up:
            if not select.select([], [one], [], 0)[1]:
                return
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return self._fail()
            self._up = True
        try:
            while self._out and self._out[0][0] <= t_ns:
                due, data = self._out.popleft()
                sent = self._sent(one, data)
                if sent < len(data):
                    self._out.appendleft((due, data[sent:]))
                    break
            while not self._closed and _bytes(self._in) < BUFFER_BYTES:
                data = one.recv(BUFFER_BYTES - _bytes(self._in))
                if data:
                    self._in.append((t_ns + self._air.delay_ms * 1_000_000, data))
                self._closed = not data
        except BlockingIOError:
            pass
        except OSError:
            return self._fail()
        if self._out and not self._alarm:
            self._alarm = True
            self._air.later(max(self._out[0][0] - t_ns, 1_000_000), self._later)

    def _later(self) -> None:
        self._alarm = False
        if self._out:
            self._move(self._out[0][0])

    @staticmethod
    def _sent(one: socket.socket, data: bytes) -> int:
        try:
            return one.send(data)
        except BlockingIOError:
            return 0


def _bytes(waiting: deque[tuple[int, bytes]]) -> int:
    return sum(len(data) for _, data in waiting)

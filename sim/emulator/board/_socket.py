"""`socket` of a board with a WLAN: TCP as a client, with the words and numbers of the port's own stack."""

import io
import time

import _bus
import calls
from micropython import const

AF_INET = 2
SOCK_STREAM = 1
SOCK_DGRAM = 2
IPPROTO_TCP = 6
SOL_SOCKET = 0xFFF
SO_REUSEADDR = 4
TCP_NODELAY = 1
_POLL = const(3)
_EBADF = const(9)
_EAGAIN = const(11)
_EINVAL = const(22)
_ETIMEDOUT = const(110)
_EINPROGRESS = const(115)
_FOR_EVER = const(-1)


def getaddrinfo(host, port, *_):
    """Of an address in digits; a name would be asked for over the network, and there is no one to ask."""
    parts = host.split(".")
    if len(parts) != 4 or [each for each in parts if not each.isdigit() or int(each) > 255]:
        raise OSError(-202)
    return [(AF_INET, SOCK_STREAM, 0, "", (host, int(port)))]


class socket(io.IOBase):
    def __init__(self, family=AF_INET, kind=SOCK_STREAM, proto=0):
        if (family, kind) != (AF_INET, SOCK_STREAM):
            raise ValueError("the emulated socket is TCP over IPv4")
        self._wait_ms = _FOR_EVER
        self._number = _bus.call(calls.SOCKET_OPEN)

    def settimeout(self, seconds):
        self._wait_ms = _FOR_EVER if seconds is None else int(seconds * 1000)

    def setblocking(self, blocking):
        self._wait_ms = _FOR_EVER if blocking else 0

    def setsockopt(self, level, option, value):
        pass

    def connect(self, address):
        host, port = address
        getaddrinfo(host, port)
        self._ask(calls.SOCKET_CONNECT, port, host.encode())
        if not self._wait_ms:
            raise OSError(_EINPROGRESS)
        start = time.ticks_ms()
        while not self._ready(4):
            self._pause(start)
        self._ask(calls.SOCKET_CONNECTED)

    def send(self, data):
        return self._again(lambda: self._ask(calls.SOCKET_SEND, 0, data), _ETIMEDOUT)

    def sendall(self, data):
        view = memoryview(data)
        while len(view):
            view = view[self.send(view) :]

    def write(self, data):
        try:
            return self.send(data)
        except OSError as error:
            if self._wait_ms == 0 and error.args[0] == _ETIMEDOUT:
                return None
            raise

    def recv(self, count):
        buffer = bytearray(count)
        return bytes(memoryview(buffer)[: self._again(lambda: self._taken(buffer), _EAGAIN)])

    def readinto(self, buffer, *_):
        try:
            return self._again(lambda: self._taken(buffer), _EAGAIN)
        except OSError as error:
            if self._wait_ms == 0 and error.args[0] == _EAGAIN:
                return None
            raise

    def read(self, count=-1):
        whole = b""
        while count < 0 or len(whole) < count:
            part = self.recv(256 if count < 0 else count - len(whole))
            if not part:
                break
            whole += part
        return whole

    def ioctl(self, request, argument):
        if request == _POLL:
            return self._ready(argument)
        return -_EINVAL

    def close(self):
        if self._number >= 0:
            number, self._number = self._number, -1
            _bus.call(calls.SOCKET_CLOSE, number)

    def _ask(self, operation, b=0, give=None):
        if self._number < 0:
            raise OSError(_EBADF)
        return _bus.call(operation, self._number, b, give)

    def _taken(self, buffer):
        if self._number < 0:
            raise OSError(_EBADF)
        return _bus.call(calls.SOCKET_RECV, self._number, 0, None, buffer)

    def _ready(self, mask):
        return self._ask(calls.SOCKET_POLL, mask)

    def _again(self, action, none):
        """What the action answers once there is something. none: the error of a socket that does not wait."""
        start = time.ticks_ms()
        while True:
            try:
                return action()
            except OSError as error:
                if error.args[0] != _EAGAIN:
                    raise
                if not self._wait_ms:
                    raise OSError(none) from None
            self._pause(start)

    def _pause(self, start):
        if self._wait_ms > 0 and time.ticks_diff(time.ticks_ms(), start) >= self._wait_ms:
            raise OSError(_ETIMEDOUT)
        time.sleep_ms(1)

"""A client of MQTT 3.1.1 over TCP that never waits: one topic to publish on, one to hear, QoS 1, a clean session.

For a board beside a broker in its station; the same on a desktop. Every call returns at once. The client connects by
itself, and again after 1 s, 2 s, … 32 s when the connection is lost. Nothing waits in memory for a broker that is out
of reach, and what was not acknowledged is not sent again: the caller knows whether it is still wanted.

Bounds: a packet that comes has `IN_MAX_BYTES`, one that goes `OUT_MAX_BYTES` together with those before it that the
network has not taken yet. A message that is longer is acknowledged and not read: left to the broker it would come
again with each connection. Bytes that are no packet of the protocol end the connection and nothing else.
"""

from errno import EAGAIN, EINPROGRESS
from struct import pack

from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

IN_MAX_BYTES = 256
OUT_MAX_BYTES = 512
KEEP_ALIVE_S = 20
ANSWER_MAX_MS = 5000  # of the broker, to a connection, a subscription, a ping
AGAIN_MIN_MS, AGAIN_MAX_MS = 1000, 32_000

_CLOSED: int = const(0)
_CONNECTING: int = const(1)
_GREETED: int = const(2)
_SUBSCRIBING: int = const(3)
_UP: int = const(4)
_CONNACK: int = const(2)
_PUBLISH: int = const(3)
_PUBACK: int = const(4)
_SUBACK: int = const(9)
_PINGRESP: int = const(13)
_PINGREQ = b"\xc0\0"
_SUBSCRIPTION = const(1)  # the number of its packet
_READ_BYTES = const(128)


class Mqtt:
    """socket, select: the modules of those names. host: an IPv4 address in digits: names are not looked up, for that
    waits. ready: whether there is a network. login: user and password, or None.

    fault: why the last connection ended, "" when it is up. lost: how many have ended or not come about.
    """

    def __init__(
        self,
        socket: "Any",
        select: "Any",
        host: str,
        port: int,
        client_id: bytes,
        publishes: bytes,
        hears: bytes,
        login: tuple[bytes, bytes] | None = None,
        ready: "Callable[[], bool]" = lambda: True,
    ) -> None:
        self.fault = ""
        self.lost = 0
        self._modules = socket, select
        self._address = host, port
        self._publishes = publishes
        self._hears = hears
        flags = 2 if login is None else 0xC2
        texts = (client_id,) if login is None else (client_id, login[0], login[1])
        self._connect = _packet(0x10, b"\0\4MQTT\4" + pack(">BH", flags, KEEP_ALIVE_S) + b"".join(map(_text, texts)))
        self._ready = ready
        self._socket: Any = None
        self._poll: Any = None
        self._state = _CLOSED
        self._again_ms = AGAIN_MIN_MS
        self._at_ms: int | None = None  # of the next connection; None: at once
        self._until_ms: int | None = None  # by then the broker has answered
        self._ping_ms = 0
        self._in = bytearray()
        self._skip = 0  # bytes of a message that is too long, still to come
        self._out = bytearray()
        self._number = _SUBSCRIPTION

    def up(self) -> bool:
        """Whether the broker has taken the subscription, and the connection holds as far as is known."""
        return self._state == _UP

    def publish(self, payload: bytes) -> None:
        """Send a message with QoS 1. Raises OSError where there is no connection, or the network takes too little."""
        if self._state != _UP:
            raise OSError(107, "the broker is out of reach")
        self._number = self._number % 0xFFFF + 1
        packet = _packet(0x32, _text(self._publishes) + pack(">H", self._number) + payload)
        if len(self._out) + len(packet) > OUT_MAX_BYTES:
            raise OSError(105, "the network takes nothing")
        self._out += packet
        self._flush()

    def poll(self, now_ms: int) -> bytes | None:
        """One look at the connection: a message that has come, or None. Never raises, whatever comes; call it often."""
        try:
            return self._turn(now_ms)
        except (OSError, ValueError) as error:
            self._end(str(error))
            self._at_ms = now_ms + self._again_ms
            self._again_ms = min(2 * self._again_ms, AGAIN_MAX_MS)
            return None

    def close(self) -> None:
        """Let the connection go; the next poll makes another one."""
        self._end("")
        self.lost -= 1

    def _turn(self, now_ms: int) -> bytes | None:
        if self._state == _CLOSED:
            if self._ready() and (self._at_ms is None or now_ms >= self._at_ms):
                self._open(now_ms)
            return None
        if self._state == _CONNECTING:
            if not self._connected():
                self._late(now_ms)
                return None
            self._state = _GREETED
            self._until_ms = now_ms + ANSWER_MAX_MS
            self._out += self._connect
        if self._state == _UP and now_ms >= self._ping_ms:
            self._ping_ms = now_ms + KEEP_ALIVE_S * 500
            self._until_ms = now_ms + ANSWER_MAX_MS
            self._out += _PINGREQ
        self._flush()
        waiting = len(self._in)
        message = self._packet(now_ms)
        came = len(self._in) != waiting
        if message is None and len(self._in) < IN_MAX_BYTES and self._poll.poll(0):  # a recv that fails takes memory
            came = self._receive() or came
            message = self._packet(now_ms)
        if not came:  # nor is anything left that could be an answer
            self._late(now_ms)
        return message

    def _late(self, now_ms: int) -> None:
        """Raise OSError when the broker's time for an answer is over. Call it where a look at the connection has found
        nothing: a device that stood still may have the answer there.
        """
        if self._until_ms is not None and now_ms >= self._until_ms:
            raise OSError(110, "the broker does not answer")

    def _open(self, now_ms: int) -> None:
        socket, select = self._modules
        address = socket.getaddrinfo(self._address[0], self._address[1])[0][-1]
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket = one
        one.setblocking(False)
        try:
            one.connect(address)
        except OSError as error:
            if error.args[0] not in (EINPROGRESS, EAGAIN):
                raise
        self._poll = select.poll()
        self._poll.register(one, select.POLLOUT)
        self._state = _CONNECTING
        self._until_ms = now_ms + ANSWER_MAX_MS

    def _connected(self) -> bool:
        select = self._modules[1]
        for each in self._poll.poll(0):
            if each[1] & (select.POLLERR | select.POLLHUP):
                raise OSError(111, "the broker is not there")
            self._poll.register(self._socket, select.POLLIN)
            return True
        return False

    def _flush(self) -> None:
        while self._out:
            try:
                taken = self._socket.send(self._out)
            except OSError as error:
                if error.args[0] == EAGAIN:
                    return
                raise
            self._out[:taken] = b""

    def _receive(self) -> bool:
        """Take what is there, but for the rest of a message that is too long; whether something was there."""
        try:
            came = self._socket.recv(_READ_BYTES)
        except OSError as error:
            if error.args[0] == EAGAIN:
                return False
            raise
        if not came:
            raise OSError(104, "the broker has ended the connection")
        skipped = min(self._skip, len(came))
        self._skip -= skipped
        self._in += came[skipped:]
        return True

    def _packet(self, now_ms: int) -> bytes | None:
        """Take one packet in, if there is a whole one; its message, if it brings one."""
        got = self._in
        length = shift = 0
        at = 1
        while True:
            if at >= len(got):
                return None
            length |= (got[at] & 0x7F) << shift
            at += 1
            if not got[at - 1] & 0x80:
                break
            shift += 7
            if shift > 21:
                raise ValueError("a length of five bytes")
        end = at + length
        if end > IN_MAX_BYTES:
            head = at + 4 + len(self._hears)  # up to its number
            if got[0] >> 4 != _PUBLISH or self._state < _SUBSCRIBING:
                raise ValueError(f"a packet of {end} bytes")
            if len(got) >= head:  # whoever sent it: its broker would send it again and again
                self._message(got[0] & 15, bytes(got[at:head]))
                self._skip = max(end - len(got), 0)
                got[:end] = b""
            return None
        if len(got) < end:
            return None
        kind, flags, body = got[0] >> 4, got[0] & 15, bytes(got[at:end])
        got[:end] = b""
        if kind == _PUBLISH and self._state >= _SUBSCRIBING:
            return self._message(flags, body)
        if flags:
            raise ValueError("a packet with flags")
        if kind == _CONNACK and self._state == _GREETED:
            if len(body) != 2 or body[1]:
                raise ValueError("the broker does not let this client in")
            self._state = _SUBSCRIBING
            self._until_ms = now_ms + ANSWER_MAX_MS
            self._out += _packet(0x82, pack(">H", _SUBSCRIPTION) + _text(self._hears) + b"\1")
        elif kind == _SUBACK and self._state == _SUBSCRIBING:
            if len(body) != 3 or body[:2] != b"\0\1" or body[2] > 1:
                raise ValueError("the broker does not let this client hear its topic")
            self._state = _UP
            self._until_ms = None
            self._ping_ms = now_ms + KEEP_ALIVE_S * 500
            self._again_ms = AGAIN_MIN_MS
            self.fault = ""
        elif kind == _PINGRESP and self._state == _UP and not body:
            self._until_ms = None
        elif kind != _PUBACK or self._state != _UP or len(body) != 2:
            raise ValueError(f"no packet of the protocol: {kind}")
        return None

    def _message(self, flags: int, body: bytes) -> bytes | None:
        """The payload of a message on the topic that is heard; with QoS 1 it is acknowledged."""
        qos = flags >> 1 & 3
        at = 2 + len(self._hears)
        if qos > 1 or body[:at] != _text(self._hears) or len(body) < at + 2 * qos:
            raise ValueError("a message on no topic of this client")
        if qos:
            if len(self._out) + 4 > OUT_MAX_BYTES:
                raise OSError(105, "the network takes nothing")
            self._out += b"\x40\2" + body[at : at + 2]
            self._flush()
        return body[at + 2 * qos :]

    def _end(self, why: str) -> None:
        self.lost += 1
        self.fault = why
        self._state = _CLOSED
        self._until_ms = None
        self._skip = 0
        for buffer in (self._in, self._out):
            for at in range(len(buffer)):
                buffer[at] = 0
            buffer[:] = b""
        self._poll = None
        if self._socket is not None:
            try:
                self._socket.close()
            except OSError:
                pass
            self._socket = None


def _text(text: bytes) -> bytes:
    return pack(">H", len(text)) + text


def _packet(kind: int, body: bytes) -> bytes:
    length = len(body)
    if length < 128:
        return bytes([kind, length]) + body
    return bytes([kind, length & 0x7F | 0x80, length >> 7]) + body

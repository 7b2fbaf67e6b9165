"""Cutting a bare serial stream into payloads: codes by their own length, anything else by silence (spec §8).

Many codes hold a CR or an LF, so no line end ends a frame. A code is recognised by its header and by the constants of
its structure; what fails them is scanned again from its second byte, so garbage costs no more than the code it hit.
A code whose header is there may come in pieces. Silence is what a poll has seen: bytes that arrived while nothing was
polled follow what was there before them.
"""

from terminal.port import const
from terminal.recover import DOUBLED, ECI_IDENTIFIERS, designated, made_of
from terminal.ridecode import LENGTH_MAX_BYTES, LENGTH_MIN_BYTES, fault

IDLE_MS = 20
IDLE_MIN_MS = 5
IDLE_MAX_MS = 100
WAIT_MS = 100
WAIT_MIN_MS = 20
WAIT_MAX_MS = 500

_KEPT_BYTES: int = const(1025)  # one byte more than any terminal looks at
_SUFFIX_MAX_BYTES: int = const(8)
_HEADER: int = const(4)
_LAST_FIELD_BYTES = const(64)
_SUFFIX = b"\r\n\t\x03\x00\x04"
_FRONT_BYTES = const(11)
_DESIGNATOR: int = const(7)
_NOTHING: int = const(-1)


class Framer:
    """Bytes in with their arrival time, payloads out. Holds at most what one oversized input and one code need.

    idle_ms: silence that ends what is no ride code. wait_ms: how long the rest of a ride code is waited for since its
    last byte, not less than idle_ms. The suffix of a code that came with pauses may come as late; what was missing of
    one that was given up is no payload of its own, if it comes within WAIT_MAX_MS.
    """

    def __init__(self, idle_ms: int = IDLE_MS, wait_ms: int = WAIT_MS) -> None:
        if not (IDLE_MIN_MS <= idle_ms <= IDLE_MAX_MS and WAIT_MIN_MS <= wait_ms <= WAIT_MAX_MS):
            raise ValueError("frame: idle_ms is outside 5..100 or wait_ms outside 20..500")
        self._idle_ms = idle_ms
        self._wait_ms = max(idle_ms, wait_ms)
        self.cut = False  # whether the payload polled last was cut out as a code
        self._bytes = bytearray()
        self._at = 0  # everything before it begins no code
        self._last_ms = 0
        self._paused = False  # the line was silent for the idle gap while a code was waited for
        self._owed = _NOTHING  # bytes missing of the frame before; with a suffix behind them they are no payload
        self._owed_ms = 0  # how much silence ends that
        self._spent = 0  # how much of what is held was delivered already, as the end of a code

    def feed(self, data: bytes, now_ms: int) -> None:
        """Take bytes that arrived by `now_ms`. Call `poll` until it answers None before feeding again."""
        if data:
            if self._at > _KEPT_BYTES:  # of what begins no code, just enough is kept to show that it was too much
                self._drop(self._at - _KEPT_BYTES)
                self._at = _KEPT_BYTES
            self._bytes.extend(data)
            self._last_ms = now_ms

    def settle(self) -> None:
        """Forget the frame that was incomplete: a command was sent since."""
        self._owed = _NOTHING

    def poll(self, now_ms: int) -> bytes | None:
        """The next payload, at most 1,025 bytes of it (one too many for any reader), or None for not yet.

        A code that a reader sent by the ECI protocol, with a 5C doubled, comes as it was sent, with its mark.
        """
        silence_ms = now_ms - self._last_ms
        quiet, late = silence_ms >= self._idle_ms, silence_ms >= self._wait_ms
        if quiet and self._spent >= len(self._bytes):  # what is held began no code behind the one delivered
            self._drop(len(self._bytes))
        missing = _NOTHING
        while self._at < len(self._bytes):
            mark = self._mark()
            for doubled in (True, False) if mark else (False,):
                end = self._at + self._length_at(self._at, doubled)
                if end > len(self._bytes):
                    if not late:
                        self._paused = self._paused or quiet
                        return None
                    if missing < 0 and self._at >= self._spent and end - self._at >= LENGTH_MIN_BYTES:
                        missing = end - len(self._bytes)
                elif end > self._at:
                    sent = bytes(self._bytes[self._at : end])
                    code = sent.replace(DOUBLED, b"\\") if doubled else sent
                    if fault(code) < 0:
                        sent = bytes(self._bytes[self._at - mark : end]) if code != sent else code
                        self._deliver(end)
                        return sent
            self._at += 1
        if not late and 0 < len(self._bytes) <= _FRONT_BYTES and bytes(self._bytes).lstrip(b"\x02")[:1] in b"]\\":
            # what readers send in front of a code, or the beginning of that
            self._paused = self._paused or quiet
            return None
        return self._rest(silence_ms, missing) if quiet else None

    def _rest(self, silence_ms: int, missing: int) -> bytes | None:
        """Take what a silent line leaves: one payload, or a rest of the frame before, which is none."""
        self.cut = False
        if not self._bytes:
            if silence_ms >= self._owed_ms:
                self._owed = _NOTHING
            return None
        rest = bytes(self._bytes[max(self._spent, len(self._bytes) - _KEPT_BYTES) :])
        self._drop(len(self._bytes))
        self._paused = False
        behind = rest[self._owed :]
        if missing < 0 <= self._owed and len(behind) <= _SUFFIX_MAX_BYTES and made_of(behind, _SUFFIX):
            self._owed -= len(rest)
            return None
        self._owed = missing
        self._owed_ms = WAIT_MAX_MS
        return rest

    def _mark(self) -> int:
        """How many bytes in front of a header here say that the reader speaks the ECI protocol."""
        at = self._at
        if self._bytes[at] >> 1 != 0x40 or at < 3:
            return 0
        before = bytes(self._bytes[max(0, at - _DESIGNATOR) : at])
        if designated(before):
            return _DESIGNATOR
        return 3 if before[-3:] in ECI_IDENTIFIERS else 0

    def _length_at(self, at: int, doubled: bool) -> int:
        """Bytes of the code that may begin here; a few for a header still incomplete; 0 for none.

        doubled: each 5C of it was sent as two.
        """
        if self._bytes[at] >> 1 != 0x40:
            return 0
        head = bytes(self._bytes[at : at + _HEADER + doubled])
        if doubled:
            head = head.replace(DOUBLED, b"\\")
        if len(head) > 1 and head[1] != 1:
            return 0
        if len(head) < _HEADER:
            return _HEADER + doubled
        length = (head[1] << 8 | head[2]) + 3
        if head[3] != 0x24 or not LENGTH_MIN_BYTES <= length <= LENGTH_MAX_BYTES:
            return 0
        return _sent_bytes(bytes(self._bytes[at : at + 2 * length]), length) if doubled else length

    def _deliver(self, end: int) -> None:
        """Drop a code up to `end`, but keep from inside it what may begin another that reaches beyond.

        A code that lost bytes in its last field took the first bytes of the one behind it for its own: that one is
        not to be lost with it.
        """
        for at in range(max(self._at + 1, end - _LAST_FIELD_BYTES), end):
            if at + self._length_at(at, False) > end:
                self._drop(at)
                self._spent = end - at
                break
        else:
            self._drop(end)
        self.cut = True
        self._owed = 0
        self._owed_ms = self._wait_ms if self._paused else self._idle_ms
        self._paused = False

    def _drop(self, count: int) -> None:
        self._bytes = self._bytes[count:]
        self._at = 0
        self._spent = max(0, self._spent - count)


def _sent_bytes(sent: bytes, length: int) -> int:
    """How many bytes a code of `length` has on the line when each 5C is sent as two; 0: one of them was not."""
    at = sent.find(b"\\", 0, length)
    while at >= 0:
        length += 1
        if sent[at + 1 : at + 2] != b"\\":
            return 0 if at + 1 < len(sent) else length
        at = sent.find(b"\\", at + 2, length)
    return length

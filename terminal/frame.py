"""Cutting a bare serial stream into payloads: codes by their own length, anything else by silence (spec §8).

Many codes hold a CR or an LF, so no line end ends a frame. A code is recognised by its header and by the constants of
its structure; what fails them is scanned again from its second byte, so garbage costs no more than the code it hit.
"""

from terminal.port import const
from terminal.ridecode import INPUT_MAX_BYTES, LENGTH_MAX_BYTES, LENGTH_MIN_BYTES, fault

IDLE_MS = 20
IDLE_MIN_MS = 5
IDLE_MAX_MS = 100

_HEADER: int = const(4)
_LAST_FIELD_BYTES = const(64)


class Framer:
    """Bytes in with their arrival time, payloads out. Holds at most what one oversized input and one code need."""

    def __init__(self, idle_ms: int = IDLE_MS) -> None:
        if not IDLE_MIN_MS <= idle_ms <= IDLE_MAX_MS:
            raise ValueError(f"frame: an idle gap of {idle_ms} ms is outside {IDLE_MIN_MS}..{IDLE_MAX_MS}")
        self._idle_ms = idle_ms
        self._bytes = bytearray()
        self._at = 0  # everything before it begins no code
        self._last_ms = 0
        self._follows = False  # what is held came right behind a code
        self._spent = 0  # how much of what is held was delivered already, as the end of a code

    def feed(self, data: bytes, now_ms: int) -> None:
        """Take bytes that arrived by `now_ms`. Call `poll` until it answers None before feeding again."""
        if data:
            self._bytes.extend(data)
            self._last_ms = now_ms

    def poll(self, now_ms: int) -> bytes | None:
        """The next payload, at most 1,025 bytes of it (one too many for any reader), or None for not yet."""
        quiet = now_ms - self._last_ms >= self._idle_ms
        while self._at < len(self._bytes):
            length = self._length_at(self._at)
            if length:
                if self._at + length > len(self._bytes) and not quiet:
                    self._trim()
                    return None
                code = bytes(self._bytes[self._at : self._at + length])
                if len(code) == length and length >= LENGTH_MIN_BYTES and fault(code) < 0:
                    self._deliver(self._at + length)
                    return code
            self._at += 1
        self._trim()
        if not quiet or not self._bytes:
            return None
        rest = bytes(self._bytes[self._spent :])
        known = self._follows and rest in (b"", b"\r", b"\n", b"\r\n")
        self._drop(len(self._bytes))
        self._follows = False
        return None if known else rest

    def _length_at(self, at: int) -> int:
        """Length of the code that may begin here; less than a code's for a header still incomplete; 0 for none."""
        if self._bytes[at] >> 1 != 0x40:
            return 0
        head = self._bytes[at : at + _HEADER]
        if len(head) > 1 and head[1] != 1:
            return 0
        if len(head) < _HEADER:
            return _HEADER
        length = (head[1] << 8 | head[2]) + 3
        return length if head[3] == 0x24 and LENGTH_MIN_BYTES <= length <= LENGTH_MAX_BYTES else 0

    def _deliver(self, end: int) -> None:
        """Drop a code up to `end`, but keep from inside it what may begin another that reaches beyond.

        A code that lost bytes in its last field took the first bytes of the one behind it for its own: that one is
        not to be lost with it.
        """
        for at in range(max(self._at + 1, end - _LAST_FIELD_BYTES), end):
            if self._bytes[at] >> 1 == 0x40 and at + self._length_at(at) > end:
                self._drop(at)
                self._spent = end - at
                break
        else:
            self._drop(end)
        self._follows = True

    def _trim(self) -> None:
        """Of what begins no code, keep just enough to tell that it was too much."""
        if self._at > INPUT_MAX_BYTES + 1:
            self._drop(self._at - INPUT_MAX_BYTES - 1)
            self._at = INPUT_MAX_BYTES + 1

    def _drop(self, count: int) -> None:
        self._bytes = self._bytes[count:]
        self._at = 0
        self._spent = max(0, self._spent - count)
